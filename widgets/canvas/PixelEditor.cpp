// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/PixelEditor.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace {

constexpr qsizetype mostKept = qsizetype{64} << 20; ///< bytes of pictures for undo

} // namespace

PixelEditor::PixelEditor(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("pixelEditor"));
    setAccessibleName(tr("Picture to paint on"));
    setToolTip(tr("Paint with the left button, erase with the right one. With the keyboard: arrows move, Space paints, "
                  "Delete erases"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PixelEditor::setOriginal(const QImage& original)
{
    m_original = original.convertToFormat(QImage::Format_RGB32);
    m_picture = m_original;
    m_before.clear();
    m_after.clear();
    m_isPainting = false;
    m_cursor = {-1, -1};
    update();
    Q_EMIT pictureChanged();
}

void PixelEditor::setTool(Tool tool)
{
    m_tool = tool;
    update();
}

void PixelEditor::setColour(const QColor& colour)
{
    m_colour = colour;
}

void PixelEditor::setDiameter(int pixels)
{
    m_diameter = std::max(1, pixels);
    update();
}

QRect PixelEditor::pictureRect() const
{
    if (m_picture.isNull()) {
        return {};
    }
    const double scale =
        std::min(static_cast<double>(width()) / m_picture.width(), static_cast<double>(height()) / m_picture.height());
    const double whole = scale >= 1 ? std::floor(scale) : scale;
    const QSize size(static_cast<int>(m_picture.width() * whole), static_cast<int>(m_picture.height() * whole));
    return {QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size};
}

QPoint PixelEditor::pixelAt(QPointF place) const
{
    const QRectF shown = pictureRect();
    return {static_cast<int>(std::floor((place.x() - shown.x()) * m_picture.width() / std::max(1.0, shown.width()))),
            static_cast<int>(std::floor((place.y() - shown.y()) * m_picture.height() / std::max(1.0, shown.height())))};
}

void PixelEditor::keepForUndo()
{
    m_after.clear();
    m_before.push_back(m_picture);
    const auto most =
        static_cast<std::size_t>(std::max<qsizetype>(2, mostKept / std::max<qsizetype>(1, m_picture.sizeInBytes())));
    if (m_before.size() > most) {
        m_before.erase(m_before.begin());
    }
}

/// A disc of whole pixels; of diameter 1 and 2 a square.
void PixelEditor::dab(QPoint pixel, bool erases)
{
    const int first = -(m_diameter - 1) / 2;
    const double middle = first + (m_diameter - 1) / 2.0;
    const double radius = m_diameter / 2.0;
    for (int y = first; y < first + m_diameter; ++y) {
        for (int x = first; x < first + m_diameter; ++x) {
            const QPoint at = pixel + QPoint(x, y);
            if (m_picture.rect().contains(at) && (m_diameter < 3 || std::hypot(x - middle, y - middle) <= radius)) {
                m_picture.setPixel(at, erases ? m_original.pixel(at) : m_colour.rgb());
            }
        }
    }
}

void PixelEditor::paintTo(QPoint pixel, bool erases)
{
    const QPoint way = pixel - m_last;
    const int steps = std::max({std::abs(way.x()), std::abs(way.y()), 1});
    for (int step = 0; step <= steps; ++step) {
        dab(m_last + QPoint(way.x() * step / steps, way.y() * step / steps), erases);
    }
    m_last = pixel;
    update();
    Q_EMIT pictureChanged();
}

void PixelEditor::makeBlackAndWhite(int level)
{
    if (m_picture.isNull()) {
        return;
    }
    keepForUndo();
    for (int y = 0; y < m_picture.height(); ++y) {
        for (int x = 0; x < m_picture.width(); ++x) {
            m_picture.setPixel(x, y, qGray(m_picture.pixel(x, y)) >= level ? qRgb(255, 255, 255) : qRgb(0, 0, 0));
        }
    }
    update();
    Q_EMIT pictureChanged();
}

void PixelEditor::undo()
{
    if (canUndo() && !m_isPainting) {
        m_after.push_back(std::exchange(m_picture, m_before.back()));
        m_before.pop_back();
        update();
        Q_EMIT pictureChanged();
    }
}

void PixelEditor::redo()
{
    if (canRedo() && !m_isPainting) {
        m_before.push_back(std::exchange(m_picture, m_after.back()));
        m_after.pop_back();
        update();
        Q_EMIT pictureChanged();
    }
}

void PixelEditor::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const QRect shown = pictureRect();
    if (shown.isEmpty()) {
        return;
    }
    painter.drawImage(shown, m_picture);
    constexpr int worthAGrid = 8; // logical pixels a pixel
    const double side = static_cast<double>(shown.width()) / m_picture.width();
    if (side >= worthAGrid) {
        painter.setPen(QPen(QColor(128, 128, 128, 70), 0));
        for (int x = 1; x < m_picture.width(); ++x) {
            painter.drawLine(QPointF(shown.x() + x * side, shown.top()),
                             QPointF(shown.x() + x * side, shown.bottom() + 1));
        }
        for (int y = 1; y < m_picture.height(); ++y) {
            painter.drawLine(QPointF(shown.left(), shown.y() + y * side),
                             QPointF(shown.right() + 1, shown.y() + y * side));
        }
    }
    if (m_picture.rect().contains(m_cursor)) {
        const int first = -(m_diameter - 1) / 2;
        const QRectF brush(shown.x() + (m_cursor.x() + first) * side, shown.y() + (m_cursor.y() + first) * side,
                           m_diameter * side, m_diameter * side);
        painter.setRenderHint(QPainter::Antialiasing);
        for (const auto& [colour, width] : {std::pair(QColor(Qt::black), 3.0), std::pair(QColor(Qt::white), 1.0)}) {
            painter.setPen(QPen(colour, width));
            m_diameter < 3 ? painter.drawRect(brush) : painter.drawEllipse(brush);
        }
    }
}

void PixelEditor::moveCursor(QPoint pixel)
{
    m_cursor = pixel;
    update();
}

void PixelEditor::mousePressEvent(QMouseEvent* event)
{
    if (m_picture.isNull() || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton)) {
        return event->ignore();
    }
    keepForUndo();
    m_isPainting = true;
    m_last = pixelAt(event->position());
    moveCursor(m_last);
    paintTo(m_last, m_tool == Tool::Eraser || event->button() == Qt::RightButton);
}

