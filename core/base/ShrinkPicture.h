// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <span>

/// The largest shape with the proportions of `picture` and at most `mostPixels` pixels; never larger than `picture`,
/// and each side at least 1.
[[nodiscard]] PictureShape shrunkShape(PictureShape picture, std::size_t mostPixels);

/// Averages the pixels of `picture` that each pixel of `into` covers, edges by their share. Channels agree and no side
/// grows (std::logic_error otherwise, also when a span is not of its shape's size).
void shrinkPicture(std::span<const std::uint8_t> picture, PictureShape shape, std::span<std::uint8_t> into,
                   PictureShape smaller);
