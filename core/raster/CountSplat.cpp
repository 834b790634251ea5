// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/CountSplat.h"

#include "raster/Blend.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

namespace {

/// From map units to pixels of a padded picture. The rectangle's corner is split in two floats, so that a deep zoom
/// keeps its precision.
struct ToPixels
{
    float origin;
    float scale;
    float offset;
    float least;
    float most;

    ToPixels(double start, double end, int pixels, int margin)
        : origin(static_cast<float>(start))
        , scale(static_cast<float>(pixels / (end - start)))
        , offset(static_cast<float>((static_cast<double>(origin) - start) * (pixels / (end - start)) + margin))
        , least(3)
        , most(static_cast<float>(pixels + 2 * margin - 4))
    {
    }
    [[nodiscard]] std::int32_t operator()(float value) const
    {
        const float pixel = (value - origin) * scale + offset;
        return static_cast<std::int32_t>(std::min(std::max(pixel, least), most));
    }
};

bool isWithin(const PointCloud::Block& block, const MapRect& rect)
{
    return static_cast<double>(block.left) >= rect.left &&
           static_cast<double>(block.right)<rect.right&& static_cast<double>(block.bottom)> rect.bottom &&
           static_cast<double>(block.top) <= rect.top;
}

} // namespace

MapRect RasterView::padded(double byPixels) const
{
    const double dx = byPixels * rect.width() / width;
    const double dy = byPixels * rect.height() / height;
    return {rect.left - dx, rect.bottom - dy, rect.right + dx, rect.top + dy};
}

std::size_t countInView(const PointCloud& cloud, const MapRect& rect)
{
    std::size_t count = 0;
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        const PointCloud::Block& block = cloud.blocks()[b];
        if (!block.touches(rect)) {
            continue;
        }
        if (isWithin(block, rect)) {
            count += cloud.blockEnd(b) - b * PointCloud::blockSize;
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); ++i) {
            const double x = static_cast<double>(cloud.positions()[i].x);
            const double y = static_cast<double>(cloud.positions()[i].y);
            count += x >= rect.left && x < rect.right && y > rect.bottom && y <= rect.top;
        }
    }
    return count;
}

void CountSplat::count(const PointCloud& cloud, const PointPalette& palette, bool isBackground, const RasterView& view,
                       int dot)
{
    m_view = view;
    m_stride = static_cast<std::size_t>(view.width + 2 * margin);
    const std::size_t pixels = m_stride * static_cast<std::size_t>(view.height + 2 * margin);
    m_sums.assign(pixels, 0);
    m_spilled.clear();
    for (std::size_t s = 0; s < palette.size(); ++s) {
        const Sums rgb = palette[s].rgb;
        const bool isWanted = palette[s].isVisible && palette[s].isBackground == isBackground;
        const Sums sums = Sums{255} << countShift | (rgb >> 16 & 0xff) << 32 | (rgb >> 8 & 0xff) << 16 | (rgb & 0xff);
        m_styleSums[s] = isWanted ? sums : Sums{0};
    }
    const MapRect rect = view.padded(3);
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (cloud.blocks()[b].touches(rect)) {
            const std::size_t begin = b * PointCloud::blockSize;
            const std::size_t size = cloud.blockEnd(b) - begin;
            countBlock(cloud.positions().subspan(begin, size), cloud.styles().subspan(begin, size), dot);
        }
    }
    std::vector<std::size_t> spilled;
    for (const auto& [pixel, sums] : m_spilled) {
        spilled.push_back(pixel);
    }
    for (const std::size_t pixel : spilled) { // all of a pixel's sums in one place
        spill(pixel);
    }
}

void CountSplat::countBlock(std::span<const MapPosition> positions, std::span<const std::uint8_t> styles, int dot)
{
    const ToPixels column(m_view.rect.left, m_view.rect.right, m_view.width, margin);
    const ToPixels row(m_view.rect.top, m_view.rect.bottom, m_view.height, margin);
    std::array<std::int32_t, PointCloud::blockSize> columns;
    std::array<std::int32_t, PointCloud::blockSize> rows;
    for (std::size_t i = 0; i < positions.size(); ++i) { // apart from the sums, so that it becomes vector code
        columns[i] = column(positions[i].x);
        rows[i] = row(positions[i].y);
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const Sums sums = m_styleSums[styles[i]];
        const std::size_t pixel = static_cast<std::size_t>(rows[i]) * m_stride + static_cast<std::size_t>(columns[i]);
        if (dot == 1) {
            add(pixel, sums);
            continue;
        }
        const std::size_t corner = pixel - static_cast<std::size_t>(dot / 2) * (m_stride + 1);
        for (int y = 0; y < dot; ++y) {
            const int cut = dot > 2 && (y == 0 || y == dot - 1) ? 1 : 0; // rounds the corners
            for (int x = cut; x < dot - cut; ++x) {
                add(corner + static_cast<std::size_t>(y) * m_stride + static_cast<std::size_t>(x), sums);
            }
        }
    }
}

void CountSplat::spill(std::size_t pixel)
{
    WideSums& wide = m_spilled[pixel];
    for (std::size_t i = 0; i < 4; ++i) {
        wide[i] += m_sums[pixel] >> (16 * i) & 0xffff;
    }
    m_sums[pixel] = 0;
}

