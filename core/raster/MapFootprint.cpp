// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/MapFootprint.h"

#include <cmath>

namespace {

struct Axis
{
    std::size_t count = 0;
    double mean = 0;
    double squares = 0; ///< of the distances from the mean
    double low = 0;
    double high = 0;

    /// B. P. Welford, Note on a method for calculating corrected sums of squares and products, Technometrics 1962.
    void add(double value)
    {
        low = count == 0 ? value : std::min(low, value);
        high = count == 0 ? value : std::max(high, value);
        ++count;
        const double before = value - mean;
        mean += before / static_cast<double>(count);
        squares += before * (value - mean);
    }
    [[nodiscard]] double deviation() const
    {
        return count > 1 ? std::sqrt(squares / static_cast<double>(count - 1)) : 0;
    }
};

bool isFinite(const MapPosition& position)
{
    return std::isfinite(position.x) && std::isfinite(position.y);
}

/// Which of `cells` parts of [low, high] holds `value`; those outside are -1 and `cells`.
int partOf(double value, double low, double high, int cells)
{
    if (!(value >= low)) {
        return -1;
    }
    if (value > high) {
        return cells;
    }
    return high > low ? std::min(static_cast<int>((value - low) / (high - low) * cells), cells - 1) : 0;
}

} // namespace

MapFootprint::MapFootprint(std::span<const MapPosition> positions)
{
    std::array<Axis, 2> axes;
    for (const MapPosition& position : positions) {
        if (isFinite(position)) {
            axes[0].add(static_cast<double>(position.x));
            axes[1].add(static_cast<double>(position.y));
        }
    }
    if (axes[0].count == 0) {
        return;
    }
    m_bounds = {axes[0].low, axes[1].low, axes[0].high, axes[1].high};
    m_reach = std::max(axes[0].deviation(), axes[1].deviation()) / 3;
    constexpr auto stride = static_cast<std::size_t>(side + 1);
    m_sums.resize(stride * stride);
    for (const MapPosition& position : positions) {
        if (isFinite(position)) {
            const int column = partOf(static_cast<double>(position.x), m_bounds.left, m_bounds.right, side);
            const int row = partOf(static_cast<double>(position.y), m_bounds.bottom, m_bounds.top, side);
            ++m_sums[static_cast<std::size_t>(row + 1) * stride + static_cast<std::size_t>(column + 1)];
        }
    }
    for (std::size_t row = 1; row < stride; ++row) {
        for (std::size_t column = 1; column < stride; ++column) {
            std::uint32_t& sum = m_sums[row * stride + column];
            sum += m_sums[(row - 1) * stride + column] + m_sums[row * stride + column - 1] -
                   m_sums[(row - 1) * stride + column - 1];
        }
    }
}

std::size_t MapFootprint::samplesUpTo(int column, int row) const
{
    return m_sums[static_cast<std::size_t>(row + 1) * (side + 1) + static_cast<std::size_t>(column + 1)];
}

bool MapFootprint::isNear(const MapRect& rect) const
{
    if (m_sums.empty()) {
        return false;
    }
    const auto columnOf = [&](double x) { return partOf(x, m_bounds.left, m_bounds.right, side); };
    const auto rowOf = [&](double y) { return partOf(y, m_bounds.bottom, m_bounds.top, side); };
    const int left = std::max(columnOf(rect.left - m_reach), 0);
    const int right = std::min(columnOf(rect.right + m_reach), side - 1);
    const int bottom = std::max(rowOf(rect.bottom - m_reach), 0);
    const int top = std::min(rowOf(rect.top + m_reach), side - 1);
    if (left > right || bottom > top) {
        return false;
    }
    return samplesUpTo(right, top) + samplesUpTo(left - 1, bottom - 1) >
           samplesUpTo(left - 1, top) + samplesUpTo(right, bottom - 1);
}
