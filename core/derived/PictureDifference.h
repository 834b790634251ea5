// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

/// How two pictures of one size differ.
struct PictureDifference
{
    static constexpr int gain = 4; ///< that makes small differences be seen

    QImage image;     ///< per channel: the distance times `gain`, at most 255; black where they are the same
    double error = 0; ///< root of the mean squared difference, in units of the range: 0 to 1
};

/// Both of one size and one format, Grayscale8 or RGB888 (std::logic_error otherwise).
[[nodiscard]] PictureDifference differenceOf(const QImage& a, const QImage& b);
