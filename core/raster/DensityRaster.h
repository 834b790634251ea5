// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/CountSplat.h"

#include <limits>

/// Paints how densely points lie, as a smooth surface: a Gaussian kernel density estimate whose bandwidth follows
/// Scott's rule (Multivariate Density Estimation, 1992: n^(-1/6) in two dimensions), by three box blurs over counts in
/// small cells. The colour of a place is the mean of its points', its opacity a power of its density. Every visible
/// point counts; background styles count less.
class DensityRaster
{
public:
    /// Fills `picture` (premultiplied ARGB32, view.pixels(), row after row). Of more than `most` points, about as many,
    /// spread evenly over them: enough for a view that moves. Throws std::logic_error when the picture has another
    /// size.
    void paint(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
               const RasterView& view, std::size_t most = std::numeric_limits<std::size_t>::max());
    static constexpr std::size_t enoughWhileMoving = 1'000'000;

private:
    /// Of a cell's points: blue, green and red, each times the weight, and the weight, in the order of a pixel's bytes.
    /// GCC's and Clang's vectors: one instruction where the processor has it.
    using Sums = float __attribute__((vector_size(4 * sizeof(float))));
    enum Part { Blue, Green, Red, Weight };

    void count(const PointCloud& cloud, const PointPalette& palette, const RasterView& view, std::size_t step);
    void blur(int radius);
    void blurLines(int radius, std::size_t lines, std::size_t length, std::size_t lineStep, std::size_t step);
    void shade();
    void fill(std::span<std::uint32_t> picture, const RasterView& view) const;

    int m_cell = 1;   ///< device pixels
    int m_margin = 0; ///< cells around the view: what lies there is smeared into it
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    std::vector<Sums> m_cells;
    std::vector<Sums> m_line;
};
