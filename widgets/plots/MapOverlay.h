// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QLineF>
#include <QPolygonF>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

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
    /// From what to what, each in its colour; without a valid one, in that of text.
    void setPairs(std::vector<std::pair<QLineF, QColor>> pairs);
    void setHovered(std::optional<QPointF> point);
    /// Of a shape that selects; empty: none. With a radius it is the path of a round brush.
    void setOutline(const QPolygonF& outline, double brushRadius = 0);
    /// Words in the middle of what they name, the most important first: one that would lie on another is left out.
    void setNames(std::vector<std::pair<QString, QPointF>> names);
    void setMessage(const QString& message); ///< instead of points
    void setFocusShown(bool shown);

    [[nodiscard]] std::optional<QPointF> marker() const { return m_current; }
    [[nodiscard]] bool isMarkerOutside() const;
    void paint(QPainter& painter) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QPointF clamped(QPointF point) const;
    [[nodiscard]] QRect markerRect() const;
    [[nodiscard]] QPointF lineEnd() const;
    void paintOutline(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    void paintTrail(QPainter& painter) const;
    void paintPairs(QPainter& painter) const;
    void paintMarker(QPainter& painter) const;
    void paintArrow(QPainter& painter, QPointF at, QPointF towards) const;

    QRect m_area;
    std::optional<QPointF> m_current;
    std::optional<QPointF> m_base;
    double m_doubt = 0;
    QPolygonF m_trail;
    std::vector<std::pair<QLineF, QColor>> m_pairs;
    std::optional<QPointF> m_hovered;
    QPolygonF m_outline;
    double m_brushRadius = 0;
    std::vector<std::pair<QString, QPointF>> m_names;
    QString m_message;
    bool m_isFocusShown = false;
};
