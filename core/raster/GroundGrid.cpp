// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/GroundGrid.h"

#include <cmath>
#include <set>
#include <stdexcept>

namespace {

constexpr double largestNumber = 1e15; ///< of a cell, so that its neighbours have other middles
constexpr double mostCells = 1e6;      ///< in one view: beyond any screen

double sideAt(int level)
{
    return std::pow(3.0, level);
}

/// Rounds a third to the nearest whole number: no third is halfway.
std::int64_t third(std::int64_t number)
{
    return (number >= 0 ? number + 1 : number - 1) / 3;
}

struct Numbers
{
    double first;
    double last;
    [[nodiscard]] bool areKnown() const { return std::abs(first) < largestNumber && std::abs(last) < largestNumber; }
};

Numbers numbersOver(double low, double high, double side)
{
    return {std::floor(low / side + 0.5), std::floor(high / side + 0.5)};
}

} // namespace

GroundGrid::GroundGrid(double aspect)
    : m_width(std::sqrt(aspect))
    , m_height(1 / m_width)
{
    if (!(aspect > 0) || !std::isfinite(aspect)) {
        throw std::logic_error("A ground of cells without an area was asked for.");
    }
}

int GroundGrid::levelFor(double unitsPerPixel)
{
    constexpr double rounding = 1e-9; // a whole power of three is that level, whatever the logarithm makes of it
    return static_cast<int>(std::ceil(std::log(leastPixels * unitsPerPixel) / std::log(3.0) - rounding));
}

MapRect GroundGrid::rect(const GroundCell& cell) const
{
    const double width = m_width * sideAt(cell.level);
    const double height = m_height * sideAt(cell.level);
    const auto column = static_cast<double>(cell.column);
    const auto row = static_cast<double>(cell.row);
    return {(column - 0.5) * width, (row - 0.5) * height, (column + 0.5) * width, (row + 0.5) * height};
}

MapPosition GroundGrid::middle(const GroundCell& cell) const
{
    const double side = sideAt(cell.level);
    return {static_cast<float>(static_cast<double>(cell.column) * m_width * side),
            static_cast<float>(static_cast<double>(cell.row) * m_height * side)};
}

GroundCell GroundGrid::above(const GroundCell& cell)
{
    return {cell.level + 1, third(cell.column), third(cell.row)};
}

GroundCell GroundGrid::sameMiddle(GroundCell cell)
{
    if (cell.column == 0 && cell.row == 0) {
        return {};
    }
    while (cell.column % 3 == 0 && cell.row % 3 == 0) {
        cell = above(cell);
    }
    return cell;
}

std::vector<GroundCell> GroundGrid::cellsIn(const MapRect& view, int level) const
{
    const double width = m_width * sideAt(level);
    const double height = m_height * sideAt(level);
    const Numbers columns = numbersOver(view.left, view.right, width);
    const Numbers rows = numbersOver(view.bottom, view.top, height);
    std::vector<GroundCell> cells;
    if (!columns.areKnown() || !rows.areKnown() ||
        (columns.last - columns.first + 1) * (rows.last - rows.first + 1) > mostCells) {
        return cells;
    }
    for (auto row = static_cast<std::int64_t>(rows.first); row <= static_cast<std::int64_t>(rows.last); ++row) {
        for (auto column = static_cast<std::int64_t>(columns.first); column <= static_cast<std::int64_t>(columns.last);
             ++column) {
            cells.push_back({level, column, row});
        }
    }
    const double x = 0.5 * (view.left + view.right);
    const double y = 0.5 * (view.bottom + view.top);
    std::ranges::stable_sort(cells, {}, [&](const GroundCell& cell) {
        return std::hypot(static_cast<double>(cell.column) * width - x, static_cast<double>(cell.row) * height - y);
    });
    return cells;
}

std::vector<GroundCell> GroundGrid::coarseToFine(const MapRect& view, double unitsPerPixel) const
{
    const int finest = levelFor(unitsPerPixel);
    std::vector<GroundCell> order;
    std::set<GroundCell> middles;
    for (int level = finest + coarseLevels; level >= finest; --level) {
        for (const GroundCell& cell : cellsIn(view, level)) {
            if (middles.insert(sameMiddle(cell)).second) {
                order.push_back(cell);
            }
        }
    }
    return order;
}
