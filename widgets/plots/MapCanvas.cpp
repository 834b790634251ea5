// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapCanvas.h"

#include "plots/MapOverlay.h"
#include "plots/MapPlot.h"
#include "raster/DensityRaster.h"
#include "raster/Pick.h"

#include <QApplication>
#include <QKeyEvent>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace {

constexpr double pickRadius = 8;
constexpr double zoomStep = 1.25;
constexpr double deepestZoom = 1e5;
constexpr double widestZoom = 20;
constexpr std::chrono::milliseconds settledAfter(400);

} // namespace

MapCanvas::MapCanvas(QWidget* parent)
    : QWidget(parent)
    , m_plot(new MapPlot(m_cloud, m_styles, this))
    , m_overlay(new MapOverlay(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setObjectName("mapCanvas");
    setProperty("hasLetterKeys", true); // B is its brush, not the picture's *before*
    setAccessibleName(tr("Map of the samples"));
    setAccessibleDescription(tr(
        "Arrow keys pan, plus and minus zoom, R shows all, Enter goes to the nearest sample, M, L, P, B and H choose "
        "rectangle, lasso, polygon, brush and hand, D, I, N and G show density, pictures, names and the ground, Escape "
        "clears the "
        "selection."));
    m_settling.setSingleShot(true);
    m_settling.setInterval(settledAfter);
    connect(&m_settling, &QTimer::timeout, this, &MapCanvas::settle);
    showCursor();
}

void MapCanvas::settle()
{
    m_settling.stop();
    m_plot->setMoving(false);
    m_plot->repaintPoints();
}

void MapCanvas::setPositions(std::span<const MapPosition> positions, bool hasEqualUnits)
{
    m_hasEqualUnits = hasEqualUnits;
    endDrag();
    m_shape.clear();
    setHovered(std::nullopt);
    settle();
    m_cloud = PointCloud(positions);
    resetView();
    m_plot->repaintPoints();
}

bool MapCanvas::movePositions(std::span<const MapPosition> positions, std::span<const std::uint8_t> styles)
{
    if (m_drag != Drag::None || !m_shape.isEmpty()) {
        return false;
    }
    m_plot->setMoving(true);
    m_settling.start();
    m_cloud = PointCloud(positions);
    m_cloud.setStyles(styles);
    if (m_isFitted) {
        resetView();
    }
    setHovered(std::nullopt);
    m_plot->repaintPoints();
    return true;
}

void MapCanvas::setStyles(std::span<const std::uint8_t> styles, const PointPalette& palette)
{
    m_cloud.setStyles(styles);
    m_styles = palette;
    m_plot->repaintPoints();
}

void MapCanvas::setAxisLabels(const QString& x, const QString& y)
{
    m_plot->setAxisLabels(x, y);
}

void MapCanvas::setMarker(std::optional<MapPosition> current, std::optional<MapPosition> base, float doubt)
{
    m_current = current;
    m_doubt = doubt;
    m_base = base;
    showMarks();
}

void MapCanvas::setLook(PointLook look)
{
    m_look = look;
    m_plot->setLook(look);
}

void MapCanvas::setPictures(std::function<QImage(std::uint32_t)> pictures, QSize shape)
{
    m_plot->setPictures(std::move(pictures), shape);
}

void MapCanvas::showNewPictures()
{
    m_plot->showNewPictures();
}

void MapCanvas::setNames(std::vector<MapName> names)
{
    m_names = std::move(names);
    showMarks();
}

void MapCanvas::setPairs(std::vector<MapPair> pairs)
{
    if (m_pairs != pairs) { // amounts that move ask for the same again
        m_pairs = std::move(pairs);
        showMarks();
    }
}

void MapCanvas::setTrail(std::vector<MapPosition> places)
{
    m_trailPlaces = std::move(places);
    showMarks();
}

void MapCanvas::setGround(std::vector<GroundPiece> pieces)
{
    m_plot->setGround(std::move(pieces));
}

void MapCanvas::setMessage(const QString& message)
{
    m_overlay->setMessage(message);
    m_plot->setVisible(message.isEmpty());
}

void MapCanvas::setTool(MapTool tool)
{
    if (m_tool != tool) {
        m_tool = tool;
        leaveShape();
        showCursor();
        Q_EMIT toolChanged(tool);
    }
}

std::optional<std::uint32_t> MapCanvas::sampleNear(QPointF pixel) const
{
    if (!area().contains(pixel.toPoint())) {
        return std::nullopt;
    }
    if (const auto shown = m_plot->sampleOfPictureAt(pixel)) {
        return shown;
    }
    const MapCorner at = cornerAt(pixel);
    return pickSample(m_cloud, m_styles, {at.x, at.y, m_unitsPerPixel, unitsUpwards(), pickRadius});
}

std::optional<std::uint32_t> MapCanvas::sampleNearMarker(std::optional<std::uint32_t> except) const
{
    if (!m_current) {
        return std::nullopt;
    }
    const PickPlace anywhere{static_cast<double>(m_current->x), static_cast<double>(m_current->y), 1, m_stretch, 1e30};
    return pickSample(m_cloud, m_styles, anywhere, except);
}

QRect MapCanvas::area() const
{
    return m_plot->area();
}

MapRect MapCanvas::view() const
{
    const double halfWidth = 0.5 * area().width() * m_unitsPerPixel;
    const double halfHeight = 0.5 * area().height() * unitsUpwards();
    return {m_centre.x - halfWidth, m_centre.y - halfHeight, m_centre.x + halfWidth, m_centre.y + halfHeight};
}

QPointF MapCanvas::pixelAt(MapPosition position) const
{
    const QPointF middle = QRectF(area()).center();
    return {middle.x() + (static_cast<double>(position.x) - m_centre.x) / m_unitsPerPixel,
            middle.y() - (static_cast<double>(position.y) - m_centre.y) / unitsUpwards()};
}

MapCorner MapCanvas::cornerAt(QPointF pixel) const
{
    const QPointF middle = QRectF(area()).center();
    return {m_centre.x + (pixel.x() - middle.x()) * m_unitsPerPixel,
            m_centre.y - (pixel.y() - middle.y()) * unitsUpwards()};
}

std::optional<QPointF> MapCanvas::markerPixel() const
{
    return m_overlay->marker();
}

bool MapCanvas::isMarkerInView() const
{
    return m_overlay->marker() && !m_overlay->isMarkerOutside();
}

QImage MapCanvas::picture() const
{
    return m_plot->picture();
}

QImage MapCanvas::groundPicture() const
{
    return m_plot->groundPicture();
}

std::chrono::nanoseconds MapCanvas::paintingTime() const
{
    return m_plot->lastTime();
}

int MapCanvas::timesRastered() const
{
    return m_plot->timesRastered();
}

void MapCanvas::draw(QCPPainter& painter) const
{
    m_plot->paint(painter);
    m_overlay->paint(painter);
}

/// All points with a margin.
void MapCanvas::resetView()
{
    const MapRect& bounds = m_cloud.bounds();
    m_centre = {0.5 * (bounds.left + bounds.right), 0.5 * (bounds.bottom + bounds.top)};
    const auto fitted = [](double extent, int pixels) { return std::max(1.1 * extent, 1e-9) / std::max(pixels, 1); };
    const double toTheRight = fitted(bounds.width(), area().width());
    const double upwards = fitted(bounds.height(), area().height());
    m_unitsPerPixel = m_hasEqualUnits ? std::max(toTheRight, upwards) : toTheRight;
    m_stretch = m_hasEqualUnits ? 1 : upwards / toTheRight;
    m_fittedUnitsPerPixel = m_unitsPerPixel;
    m_isFitted = true;
    showView();
}

void MapCanvas::showSamples(std::span<const std::uint32_t> samples)
{
    std::vector<bool> isMeant(m_cloud.sampleCount());
    for (const std::uint32_t sample : samples) {
        if (sample < isMeant.size()) {
            isMeant[sample] = true;
        }
    }
    MapRect bounds{1e300, 1e300, -1e300, -1e300};
    for (std::size_t i = 0; i < m_cloud.size(); ++i) {
        if (isMeant[m_cloud.samples()[i]]) {
            const auto x = static_cast<double>(m_cloud.positions()[i].x);
            const auto y = static_cast<double>(m_cloud.positions()[i].y);
            bounds = {std::min(bounds.left, x), std::min(bounds.bottom, y), std::max(bounds.right, x),
                      std::max(bounds.top, y)};
        }
    }
    if (bounds.left > bounds.right) {
        return; // none has a place
    }
    constexpr double margin = 1.3;
    const double units = margin * std::max(bounds.width() / std::max(area().width(), 1),
                                           bounds.height() / m_stretch / std::max(area().height(), 1));
    const double least = std::min(m_unitsPerPixel, m_fittedUnitsPerPixel / 4);
    m_unitsPerPixel = std::clamp(units, least, m_fittedUnitsPerPixel * widestZoom);
    m_centre = {0.5 * (bounds.left + bounds.right), 0.5 * (bounds.bottom + bounds.top)};
    m_isFitted = false;
    showView();
}

void MapCanvas::zoomBy(double factor, QPointF at)
{
    const MapCorner fixed = cornerAt(at);
    const double units =
        std::clamp(m_unitsPerPixel / factor, m_fittedUnitsPerPixel / deepestZoom, m_fittedUnitsPerPixel * widestZoom);
    const double change = units / m_unitsPerPixel;
    m_unitsPerPixel = units;
    m_centre = {fixed.x + (m_centre.x - fixed.x) * change, fixed.y + (m_centre.y - fixed.y) * change};
    m_isFitted = false;
    showMovingView();
}

void MapCanvas::zoomIn()
{
    zoomBy(zoomStep, QRectF(area()).center());
}

void MapCanvas::zoomOut()
{
    zoomBy(1 / zoomStep, QRectF(area()).center());
}

void MapCanvas::panBy(QPointF pixels)
{
    m_centre = {m_centre.x - pixels.x() * m_unitsPerPixel, m_centre.y + pixels.y() * unitsUpwards()};
    m_isFitted = false;
    showMovingView();
}

/// The density of very many points is painted roughly until the view rests.
void MapCanvas::showMovingView()
{
    if (m_look == PointLook::Density && m_cloud.size() >= 2 * DensityRaster::enoughWhileMoving) {
        m_plot->setMoving(true);
        m_settling.start();
    }
    showView();
}

void MapCanvas::showView()
{
    m_plot->setView(view());
    showMarks();
    Q_EMIT viewChanged();
}

void MapCanvas::showMarks()
{
    const auto pixel = [this](const std::optional<MapPosition>& position) {
        return position ? std::optional<QPointF>(pixelAt(*position)) : std::nullopt;
    };
    m_overlay->setMarker(pixel(m_current), pixel(m_base));
    QPolygonF trail;
    for (const MapPosition& place : m_trailPlaces) {
        trail << pixelAt(place);
    }
    m_overlay->setTrail(trail);
    std::vector<std::pair<QLineF, QColor>> pairs;
    for (const MapPair& pair : m_pairs) {
        pairs.emplace_back(QLineF(pixelAt(pair.from), pixelAt(pair.to)), pair.colour);
    }
    m_overlay->setPairs(std::move(pairs));
    std::vector<std::pair<QString, QPointF>> names;
    for (const MapName& name : m_names) {
        names.emplace_back(name.text, pixelAt(name.position));
    }
    m_overlay->setNames(std::move(names));
    showShape();
    m_overlay->setDoubt(static_cast<double>(m_doubt) / m_unitsPerPixel);
    m_overlay->setHovered(m_hovered ? pixel(m_hoveredPosition) : std::nullopt);
}

void MapCanvas::layOut()
{
    m_plot->setGeometry(rect());
    m_overlay->setGeometry(rect());
    m_overlay->setArea(area());
    if (m_isFitted) {
        resetView();
    } else {
        showView();
    }
}

void MapCanvas::resizeEvent(QResizeEvent*)
{
    layOut();
}

void MapCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange) {
        layOut(); // the margins hold the axes' text
    }
}

