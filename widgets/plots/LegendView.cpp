// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/LegendView.h"

#include "raster/CloudRaster.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

namespace {

constexpr int swatchSide = 14;

/// The entry's point as the map paints it; hollow when it is hidden.
QPixmap swatch(PointStyle style, bool isHidden, double pixelRatio)
{
    const int side = static_cast<int>(swatchSide * pixelRatio);
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    const PointCloud one(std::vector<MapPosition>{{0, 0}});
    PointPalette palette{};
    if (isHidden) {
        style.shape = PointShape::Ring;
    }
    palette[0] = style;
    const std::span<std::uint32_t> pixels{reinterpret_cast<std::uint32_t*>(image.bits()),
                                          static_cast<std::size_t>(side) * static_cast<std::size_t>(side)};
    CloudRaster().paint(pixels, one, palette, {{-1, -1, 1, 1}, side, side, pixelRatio});
    image.setDevicePixelRatio(pixelRatio);
    return QPixmap::fromImage(image);
}

} // namespace

LegendView::LegendView(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName("mapLegend");
    setAccessibleName(tr("Legend"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    setIconSize({swatchSide, swatchSide});
    setUniformItemSizes(true);
    setToolTip(tr("Click a value to hide or show it (Space); double-click for only this one (Enter)"));
}

void LegendView::setEntries(const std::vector<LegendEntry>& entries)
{
    if (m_entries != entries) {
        m_entries = entries;
        showEntries();
    }
}

void LegendView::showEntries()
{
    const QSignalBlocker blocker(this);
    const int row = currentRow();
    const int scroll = verticalScrollBar()->value();
    clear();
    for (const LegendEntry& entry : m_entries) {
        const QString count = locale().toString(static_cast<qulonglong>(entry.count));
        auto* item = new QListWidgetItem(swatch(entry.style, entry.isHidden, devicePixelRatioF()),
                                         tr("%1  (%2)").arg(entry.text, count), this); // the list owns it
        item->setForeground(palette().brush(entry.isHidden ? QPalette::PlaceholderText : QPalette::Text));
        item->setData(
            Qt::AccessibleTextRole,
            (entry.isHidden ? tr("%1, %2 samples, hidden") : tr("%1, %2 samples, shown")).arg(entry.text, count));
        item->setToolTip(item->text());
    }
    setCurrentRow(std::min(row, this->count() - 1));
    verticalScrollBar()->setValue(scroll);
    updateGeometry();
}

QSize LegendView::sizeHint() const
{
    const int width = sizeHintForColumn(0) + 2 * frameWidth() + 4;
    return {std::clamp(width, 72, 168), 120};
}

QString LegendView::valueAt(int row) const
{
    return QString::fromStdString(m_entries[static_cast<std::size_t>(row)].key);
}

void LegendView::mousePressEvent(QMouseEvent* event)
{
    m_isDoubleClick = false;
    QListWidget::mousePressEvent(event);
}

void LegendView::mouseReleaseEvent(QMouseEvent* event)
{
    const int row = indexAt(event->position().toPoint()).row();
    const bool isSecond = std::exchange(m_isDoubleClick, false);
    QListWidget::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && row >= 0 && row == currentRow() && !isSecond) {
        Q_EMIT toggled(valueAt(row));
    }
}

void LegendView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int row = indexAt(event->position().toPoint()).row();
    if (event->button() == Qt::LeftButton && row >= 0) {
        m_isDoubleClick = true;
        Q_EMIT isolated(valueAt(row), true);
    }
}

void LegendView::keyPressEvent(QKeyEvent* event)
{
    const bool toggles = event->key() == Qt::Key_Space;
    const bool isolates = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (currentRow() < 0 || (!toggles && !isolates)) {
        QListWidget::keyPressEvent(event);
    } else if (toggles) {
        Q_EMIT toggled(valueAt(currentRow()));
    } else {
        Q_EMIT isolated(valueAt(currentRow()), false);
    }
}

void LegendView::changeEvent(QEvent* event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showEntries();
    }
}
