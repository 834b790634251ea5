// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QImage>

#include <filesystem>
#include <optional>

/// Writes `image` as PNG with the point of `state` inside (text key "morphoscope"), all of it or nothing, and reads it
/// back. Throws UserError naming the file and the reason.
void writePointPicture(const std::filesystem::path& file, const QImage& image, const SessionState& state);

/// The point that a PNG carries, as PointText writes it; nothing when it carries none or is no PNG.
[[nodiscard]] std::optional<std::string> pointTextOf(const std::filesystem::path& file);
