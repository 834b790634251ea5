// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <cstddef>
#include <span>

struct OpenedPicture
{
    Picture picture;
    PictureOrigin origin;
};

/// Decodes one picture file and brings it to `wanted`; 0 there means: as the file has it (grey stays grey, all else
/// becomes RGB). PNG, JPEG, WebP, BMP, TIFF and GIF (its first frame) are taken, known by their first bytes. What is
/// transparent is laid over black; 16-bit values are divided by 257; a rotation that a camera noted is applied.
/// Shrinking averages the pixels that fall together (area interpolation), growing is bilinear. Throws UserError without
/// the file's name, which the caller knows: no such picture, damaged, more than 16384 pixels a side or 64 million in
/// all, read from the file's head before anything is decoded; or larger than `maxPictureSide` with no size wanted.
[[nodiscard]] OpenedPicture openPicture(std::span<const std::byte> file, PictureShape wanted,
                                        PictureFit fit = PictureFit::Stretch);
[[nodiscard]] inline Picture readPicture(std::span<const std::byte> file, PictureShape wanted)
{
    return openPicture(file, wanted).picture;
}

/// The tiles of a picture file, row by row, as many as fit whole; without channels in `tile` as the file has them.
/// Throws UserError, as above, and when the picture is smaller than a tile.
[[nodiscard]] PictureBatch readSheet(std::span<const std::byte> file, PictureShape tile);

/// Brings one picture of shape `from` to `wanted`, as openPicture does. Both spans are of their shapes' sizes.
void fitPicture(std::span<const std::uint8_t> pixels, PictureShape from, std::span<std::uint8_t> into,
                PictureShape wanted, PictureFit fit);
