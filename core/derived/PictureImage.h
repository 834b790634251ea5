// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <QImage>

#include <span>

/// The 8-bit pixels of one picture (height x width x channels, no padding) as an image that owns them: Grayscale8 for
/// one channel, RGB888 for three. Throws std::logic_error when the bytes are not those of `shape`.
[[nodiscard]] QImage imageOf(const PictureShape& shape, std::span<const std::uint8_t> pixels);
/// The same into `image`, whose memory is used again when size and format fit and nobody else holds it.
void copyToImage(const PictureShape& shape, std::span<const std::uint8_t> pixels, QImage& image);
