// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"
#include "raster/PointStyle.h"

#include <QWidget>

#include <memory>

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

    [[nodiscard]] QRect area() const;     ///< between the axes, in this widget's pixels
    [[nodiscard]] QImage picture() const; ///< of the points alone, as last painted
    [[nodiscard]] int timesRastered() const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
