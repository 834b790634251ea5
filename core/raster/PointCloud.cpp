// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/PointCloud.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace {

/// Spreads 16 bits so that there is a zero before each.
std::uint32_t spread(std::uint32_t bits)
{
    bits = (bits | (bits << 8)) & 0x00ff00ffu;
    bits = (bits | (bits << 4)) & 0x0f0f0f0fu;
    bits = (bits | (bits << 2)) & 0x33333333u;
    return (bits | (bits << 1)) & 0x55555555u;
}

std::uint32_t morton(std::uint32_t column, std::uint32_t row)
{
    return spread(column) | (spread(row) << 1);
}

/// Sorts by the upper 32 bits; equal ones keep their order. Eleven bits at a time, which suits the caches.
void radixSort(std::vector<std::uint64_t>& keys)
{
    std::vector<std::uint64_t> other(keys.size());
    for (const int shift : {32, 43, 54}) {
        std::vector<std::size_t> starts(2049, 0);
        for (const std::uint64_t key : keys) {
            ++starts[((key >> shift) & 2047u) + 1];
        }
        for (std::size_t i = 1; i < starts.size(); ++i) {
            starts[i] += starts[i - 1];
        }
        for (const std::uint64_t key : keys) {
            other[starts[(key >> shift) & 2047u]++] = key;
        }
        keys.swap(other);
    }
}

} // namespace

std::uint32_t PointCloud::Axis::code(double value) const
{
    constexpr double most = (1 << codeBits) - 1;
    return static_cast<std::uint32_t>(std::clamp((value - low) * scale, 0.0, most));
}

double PointCloud::Axis::cellSize(int gridBits) const
{
    return static_cast<double>(1 << (codeBits - gridBits)) / scale;
}

/// The middle 99 % of a few thousand of the values, and a tenth more: a far outlier must not crowd all others together.
PointCloud::Axis PointCloud::axisOver(std::vector<float> values)
{
    Axis axis;
    if (values.empty()) {
        return axis;
    }
    std::sort(values.begin(), values.end());
    const std::size_t margin = values.size() / 200;
    const double low = static_cast<double>(values[margin]);
    const double high = static_cast<double>(values[values.size() - 1 - margin]);
    const double span = std::max(high - low, 1e-30);
    axis.low = low - 0.05 * span;
    axis.scale = static_cast<double>(1 << codeBits) / (1.1 * span);
    return axis;
}

PointCloud::PointCloud(std::span<const MapPosition> positions)
    : m_sampleCount(positions.size())
{
    constexpr std::size_t sampled = 4096;
    const std::size_t stride = std::max<std::size_t>(1, positions.size() / sampled);
    std::array<std::vector<float>, 2> few;
    for (std::size_t i = 0; i < positions.size(); i += stride) {
        if (std::isfinite(positions[i].x) && std::isfinite(positions[i].y)) {
            few[0].push_back(positions[i].x);
            few[1].push_back(positions[i].y);
        }
    }
    m_axes = {axisOver(std::move(few[0])), axisOver(std::move(few[1]))};
    while (m_gridBits < 10 && (std::size_t{16} << (2 * m_gridBits)) < positions.size()) {
        ++m_gridBits; // 4 to 16 points a cell, were they spread evenly
    }
    sortAlongCurve(positions);
    measureBlocks();
}

void PointCloud::sortAlongCurve(std::span<const MapPosition> positions)
{
    std::vector<std::uint64_t> keys;
    keys.reserve(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto [x, y] = positions[i];
        if (std::isfinite(x) && std::isfinite(y)) {
            const std::uint64_t code =
                morton(m_axes[0].code(static_cast<double>(x)), m_axes[1].code(static_cast<double>(y)));
            keys.push_back((code << 32) | i);
        }
    }
    radixSort(keys);

    m_positions.resize(keys.size());
    m_samples.resize(keys.size());
    m_styles.assign(keys.size(), 0);
    m_cellStarts.assign((std::size_t{1} << (2 * m_gridBits)) + 1, 0);
    const int cellShift = 64 - 2 * m_gridBits;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        m_samples[i] = static_cast<std::uint32_t>(keys[i]);
        m_positions[i] = positions[m_samples[i]];
        ++m_cellStarts[(m_gridBits == 0 ? 0 : keys[i] >> cellShift) + 1];
    }
    for (std::size_t cell = 1; cell < m_cellStarts.size(); ++cell) {
        m_cellStarts[cell] += m_cellStarts[cell - 1];
    }
}

void PointCloud::measureBlocks()
{
    m_blocks.resize((size() + blockSize - 1) / blockSize);
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        const MapPosition first = m_positions[b * blockSize];
        Block block{first.x, first.y, first.x, first.y};
        for (std::size_t i = b * blockSize; i < blockEnd(b); ++i) {
            block.left = std::min(block.left, m_positions[i].x);
            block.bottom = std::min(block.bottom, m_positions[i].y);
            block.right = std::max(block.right, m_positions[i].x);
            block.top = std::max(block.top, m_positions[i].y);
        }
        m_blocks[b] = block;
        const MapRect wide{static_cast<double>(block.left), static_cast<double>(block.bottom),
                           static_cast<double>(block.right), static_cast<double>(block.top)};
        m_bounds = b == 0 ? wide
                          : MapRect{std::min(m_bounds.left, wide.left), std::min(m_bounds.bottom, wide.bottom),
                                    std::max(m_bounds.right, wide.right), std::max(m_bounds.top, wide.top)};
    }
}

void PointCloud::setStyles(std::span<const std::uint8_t> styles)
{
    if (styles.size() != m_sampleCount) {
        throw std::logic_error("PointCloud::setStyles: one style for each sample");
    }
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        m_styles[i] = styles[m_samples[i]];
    }
}

PointCloud::Cell PointCloud::cellAt(double x, double y) const
{
    const int shift = codeBits - m_gridBits;
    return {static_cast<int>(m_axes[0].code(x) >> shift), static_cast<int>(m_axes[1].code(y) >> shift)};
}

PointCloud::Range PointCloud::pointsIn(Cell cell) const
{
    const std::size_t i = morton(static_cast<std::uint32_t>(cell.column), static_cast<std::uint32_t>(cell.row));
    return {m_cellStarts[i], m_cellStarts[i + 1]};
}

std::size_t PointCloud::memoryBytes() const
{
    return m_positions.capacity() * sizeof(MapPosition) + m_samples.capacity() * sizeof(std::uint32_t) +
           m_styles.capacity() + m_blocks.capacity() * sizeof(Block) + m_cellStarts.capacity() * sizeof(std::uint32_t);
}
