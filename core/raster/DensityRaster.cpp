// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/DensityRaster.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

constexpr double cellPixels = 3; ///< logical ones
constexpr float backgroundWeight = 0.25F;
constexpr float opacity = 0.95F;      ///< of the densest place
constexpr float toneExponent = 0.65F; ///< so that what is half as dense can still be seen

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

std::uint32_t byteOf(float value)
{
    return static_cast<std::uint32_t>(std::clamp(value, 0.0F, 255.0F));
}

} // namespace

void DensityRaster::paint(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
                          const RasterView& view)
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
    count(cloud, palette, view);
    blur(radius);
    fill(picture, view);
}

void DensityRaster::count(const PointCloud& cloud, const PointPalette& palette, const RasterView& view)
{
    m_cells.assign(m_columns * m_rows, {});
    std::array<Sums, 256> looks{};
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (palette[i].isVisible) {
            const float weight = palette[i].isBackground ? backgroundWeight : 1.0F;
            const auto part = [&](int shift) { return weight * static_cast<float>((palette[i].rgb >> shift) & 0xffU); };
            looks[i] = {weight, part(16), part(8), part(0)};
        }
    }
    const MapRect wide = view.padded(m_margin * m_cell);
    const double perX = static_cast<double>(view.width) / view.rect.width() / m_cell;
    const double perY = static_cast<double>(view.height) / view.rect.height() / m_cell;
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (!cloud.blocks()[b].touches(wide)) {
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); ++i) {
            const double x = (static_cast<double>(cloud.positions()[i].x) - view.rect.left) * perX + m_margin;
            const double y = (view.rect.top - static_cast<double>(cloud.positions()[i].y)) * perY + m_margin;
            if (x >= 0 && y >= 0 && x < static_cast<double>(m_columns) && y < static_cast<double>(m_rows)) {
                const Sums& look = looks[cloud.styles()[i]];
                Sums& cell = m_cells[static_cast<std::size_t>(y) * m_columns + static_cast<std::size_t>(x)];
                cell.weight += look.weight;
                cell.red += look.red;
                cell.green += look.green;
                cell.blue += look.blue;
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
    const auto add = [](Sums& sum, const Sums& one, float sign) {
        sum.weight += sign * one.weight;
        sum.red += sign * one.red;
        sum.green += sign * one.green;
        sum.blue += sign * one.blue;
    };
    for (std::size_t line = 0; line < lines; ++line) {
        Sums* const cells = m_cells.data() + line * lineStep;
        for (std::size_t i = 0; i < length; ++i) {
            m_line[i] = cells[i * step];
        }
        Sums sum;
        for (std::size_t i = 0; i < std::min(reach, length); ++i) {
            add(sum, m_line[i], 1);
        }
        for (std::size_t i = 0; i < length; ++i) {
            if (i + reach < length) {
                add(sum, m_line[i + reach], 1);
            }
            cells[i * step] = {share * sum.weight, share * sum.red, share * sum.green, share * sum.blue};
            if (i >= reach) {
                add(sum, m_line[i - reach], -1);
            }
        }
    }
}

/// Between the cells' middles by bilinear interpolation, so that no cell is seen.
void DensityRaster::fill(std::span<std::uint32_t> picture, const RasterView& view) const
{
    float densest = 0;
    for (const Sums& cell : m_cells) {
        densest = std::max(densest, cell.weight);
    }
    if (!(densest > 0)) {
        return std::fill(picture.begin(), picture.end(), 0U);
    }
    // Colours are those of premultiplied pixels at the cells' middles; what is between them is a mean of such.
    std::vector<Sums> looks(m_cells.size());
    for (std::size_t i = 0; i < looks.size(); ++i) {
        const Sums& cell = m_cells[i];
        if (cell.weight > 1e-4F * densest) {
            const float alpha = opacity * std::pow(cell.weight / densest, toneExponent);
            const float colour = alpha / cell.weight;
            looks[i] = {255 * alpha, colour * cell.red, colour * cell.green, colour * cell.blue};
        }
    }
    std::vector<Sums> between(m_columns);
    const auto mix = [](const Sums& a, const Sums& b, float share) {
        const auto one = [share](float p, float q) { return p + share * (q - p); };
        return Sums{one(a.weight, b.weight), one(a.red, b.red), one(a.green, b.green), one(a.blue, b.blue)};
    };
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
    for (int y = 0; y < view.height; ++y) {
        const Place down = placeOf(y);
        for (std::size_t c = 0; c < m_columns; ++c) {
            between[c] = mix(looks[down.cell * m_columns + c], looks[(down.cell + 1) * m_columns + c], down.share);
        }
        std::uint32_t* const row = picture.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(view.width);
        for (int x = 0; x < view.width; ++x) {
            const Place& right = places[static_cast<std::size_t>(x)];
            const Sums one = mix(between[right.cell], between[right.cell + 1], right.share);
            row[x] = byteOf(one.weight) << 24U | byteOf(std::min(one.red, one.weight)) << 16U |
                     byteOf(std::min(one.green, one.weight)) << 8U | byteOf(std::min(one.blue, one.weight));
        }
    }
}
