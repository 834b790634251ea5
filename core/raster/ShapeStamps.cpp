// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/ShapeStamps.h"

#include "raster/Blend.h"

#include <algorithm>
#include <cmath>

namespace {

/// Share of a pixel at (x, y) from the shape's middle that the shape covers, from 8 x 8 places in it.
double coverage(PointShape shape, double radius, double x, double y)
{
    constexpr int places = 8;
    int inside = 0;
    for (int i = 0; i < places * places; ++i) {
        inside +=
            isInside(shape, (x + (i % places + 0.5) / places) / radius, (y + (i / places + 0.5) / places) / radius);
    }
    return static_cast<double>(inside) / (places * places);
}

std::uint32_t premultiplied(std::uint32_t rgb, double alpha)
{
    const auto channel = [&](int shift) {
        return static_cast<std::uint32_t>(std::lround(alpha * (rgb >> shift & 0xff))) << shift;
    };
    return static_cast<std::uint32_t>(std::lround(255 * alpha)) << 24 | channel(16) | channel(8) | channel(0);
}

int halfSide(double radius, double edge)
{
    return static_cast<int>(std::ceil(1.4 * (radius + edge))) + 1;
}

/// Blends a stamp with its middle at (column, row), cut off at the picture's edges.
void press(std::span<std::uint32_t> picture, const RasterView& view, const std::vector<std::uint32_t>& stamp, int half,
           int column, int row)
{
    const int side = 2 * half + 1;
    const int left = std::max(0, column - half);
    const int right = std::min(view.width, column + half + 1);
    for (int y = std::max(0, row - half); y < std::min(view.height, row + half + 1); ++y) {
        const std::uint32_t* from = stamp.data() + (y - row + half) * side + half - column;
        std::uint32_t* to = picture.data() + static_cast<std::ptrdiff_t>(y) * view.width;
        for (int x = left; x < right; ++x) {
            to[x] = blendOver(from[x], to[x]);
        }
    }
}

} // namespace

std::vector<std::uint32_t> ShapeStamps::makeStamp(const Look& look, int half, double dx, double dy)
{
    const int side = 2 * half + 1;
    const double fill = look.style.isBackground ? 0.55 : 0.92;
    std::vector<std::uint32_t> picture;
    picture.reserve(static_cast<std::size_t>(side * side));
    for (int y = -half; y <= half; ++y) {
        for (int x = -half; x <= half; ++x) {
            const double outer = coverage(look.style.shape, look.radius + look.edge, x - dx, y - dy);
            const double inner = coverage(look.style.shape, look.radius, x - dx, y - dy);
            const double edge = look.edge > 0 ? 0.7 * outer * (1 - inner) : 0;
            picture.push_back(
                blendOver(premultiplied(look.style.rgb, fill * inner), premultiplied(look.style.edge, edge)));
        }
    }
    return picture;
}

const std::vector<std::uint32_t>& ShapeStamps::stampAt(std::uint8_t style, const Look& look, int half, double x,
                                                       double y)
{
    Stamps& stamps = m_stamps[style];
    if (stamps.look != look) {
        stamps = {look, {}};
    }
    const int phaseX = static_cast<int>((x - std::floor(x)) * phases);
    const int phaseY = static_cast<int>((y - std::floor(y)) * phases);
    auto& stamp = stamps.pictures[static_cast<std::size_t>(phaseY * phases + phaseX)];
    if (stamp.empty()) {
        stamp = makeStamp(look, half, (phaseX + 0.5) / phases, (phaseY + 0.5) / phases);
    }
    return stamp;
}

void ShapeStamps::paintOver(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
                            bool isBackground, const RasterView& view, double radius)
{
    const double edge = isBackground ? 0 : 0.6 * view.pixelRatio;
    const int half = halfSide(radius, edge);
    const MapRect rect = view.padded(half);
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (!cloud.blocks()[b].touches(rect)) {
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); ++i) {
            const PointStyle& style = palette[cloud.styles()[i]];
            if (!style.isVisible || style.isBackground != isBackground) {
                continue;
            }
            const double x =
                (static_cast<double>(cloud.positions()[i].x) - view.rect.left) * view.width / view.rect.width();
            const double y =
                (view.rect.top - static_cast<double>(cloud.positions()[i].y)) * view.height / view.rect.height();
            if (x > -half && y > -half && x < view.width + half && y < view.height + half) {
                const auto& stamp = stampAt(cloud.styles()[i], {style, radius, edge}, half, x, y);
                press(picture, view, stamp, half, static_cast<int>(std::floor(x)), static_cast<int>(std::floor(y)));
            }
        }
    }
}
