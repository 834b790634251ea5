// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"

#include <QImage>
#include <QRectF>

/// What part of a map is looked at.
struct GroundView
{
    MapRect rect;
    double unitsPerPixel = 1;
    double pixelRatio = 1; ///< device pixels in one
    bool operator==(const GroundView&) const = default;
};

/// A picture of the ground, and where on the map it lies.
struct GroundPiece
{
    MapRect place;
    QImage picture; ///< RGB32
    QRectF part;    ///< of the picture, in its pixels
};