void MapCanvas::setHovered(std::optional<std::uint32_t> sample)
{
    if (m_hovered == sample) {
        return;
    }
    m_hovered = sample;
    if (sample) {
        const auto samples = m_cloud.samples();
        const auto found = std::find(samples.begin(), samples.end(), *sample);
        m_hoveredPosition = m_cloud.positions()[static_cast<std::size_t>(found - samples.begin())];
    }
    showMarks();
    showCursor();
    Q_EMIT hoverChanged();
}

void MapCanvas::leaveHover()
{
    setHovered(std::nullopt);
}

void MapCanvas::showCursor()
{
    const bool isHand = m_isSpaceHeld || m_tool == MapTool::Pan;
    if (m_drag == Drag::Panning) {
        setCursor(Qt::ClosedHandCursor);
    } else if (m_drag == Drag::Carrying || (m_drag == Drag::None && isOnMarker(m_lastAt))) {
        setCursor(Qt::SizeAllCursor);
    } else if (m_hovered && !m_isSpaceHeld) {
        setCursor(Qt::PointingHandCursor);
    } else {
        setCursor(isHand ? Qt::OpenHandCursor : Qt::CrossCursor);
    }
}

void MapCanvas::mousePressEvent(QMouseEvent* event)
{
    const bool isOurs = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (m_drag == Drag::None && isOurs && !m_cloud.isEmpty()) {
        m_drag = Drag::Pressed;
        m_button = event->button();
        m_keys = event->modifiers();
        m_pressedAt = m_lastAt = event->position();
    }
}

void MapCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::None) {
        m_lastAt = at;
        setHovered(m_shape.isEmpty() ? sampleNear(at) : std::nullopt);
        showCursor();
        if (m_shape.isPolygon()) {
            m_shape.moveTo(cornerAt(at));
        }
        showShape();
        return;
    }
    if (m_drag == Drag::Pressed) {
        if ((at - m_pressedAt).manhattanLength() < QApplication::startDragDistance()) {
            return;
        }
        beginDrag();
    }
    if (m_drag == Drag::Panning) {
        panBy(at - m_lastAt);
    } else if (m_drag == Drag::Carrying) {
        carryTo(at);
    } else {
        const double least = m_tool == MapTool::Brush ? m_brushRadius / 4 : 1; // pixels
        m_shape.moveTo(cornerAt(at), least * m_unitsPerPixel, m_stretch);
        showShape();
    }
    m_lastAt = at;
}

void MapCanvas::beginDrag()
{
    const bool pans = m_button == Qt::MiddleButton || m_isSpaceHeld;
    const bool adds = m_keys & (Qt::ShiftModifier | Qt::ControlModifier); // to the selection
    if (!pans && !adds && isOnMarker(m_pressedAt)) {
        m_drag = Drag::Carrying;
        m_takenBeside = *markerPixel() - m_pressedAt;
        Q_EMIT markerTaken();
    } else {
        m_drag = pans || m_tool == MapTool::Pan ? Drag::Panning : Drag::Enclosing;
        if (m_drag == Drag::Enclosing && !m_shape.isPolygon()) {
            m_shape.start(m_tool, cornerAt(m_pressedAt));
        }
    }
    setHovered(std::nullopt);
    showCursor();
}

