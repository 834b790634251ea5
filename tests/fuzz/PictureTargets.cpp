// SPDX-License-Identifier: GPL-3.0-or-later
#include "Feed.h"
#include "Targets.h"

#include "imaging/GifReader.h"
#include "imaging/PictureHead.h"
#include "imaging/PictureOrientation.h"
#include "imaging/PlainPng.h"

#include <QImage>

#include <libdeflate.h>

#include <string>

namespace {

constexpr std::uint32_t mostSide = 512; ///< making a larger canvas takes longer than reading it

void pictureHead(Bytes bytes)
{
    (void)PictureHead::parse(bytes);
    (void)isAnimatedWebp(bytes);
    const auto orientation = notedOrientation(bytes);
    if (orientation && (*orientation < 1 || *orientation > 8)) {
        fault("an orientation that there is not");
    }
}

/// As "imaging/PictureReader.h" calls it, with a smaller canvas.
void gif(Bytes bytes)
{
    const auto head = PictureHead::parse(bytes);
    if (!head || !isGif(bytes) || head->width > mostSide || head->height > mostSide) {
        return;
    }
    tolerant([&] {
        const GifFrame frame = readGif(bytes);
        if (frame.bgra.size() != std::size_t{4} * head->width * head->height) {
            fault("the canvas is of another size than the head says");
        }
        return 0;
    });
}

/// No chance finds a checksum: each chunk of the PNG gets its own.
std::string withTrueChecksums(Bytes bytes)
{
    std::string png(textOf(bytes));
    for (std::size_t at = 8; at + 12 <= png.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length = length << 8 | static_cast<unsigned char>(png[at + i]);
        }
        if (length > png.size() - at - 12) {
            break;
        }
        const std::uint32_t sum = libdeflate_crc32(0, png.data() + at + 4, length + 4);
        for (std::size_t i = 0; i < 4; ++i) {
            png[at + 8 + length + i] = static_cast<char>(sum >> (24 - 8 * i));
        }
        at += 12 + length;
    }
    return png;
}

/// What it takes, libpng takes too, and reads the same.
void plainPng(Bytes bytes)
{
    const auto head = PictureHead::parse(bytes);
    if (!head || head->width > mostSide || head->height > mostSide) {
        return;
    }
    const std::string png = withTrueChecksums(bytes);
    const auto picture = readPlainPng(std::as_bytes(std::span(png)));
    if (!picture) {
        return;
    }
    const PictureShape& shape = picture->shape;
    const QImage other =
        QImage::fromData(reinterpret_cast<const uchar*>(png.data()), static_cast<int>(png.size()), "PNG")
            .convertToFormat(QImage::Format_RGB888);
    if (picture->pixels.size() != shape.bytes() || other.size() != QSize(shape.width, shape.height)) {
        fault("the picture is of another size than libpng finds, or none for it");
    }
    const std::size_t step = shape.channels == 1 ? 0 : 1; // what is grey stands for all three
    const std::uint8_t* pixel = picture->pixels.data();
    for (int y = 0; y < shape.height; ++y) {
        const uchar* const row = other.constScanLine(y);
        for (int x = 0; x < shape.width; ++x, pixel += shape.channels) {
            if (row[3 * x] != pixel[0] || row[3 * x + 1] != pixel[step] || row[3 * x + 2] != pixel[2 * step]) {
                fault("a pixel is another than libpng's");
            }
        }
    }
}

} // namespace

FuzzTargets pictureTargets()
{
    return {{"picture-head", pictureHead}, {"gif", gif}, {"plain-png", plainPng}};
}
