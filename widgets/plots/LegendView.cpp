// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/LegendView.h"

#include "raster/CloudRaster.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace {

constexpr int swatchSide = 14;
constexpr int space = 5;             ///< around swatch, text and count
constexpr int narrowestColumn = 150; ///< of several: below it texts are cut no further
constexpr int countRole = Qt::UserRole;

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

/// Swatch, text and, in a column of its own, the count. A text too long loses its middle: names differ at their ends.
class LegendDelegate : public QStyledItemDelegate
{
public:
    explicit LegendDelegate(LegendView* view)
        : QStyledItemDelegate(view)
    {
    }
    int cellWidth = 0;
    int textWidth = 0;
    int countWidth = 0;

    [[nodiscard]] int widest() const { return swatchSide + textWidth + countWidth + 6 * space; }
    [[nodiscard]] static int rowHeight(const QFontMetrics& metrics)
    {
        return std::max(metrics.height(), swatchSide) + 2;
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {cellWidth, rowHeight(option.fontMetrics)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        const QString text = std::exchange(option.text, QString());
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
        const bool isMarked = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(isMarked ? QPalette::HighlightedText : QPalette::Text));
        QRect box = option.rect.adjusted(swatchSide + 2 * space, 0, -3 * space, 0);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, index.data(countRole).toString());
        box.setWidth(std::max(0, box.width() - countWidth - space));
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(text, Qt::ElideMiddle, box.width()));
    }
};

LegendView::LegendView(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName("mapLegend");
    setAccessibleName(tr("Legend"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setResizeMode(Adjust);
    m_delegate = new LegendDelegate(this);
    setItemDelegate(m_delegate);
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
    m_delegate->textWidth = m_delegate->countWidth = 0;
    for (const LegendEntry& entry : m_entries) {
        const QString count = locale().toString(static_cast<qulonglong>(entry.count));
        auto* item = new QListWidgetItem(swatch(entry.style, entry.isHidden, devicePixelRatioF()), entry.text,
                                         this); // the list owns it
        item->setData(countRole, count);
        m_delegate->textWidth = std::max(m_delegate->textWidth, fontMetrics().horizontalAdvance(entry.text) + 1);
        m_delegate->countWidth = std::max(m_delegate->countWidth, fontMetrics().horizontalAdvance(count));
        item->setForeground(palette().brush(entry.isHidden ? QPalette::PlaceholderText : QPalette::Text));
        item->setData(
            Qt::AccessibleTextRole,
            (entry.isHidden ? tr("%1, %2 samples, hidden") : tr("%1, %2 samples, shown")).arg(entry.text, count));
        item->setToolTip(item->data(Qt::AccessibleTextRole).toString());
    }
    setCurrentRow(std::min(row, this->count() - 1));
    resizeEvent(nullptr);
    verticalScrollBar()->setValue(scroll);
}

void LegendView::setColumns(bool several)
{
    if (isWrapping() != several) {
        setWrapping(several);
        setFlow(several ? LeftToRight : TopToBottom);
        resizeEvent(nullptr);
    }
}

int LegendView::widthOfColumn() const
{
    return m_delegate->widest() + style()->pixelMetric(QStyle::PM_ScrollBarExtent);
}

int LegendView::heightOfRows(int rows) const
{
    return rows * LegendDelegate::rowHeight(fontMetrics());
}

int LegendView::columnsIn(int width) const
{
    const int cell = std::min(m_delegate->widest(), std::max(narrowestColumn, width / 2));
    return std::clamp(width / std::max(cell, 1), 1, std::max(1, count()));
}

int LegendView::heightOfLegend(int width) const
{
    const int columns = columnsIn(width - style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    return heightOfRows((count() + columns - 1) / columns);
}

void LegendView::resizeEvent(QResizeEvent* event)
{
    if (event) {
        QListWidget::resizeEvent(event);
    }
    const int width = this->width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int cell = isWrapping() ? std::min(m_delegate->widest(), (width - 1) / columnsIn(width)) : 0;
    if (std::exchange(m_delegate->cellWidth, cell) != cell) {
        scheduleDelayedItemsLayout();
    }
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
