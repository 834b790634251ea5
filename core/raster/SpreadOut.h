// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

/// A sample that is shown for those around it.
struct SpreadSample
{
    std::uint32_t sample = 0;
    std::uint8_t style = 0;
    MapPosition position;
    bool operator==(const SpreadSample&) const = default;
};

/// At most one visible sample for each cell of a grid of `cellWidth` x `cellHeight` (map units, above 0), of the cells
/// that touch `rect`: the one nearest to the cell's middle, those of background styles only where there is no other.
/// The grid stands still on the map, so that panning changes no choice. From the top to the bottom, row by row.
/// Empty when there would be more than a million cells.
[[nodiscard]] std::vector<SpreadSample> spreadOut(const PointCloud& cloud, const PointPalette& palette,
                                                  const MapRect& rect, double cellWidth, double cellHeight);
