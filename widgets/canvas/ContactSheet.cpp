// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/ContactSheet.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace {

constexpr int gap = 6;
constexpr int leastSide = 32;
constexpr int mostSide = 256;
constexpr int badge = 18;
constexpr int charactersOfALine = 12; ///< below a tile: "near 12,345"

} // namespace

ContactSheet::ContactSheet(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("contactSheet"));
    setAccessibleName(tr("Contact sheet"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    measureTiles();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void ContactSheet::setPictures(const SheetPictures* pictures)
{
    m_pictures = pictures;
    m_current = 0;
    m_anchor = 0;
    updateScrollBar();
    verticalScrollBar()->setValue(0);
    refresh();
}

void ContactSheet::setMessage(const QString& message)
{
    m_message = message;
    setAccessibleDescription(message);
    viewport()->update();
}

void ContactSheet::refresh()
{
    viewport()->update();
}

void ContactSheet::measure()
{
    updateScrollBar();
    m_current = count() == 0 ? 0 : std::min(m_current, count() - 1);
    m_anchor = m_current;
    refresh();
}

void ContactSheet::setTileSide(int logicalPixels)
{
    const int side = std::clamp(logicalPixels, leastSide, mostSide);
    if (side != m_side) {
        m_side = side;
        updateScrollBar();
        setCurrent(m_current);
        viewport()->update();
    }
}

void ContactSheet::measureTiles()
{
    const QSize size = m_pictures ? m_pictures->pictureSize() : QSize();
    const double ratio = size.isEmpty() ? 1 : std::sqrt(static_cast<double>(size.width()) / size.height());
    m_tile = QSize(std::max(leastSide / 2, qRound(m_side * ratio)), std::max(leastSide / 2, qRound(m_side / ratio)));
    m_tile.setWidth(std::min(m_tile.width(), std::max(leastSide, viewport()->width() - 2 * gap)));
    m_step = m_tile + QSize(gap, gap);
    if (const int lines = m_pictures ? m_pictures->lines() : 0; lines > 0) {
        const int leastWidth = fontMetrics().averageCharWidth() * charactersOfALine; // small tiles stand farther apart
        m_step.setWidth(std::max(m_step.width(), leastWidth + gap));
        m_step.rheight() += gap / 2 + lines * fontMetrics().lineSpacing();
    }
}

int ContactSheet::columns() const
{
    return std::max(1, (viewport()->width() - gap) / m_step.width());
}

int ContactSheet::leftMargin() const
{
    return std::max(gap, (viewport()->width() - columns() * m_step.width() + gap) / 2);
}

QRect ContactSheet::tileRect(std::uint32_t number) const
{
    const auto across = static_cast<std::uint32_t>(columns());
    const int inset = (m_step.width() - gap - m_tile.width()) / 2;
    return {leftMargin() + static_cast<int>(number % across) * m_step.width() + inset,
            gap + static_cast<int>(number / across) * m_step.height() - verticalScrollBar()->value(), m_tile.width(),
            m_tile.height()};
}

int ContactSheet::tileAt(QPoint place) const
{
    const int column = (place.x() - leftMargin()) / m_step.width();
    const int row = (place.y() + verticalScrollBar()->value() - gap) / m_step.height();
    if (place.x() < leftMargin() || column >= columns() || row < 0) {
        return -1;
    }
    const std::int64_t number = std::int64_t{row} * columns() + column;
    return number < count() && tileRect(static_cast<std::uint32_t>(number)).contains(place) ? static_cast<int>(number)
                                                                                            : -1;
}

void ContactSheet::updateScrollBar()
{
    measureTiles();
    const auto across = static_cast<std::uint32_t>(columns());
    const int rows = static_cast<int>((count() + across - 1) / across);
    verticalScrollBar()->setRange(0, std::max(0, rows * m_step.height() + gap - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_step.height() / 2);
}

ContactSheet::Numbers ContactSheet::marked() const
{
    Numbers numbers;
    if (m_current < count()) {
        const auto [first, last] = std::minmax(m_anchor, m_current);
        numbers.resize(last - first + 1);
        std::iota(numbers.begin(), numbers.end(), first);
    }
    return numbers;
}

void ContactSheet::setCurrent(std::uint32_t number)
{
    if (number >= count()) {
        return;
    }
    const bool isOther = std::exchange(m_current, number) != number;
    m_anchor = number;
    const QRect tile = tileRect(number);
    QScrollBar& bar = *verticalScrollBar();
    if (tile.top() < gap) {
        bar.setValue(bar.value() + tile.top() - gap);
    } else if (tile.bottom() + 1 > viewport()->height() - gap) {
        bar.setValue(bar.value() + tile.bottom() + 1 - viewport()->height() + gap);
    }
    setAccessibleDescription(m_pictures->caption(number));
    viewport()->update();
    if (isOther) {
        Q_EMIT currentChanged(number);
    }
}

void ContactSheet::moveTo(std::int64_t number, bool extends)
{
    if (count() == 0) {
        return;
    }
    const std::uint32_t anchor = m_anchor;
    setCurrent(static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, std::int64_t{count()} - 1)));
    if (extends) {
        m_anchor = anchor;
        viewport()->update();
    }
}

void ContactSheet::tick(bool ticked)
{
    const Numbers numbers = marked();
    if (numbers.empty()) {
        return;
    }
    Q_EMIT tickWanted(numbers, ticked);
    if (numbers.size() == 1) {
        moveTo(std::int64_t{m_current} + 1, false); // so that a row of keys goes through the sheet
    }
}

bool ContactSheet::move(QKeyEvent& event)
{
    const std::int64_t across = columns();
    const std::int64_t page = std::max<std::int64_t>(1, viewport()->height() / m_step.height()) * across;
    std::int64_t to = m_current;
    switch (event.key()) {
    case Qt::Key_Left:
        --to;
        break;
    case Qt::Key_Right:
        ++to;
        break;
    case Qt::Key_Up:
        to -= to >= across ? across : 0;
        break;
    case Qt::Key_Down:
        to += to + across < count() ? across : 0;
        break;
    case Qt::Key_PageUp:
        to -= page;
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = 0;
        break;
    case Qt::Key_End:
        to = count();
        break;
    default:
        return false;
    }
    moveTo(to, event.modifiers().testFlag(Qt::ShiftModifier));
    return true;
}

void ContactSheet::keyPressEvent(QKeyEvent* event)
{
    if (move(*event)) {
        return;
    }
    const bool isPlain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (isPlain && event->key() == Qt::Key_K) {
        tick(true);
    } else if (isPlain && (event->key() == Qt::Key_X || event->key() == Qt::Key_Delete)) {
        tick(false);
    } else if (isPlain && event->key() == Qt::Key_Space && count() > 0) {
        Q_EMIT tickWanted({m_current}, !m_pictures->isTicked(m_current));
    } else if (isPlain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && count() > 0) {
        Q_EMIT activated(m_current);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void ContactSheet::mousePressEvent(QMouseEvent* event)
{
    const int tile = tileAt(event->pos());
    m_pressed = -1;
    if (event->button() != Qt::LeftButton || tile < 0) {
        return;
    }
    const auto number = static_cast<std::uint32_t>(tile);
    m_pressed = tile;
    moveTo(tile, event->modifiers().testFlag(Qt::ShiftModifier));
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        Q_EMIT tickWanted({number}, !m_pictures->isTicked(number));
    }
}

void ContactSheet::mouseReleaseEvent(QMouseEvent* event)
{
    const int pressed = std::exchange(m_pressed, -1);
    const bool isPlain = event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
    if (m_activatesOnClick && isPlain && pressed >= 0 && tileAt(event->pos()) == pressed) {
        Q_EMIT activated(static_cast<std::uint32_t>(pressed));
    }
}

void ContactSheet::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int tile = tileAt(event->pos());
    if (!m_activatesOnClick && tile >= 0 && event->button() == Qt::LeftButton) {
        Q_EMIT activated(static_cast<std::uint32_t>(tile));
    }
}

void ContactSheet::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        return QAbstractScrollArea::wheelEvent(event);
    }
    setTileSide(m_side + (event->angleDelta().y() > 0 ? 16 : -16));
    event->accept();
}

