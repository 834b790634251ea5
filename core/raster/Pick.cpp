// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/Pick.h"

#include <algorithm>
#include <cstdlib>

namespace {

struct Search
{
    const PointCloud& cloud;
    const PointPalette& palette;
    const PickPlace& place;
    std::optional<std::uint32_t> except;
    double bestSquared; ///< in pixels
    std::optional<std::uint32_t> found = std::nullopt;

    void look(PointCloud::Cell cell)
    {
        const auto [begin, end] = cloud.pointsIn(cell);
        for (std::size_t i = begin; i < end; ++i) {
            const auto [x, y] = cloud.positions()[i];
            const double dx = (static_cast<double>(x) - place.x) / place.unitsPerPixelX;
            const double dy = (static_cast<double>(y) - place.y) / place.unitsPerPixelY;
            const double squared = dx * dx + dy * dy;
            const bool isNearer = squared < bestSquared || (squared == bestSquared && !found);
            if (isNearer && palette[cloud.styles()[i]].isVisible && cloud.samples()[i] != except) {
                bestSquared = squared;
                found = cloud.samples()[i];
            }
        }
    }

    /// The cells whose larger distance from `middle`, by column or row, is `ring`.
    void lookAround(PointCloud::Cell middle, int ring)
    {
        const int side = cloud.gridSide();
        for (int row = std::max(0, middle.row - ring); row <= std::min(side - 1, middle.row + ring); ++row) {
            const bool isWholeRow = std::abs(row - middle.row) == ring;
            const int step = isWholeRow || ring == 0 ? 1 : 2 * ring;
            for (int column = middle.column - ring; column <= middle.column + ring; column += step) {
                if (column >= 0 && column < side) {
                    look({column, row});
                }
            }
        }
    }
};

} // namespace

std::optional<std::uint32_t> pickSample(const PointCloud& cloud, const PointPalette& palette, const PickPlace& place,
                                        std::optional<std::uint32_t> except)
{
    if (cloud.isEmpty()) {
        return std::nullopt;
    }
    Search search{cloud, palette, place, except, place.radiusPixels * place.radiusPixels};
    const PointCloud::Cell middle = cloud.cellAt(place.x, place.y);
    // A point beyond ring r is at least r cells away. Points outside the grid are farther than the cell they are in
    // says, never nearer.
    const double cell =
        0.999 * std::min(cloud.cellWidth() / place.unitsPerPixelX, cloud.cellHeight() / place.unitsPerPixelY);
    for (int ring = 0; ring < cloud.gridSide(); ++ring) {
        search.lookAround(middle, ring);
        if (ring * cell > place.radiusPixels || (ring * cell) * (ring * cell) > search.bestSquared) {
            break;
        }
    }
    return search.found;
}
