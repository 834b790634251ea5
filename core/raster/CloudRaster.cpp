// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/CloudRaster.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

/// Of a disc, in device pixels: smaller the closer the points would lie if they were spread evenly.
double discRadius(std::size_t points, const RasterView& view)
{
    const double share = static_cast<double>(view.pixels()) / static_cast<double>(std::max<std::size_t>(points, 1));
    return std::clamp(0.35 * std::sqrt(share) / view.pixelRatio, 1.8, 4.5) * view.pixelRatio;
}

int dotSize(std::size_t points, double pixelRatio)
{
    const double logical = points <= 80000 ? 3 : points <= 300000 ? 2 : 1;
    return static_cast<int>(std::clamp(std::round(logical * pixelRatio), 1.0, 6.0));
}

} // namespace

void CloudRaster::paint(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
                        const RasterView& view, std::size_t mostShapes)
{
    if (picture.size() != view.pixels()) {
        throw std::logic_error("CloudRaster::paint: the picture has another size than the view");
    }
    const auto isUsed = [&](bool isBackground) {
        return std::any_of(palette.begin(), palette.end(), [&](const PointStyle& style) {
            return style.isVisible && style.isBackground == isBackground;
        });
    };
    const bool isEmpty = !(view.rect.width() > 0) || !(view.rect.height() > 0) || !(isUsed(true) || isUsed(false));
    const std::size_t points = isEmpty ? 0 : countInView(cloud, view.rect);
    if (points <= mostShapes) {
        std::fill(picture.begin(), picture.end(), 0u);
    }
    if (isEmpty) {
        return;
    }
    auto onto = CountSplat::Onto::Nothing;
    for (const bool isBackground : {true, false}) {
        if (!isUsed(isBackground)) {
            continue;
        }
        if (points <= mostShapes) {
            m_stamps.paintOver(picture, cloud, palette, isBackground, view, discRadius(points, view));
            continue;
        }
        m_splat.count(cloud, palette, isBackground, view, dotSize(points, view.pixelRatio));
        m_splat.paint(picture, isBackground ? 0.45 : 1.0, onto);
        onto = CountSplat::Onto::Picture;
    }
}
