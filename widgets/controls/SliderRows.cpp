// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SliderRows.h"

#include "controls/NumberEditor.h"
#include "controls/Numbers.h"
#include "controls/SliderAccess.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

SliderRows::SliderRows(Session& session, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_session(session)
    , m_editor(new NumberEditor(viewport()))
{
    installSliderAccess();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Window);
    viewport()->setMouseTracking(true);
    connect(m_editor, &NumberEditor::committed, this, [this](float number) {
        if (m_edited >= 0 && m_edited < rowCount()) {
            moveTo(m_edited, static_cast<double>(number), m_session.newGesture());
        }
    });
    connect(m_editor, &NumberEditor::left, this, [this] { m_edited = -1; });
    connect(m_editor, &NumberEditor::goOn, this, [this](int rowsFurther) {
        const int next = m_current + rowsFurther;
        if (next >= 0 && next < rowCount()) {
            setCurrentRow(next);
            typeValue(next);
        }
    });
}

/// Hiding takes the focus from an open editor, which would tell of it to what is no list of sliders any more.
SliderRows::~SliderRows()
{
    m_editor->disconnect(this);
}

QString SliderRows::valueText(int index) const
{
    return row(index).text(value(index));
}

int SliderRows::rowHeight() const
{
    constexpr int onTheGrid = 24;
    return std::max(onTheGrid, fontMetrics().height() + 6) + extraHeight();
}

int SliderRows::valueWidth() const
{
    return fontMetrics().horizontalAdvance(QStringLiteral("−0.0000")) + 2;
}

QRect SliderRows::rowRect(int index) const
{
    return {0, index * rowHeight() - verticalScrollBar()->value(), viewport()->width(), rowHeight()};
}

SliderColumns SliderRows::columns(int index) const
{
    return SliderColumns::of(rowRect(index).adjusted(0, 0, 0, -extraHeight()), nameWidth(), valueWidth());
}

int SliderRows::rowAt(int y) const
{
    const int index = (y + verticalScrollBar()->value()) / rowHeight();
    return y >= 0 && index < rowCount() ? index : -1;
}

std::pair<int, int> SliderRows::visibleRows() const
{
    const int top = verticalScrollBar()->value();
    const int first = std::clamp(top / rowHeight(), 0, rowCount());
    const int end = std::clamp((top + viewport()->height() - 1) / rowHeight() + 1, first, rowCount());
    return {first, end};
}

QSize SliderRows::sizeHint() const
{
    return {320, rowHeight() * std::clamp(rowCount(), 1, 16)};
}

QSize SliderRows::minimumSizeHint() const
{
    return {160, rowHeight()};
}

void SliderRows::updateScrollBar()
{
    const int height = viewport()->height();
    verticalScrollBar()->setRange(0, std::max(0, rowCount() * rowHeight() - height));
    verticalScrollBar()->setPageStep(height);
    verticalScrollBar()->setSingleStep(rowHeight());
}

void SliderRows::rowsChanged()
{
    if (m_drag && m_drag->row >= rowCount()) {
        endDrag();
    }
    closeEditor();
    m_painted.assign(static_cast<std::size_t>(rowCount()), std::numeric_limits<double>::quiet_NaN());
    m_current = std::clamp(m_current, 0, std::max(0, rowCount() - 1));
    m_hovered = -1;
    updateScrollBar();
    updateGeometry();
    viewport()->update();
}

void SliderRows::valuesChanged()
{
    if (m_painted.size() != static_cast<std::size_t>(rowCount())) {
        rowsChanged();
        return;
    }
    // In the basis of principal components every coordinate trembles by rounding when one is moved.
    constexpr double tremble = 1e-6;
    const auto [first, end] = visibleRows();
    for (int i = first; i < end; ++i) {
        const double painted = m_painted[static_cast<std::size_t>(i)];
        if (extraHeight() > 0 || !(std::abs(value(i) - painted) <= tremble * (1 + std::abs(painted)))) {
            updateRow(i);
        }
    }
    if (QAccessible::isActive() && m_current < rowCount()) {
        QAccessibleValueChangeEvent change(this, value(m_current));
        change.setChild(m_current);
        QAccessible::updateAccessibility(&change);
    }
}

void SliderRows::updateRow(int index)
{
    viewport()->update(rowRect(index));
}

void SliderRows::setCurrentRow(int index)
{
    if (rowCount() == 0) {
        return;
    }
    const int next = std::clamp(index, 0, rowCount() - 1);
    if (next != m_current) {
        updateRow(std::exchange(m_current, next));
        updateRow(m_current);
    }
    const QRect place = rowRect(m_current);
    QScrollBar* bar = verticalScrollBar();
    if (place.top() < 0) {
        bar->setValue(bar->value() + place.top());
    } else if (place.bottom() >= viewport()->height()) {
        bar->setValue(bar->value() + place.bottom() + 1 - viewport()->height());
    }
    setAccessibleDescription(describe(m_current));
    if (QAccessible::isActive() && hasFocus()) {
        QAccessibleEvent focused(this, QAccessible::Focus);
        focused.setChild(m_current);
        QAccessible::updateAccessibility(&focused);
    }
}

void SliderRows::goToTop()
{
    verticalScrollBar()->setValue(0);
    setCurrentRow(0);
}

void SliderRows::stepTo(int index, double target)
{
    moveTo(index, target, m_session.newGesture());
}

void SliderRows::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const QPalette::ColorGroup group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    SliderPainter sliders(painter, palette(), group);
    if (rowCount() == 0) {
        constexpr int margin = 16;
        painter.setPen(sliders.grey(0.55));
        painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, emptyText());
        return;
    }
    const auto [first, end] = visibleRows();
    for (int i = first; i < end; ++i) {
        const QRect place = rowRect(i);
        if (!place.intersects(event->rect())) {
            continue;
        }
        const SliderRow shown = row(i);
        if (i == m_hovered && !hasFocus()) {
            painter.fillRect(place, sliders.grey(0.04));
        }
        sliders.paintRow(shown, columns(i), i == m_hovered);
        if (extraHeight() > 0) {
            paintExtra(sliders, painter, i, place.adjusted(0, place.height() - extraHeight(), 0, 0));
        }
        if (i == m_current && hasFocus()) {
            sliders.paintFocus(place);
        }
        m_painted[static_cast<std::size_t>(i)] = shown.value;
    }
}

void SliderRows::resizeEvent(QResizeEvent*)
{
    updateScrollBar();
    placeEditor();
}

void SliderRows::scrollContentsBy(int, int dy)
{
    placeEditor();
    viewport()->scroll(0, dy);
}

bool SliderRows::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = rowAt(help->pos().y());
        if (index < 0) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), describe(index), viewport(), rowRect(index));
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        setHovered(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void SliderRows::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    setCurrentRow(m_current);
    viewport()->update();
}

void SliderRows::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void SliderRows::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        rowsChanged();
    }
}

void SliderRows::hideEvent(QHideEvent* event)
{
    endDrag();
    QAbstractScrollArea::hideEvent(event);
}
