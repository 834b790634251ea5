// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapOverlay.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace {

constexpr double ringRadius = 7;
constexpr int reach = 14; ///< of a mark's ink around its place

QRect around(QPointF point)
{
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach).toAlignedRect();
}

/// As far as it takes for all of it to be inside.
QRectF movedInto(QRectF place, const QRectF& area)
{
    place.moveLeft(std::clamp(place.left(), area.left(), std::max(area.left(), area.right() - place.width())));
    place.moveTop(std::clamp(place.top(), area.top(), std::max(area.top(), area.bottom() - place.height())));
    return place;
}

} // namespace

MapOverlay::MapOverlay(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setObjectName("mapOverlay");
}

void MapOverlay::setArea(const QRect& area)
{
    if (m_area != area) {
        m_area = area;
        update();
    }
}

void MapOverlay::setMarker(std::optional<QPointF> current, std::optional<QPointF> base)
{
    if (current == m_current && base == m_base) {
        return;
    }
    update(markerRect());
    m_current = current;
    m_base = base;
    update(markerRect());
}

void MapOverlay::setDoubt(double radius)
{
    if (radius != m_doubt) {
        update(markerRect());
        m_doubt = radius;
        update(markerRect());
    }
}

void MapOverlay::setTrail(const QPolygonF& places)
{
    if (m_trail == places) {
        return;
    }
    const QRectF both = m_trail.boundingRect() | places.boundingRect();
    m_trail = places;
    update((both.adjusted(-3, -3, 3, 3) & QRectF(rect())).toAlignedRect());
}

void MapOverlay::setPairs(std::vector<std::pair<QLineF, QColor>> pairs)
{
    if (m_pairs != pairs) {
        m_pairs = std::move(pairs);
        update();
    }
}

void MapOverlay::setHovered(std::optional<QPointF> point)
{
    for (const auto& changed : {m_hovered, point}) {
        if (changed && m_hovered != point) {
            update(around(*changed));
        }
    }
    m_hovered = point;
}

void MapOverlay::setOutline(const QPolygonF& outline, double brushRadius)
{
    if (outline == m_outline && brushRadius == m_brushRadius) {
        return;
    }
    const double margin = std::max(m_brushRadius, brushRadius) + 2;
    const QRectF both = m_outline.boundingRect() | outline.boundingRect();
    const QRectF ends = QPolygonF(m_outline + outline).boundingRect(); // of single points, which have no rectangle
    m_outline = outline;
    m_brushRadius = brushRadius;
    update((both | ends).adjusted(-margin, -margin, margin, margin).toAlignedRect());
}

void MapOverlay::setNames(std::vector<std::pair<QString, QPointF>> names)
{
    if (m_names != names) {
        m_names = std::move(names);
        update();
    }
}

void MapOverlay::setMessage(const QString& message)
{
    if (m_message != message) {
        m_message = message;
        update();
    }
}

void MapOverlay::setFocusShown(bool shown)
{
    m_isFocusShown = shown;
    update();
}

bool MapOverlay::isMarkerOutside() const
{
    return m_current && !QRectF(m_area).contains(*m_current);
}

QPointF MapOverlay::clamped(QPointF point) const
{
    constexpr double inset = reach - 2;
    const QRectF inner = QRectF(m_area).adjusted(inset, inset, -inset, -inset);
    return {std::clamp(point.x(), inner.left(), std::max(inner.left(), inner.right())),
            std::clamp(point.y(), inner.top(), std::max(inner.top(), inner.bottom()))};
}

QRect MapOverlay::markerRect() const
{
    if (!m_current) {
        return {};
    }
    QRectF marks = around(isMarkerOutside() ? clamped(*m_current) : *m_current);
    const double doubt = m_doubt + 2;
    marks |= QRectF(*m_current - QPointF(doubt, doubt), *m_current + QPointF(doubt, doubt));
    if (m_base) {
        marks |= QRectF(*m_current, *m_base).normalized().adjusted(-reach, -reach, reach, reach);
    }
    return (marks & QRectF(rect())).toAlignedRect();
}

void MapOverlay::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter);
}

