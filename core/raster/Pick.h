// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

#include <optional>

/// Where to look for a point: units per pixel turn distances on the map into distances on the screen.
struct PickPlace
{
    double x = 0;
    double y = 0;
    double unitsPerPixelX = 1;
    double unitsPerPixelY = 1;
    double radiusPixels = 8;
};

/// The sample whose visible point is nearest to `place` on the screen and within its radius; of equally near ones the
/// first along the curve. `except` is passed over.
[[nodiscard]] std::optional<std::uint32_t> pickSample(const PointCloud& cloud, const PointPalette& palette,
                                                      const PickPlace& place,
                                                      std::optional<std::uint32_t> except = std::nullopt);
