// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/SheetSize.h"

#include "base/UserError.h"

void requireSheetFits(std::size_t columns, std::size_t rows, PictureShape tile, const std::string& remedy)
{
    constexpr std::size_t longestSide = 32767;
    constexpr std::size_t mostPixels = std::size_t{1} << 28;
    const std::size_t width = columns * static_cast<std::size_t>(tile.width);
    const std::size_t height = rows * static_cast<std::size_t>(tile.height);
    if (width > longestSide || height > longestSide || width * height > mostPixels) {
        throw UserError("The picture would be " + std::to_string(width) + " x " + std::to_string(height) +
                        " pixels, which is too large. " + remedy);
    }
}
