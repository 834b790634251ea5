// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroundPiece.h"
#include "raster/PointCloud.h"
#include "raster/PointStyle.h"
#include "session/SessionState.h"

#include <QWidget>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QCPPainter;

/// The map's axes by QCustomPlot, with the points painted between them by core/raster. The picture of the points is
/// kept until they, their looks, the view or the size change. It takes no input.
class MapPlot : public QWidget
{
    Q_OBJECT

public:
    /// `cloud` and `styles` belong to the caller, who tells with `repaintPoints` when they have changed.
    MapPlot(const PointCloud& cloud, const PointPalette& styles, QWidget* parent);
    ~MapPlot() override;

    void setView(const MapRect& view);
    void setAxisLabels(const QString& x, const QString& y);
    void repaintPoints();
    void setLook(PointLook look);
    void setMoving(bool isMoving); ///< then points are painted roughly, and faster
    /// Pictures of samples for that look; null ones are not there (yet). `shape`: their form.
    void setPictures(std::function<QImage(std::uint32_t)> pictures, QSize shape);
    void showNewPictures(); ///< that were missing when it was painted last
    [[nodiscard]] std::optional<std::uint32_t> sampleOfPictureAt(QPointF pixel) const;

    /// What is painted behind them, in the map's units.
    void setGround(std::vector<GroundPiece> pieces);

    void paint(QCPPainter& painter);            ///< with vectors, the points alone as a picture
    [[nodiscard]] QRect area() const;           ///< between the axes, in this widget's pixels
    [[nodiscard]] QImage picture() const;       ///< of the points alone, as last painted
    [[nodiscard]] QImage groundPicture() const; ///< as last painted; null where there is none
    [[nodiscard]] int timesRastered() const;
    [[nodiscard]] std::chrono::nanoseconds lastTime() const; ///< that painting the points took

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
