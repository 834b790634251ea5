// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

/// A corner of a polygon in the map's units.
struct MapCorner
{
    double x = 0;
    double y = 0;
};

/// Samples with a visible point inside a polygon (closed by itself; parts enclosed twice are outside, as with an
/// even-odd fill), ascending. Fewer than three corners enclose nothing.
///
/// Crossing number: Shimrat 1962, with the edges sorted into horizontal bands.
[[nodiscard]] std::vector<std::uint32_t> samplesInside(const PointCloud& cloud, const PointPalette& palette,
                                                       std::span<const MapCorner> polygon);

/// Samples with a visible point inside or on the edge of a rectangle, ascending.
[[nodiscard]] std::vector<std::uint32_t> samplesInside(const PointCloud& cloud, const PointPalette& palette,
                                                       const MapRect& rectangle);

/// Samples with a visible point at most `radius` (map units) away from the path, ascending: what a round brush touches.
/// A way upwards counts by 1 / `stretch`: more than 1 where the map is shown flattened.
[[nodiscard]] std::vector<std::uint32_t> samplesAlong(const PointCloud& cloud, const PointPalette& palette,
                                                      std::span<const MapCorner> path, double radius,
                                                      double stretch = 1);
