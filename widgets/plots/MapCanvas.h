// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroundPiece.h"
#include "plots/SelectionShape.h"
#include "session/SessionState.h"

#include <QColor>
#include <QImage>
#include <QPolygonF>
#include <QTimer>
#include <QWidget>

#include <chrono>
#include <functional>
#include <optional>

class MapOverlay;
class MapPlot;
class QCPPainter;

/// What leads from one place to another.
struct MapPair
{
    MapPosition from;
    MapPosition to;
    QColor colour; ///< not valid: that of text
    bool operator==(const MapPair&) const = default;
};

/// A word on the map, in the middle of what it names.
struct MapName
{
    QString text;
    MapPosition position;
};

/// Points between axes, with a mark among them, that can be looked at, clicked and enclosed. It knows nothing of where
/// they come from; what hands do with them it tells by signals.
class MapCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit MapCanvas(QWidget* parent = nullptr);

    /// `positions[i]` is sample i. The view goes back to all of them. With `hasEqualUnits` one unit is as long on both
    /// axes, as where distances on the map mean something; else each axis fits what there is.
    void setPositions(std::span<const MapPosition> positions, bool hasEqualUnits = true);
    /// The same samples, elsewhere: styles and, where the user moved it, the view stay. Not while a hand draws on the
    /// map: then it says false.
    bool movePositions(std::span<const MapPosition> positions, std::span<const std::uint8_t> styles);
    /// The look of each sample, in a palette of looks. Throws std::logic_error unless there is one for each sample.
    void setStyles(std::span<const std::uint8_t> styles, const PointPalette& palette);
    void setAxisLabels(const QString& x, const QString& y);
    /// Where you are; `base` when the amounts lead away from the base point. The points are not painted again.
    /// `doubt` is the radius of a second ring, that says how sure the place is; 0: there is none.
    void setMarker(std::optional<MapPosition> current, std::optional<MapPosition> base, float doubt = 0);
    /// How the points are drawn; `pictures` gives those of samples, null ones that are not there (yet), all of one
    /// `shape`.
    void setLook(PointLook look);
    void setPictures(std::function<QImage(std::uint32_t)> pictures, QSize shape);
    void showNewPictures();                    ///< that were missing
    void setNames(std::vector<MapName> names); ///< the most important first: those that find no room are left out
    /// Subtle lines above the points, from one place to another.
    void setPairs(std::vector<MapPair> pairs);
    [[nodiscard]] const std::vector<MapPair>& pairs() const { return m_pairs; }
    /// Where you have been, oldest first.
    void setTrail(std::vector<MapPosition> places);
    /// Whether the ring can be taken and carried elsewhere.
    void setMarkerMovable(bool isMovable) { m_isMarkerMovable = isMovable; }
    /// Behind the points, in the map's units.
    void setGround(std::vector<GroundPiece> pieces);
    void setMessage(const QString& message); ///< a sentence instead of points; empty: none
    void setTool(MapTool tool);

    [[nodiscard]] MapTool tool() const { return m_tool; }
    [[nodiscard]] std::size_t sampleCount() const { return m_cloud.sampleCount(); }
    [[nodiscard]] std::size_t pointCount() const { return m_cloud.size(); } ///< samples that have a place
    [[nodiscard]] std::optional<std::uint32_t> hovered() const { return m_hovered; }
    [[nodiscard]] QPointF hoveredPixel() const { return pixelAt(m_hoveredPosition); } ///< where `hovered` is
    /// Within 8 pixels, or whose picture is there.
    [[nodiscard]] std::optional<std::uint32_t> sampleNear(QPointF pixel) const;
    [[nodiscard]] std::optional<std::uint32_t> sampleNearMarker(std::optional<std::uint32_t> except) const;
    [[nodiscard]] QPointF pixelAt(MapPosition position) const;
    [[nodiscard]] std::optional<QPointF> markerPixel() const;
    [[nodiscard]] bool isMarkerInView() const;
    [[nodiscard]] QRect area() const; ///< between the axes
    [[nodiscard]] MapRect view() const;
    [[nodiscard]] QImage picture() const;       ///< of the points alone, as last painted
    [[nodiscard]] QImage groundPicture() const; ///< null where there is none
    [[nodiscard]] int timesRastered() const;
    [[nodiscard]] std::chrono::nanoseconds paintingTime() const; ///< of the points, when they were painted last
    void draw(QCPPainter& painter) const; ///< all that is seen, with vectors; the points alone are a picture

    void resetView();
    /// All of them, with a margin; a single one in the middle, no farther away than now.
    void showSamples(std::span<const std::uint32_t> samples);
    void zoomIn();
    void zoomOut();
    void leaveHover();

    [[nodiscard]] QSize sizeHint() const override { return {420, 380}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 140}; }

