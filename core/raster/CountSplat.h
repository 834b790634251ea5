// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

#include <unordered_map>

/// A part of a map as a picture of width x height device pixels.
struct RasterView
{
    MapRect rect;
    int width = 0;
    int height = 0;
    double pixelRatio = 1; ///< device pixels a logical one
    [[nodiscard]] std::size_t pixels() const
    {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    }
    [[nodiscard]] MapRect padded(double byPixels) const; ///< the rectangle with so much more on each side
    bool operator==(const RasterView&) const = default;
};

/// How many points lie in `rect`, whether visible or not.
[[nodiscard]] std::size_t countInView(const PointCloud& cloud, const MapRect& rect);

/// Counts points and adds up their colours, pixel by pixel: every point counts, in constant memory, however many there
/// are. The brightness of a pixel follows the logarithm of its count; its colour is the mean of its points'.
///
/// Buffers are kept between frames.
class CountSplat
{
public:
    /// Counts the visible points whose style has `isBackground` as given. Each covers dot x dot pixels (1 to 6).
    void count(const PointCloud& cloud, const PointPalette& palette, bool isBackground, const RasterView& view,
               int dot);
    /// Paints what was counted over `picture` (premultiplied ARGB32, view.pixels()), or instead of it; `strength`, 0 to
    /// 1, is the opacity of the densest places.
    enum class Onto { Nothing, Picture };
    void paint(std::span<std::uint32_t> picture, double strength, Onto onto) const;
    /// Points (dots) counted at a pixel.
    [[nodiscard]] std::uint32_t countAt(int x, int y) const;

private:
    /// Sums over a pixel's points, 16 bits each: blue, green and red from the lowest on, then 255 for each point, in
    /// the order of a pixel's bytes. Emptied into m_spilled every 256 points, before a sum can overflow.
    using Sums = std::uint64_t;
    using WideSums = std::array<std::uint64_t, 4>;
    static constexpr int margin = 8; ///< pixels around the view; points outside it are clamped into them
    static constexpr int countShift = 48;
    static constexpr Sums spillAt = Sums{256 * 255} << countShift;
    using Shares = std::array<std::uint64_t, 257>;

    void countBlock(std::span<const MapPosition> positions, std::span<const std::uint8_t> styles, int dot);
    void add(std::size_t pixel, Sums sums)
    {
        m_sums[pixel] += sums;
        if (m_sums[pixel] >= spillAt) {
            spill(pixel);
        }
    }
    void spill(std::size_t pixel);
    [[nodiscard]] std::size_t pixelAt(int x, int y) const;
    [[nodiscard]] double densestCount() const;
    [[nodiscard]] Shares sharesByCount(double strength) const;
    void paintRow(std::span<std::uint32_t> row, std::size_t begin, const Shares& shares, Onto onto) const;
    void paintSpilled(std::span<std::uint32_t> picture, double strength) const;

    RasterView m_view;
    std::size_t m_stride = 0;
    std::vector<Sums> m_sums;
    std::unordered_map<std::size_t, WideSums> m_spilled;
    std::array<Sums, 256> m_styleSums{};
};