void ContactSheet::resizeEvent(QResizeEvent*)
{
    updateScrollBar();
}

bool ContactSheet::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int tile = tileAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           tile >= 0 ? m_pictures->caption(static_cast<std::uint32_t>(tile)) : QString(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ContactSheet::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    m_drawn = 0;
    if (count() == 0) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    const Numbers range = marked();
    const auto across = static_cast<std::uint32_t>(columns());
    const auto firstRow = static_cast<std::uint32_t>(verticalScrollBar()->value() / m_step.height());
    for (std::uint32_t number = firstRow * across; number < count(); ++number) {
        if (tileRect(number).top() > viewport()->height()) {
            break;
        }
        const bool isMarked = !range.empty() && number >= range.front() && number <= range.back();
        paintTile(painter, number, isMarked);
        ++m_drawn;
    }
}

void ContactSheet::paintTile(QPainter& painter, std::uint32_t number, bool isMarked) const
{
    const QRect tile = tileRect(number);
    const QImage image = m_pictures->picture(number);
    if (image.isNull()) {
        painter.fillRect(tile, palette().color(QPalette::AlternateBase));
    } else {
        QRect target(QPoint(), image.size().scaled(tile.size(), Qt::KeepAspectRatio));
        target.moveCenter(tile.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, target.width() < image.width());
        painter.drawImage(target, image);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_pictures->isBroken(number)) {
        painter.fillRect(tile, QBrush(palette().color(QPalette::Mid), Qt::BDiagPattern));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(tile, Qt::AlignCenter, tr("NaN"));
    }
    if (const int lines = m_pictures->lines(); lines > 0) {
        QRect below(0, tile.bottom() + 1 + gap / 2, m_step.width(), lines * fontMetrics().lineSpacing());
        below.moveLeft(tile.center().x() - below.width() / 2);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop, m_pictures->text(number));
    }
    const QColor accent = palette().color(QPalette::Highlight);
    const bool isTicked = m_pictures->isTicked(number);
    if (isTicked || isMarked) {
        painter.setBrush(Qt::NoBrush);
        QPen pen(accent, number == m_current ? 3 : 2);
        pen.setStyle(isTicked || number == m_current ? Qt::SolidLine : Qt::DotLine);
        painter.setPen(pen);
        painter.drawRect(QRectF(tile).adjusted(-1, -1, 1, 1));
    }
    if (isTicked) {
        const QRectF corner(tile.right() - badge + 1, tile.top(), badge, badge);
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        painter.drawRect(corner);
        painter.setPen(QPen(palette().color(QPalette::HighlightedText), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF({corner.topLeft() + QPointF(4.5, 9.5), corner.topLeft() + QPointF(8, 13),
                                        corner.topLeft() + QPointF(13.5, 5.5)}));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}
