// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

/// Pixels for each logical one, of what a layer paints as a picture: those of the screen or the picture that it goes
/// to; of a drawing in vectors, which has none, enough to be looked at closely.
inline double layerRatio(const QCPPainter& painter)
{
    constexpr double inVectors = 3;
    const auto type = painter.paintEngine()->type();
    const bool isVector = type == QPaintEngine::SVG || type == QPaintEngine::Pdf || type == QPaintEngine::Picture;
    return isVector ? inVectors : painter.device()->devicePixelRatioF();
}