void MapCanvas::carryTo(QPointF pixel)
{
    const MapCorner to = cornerAt(pixel + m_takenBeside);
    Q_EMIT markerCarried({static_cast<float>(to.x), static_cast<float>(to.y)});
}

bool MapCanvas::isOnMarker(QPointF pixel) const
{
    constexpr double reach = 11; // the ring, and what a hand misses it by
    return m_isMarkerMovable && isMarkerInView() && QLineF(pixel, *markerPixel()).length() <= reach;
}

void MapCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_drag == Drag::None || event->button() != m_button) {
        return;
    }
    m_lastAt = event->position();
    const bool wasClick = m_drag == Drag::Pressed && m_button == Qt::LeftButton && !m_isSpaceHeld;
    if (m_drag == Drag::Enclosing && m_tool != MapTool::Polygon) {
        enclose(m_keys | event->modifiers()); // Shift may be let go of before the button, or be pressed late
    }
    const bool isCorner = m_tool == MapTool::Polygon && (wasClick || m_drag == Drag::Enclosing);
    endDrag();
    if (isCorner) {
        addCorner(event->position());
    } else if (wasClick) {
        if (const auto sample = sampleNear(m_pressedAt)) {
            Q_EMIT clicked(*sample, event->modifiers());
        }
    }
    setHovered(sampleNear(event->position()));
}

