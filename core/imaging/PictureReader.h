// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <cstddef>
#include <span>

/// Decodes one picture file and brings it to `wanted`; 0 there means: as the file has it (grey stays grey, all else
/// becomes RGB). PNG, JPEG, WebP, BMP and TIFF are taken, known by their first bytes. What is transparent is laid over
/// black; 16-bit values are divided by 257; a rotation that a camera noted is applied. Shrinking averages the pixels
/// that fall together (area interpolation), growing is bilinear; the sides are scaled apart, nothing is cut off. Throws
/// UserError without the file's name, which the caller knows: no such picture, damaged, more than 16384 pixels a side
/// or 64 million in all, read from the file's head before anything is decoded; or larger than `maxPictureSide` with no
/// size wanted.
[[nodiscard]] Picture readPicture(std::span<const std::byte> file, PictureShape wanted);
