// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PictureImage.h"

#include <cstring>
#include <stdexcept>

QImage imageOf(const PictureShape& shape, std::span<const std::uint8_t> pixels)
{
    QImage image;
    copyToImage(shape, pixels, image);
    return image;
}

void copyToImage(const PictureShape& shape, std::span<const std::uint8_t> pixels, QImage& image)
{
    if ((shape.channels != 1 && shape.channels != 3) || pixels.size() != shape.bytes() || pixels.empty()) {
        throw std::logic_error("pixels that are not those of a grey or RGB picture");
    }
    const QImage::Format format = shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    if (image.format() != format || image.width() != shape.width || image.height() != shape.height ||
        !image.isDetached()) {
        image = QImage(shape.width, shape.height, format);
    }
    const auto rowBytes = static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels);
    for (int y = 0; y < shape.height; ++y) {
        std::memcpy(image.scanLine(y), pixels.data() + static_cast<std::size_t>(y) * rowBytes, rowBytes);
    }
}
