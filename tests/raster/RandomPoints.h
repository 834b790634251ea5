// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

#include <random>

/// Points in three clusters of different spread, the same for the same seed.
inline std::vector<MapPosition> clusters(std::size_t count, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<MapPosition> positions(count);
    for (std::size_t i = 0; i < count; ++i) {
        const float spread = i % 3 == 0 ? 0.2f : 1.0f;
        positions[i] = {static_cast<float>(i % 3) * 2 + spread * normal(random),
                        static_cast<float>(i % 2) * 3 + spread * normal(random)};
    }
    return positions;
}

/// Style 0 is white and visible, 1 red and visible, 2 is hidden, 3 is grey background.
inline PointPalette plainPalette()
{
    PointPalette palette{};
    palette[0] = {0xffffff, 0, PointShape::Disc, true, false};
    palette[1] = {0xff0000, 0, PointShape::Disc, true, false};
    palette[2] = {0x00ff00, 0, PointShape::Disc, false, false};
    palette[3] = {0x808080, 0, PointShape::Disc, true, true};
    return palette;
}