Q_SIGNALS:
    void hoverChanged();
    void clicked(quint32 sample, Qt::KeyboardModifiers modifiers);
    void enclosed(const std::vector<std::uint32_t>& samples, Qt::KeyboardModifiers modifiers);
    void markerTaken();
    void markerCarried(MapPosition to); ///< from where it was taken
    void dragEnded();                   ///< of any kind
    void markerPutDown();               ///< whatever ended the carrying
    void markerPutBack();               ///< after it, by Escape
    void clearRequested();
    void nearestRequested();
    void menuRequested(const QPoint& globalPosition);
    void toolChanged(MapTool tool);
    void lookRequested(PointLook look); ///< or dots, where it is that one
    void namesRequested();              ///< or no longer
    void viewChanged();
    void groundAsked(); ///< to be shown, or to be hidden

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { None, Pressed, Panning, Enclosing, Carrying };

    void settle();
    void layOut();
    void showView();
    void showMovingView();
    void showMarks();
    void setHovered(std::optional<std::uint32_t> sample);
    void zoomBy(double factor, QPointF at);
    void panBy(QPointF pixels);
    [[nodiscard]] bool handleViewKey(int key);
    [[nodiscard]] bool handleToolKey(int key);
    [[nodiscard]] bool handleShapeKey(int key);
    void enclose(Qt::KeyboardModifiers modifiers);
    void closePolygon(Qt::KeyboardModifiers keys);
    void leaveShape();
    void addCorner(QPointF pixel);
    void showShape();
    void endDrag();
    void showCursor();
    [[nodiscard]] MapCorner cornerAt(QPointF pixel) const;
    [[nodiscard]] double unitsUpwards() const { return m_unitsPerPixel * m_stretch; } ///< per pixel
    [[nodiscard]] bool isOnMarker(QPointF pixel) const;
    void beginDrag();
    void carryTo(QPointF pixel);

    PointCloud m_cloud;
    PointPalette m_styles{};
    MapPlot* m_plot;
    QTimer m_settling; ///< since points or view moved last
    MapOverlay* m_overlay;

    MapTool m_tool = MapTool::Rectangle;
    MapCorner m_centre;
    double m_unitsPerPixel = 1; ///< to the right
    double m_stretch = 1;       ///< units upwards for each to the right that take the same pixels
    bool m_hasEqualUnits = true;
    double m_fittedUnitsPerPixel = 1; ///< of the view of all points: bounds the zoom
    bool m_isFitted = true;

    std::optional<MapPosition> m_current;
    float m_doubt = 0;
    std::optional<MapPosition> m_base;
    std::vector<MapPosition> m_trailPlaces; ///< of the ring
    std::vector<MapPair> m_pairs;
    std::optional<std::uint32_t> m_hovered;
    MapPosition m_hoveredPosition;
    Drag m_drag = Drag::None;
    Qt::KeyboardModifiers m_keys; ///< at the press
    bool m_isMarkerMovable = false;
    QPointF m_takenBeside; ///< from the press to the middle of the ring that is carried
    Qt::MouseButton m_button = Qt::NoButton;
    QPointF m_pressedAt;
    QPointF m_lastAt;
    SelectionShape m_shape;            ///< of the drag at hand, or the polygon that grows by clicks
    Qt::KeyboardModifiers m_shapeKeys; ///< at the first corner of a polygon
    double m_brushRadius = 14;         ///< pixels
    PointLook m_look = PointLook::Dots;
    std::vector<MapName> m_names;
    bool m_isSpaceHeld = false;
};
