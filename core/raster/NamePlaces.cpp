// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/NamePlaces.h"

#include <cmath>
#include <stdexcept>

namespace {

constexpr std::size_t side = 32; ///< of the grid that points are counted in

struct Grid
{
    MapRect bounds;

    [[nodiscard]] static std::size_t index(double value, double low, double extent)
    {
        const double cell = extent > 0 ? (value - low) / extent * side : 0;
        return std::min(side - 1, static_cast<std::size_t>(std::max(0.0, cell)));
    }
    [[nodiscard]] std::size_t column(MapPosition at) const
    {
        return index(static_cast<double>(at.x), bounds.left, bounds.width());
    }
    [[nodiscard]] std::size_t row(MapPosition at) const
    {
        return index(static_cast<double>(at.y), bounds.bottom, bounds.height());
    }
};

bool hasPlace(MapPosition at)
{
    return std::isfinite(at.x) && std::isfinite(at.y);
}

MapRect boundsOf(std::span<const MapPosition> positions)
{
    MapRect bounds{1e300, 1e300, -1e300, -1e300};
    for (const MapPosition at : positions) {
        if (hasPlace(at)) {
            bounds = {
                std::min(bounds.left, static_cast<double>(at.x)), std::min(bounds.bottom, static_cast<double>(at.y)),
                std::max(bounds.right, static_cast<double>(at.x)), std::max(bounds.top, static_cast<double>(at.y))};
        }
    }
    return bounds;
}

std::vector<std::uint32_t> allOf(std::span<const std::uint32_t> counts, std::size_t classes)
{
    std::vector<std::uint32_t> all(side * side);
    for (std::size_t k = 0; k < classes; ++k) {
        for (std::size_t cell = 0; cell < all.size(); ++cell) {
            all[cell] += counts[k * all.size() + cell];
        }
    }
    return all;
}

/// Points in a cell and those around it.
std::uint32_t sumAround(std::span<const std::uint32_t> counts, std::array<std::size_t, 2> cell)
{
    const auto [column, row] = cell;
    std::uint32_t sum = 0;
    for (std::size_t r = row - std::min<std::size_t>(row, 1); r <= std::min(row + 1, side - 1); ++r) {
        for (std::size_t c = column - std::min<std::size_t>(column, 1); c <= std::min(column + 1, side - 1); ++c) {
            sum += counts[r * side + c];
        }
    }
    return sum;
}

/// The cell (column, row) that has, with those around it, the most points; ties go to the first.
std::array<std::size_t, 2> fullest(std::span<const std::uint32_t> counts)
{
    std::array<std::size_t, 2> best{};
    std::uint32_t most = 0;
    for (std::size_t row = 0; row < side; ++row) {
        for (std::size_t column = 0; column < side; ++column) {
            // The cell itself twice: the middle of a spot counts more.
            const std::uint32_t sum = counts[row * side + column] + sumAround(counts, {column, row});
            if (sum > most) {
                most = sum;
                best = {column, row};
            }
        }
    }
    return best;
}

bool isAround(std::size_t a, std::size_t b)
{
    return a + 1 >= b && b + 1 >= a;
}

} // namespace

std::vector<std::optional<MapPosition>> densestPlaces(std::span<const MapPosition> positions,
                                                      std::span<const std::uint32_t> codes, std::size_t classes)
{
    if (positions.size() != codes.size()) {
        throw std::logic_error("densestPlaces: a class is needed for each position");
    }
    const Grid grid{boundsOf(positions)};
    std::vector<std::uint32_t> counts(classes * side * side);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (codes[i] < classes && hasPlace(positions[i])) {
            ++counts[(codes[i] * side + grid.row(positions[i])) * side + grid.column(positions[i])];
        }
    }
    std::vector<std::array<std::size_t, 2>> cells(classes);
    for (std::size_t k = 0; k < classes; ++k) {
        cells[k] = fullest(std::span(counts).subspan(k * side * side, side * side));
    }
    struct Sum
    {
        double x = 0;
        double y = 0;
        double count = 0;
    };
    const std::vector<std::uint32_t> all = allOf(counts, classes);
    std::vector<Sum> sums(classes);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const std::uint32_t code = codes[i];
        if (code < classes && hasPlace(positions[i]) && isAround(grid.column(positions[i]), cells[code][0]) &&
            isAround(grid.row(positions[i]), cells[code][1])) {
            sums[code].x += static_cast<double>(positions[i].x);
            sums[code].y += static_cast<double>(positions[i].y);
            ++sums[code].count;
        }
    }
    std::vector<std::optional<MapPosition>> places(classes);
    for (std::size_t k = 0; k < classes; ++k) {
        if (sums[k].count > 0 && 2 * sums[k].count >= sumAround(all, cells[k])) {
            places[k] = MapPosition{static_cast<float>(sums[k].x / sums[k].count),
                                    static_cast<float>(sums[k].y / sums[k].count)};
        }
    }
    return places;
}
