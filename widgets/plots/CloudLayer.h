// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/CloudRaster.h"
#include "raster/DensityRaster.h"
#include "session/SessionState.h"

#include <QImage>

#include <chrono>
#include <functional>
#include <optional>

#include <qcustomplot.h>

/// Paints the points into the axis rect: as dots, as density, or as the samples' pictures above their dots. The picture
/// of it is kept until something changes.
class CloudLayer : public QCPLayerable
{
public:
    using Pictures = std::function<QImage(std::uint32_t)>;

    CloudLayer(QCustomPlot* plot, const PointCloud& cloud, const PointPalette& styles)
        : QCPLayerable(plot, "points")
        , m_cloud(cloud)
        , m_styles(styles)
    {
    }
    void setLook(PointLook look);
    /// `shape` is that of the pictures, in pixels; only its form counts.
    void setPictures(Pictures pictures, QSize shape);
    void forget() { m_isOutdated = true; }
    void setMoving(bool isMoving) { m_isMoving = isMoving; } ///< roughly, and faster

    [[nodiscard]] bool lacksPictures() const { return m_look == PointLook::Pictures && m_lacksPictures; }
    [[nodiscard]] const QImage& image() const { return m_image; }
    [[nodiscard]] int timesRastered() const { return m_timesRastered; }
    [[nodiscard]] std::chrono::nanoseconds lastTime() const { return m_lastTime; } ///< that painting the points took
    /// The topmost one at a place, in logical pixels of the axis rect.
    [[nodiscard]] std::optional<std::uint32_t> sampleOfPictureAt(QPointF place) const;
    MapRect view;

protected:
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}
    void draw(QCPPainter* painter) override;

private:
    struct Shown
    {
        std::uint32_t sample = 0;
        QRectF place; ///< logical pixels of the axis rect
    };
    void raster(const RasterView& wanted);
    void paintPictures(const RasterView& wanted);
    [[nodiscard]] QSizeF pictureSize(const RasterView& wanted) const;

    const PointCloud& m_cloud;
    const PointPalette& m_styles;
    PointLook m_look = PointLook::Dots;
    Pictures m_pictures;
    QSize m_shape;
    CloudRaster m_dots;
    DensityRaster m_density;
    QImage m_image;
    RasterView m_painted;
    std::vector<Shown> m_shown; ///< pictures, the topmost last
    bool m_lacksPictures = false;
    bool m_isMoving = false;
    bool m_isOutdated = true;
    int m_timesRastered = 0;
    std::chrono::nanoseconds m_lastTime{};
};
