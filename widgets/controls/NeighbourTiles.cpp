// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/NeighbourTiles.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace {

constexpr int side = 64; ///< of a square tile; others have as much area
constexpr int widest = 176;
constexpr int gap = 8;
constexpr int sampleRole = Qt::UserRole;
constexpr int hasImageRole = Qt::UserRole + 1; ///< not valid: to be drawn

QSize tileSize(QSize picture)
{
    if (picture.isEmpty()) {
        return {side, side};
    }
    const double ratio = std::sqrt(static_cast<double>(picture.width()) / picture.height());
    const QSize wanted(qRound(side * ratio), qRound(side / ratio));
    return wanted.boundedTo({widest, widest}).expandedTo({side / 4, side / 4});
}

} // namespace

NeighbourTiles::NeighbourTiles(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("neighbourTiles"));
    setAccessibleName(tr("Samples nearest to the point"));
    setViewMode(IconMode);
    setMovement(Static);
    setResizeMode(Adjust);
    setUniformItemSizes(true);
    setSelectionMode(NoSelection); // the one that is current has the frame of the focus
    setFrameShape(NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    measure({});
}

void NeighbourTiles::measure(QSize picture)
{
    const QSize tile = tileSize(picture);
    const int width = std::max(tile.width(), fontMetrics().horizontalAdvance(QStringLiteral("0.00000")));
    setIconSize(tile);
    setGridSize({width + gap, tile.height() + fontMetrics().height() + gap});
}

void NeighbourTiles::setTiles(const std::vector<Tile>& tiles, QSize picture)
{
    if (iconSize() != tileSize(picture)) {
        measure(picture);
    }
    while (count() > static_cast<int>(tiles.size())) {
        delete takeItem(count() - 1);
    }
    while (count() < static_cast<int>(tiles.size())) {
        auto* made = new QListWidgetItem(this); // the list owns it
        made->setTextAlignment(Qt::AlignHCenter | Qt::AlignTop);
    }
    for (int i = 0; i < count(); ++i) {
        fill(*item(i), tiles[static_cast<std::size_t>(i)]);
    }
    if (currentRow() < 0 && count() > 0) {
        setCurrentRow(0);
    }
}

void NeighbourTiles::fill(QListWidgetItem& item, const Tile& tile)
{
    const QVariant hadImage = item.data(hasImageRole);
    const bool isDrawn =
        hadImage.isValid() && hadImage.toBool() != tile.image.isNull() && item.data(sampleRole).toUInt() == tile.sample;
    if (!isDrawn) {
        item.setIcon(QIcon(pixmapOf(tile)));
        item.setData(hasImageRole, !tile.image.isNull());
        item.setData(sampleRole, tile.sample);
    }
    if (item.text() != tile.line) {
        item.setText(tile.line);
    }
    if (item.toolTip() != tile.tip) {
        item.setToolTip(tile.tip);
        item.setData(Qt::AccessibleTextRole, tile.tip);
    }
}

QPixmap NeighbourTiles::pixmapOf(const Tile& tile) const
{
    const double ratio = devicePixelRatioF();
    const QSize size = iconSize() * ratio;
    QPixmap pixmap(size);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(tile.image.isNull() ? palette().color(QPalette::AlternateBase) : Qt::transparent);
    QPainter painter(&pixmap);
    if (tile.image.isNull()) {
        painter.setFont(font());
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(QRect(QPoint(), iconSize()), Qt::AlignCenter, locale().toString(tile.sample));
        return pixmap;
    }
    QRectF place(QPointF(), QSizeF(tile.image.size().scaled(size, Qt::KeepAspectRatio)) / ratio);
    place.moveCenter(QRectF(QPointF(), QSizeF(iconSize())).center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.width() * ratio < tile.image.width());
    painter.drawImage(place, tile.image);
    return pixmap;
}

std::uint32_t NeighbourTiles::sampleAt(int number) const
{
    return item(number)->data(sampleRole).toUInt();
}

void NeighbourTiles::setMessage(const QString& message)
{
    m_message = message;
    setAccessibleDescription(message);
    viewport()->update();
}

void NeighbourTiles::paintEvent(QPaintEvent* event)
{
    QListWidget::paintEvent(event);
    QPainter painter(viewport());
    if (hasFocus() && currentItem()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(visualItemRect(currentItem()).adjusted(1, 1, -1, -1));
    }
    if (count() == 0) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_message);
    }
}

void NeighbourTiles::keyPressEvent(QKeyEvent* event)
{
    const bool isChoice =
        event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (isChoice && currentItem()) {
        Q_EMIT chosen(sampleAt(currentRow()), event->modifiers());
    } else {
        QListWidget::keyPressEvent(event);
    }
}

void NeighbourTiles::mousePressEvent(QMouseEvent* event)
{
    if (const QListWidgetItem* pressed = itemAt(event->pos()); pressed && event->button() == Qt::LeftButton) {
        setCurrentRow(row(pressed));
    }
    setFocus(Qt::MouseFocusReason);
}

void NeighbourTiles::mouseMoveEvent(QMouseEvent*) {} // no rubber band: there is nothing to select

void NeighbourTiles::mouseReleaseEvent(QMouseEvent* event)
{
    const QListWidgetItem* released = itemAt(event->pos());
    if (released && event->button() == Qt::LeftButton && released == currentItem()) {
        Q_EMIT chosen(sampleAt(currentRow()), event->modifiers());
    }
}

/// The first click has gone there, and others stand here now.
void NeighbourTiles::mouseDoubleClickEvent(QMouseEvent*) {}

void NeighbourTiles::changeEvent(QEvent* event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        for (int i = 0; i < count(); ++i) {
            item(i)->setData(hasImageRole, {}); // drawn anew with the next tiles
        }
    }
}
