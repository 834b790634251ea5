// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One sample's place on a map.
struct MapPosition
{
    float x = 0;
    float y = 0;
    bool operator==(const MapPosition&) const = default;
};

/// A rectangle in the map's own units; top is the larger y.
struct MapRect
{
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;
    [[nodiscard]] double width() const { return right - left; }
    [[nodiscard]] double height() const { return top - bottom; }
    bool operator==(const MapRect&) const = default;
};

/// The places of all samples, kept along a Morton curve so that neighbours on the map are neighbours in memory, with a
/// uniform grid over them for picking. About 13.5 bytes a point.
///
/// G. M. Morton, A computer oriented geodetic data base, IBM 1966.
class PointCloud
{
public:
    static constexpr std::size_t blockSize = 1024;

    PointCloud() = default;
    /// `positions[i]` is the place of sample i; those that are not finite are left out.
    explicit PointCloud(std::span<const MapPosition> positions);

    [[nodiscard]] std::size_t size() const { return m_positions.size(); } ///< points that have a place
    [[nodiscard]] std::size_t sampleCount() const { return m_sampleCount; }
    [[nodiscard]] bool isEmpty() const { return m_positions.empty(); }

    // Along the Morton curve, size() of each.
    [[nodiscard]] std::span<const MapPosition> positions() const { return m_positions; }
    [[nodiscard]] std::span<const std::uint32_t> samples() const { return m_samples; } ///< which sample each point is
    [[nodiscard]] std::span<const std::uint8_t> styles() const { return m_styles; }

    /// Gives sample i the style `styles[i]` of a palette (all are 0 before). Throws std::logic_error unless there is
    /// one for each sample.
    void setStyles(std::span<const std::uint8_t> styles);

    [[nodiscard]] const MapRect& bounds() const { return m_bounds; } ///< of all points; zero when there are none
    /// Bounds of the points [b * blockSize, (b + 1) * blockSize).
    struct Block
    {
        float left;
        float bottom;
        float right;
        float top;
        [[nodiscard]] bool touches(const MapRect& rect) const
        {
            return static_cast<double>(right) >= rect.left && static_cast<double>(left) <= rect.right &&
                   static_cast<double>(top) >= rect.bottom && static_cast<double>(bottom) <= rect.top;
        }
    };
    [[nodiscard]] std::span<const Block> blocks() const { return m_blocks; }
    [[nodiscard]] std::size_t blockEnd(std::size_t block) const { return std::min((block + 1) * blockSize, size()); }

    // The grid: side x side cells over the middle 99 % of the points; what lies outside belongs to the cells at its
    // edge.
    struct Cell
    {
        int column = 0;
        int row = 0;
    };
    [[nodiscard]] int gridSide() const { return 1 << m_gridBits; }
    [[nodiscard]] Cell cellAt(double x, double y) const;
    [[nodiscard]] double cellWidth() const { return m_axes[0].cellSize(m_gridBits); }
    [[nodiscard]] double cellHeight() const { return m_axes[1].cellSize(m_gridBits); }
    struct Range
    {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    [[nodiscard]] Range pointsIn(Cell cell) const;

    [[nodiscard]] std::size_t memoryBytes() const;

private:
    static constexpr int codeBits = 16; ///< of a Morton code, per axis

    struct Axis
    {
        double low = 0;
        double scale = 1; ///< to codes

        [[nodiscard]] std::uint32_t code(double value) const;
        [[nodiscard]] double cellSize(int gridBits) const;
    };
    static Axis axisOver(std::vector<float> values);
    void sortAlongCurve(std::span<const MapPosition> positions);
    void measureBlocks();

    std::size_t m_sampleCount = 0;
    std::vector<MapPosition> m_positions;
    std::vector<std::uint32_t> m_samples;
    std::vector<std::uint8_t> m_styles;
    std::vector<Block> m_blocks;
    std::vector<std::uint32_t> m_cellStarts;
    std::array<Axis, 2> m_axes;
    int m_gridBits = 0;
    MapRect m_bounds;
};
