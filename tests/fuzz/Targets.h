// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>

/// The readers of strangers' bytes, by name. Each takes any bytes and ends well: what is wrong with them is a
/// UserError, which stays inside; anything else is a fault of the reader.
using FuzzTarget = void (*)(std::span<const std::byte> bytes);
using FuzzTargets = std::map<std::string, FuzzTarget>;
[[nodiscard]] const FuzzTargets& fuzzTargets();

[[nodiscard]] FuzzTargets spaceTargets();   ///< core/space: data sets, labels, space.json
[[nodiscard]] FuzzTargets sessionTargets(); ///< core/session: what sessions, settings and the clipboard hold
[[nodiscard]] FuzzTargets pictureTargets(); ///< core/imaging: what is ours; OpenCV's decoders are not
[[nodiscard]] FuzzTargets engineTargets();  ///< core/engine: both ends of the connection
