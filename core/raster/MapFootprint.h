// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"

#include <array>

/// Where samples lie on a map, kept so coarsely (512 x 512 counts over all of them) that it can be asked at once
/// whether any is near.
class MapFootprint
{
public:
    /// Positions that are not finite are left out.
    explicit MapFootprint(std::span<const MapPosition> positions);

    /// How far around a sample the map counts as near it, in its own units whatever the zoom: a third of the standard
    /// deviation of all positions along the wider axis.
    [[nodiscard]] double reach() const { return m_reach; }
    /// Whether a sample lies in `rect` or no farther than `reach` to its left or right and above or below it: exact but
    /// for 1/512 of the bounds, by which a sample may seem nearer.
    [[nodiscard]] bool isNear(const MapRect& rect) const;
    [[nodiscard]] const MapRect& bounds() const { return m_bounds; } ///< of all samples; zero when there are none

private:
    static constexpr int side = 512;

    [[nodiscard]] std::size_t samplesUpTo(int column, int row) const;

    MapRect m_bounds;
    double m_reach = 0;
    std::vector<std::uint32_t> m_sums; ///< of all counts to the left and below, (side + 1)^2; empty without samples
};
