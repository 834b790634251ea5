// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/DensityRaster.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

constexpr double cellPixels = 3; ///< logical ones
constexpr float backgroundWeight = 0.25F;
constexpr float opacity = 0.95F; ///< of the densest place

/// Of the box whose threefold blur is a Gaussian of `sigma` cells: variance 3 ((2r + 1)^2 - 1) / 12.
int boxRadius(double sigma)
{
    return std::max(1, static_cast<int>(std::lround((std::sqrt(4 * sigma * sigma + 1) - 1) / 2)));
}

/// Scott's rule for points that fill a fifth of the view.
double bandwidth(std::size_t points, const RasterView& view)
{
    const double spread = 0.1 * std::min(view.width, view.height);
    return spread * std::pow(static_cast<double>(std::max<std::size_t>(points, 1)), -1.0 / 6);
}

/// x^(5/8), so that what is half as dense can still be seen.
float tone(float x)
{
    const float root = std::sqrt(x);
    return root * std::sqrt(std::sqrt(root));
}

} // namespace

void DensityRaster::paint(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
                          const RasterView& view, std::size_t most)
{
    if (picture.size() != view.pixels()) {
        throw std::logic_error("DensityRaster::paint: the picture has another size than the view");
    }
    if (!(view.rect.width() > 0) || !(view.rect.height() > 0)) {
        return std::fill(picture.begin(), picture.end(), 0U);
    }
    m_cell = std::max(1, static_cast<int>(std::lround(cellPixels * view.pixelRatio)));
    const int radius = boxRadius(bandwidth(countInView(cloud, view.rect), view) / m_cell);
    m_margin = 3 * radius + 1;
    m_columns = static_cast<std::size_t>((view.width + m_cell - 1) / m_cell + 1 + 2 * m_margin);
    m_rows = static_cast<std::size_t>((view.height + m_cell - 1) / m_cell + 1 + 2 * m_margin);
    count(cloud, palette, view, cloud.size() > most ? cloud.size() / most : 1);
    blur(radius);
    shade();
    fill(picture, view);
}

/// Of each `step` points that follow one another on the curve, and so on the map, one is counted.
void DensityRaster::count(const PointCloud& cloud, const PointPalette& palette, const RasterView& view,
                          std::size_t step)
{
    m_cells.assign(m_columns * m_rows, Sums{});
    std::array<Sums, 256> looks{};
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (palette[i].isVisible) {
            const float weight = palette[i].isBackground ? backgroundWeight : 1.0F;
            const auto part = [&](int shift) { return weight * static_cast<float>((palette[i].rgb >> shift) & 0xffU); };
            looks[i] = Sums{part(0), part(8), part(16), weight};
        }
    }
    const MapRect wide = view.padded(m_margin * m_cell);
    // From map units to cells. The rectangle's corner is taken away first, so that a deep zoom keeps its precision.
    const auto perX = static_cast<float>(view.width / view.rect.width() / m_cell);
    const auto perY = static_cast<float>(view.height / view.rect.height() / m_cell);
    const auto left = static_cast<float>(view.rect.left);
    const auto top = static_cast<float>(view.rect.top);
    const auto margin = static_cast<float>(m_margin);
    const auto columns = static_cast<float>(m_columns);
    const auto rows = static_cast<float>(m_rows);
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (!cloud.blocks()[b].touches(wide)) {
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); i += step) {
            const float x = (cloud.positions()[i].x - left) * perX + margin;
            const float y = (top - cloud.positions()[i].y) * perY + margin;
            if (x >= 0 && y >= 0 && x < columns && y < rows) {
                const std::size_t row = static_cast<std::uint32_t>(y);
                m_cells[row * m_columns + static_cast<std::uint32_t>(x)] += looks[cloud.styles()[i]];
            }
        }
    }
}

void DensityRaster::blur(int radius)
{
    for (int pass = 0; pass < 3; ++pass) {
        blurLines(radius, m_rows, m_columns, m_columns, 1);
        blurLines(radius, m_columns, m_rows, 1, m_columns);
    }
}

/// A running sum over 2 * radius + 1 cells of each line; beyond its ends there is nothing.
void DensityRaster::blurLines(int radius, std::size_t lines, std::size_t length, std::size_t lineStep, std::size_t step)
{
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    const auto reach = static_cast<std::size_t>(radius);
    m_line.resize(length);
    for (std::size_t line = 0; line < lines; ++line) {
        Sums* const cells = m_cells.data() + line * lineStep;
        for (std::size_t i = 0; i < length; ++i) {
            m_line[i] = cells[i * step];
        }
        Sums sum{};
        for (std::size_t i = 0; i < std::min(reach, length); ++i) {
            sum += m_line[i];
        }
        for (std::size_t i = 0; i < length; ++i) {
            if (i + reach < length) {
                sum += m_line[i + reach];
            }
            cells[i * step] = share * sum;
            if (i >= reach) {
                sum -= m_line[i - reach];
            }
        }
    }
}

/// From sums to premultiplied pixels at the cells' middles; what is between them is a mean of such.
void DensityRaster::shade()
{
    float densest = 0;
    for (const Sums& cell : m_cells) {
        densest = std::max(densest, cell[Weight]);
    }
    for (Sums& cell : m_cells) {
        const float weight = cell[Weight];
        if (!(weight > 1e-4F * densest)) { // rounding, too, where nothing is
            cell = Sums{};
            continue;
        }
        const float alpha = opacity * tone(weight / densest);
        cell *= alpha / weight;
        cell[Weight] = 255 * alpha;
    }
}

/// Between the cells' middles by bilinear interpolation, so that no cell is seen.
void DensityRaster::fill(std::span<std::uint32_t> picture, const RasterView& view) const
{
    struct Place
    {
        std::size_t cell;
        float share;
    };
    const auto placeOf = [this](int pixel) {
        const float at =
            (static_cast<float>(pixel) + 0.5F) / static_cast<float>(m_cell) + static_cast<float>(m_margin) - 0.5F;
        return Place{static_cast<std::size_t>(at), at - std::floor(at)};
    };
    std::vector<Place> places;
    for (int x = 0; x < view.width; ++x) {
        places.push_back(placeOf(x));
    }
    std::vector<Sums> between(m_columns);
    for (int y = 0; y < view.height; ++y) {
        const Place down = placeOf(y);
        const Sums* const upper = m_cells.data() + down.cell * m_columns;
        for (std::size_t c = 0; c < m_columns; ++c) {
            between[c] = upper[c] + down.share * (upper[m_columns + c] - upper[c]);
        }
        std::uint32_t* const row = picture.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(view.width);
        for (int x = 0; x < view.width; ++x) {
            const Place& right = places[static_cast<std::size_t>(x)];
            const Sums& from = between[right.cell];
            const Sums one = from + right.share * (between[right.cell + 1] - from);
            using Numbers = std::int32_t __attribute__((vector_size(4 * sizeof(std::int32_t))));
            const auto bytes = __builtin_convertvector(one, Numbers); // none is below 0, nor above the weight's 255
            row[x] =
                static_cast<std::uint32_t>(bytes[Weight] << 24 | bytes[Red] << 16 | bytes[Green] << 8 | bytes[Blue]);
        }
    }
}
