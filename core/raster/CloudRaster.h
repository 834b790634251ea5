// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/CountSplat.h"
#include "raster/ShapeStamps.h"

/// Paints a cloud of points: up to `mostShapes` points in view as sharp shapes, more by counting. No point is left out.
class CloudRaster
{
public:
    static constexpr std::size_t shapesUpTo = 20000;
    static constexpr std::size_t shapesWhileMoving = 2000; ///< what moves is looked at roughly, and often

    /// Fills `picture` (premultiplied ARGB32, view.pixels(), row after row). Background styles are painted first,
    /// below all others. Throws std::logic_error when the picture has another size.
    void paint(std::span<std::uint32_t> picture, const PointCloud& cloud, const PointPalette& palette,
               const RasterView& view, std::size_t mostShapes = shapesUpTo);

private:
    CountSplat m_splat;
    ShapeStamps m_stamps;
};