void MapCanvas::enclose(Qt::KeyboardModifiers modifiers)
{
    const std::vector<std::uint32_t> samples =
        m_shape.samples(m_cloud, m_styles, m_brushRadius * m_unitsPerPixel, m_stretch);
    const bool wasPolygon = m_shape.isPolygon();
    m_shape.clear();
    showShape();
    Q_EMIT enclosed(samples, modifiers);
    if (wasPolygon) {
        Q_EMIT dragEnded();
    }
}

/// The first one begins a polygon, one on the first closes it.
void MapCanvas::addCorner(QPointF pixel)
{
    const MapCorner corner = cornerAt(pixel);
    const auto isOn = [&](const MapCorner& other) {
        return std::hypot(corner.x - other.x, (corner.y - other.y) / m_stretch) <= pickRadius * m_unitsPerPixel;
    };
    if (!m_shape.isPolygon()) {
        m_shape.start(MapTool::Polygon, corner);
        m_shapeKeys = m_keys;
    } else if (m_shape.corners().size() > 2 && isOn(m_shape.corners().front())) {
        enclose(m_shapeKeys | m_keys);
    } else if (!isOn(m_shape.corners().back())) {
        m_shape.addCorner(corner);
    }
    showShape();
}

/// Two corners enclose nothing: the hand goes on with them.
void MapCanvas::closePolygon(Qt::KeyboardModifiers keys)
{
    if (m_shape.corners().size() > 2) {
        enclose(m_shapeKeys | keys);
        leaveShape();
    }
}

/// A corner that is in the hand goes as well.
void MapCanvas::leaveShape()
{
    const bool wasPolygon = m_shape.isPolygon();
    m_shape.clear();
    showShape();
    if (m_drag != Drag::None) {
        endDrag();
    } else if (wasPolygon) {
        Q_EMIT dragEnded();
    }
}

void MapCanvas::showShape()
{
    QPolygonF outline;
    for (const MapCorner& corner : m_shape.outline()) {
        outline << pixelAt({static_cast<float>(corner.x), static_cast<float>(corner.y)});
    }
    const bool isBrushIdle = m_tool == MapTool::Brush && outline.isEmpty() && underMouse() && !m_cloud.isEmpty();
    if (isBrushIdle) { // how much it takes
        outline << m_lastAt;
    }
    m_overlay->setOutline(outline, isBrushIdle || m_shape.isPath() ? m_brushRadius : 0);
}

void MapCanvas::endDrag()
{
    const Drag before = m_drag;
    m_drag = Drag::None;
    m_button = Qt::NoButton;
    if (!m_shape.isPolygon()) { // that one ends by Escape or by being closed
        m_shape.clear();
    }
    showShape();
    showCursor();
    if (before == Drag::Carrying) {
        Q_EMIT markerPutDown();
    }
    if (before != Drag::None) {
        Q_EMIT dragEnded();
    }
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_shape.isPolygon() && m_shape.corners().size() > 1) {
        closePolygon(event->modifiers());
    } else if (event->button() == Qt::LeftButton && !sampleNear(event->position())) {
        leaveShape(); // the first of the two clicks may have begun a polygon
        resetView();
    } else {
        mousePressEvent(event);
    }
}

void MapCanvas::wheelEvent(QWheelEvent* event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (steps != 0 && !m_cloud.isEmpty()) {
        zoomBy(std::pow(zoomStep, steps), event->position());
        if (m_drag == Drag::None) {
            setHovered(sampleNear(event->position()));
        }
    }
    event->accept();
}

