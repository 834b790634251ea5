// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/OutsidePicture.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>

#include <stdexcept>

namespace {

constexpr std::string_view pngStart = "\x89PNG\r\n\x1a\n";

}

std::string pngOf(const Picture& picture)
{
    const PictureShape& shape = picture.shape;
    const QImage image(picture.pixels.data(), shape.width, shape.height,
                       static_cast<qsizetype>(shape.width) * shape.channels,
                       shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG")) {
        throw std::logic_error("Qt could not write a PNG into memory.");
    }
    return bytes.toStdString();
}

std::optional<Picture> pictureFromPng(std::string_view png)
{
    if (!png.starts_with(pngStart)) {
        return {};
    }
    QByteArray bytes = QByteArray::fromRawData(png.data(), static_cast<qsizetype>(png.size()));
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer, "png");
    const QSize size = reader.size(); // before anything is decoded
    if (size.isEmpty() || size.width() > maxPictureSide || size.height() > maxPictureSide) {
        return {};
    }
    QImage image = reader.read();
    if (image.isNull()) {
        return {};
    }
    const bool isGrey = image.isGrayscale() && image.format() != QImage::Format_RGB32;
    image.convertTo(isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    Picture picture{.shape = {isGrey ? 1 : 3, image.height(), image.width()}, .pixels = {}};
    for (int y = 0; y < image.height(); ++y) {
        const uchar* const line = image.constScanLine(y);
        picture.pixels.insert(picture.pixels.end(), line, line + image.width() * picture.shape.channels);
    }
    return picture;
}