void MapOverlay::paint(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_message.isEmpty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    if (m_isFocusShown) {
        painter.setPen(QPen(palette().color(QPalette::Text), 1));
        painter.drawRect(QRectF(m_area).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter.setClipRect(m_area);
    paintPairs(painter);
    paintNames(painter);
    paintOutline(painter);
    if (m_hovered) {
        painter.setBrush(Qt::NoBrush);
        for (const QPen& pen : {QPen(palette().color(QPalette::Base), 4), QPen(palette().color(QPalette::Text), 1.5)}) {
            painter.setPen(pen);
            painter.drawEllipse(*m_hovered, 6, 6);
        }
    }
    paintTrail(painter);
    paintMarker(painter);
}

void MapOverlay::paintOutline(QPainter& painter) const
{
    QColor fill = palette().color(QPalette::Text);
    const QPen line(fill, 1, Qt::DashLine);
    fill.setAlphaF(0.08f);
    if (m_brushRadius > 0 && !m_outline.isEmpty()) {
        QPainterPath path(m_outline.front());
        path.addPolygon(m_outline);
        path.lineTo(m_outline.back() + QPointF(1e-3, 0)); // a dab is a path, too
        QPainterPathStroker brush;
        brush.setWidth(2 * m_brushRadius);
        brush.setCapStyle(Qt::RoundCap);
        brush.setJoinStyle(Qt::RoundJoin);
        painter.setPen(line);
        painter.setBrush(fill);
        painter.drawPath(brush.createStroke(path).simplified());
    } else if (m_outline.size() > 1) {
        painter.setPen(line);
        painter.setBrush(fill);
        painter.drawPolygon(m_outline, Qt::OddEvenFill);
    }
}

void MapOverlay::paintNames(QPainter& painter) const
{
    const double longest = std::min(160, m_area.width() - 8); // pixels
    QColor halo = palette().color(QPalette::Base);
    halo.setAlphaF(0.85F);
    const QFontMetricsF metrics(font());
    std::vector<QRectF> taken;
    for (const auto& [name, middle] : m_names) {
        if (!QRectF(m_area).contains(middle)) {
            continue; // so are its samples, where most of them lie
        }
        const QString text = metrics.elidedText(name, Qt::ElideRight, longest);
        QRectF place = metrics.boundingRect(text).adjusted(-2, -1, 2, 1);
        place.moveCenter(middle);
        place = movedInto(place, m_area);
        if (std::ranges::any_of(taken, [&](const QRectF& other) { return other.intersects(place); })) {
            continue;
        }
        taken.push_back(place);
        QPainterPath letters;
        letters.addText(QPointF(), font(), text);
        letters.translate(place.center() - letters.boundingRect().center());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(halo, 3.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(letters);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::Text));
        painter.drawPath(letters);
    }
}

void MapOverlay::paintTrail(QPainter& painter) const
{
    QColor colour = palette().color(QPalette::Highlight);
    for (qsizetype i = 1; i < m_trail.size(); ++i) {
        colour.setAlphaF(0.75F * static_cast<float>(i) / static_cast<float>(m_trail.size()));
        painter.setPen(QPen(colour, 1.5));
        painter.drawLine(m_trail[i - 1], m_trail[i]);
    }
}

/// A dot, a thin line, and a head where it leads to.
void MapOverlay::paintPairs(QPainter& painter) const
{
    constexpr double head = 7; // pixels
    QColor ground = palette().color(QPalette::Base);
    ground.setAlphaF(0.6F);
    for (const auto& [line, wanted] : m_pairs) {
        const QColor colour = wanted.isValid() ? wanted : palette().color(QPalette::Text);
        QLineF back(line.p2(), line.p1());
        back.setLength(std::min(head, line.length()));
        QLineF left = back;
        QLineF right = back;
        left.setAngle(back.angle() + 28);
        right.setAngle(back.angle() - 28);
        painter.setBrush(Qt::NoBrush);
        for (const QPen& pen : {QPen(ground, 3), QPen(colour, 1)}) {
            painter.setPen(pen);
            painter.drawLine(line);
            painter.drawPolyline(QPolygonF({left.p2(), line.p2(), right.p2()}));
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(line.p1(), 2, 2);
    }
}

/// Where the line from the base meets the ring.
QPointF MapOverlay::lineEnd() const
{
    QLineF line(*m_base, *m_current);
    line.setLength(std::max(0.0, line.length() - ringRadius));
    return line.p2();
}

void MapOverlay::paintMarker(QPainter& painter) const
{
    if (!m_current || m_area.isEmpty()) {
        return;
    }
    const QColor accent = palette().color(QPalette::Highlight);
    const QColor ground = palette().color(QPalette::Base);
    if (m_base) {
        for (const QPen& pen : {QPen(ground, 3), QPen(accent, 1.25)}) {
            painter.setPen(pen);
            painter.drawLine(*m_base, lineEnd());
        }
        painter.setPen(QPen(ground, 1));
        painter.setBrush(accent);
        painter.drawEllipse(*m_base, 3, 3);
    }
    if (isMarkerOutside()) {
        paintArrow(painter, clamped(*m_current), *m_current);
        return;
    }
    painter.setBrush(Qt::NoBrush);
    if (m_doubt > ringRadius) { // else the ring itself covers it
        for (const QPen& pen : {QPen(ground, 3), QPen(accent, 1.25)}) {
            painter.setPen(pen);
            painter.drawEllipse(*m_current, m_doubt, m_doubt);
        }
    }
    for (const QPen& pen : {QPen(ground, 6), QPen(accent, 3)}) {
        painter.setPen(pen);
        painter.drawEllipse(*m_current, ringRadius, ringRadius);
    }
}

void MapOverlay::paintArrow(QPainter& painter, QPointF at, QPointF towards) const
{
    const double angle = std::atan2(towards.y() - at.y(), towards.x() - at.x());
    QPainterPath arrow;
    arrow.moveTo(9, 0);
    arrow.lineTo(-6, 7);
    arrow.lineTo(-2, 0);
    arrow.lineTo(-6, -7);
    arrow.closeSubpath();
    painter.save();
    painter.translate(at);
    painter.rotate(angle * 180 / 3.14159265358979);
    painter.setPen(QPen(palette().color(QPalette::Base), 2));
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawPath(arrow);
    painter.restore();
}
