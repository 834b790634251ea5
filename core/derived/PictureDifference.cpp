// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PictureDifference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

PictureDifference differenceOf(const QImage& a, const QImage& b)
{
    const bool isTaken = a.format() == QImage::Format_Grayscale8 || a.format() == QImage::Format_RGB888;
    if (a.size() != b.size() || a.format() != b.format() || !isTaken || a.isNull()) {
        throw std::logic_error("only pictures of one size and format can be compared");
    }
    PictureDifference result{QImage(a.size(), a.format())};
    const int bytes = a.width() * (a.format() == QImage::Format_Grayscale8 ? 1 : 3);
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        const uchar* const first = a.constScanLine(y);
        const uchar* const second = b.constScanLine(y);
        uchar* const into = result.image.scanLine(y);
        std::uint64_t ofLine = 0;
        for (int i = 0; i < bytes; ++i) {
            const int distance = std::abs(first[i] - second[i]);
            ofLine += static_cast<std::uint64_t>(distance * distance);
            into[i] = static_cast<uchar>(std::min(PictureDifference::gain * distance, 255));
        }
        sum += static_cast<double>(ofLine);
    }
    result.error = std::sqrt(sum / bytes / a.height()) / 255;
    return result;
}