void MapCanvas::leaveEvent(QEvent*)
{
    setHovered(std::nullopt);
    showShape();
}

void MapCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    const bool hasPlace = event->reason() == QContextMenuEvent::Mouse;
    const QPointF middle = isMarkerInView() ? *markerPixel() : QRectF(area()).center();
    if (hasPlace) {
        setHovered(sampleNear(event->pos()));
    }
    Q_EMIT menuRequested(hasPlace ? event->globalPos() : mapToGlobal(middle).toPoint());
}

void MapCanvas::keyPressEvent(QKeyEvent* event)
{
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (!isPlain || (!handleShapeKey(event->key()) && !handleViewKey(event->key()) && !handleToolKey(event->key()))) {
        QWidget::keyPressEvent(event);
    }
}

bool MapCanvas::handleViewKey(int key)
{
    const QSizeF step = QSizeF(area().size()) / 10;
    switch (key) {
    case Qt::Key_Left:
        panBy({step.width(), 0});
        return true;
    case Qt::Key_Right:
        panBy({-step.width(), 0});
        return true;
    case Qt::Key_Up:
        panBy({0, step.height()});
        return true;
    case Qt::Key_Down:
        panBy({0, -step.height()});
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return true;
    case Qt::Key_Minus:
        zoomOut();
        return true;
    case Qt::Key_R:
        resetView();
        return true;
    default:
        return false;
    }
}

/// While a shape is drawn, or a brush is in the hand.
bool MapCanvas::handleShapeKey(int key)
{
    constexpr double brushStep = 1.25;
    constexpr double smallestBrush = 4;
    constexpr double largestBrush = 120;
    if (m_tool == MapTool::Brush && (key == Qt::Key_BracketLeft || key == Qt::Key_BracketRight)) {
        const double factor = key == Qt::Key_BracketRight ? brushStep : 1 / brushStep;
        m_brushRadius = std::clamp(m_brushRadius * factor, smallestBrush, largestBrush);
    } else if (m_shape.isPolygon() && key == Qt::Key_Backspace && m_shape.corners().size() > 1) {
        m_shape.dropCorner();
    } else if (m_shape.isPolygon() && (key == Qt::Key_Escape || key == Qt::Key_Backspace)) {
        leaveShape();
    } else if (m_shape.isPolygon() && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
        closePolygon({});
    } else {
        return false;
    }
    showShape();
    return true;
}

bool MapCanvas::handleToolKey(int key)
{
    switch (key) {
    case Qt::Key_M:
        setTool(MapTool::Rectangle);
        return true;
    case Qt::Key_L:
        setTool(MapTool::Lasso);
        return true;
    case Qt::Key_H:
        setTool(MapTool::Pan);
        return true;
    case Qt::Key_P:
        setTool(MapTool::Polygon);
        return true;
    case Qt::Key_B:
        setTool(MapTool::Brush);
        return true;
    case Qt::Key_D:
        Q_EMIT lookRequested(PointLook::Density);
        return true;
    case Qt::Key_I:
        Q_EMIT lookRequested(PointLook::Pictures);
        return true;
    case Qt::Key_N:
        Q_EMIT namesRequested();
        return true;
    case Qt::Key_G:
        Q_EMIT groundAsked();
        return true;
    case Qt::Key_Space:
        m_isSpaceHeld = true;
        showCursor();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT nearestRequested();
        return true;
    case Qt::Key_Escape:
        if (m_drag != Drag::None) {
            const bool wasCarrying = m_drag == Drag::Carrying;
            endDrag();
            if (wasCarrying) {
                Q_EMIT markerPutBack();
            }
        } else {
            Q_EMIT clearRequested();
        }
        return true;
    default:
        return false;
    }
}

void MapCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_isSpaceHeld = false;
        showCursor();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void MapCanvas::focusInEvent(QFocusEvent* event)
{
    const Qt::FocusReason reason = event->reason();
    m_overlay->setFocusShown(reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason);
}

void MapCanvas::focusOutEvent(QFocusEvent*)
{
    m_isSpaceHeld = false;
    m_overlay->setFocusShown(false);
    showCursor();
}
