// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/GroundSheet.h"

#include "raster/MapFootprint.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

/// The middles of `count` equal parts.
std::vector<double> middles(double low, double high, int count)
{
    const int parts = high > low ? count : 1;
    std::vector<double> places;
    for (int i = 0; i < parts; ++i) {
        places.push_back(low + (high - low) * (i + 0.5) / parts);
    }
    return places;
}

std::vector<MapPosition> positionsOf(const LatentTable& places)
{
    std::vector<MapPosition> positions;
    for (std::size_t i = 0; i < places.rows(); ++i) {
        const LatentView row = places.row(i);
        positions.push_back({row[0], row.size() > 1 ? row[1] : 0.0F});
    }
    return positions;
}

/// Half the way to the place before and to the one after; the first and the last reach as far to the other side.
std::pair<double, double> partAround(const std::vector<double>& places, std::size_t i)
{
    if (places.size() == 1) {
        return {places[0], places[0]};
    }
    const double step = 0.5 * std::abs(places[i > 0 ? i - 1 : 1] - places[i]);
    const double next = 0.5 * std::abs(places[i + 1 < places.size() ? i + 1 : i - 1] - places[i]);
    const bool isRising = places[1] > places[0];
    return {places[i] - (isRising ? step : next), places[i] + (isRising ? next : step)};
}

GroundSheet wholeSheet(MapPlane plane, const MapRect& part, int columns, int rows)
{
    GroundSheet sheet{.plane = std::move(plane),
                      .x = middles(part.left, part.right, columns),
                      .y = middles(part.bottom, part.top, rows),
                      .isBare = {}};
    std::ranges::reverse(sheet.y);
    return sheet;
}

void bareAwayFrom(const MapFootprint& footprint, GroundSheet& sheet)
{
    for (std::size_t row = 0; row < sheet.y.size(); ++row) {
        const auto [bottom, top] = partAround(sheet.y, row);
        for (std::size_t column = 0; column < sheet.x.size(); ++column) {
            const auto [left, right] = partAround(sheet.x, column);
            sheet.isBare.push_back(!footprint.isNear({left, bottom, right, top}));
        }
    }
}

} // namespace

std::size_t GroundSheet::bareCount() const
{
    return static_cast<std::size_t>(std::ranges::count(isBare, true));
}

bool GroundSheet::isWanted(std::size_t row, std::size_t column) const
{
    return isBare.empty() || !isBare[row * x.size() + column];
}

LatentTable GroundSheet::pointsOf(std::size_t row) const
{
    std::vector<float> values;
    std::size_t count = 0;
    for (std::size_t column = 0; column < x.size(); ++column) {
        if (isWanted(row, column)) {
            const LatentVector point = plane.at({static_cast<float>(x[column]), static_cast<float>(y[row])});
            values.insert(values.end(), point.begin(), point.end());
            ++count;
        }
    }
    return {count, plane.centre.size(), std::move(values)};
}

GroundSheet sheetOverSamples(MapPlane plane, const LatentTable& places, int grid, bool isMasked)
{
    const MapFootprint footprint(positionsOf(places));
    GroundSheet sheet = wholeSheet(std::move(plane), footprint.bounds(), grid, grid);
    if (isMasked) {
        bareAwayFrom(footprint, sheet);
    }
    return sheet;
}

GroundSheet sheetInProportion(MapPlane plane, const LatentTable& places, const std::optional<MapRect>& part,
                              int columns, PictureShape picture, bool isMasked)
{
    constexpr double mostRows = 4; // for each column, of a map that is all but a line
    const MapFootprint footprint(positionsOf(places));
    const MapRect rect = part.value_or(footprint.bounds());
    const double cellHeight = rect.width() / columns * picture.height / picture.width;
    const double rows = cellHeight > 0 ? std::clamp(rect.height() / cellHeight, 1.0, mostRows * columns) : 1;
    GroundSheet sheet = wholeSheet(std::move(plane), rect, columns, static_cast<int>(std::lround(rows)));
    if (isMasked) {
        bareAwayFrom(footprint, sheet);
    }
    return sheet;
}

MapPlane planeOfTwoLatents()
{
    const std::array<LatentVector, 2> axes = {LatentVector{1, 0}, LatentVector{0, 1}};
    return {.centre = {0, 0}, .centrePlace = {}, .axes = axes, .steps = axes};
}

GroundSheet sheetOverPrior(Prior prior, int grid)
{
    GroundSheet sheet{.plane = planeOfTwoLatents(), .x = {}, .y = {}, .isBare = {}};
    for (const double share : middles(0, 1, grid)) {
        sheet.x.push_back(priorQuantile(prior, share));
    }
    sheet.y.assign(sheet.x.rbegin(), sheet.x.rend());
    return sheet;
}
