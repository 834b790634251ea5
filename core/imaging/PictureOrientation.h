// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

/// What a camera noted about how a picture was held: Exif's tag 0x0112, 1 (upright) to 8. Read from a PNG's eXIf chunk
/// or a WebP's EXIF chunk; 1 where none is noted, or what is noted is damaged. None for files of other kinds.
/// CIPA DC-008-2012, 4.6.4; ISO/IEC 15948 with the extension eXIf of 2017; RFC 9649, 2.7.1.5.
[[nodiscard]] std::optional<int> notedOrientation(std::span<const std::byte> file);

/// Whether a WebP says of itself that it holds several pictures that are shown one after the other.
[[nodiscard]] bool isAnimatedWebp(std::span<const std::byte> file);