void PixelEditor::mouseMoveEvent(QMouseEvent* event)
{
    moveCursor(pixelAt(event->position()));
    if (m_isPainting) {
        paintTo(m_cursor, m_tool == Tool::Eraser || event->buttons().testFlag(Qt::RightButton));
    }
}

void PixelEditor::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    if (m_isPainting) {
        m_isPainting = false;
        if (m_picture == m_before.back()) {
            m_before.pop_back(); // a stroke that changed nothing is no step
        }
        Q_EMIT pictureChanged();
    }
}

void PixelEditor::leaveEvent(QEvent* event)
{
    moveCursor({-1, -1});
    QWidget::leaveEvent(event);
}

void PixelEditor::keyPressEvent(QKeyEvent* event)
{
    if (m_picture.isNull()) {
        return QWidget::keyPressEvent(event);
    }
    const QPoint here = m_picture.rect().contains(m_cursor) ? m_cursor : m_picture.rect().center();
    const auto step = [&](int x, int y) {
        moveCursor(
            {std::clamp(here.x() + x, 0, m_picture.width() - 1), std::clamp(here.y() + y, 0, m_picture.height() - 1)});
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1, 0);
    case Qt::Key_Right:
        return step(1, 0);
    case Qt::Key_Up:
        return step(0, -1);
    case Qt::Key_Down:
        return step(0, 1);
    case Qt::Key_Space:
    case Qt::Key_Delete:
        keepForUndo();
        m_last = here;
        moveCursor(here);
        return paintTo(here, m_tool == Tool::Eraser || event->key() == Qt::Key_Delete);
    default:
        return QWidget::keyPressEvent(event);
    }
}
