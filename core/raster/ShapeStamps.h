// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/CountSplat.h"

/// Paints few points as anti-aliased shapes with a thin edge, placed to a quarter of a device pixel. The stamps are
/// made when first needed and kept.
class ShapeStamps
{
public:
    /// Paints the visible points with `isBackground` as given over `picture` (premultiplied ARGB32, view.pixels()).
    /// `radius` is that of a disc, in device pixels.
    void paintOver(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
                   bool isBackground, const RasterView& view, double radius);

private:
    static constexpr int phases = 4;
    struct Look
    {
        PointStyle style;
        double radius = 0;
        double edge = 0;
        bool operator==(const Look&) const = default;
    };
    struct Stamps
    {
        Look look;
        std::array<std::vector<std::uint32_t>, phases * phases> pictures; ///< side x side, premultiplied ARGB32
    };
    [[nodiscard]] static std::vector<std::uint32_t> makeStamp(const Look& look, int half, double dx, double dy);
    /// The stamp for a point of `style` at (x, y) pixels.
    const std::vector<std::uint32_t>& stampAt(std::uint8_t style, const Look& look, int half, double x, double y);

    std::array<Stamps, 256> m_stamps;
};