std::size_t CountSplat::pixelAt(int x, int y) const
{
    return static_cast<std::size_t>(y + margin) * m_stride + static_cast<std::size_t>(x + margin);
}

std::uint32_t CountSplat::countAt(int x, int y) const
{
    const std::size_t pixel = pixelAt(x, y);
    const auto wide = m_spilled.find(pixel);
    return static_cast<std::uint32_t>((wide != m_spilled.end() ? wide->second[3] : m_sums[pixel] >> countShift) / 255);
}

/// The count that one in a hundred of the painted pixels exceeds, from every seventh of them; at least 8, so that a few
/// points are not painted as if they were many.
double CountSplat::densestCount() const
{
    std::array<std::size_t, 256> pixelsWith{};
    for (std::size_t pixel = 0; pixel < m_sums.size(); pixel += 7) {
        ++pixelsWith[(m_sums[pixel] >> countShift) / 255];
    }
    pixelsWith[255] += m_spilled.size() / 7;
    const std::size_t painted = std::accumulate(pixelsWith.begin() + 1, pixelsWith.end(), std::size_t{0});
    std::size_t above = 0;
    for (std::size_t count = 255; count > 8; --count) {
        above += pixelsWith[count];
        if (above * 100 > painted) {
            return static_cast<double>(count);
        }
    }
    return 8;
}

/// By count, what a sum is multiplied with to become a byte of the picture: opacity / count in 65536ths, four times.
CountSplat::Shares CountSplat::sharesByCount(double strength) const
{
    const double densest = densestCount();
    Shares shares{};
    for (std::size_t count = 1; count < shares.size(); ++count) {
        const double tone = std::min(1.0, std::log(static_cast<double>(count)) / std::log(densest));
        const double share = strength * (0.4 + 0.6 * tone) / static_cast<double>(count);
        shares[count] = static_cast<std::uint64_t>(std::ceil(65536 * share)) * 0x0001000100010001u;
    }
    return shares;
}

void CountSplat::paint(std::span<std::uint32_t> picture, double strength, Onto onto) const
{
    const Shares shares = sharesByCount(strength);
    const auto width = static_cast<std::size_t>(m_view.width);
    for (int y = 0; y < m_view.height; ++y) {
        paintRow(picture.subspan(static_cast<std::size_t>(y) * width, width), pixelAt(0, y), shares, onto);
    }
    paintSpilled(picture, strength);
}

/// In short runs through the nearest cache, each loop plain enough to become vector code.
void CountSplat::paintRow(std::span<std::uint32_t> row, std::size_t begin, const Shares& shares, Onto onto) const
{
    static_assert(std::endian::native == std::endian::little, "sums lie in the order of a pixel's bytes");
    constexpr std::size_t run = 128;
    std::array<std::uint64_t, run> factors{};
    std::array<std::uint16_t, 4 * run> sums16{};
    std::array<std::uint16_t, 4 * run> factors16{};
    std::array<std::uint8_t, 4 * run> bytes{};
    std::array<std::uint32_t, run> pixels{};
    for (std::size_t x = 0; x < row.size(); x += run) {
        const std::size_t size = std::min(run, row.size() - x);
        const Sums* sums = m_sums.data() + begin + x;
        Sums any = 0;
        for (std::size_t i = 0; i < size; ++i) {
            factors[i] = shares[((sums[i] >> countShift) * 257 + 255) >> 16]; // divided by 255
            any |= sums[i];
        }
        if (any == 0) {
            if (onto == Onto::Nothing) {
                std::fill_n(row.data() + x, size, 0u);
            }
            continue;
        }
        std::memcpy(sums16.data(), sums, size * sizeof(Sums));
        std::memcpy(factors16.data(), factors.data(), size * sizeof(std::uint64_t));
        for (std::size_t i = 0; i < 4 * run; ++i) {
            bytes[i] = static_cast<std::uint8_t>(std::uint32_t{sums16[i]} * factors16[i] >> 16);
        }
        if (onto == Onto::Nothing) {
            std::memcpy(row.data() + x, bytes.data(), size * 4);
            continue;
        }
        std::memcpy(pixels.data(), bytes.data(), size * 4);
        for (std::size_t i = 0; i < size; ++i) {
            row[x + i] = blendOver(pixels[i], row[x + i]);
        }
    }
}

void CountSplat::paintSpilled(std::span<std::uint32_t> picture, double strength) const
{
    for (const auto& [pixel, sums] : m_spilled) {
        const int x = static_cast<int>(pixel % m_stride) - margin;
        const int y = static_cast<int>(pixel / m_stride) - margin;
        if (x < 0 || y < 0 || x >= m_view.width || y >= m_view.height) {
            continue;
        }
        std::uint32_t colour = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const double byte = strength * 255 * static_cast<double>(sums[i]) / static_cast<double>(sums[3]);
            colour |= static_cast<std::uint32_t>(std::lround(byte)) << (8 * i);
        }
        std::uint32_t& below =
            picture[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_view.width) + static_cast<std::size_t>(x)];
        below = blendOver(colour, below);
    }
}
