// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

/// Tiles a row for a sheet that is about square; 0 when it would have more than `mostPixels` or sides that PNG readers
/// refuse.
[[nodiscard]] int sheetColumns(std::size_t count, PictureShape tile, double mostPixels = 64e6);

/// Writes a PNG (ISO/IEC 15948) of `count` tiles, `columns` a row, black where the last row has none. `tiles` is asked
/// for the pixels of tiles [first, first + n) in ascending order, so that the sheet need not fit into memory unpacked.
[[nodiscard]] std::string
pngSheet(std::size_t count, PictureShape tile, int columns,
         const std::function<std::span<const std::uint8_t>(std::size_t first, std::size_t n)>& tiles);
