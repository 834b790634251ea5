// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPolygonF>
#include <QWidget>

#include <optional>

/// What moves above the points: the mark of where you are, the point under the cursor, the shape being drawn. Only the
/// parts that change are painted again. It takes no input.
class MapOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit MapOverlay(QWidget* parent);

    void setArea(const QRect& area); ///< between the axes: no mark is painted outside it
    /// Where you are, and the base point when attributes lead away from it. Outside the area an arrow at its edge
    /// points there.
    void setMarker(std::optional<QPointF> current, std::optional<QPointF> base);
    void setDoubt(double radius); ///< of a thin ring around the mark, that says how sure its place is; 0: none
    void setTrail(const QPolygonF& places); ///< where the mark has been, oldest first; older parts fade
    void setHovered(std::optional<QPointF> point);
    void setOutline(const QPolygonF& outline); ///< of a rectangle or lasso; empty: none
    void setMessage(const QString& message);   ///< instead of points
    void setFocusShown(bool shown);

    [[nodiscard]] std::optional<QPointF> marker() const { return m_current; }
    [[nodiscard]] bool isMarkerOutside() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QPointF clamped(QPointF point) const;
    [[nodiscard]] QRect markerRect() const;
    [[nodiscard]] QPointF lineEnd() const;
    void paintTrail(QPainter& painter) const;
    void paintMarker(QPainter& painter) const;
    void paintArrow(QPainter& painter, QPointF at, QPointF towards) const;

    QRect m_area;
    std::optional<QPointF> m_current;
    std::optional<QPointF> m_base;
    double m_doubt = 0;
    QPolygonF m_trail;
    std::optional<QPointF> m_hovered;
    QPolygonF m_outline;
    QString m_message;
    bool m_isFocusShown = false;
};
