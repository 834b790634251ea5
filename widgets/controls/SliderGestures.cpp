// SPDX-License-Identifier: GPL-3.0-or-later
// The hand's half of SliderRows: mouse, wheel, keys and typed numbers.
#include "controls/SliderRows.h"

#include "controls/NumberEditor.h"
#include "controls/Numbers.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

void SliderRows::mousePressEvent(QMouseEvent* event)
{
    const int index = rowAt(event->position().toPoint().y());
    if (index < 0 || m_drag) {
        return; // a second button pressed during a drag changes nothing
    }
    setCurrentRow(index);
    if (event->button() == Qt::RightButton) {
        toggleLock(index);
        return;
    }
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const SliderColumns parts = columns(index);
    const int x = event->position().toPoint().x();
    m_clickGesture = 0;
    if (parts.lock.contains(x, parts.lock.center().y())) {
        toggleLock(index);
    } else if (x >= parts.value.left()) {
        typeValue(index);
    } else if (x >= parts.track.left() - 4) {
        pressTrack(index, event->position().x());
    }
}

void SliderRows::pressTrack(int index, double x)
{
    const SliderRow shown = row(index);
    if (shown.isLocked) {
        sayLocked(index);
        return;
    }
    beginDrag(index, x);
    constexpr double reach = 8; // of the handle, in pixels
    const SliderScale scale = columns(index).scale(shown);
    const double handle = std::clamp(scale.toPixel(shown.value), scale.left, scale.right);
    if (std::abs(x - handle) > reach) {
        m_drag->value = std::clamp(scale.toValue(x), shown.low, shown.high);
        m_drag->low = shown.low;
        m_drag->high = shown.high;
        m_clickGesture = m_drag->gesture;
        moveTo(index, m_drag->value, m_drag->gesture);
    }
}

void SliderRows::beginDrag(int index, double x)
{
    const SliderRow shown = row(index);
    m_drag = Drag{index,
                  m_session.newGesture(),
                  shown.value,
                  x,
                  std::min(shown.low, shown.value),
                  std::max(shown.high, shown.value),
                  m_session.state()};
}

void SliderRows::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_drag) {
        setHovered(rowAt(event->position().toPoint().y()));
        return;
    }
    const double dx = event->position().x() - std::exchange(m_drag->lastX, event->position().x());
    if (dx == 0) {
        return;
    }
    constexpr double fine = 0.1;
    const double speed = event->modifiers().testFlag(Qt::ShiftModifier) ? fine : 1;
    m_drag->value += dx * speed * columns(m_drag->row).scale(row(m_drag->row)).perPixel();
    moveTo(m_drag->row, std::clamp(m_drag->value, m_drag->low, m_drag->high), m_drag->gesture);
}

void SliderRows::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        endDrag();
    }
}

void SliderRows::endDrag()
{
    if (m_drag) {
        m_drag.reset();
        dragEnded();
    }
}

void SliderRows::cancelDrag()
{
    restore(m_drag->row, m_drag->start, m_drag->gesture);
    m_clickGesture = 0;
    endDrag();
}

void SliderRows::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int index = rowAt(event->position().toPoint().y());
    if (index < 0 || event->button() != Qt::LeftButton) {
        mousePressEvent(event);
        return;
    }
    const SliderColumns parts = columns(index);
    const int x = event->position().toPoint().x();
    if (x >= parts.value.left() || parts.lock.contains(x, parts.lock.center().y())) {
        mousePressEvent(event);
    } else if (row(index).isLocked) {
        sayLocked(index);
    } else {
        reset(index, m_clickGesture != 0 ? std::exchange(m_clickGesture, 0) : m_session.newGesture());
    }
}

void SliderRows::wheelEvent(QWheelEvent* event)
{
    constexpr quint64 sameTurn = 400; // ms
    const QPoint delta = event->angleDelta();
    const int turn = delta.y() != 0 ? delta.y() : delta.x();
    const bool goesOn = event->timestamp() - m_lastWheel < sameTurn;
    m_lastWheel = event->timestamp();
    const int index = rowAt(event->position().toPoint().y());
    const bool overFocus = hasFocus() && index >= 0 && index == m_current;
    // A list that is being scrolled must not turn a slider only because its row passes under the hand.
    if (!overFocus || (goesOn && m_isWheelScrolling)) {
        m_isWheelScrolling = true;
        if (verticalScrollBar()->maximum() == 0) {
            event->ignore(); // for the list that this one stands in
        } else {
            QAbstractScrollArea::wheelEvent(event);
        }
        return;
    }
    m_isWheelScrolling = false;
    if (!goesOn || m_stepRow != index) {
        m_stepGesture = m_session.newGesture();
        m_stepRow = index;
    }
    const SliderRow shown = row(index);
    event->accept();
    if (shown.isLocked) {
        sayLocked(index);
        return;
    }
    constexpr double notch = 120;
    const double step = shown.range() / (event->modifiers().testFlag(Qt::ShiftModifier) ? 1000 : 100);
    moveTo(index, shown.value + step * turn / notch, m_stepGesture);
}

void SliderRows::setHovered(int index)
{
    if (index != m_hovered) {
        const int before = std::exchange(m_hovered, index);
        for (const int changed : {before, index}) {
            if (changed >= 0) {
                updateRow(changed);
            }
        }
    }
}

void SliderRows::sayLocked(int index)
{
    QToolTip::showText(viewport()->mapToGlobal(rowRect(index).bottomLeft()),
                       tr("%1 is locked. A right-click or L unlocks it.").arg(row(index).name), viewport());
}

static bool startsNumber(const QString& text)
{
    return text.size() == 1 && (text[0].isDigit() || QStringLiteral("+-.,").contains(text[0]));
}

bool SliderRows::isOurKey(const QKeyEvent* event) const
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        return false;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2:
    case Qt::Key_L:
        return true;
    case Qt::Key_Escape:
        return m_drag.has_value();
    default:
        return startsNumber(event->text());
    }
}

bool SliderRows::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && isOurKey(static_cast<QKeyEvent*>(event))) {
        event->accept(); // a shortcut of the window must not take a key that moves the slider in focus
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void SliderRows::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_drag) {
        cancelDrag();
        return;
    }
    if (rowCount() == 0 || m_drag || !(isOurKey(event) || event->modifiers().testFlag(Qt::ControlModifier))) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (goByKey(event)) {
        return;
    }
    const SliderRow shown = row(m_current);
    if (event->key() == Qt::Key_L && isOurKey(event)) {
        toggleLock(m_current);
    } else if (!isOurKey(event)) {
        QAbstractScrollArea::keyPressEvent(event);
    } else if (shown.isLocked) {
        sayLocked(m_current);
    } else if (!moveByKey(event, shown)) {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool SliderRows::goByKey(QKeyEvent* event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const int page = std::max(1, viewport()->height() / rowHeight() - 1);
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int direction = event->key() == Qt::Key_Up ? -1 : 1;
        const int next = m_current + direction;
        setCurrentRow(next);
        if (next != m_current) {
            Q_EMIT wentBeyond(direction);
        }
        return true;
    }
    case Qt::Key_PageUp:
        setCurrentRow(control ? m_current - page : m_current);
        return control;
    case Qt::Key_PageDown:
        setCurrentRow(control ? m_current + page : m_current);
        return control;
    case Qt::Key_Home:
        setCurrentRow(control ? 0 : m_current);
        return control;
    case Qt::Key_End:
        setCurrentRow(control ? rowCount() - 1 : m_current);
        return control;
    default:
        return false;
    }
}

bool SliderRows::moveByKey(QKeyEvent* event, const SliderRow& shown)
{
    if (!event->isAutoRepeat() || m_stepRow != m_current) {
        m_stepGesture = m_session.newGesture(); // a key held down is one step to undo
        m_stepRow = m_current;
    }
    const bool fine = event->modifiers().testFlag(Qt::ShiftModifier);
    const double step = shown.range() / (fine ? 1000 : 100);
    const double leap = shown.range() / (fine ? 100 : 10);
    switch (event->key()) {
    case Qt::Key_Left:
        moveTo(m_current, shown.value - step, m_stepGesture);
        return true;
    case Qt::Key_Right:
        moveTo(m_current, shown.value + step, m_stepGesture);
        return true;
    case Qt::Key_PageDown:
        moveTo(m_current, shown.value - leap, m_stepGesture);
        return true;
    case Qt::Key_PageUp:
        moveTo(m_current, shown.value + leap, m_stepGesture);
        return true;
    case Qt::Key_Home:
        moveTo(m_current, shown.low, m_stepGesture);
        return true;
    case Qt::Key_End:
        moveTo(m_current, shown.high, m_stepGesture);
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        reset(m_current, m_stepGesture);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2:
        typeValue(m_current);
        return true;
    default:
        openEditor(m_current, event->text(), true);
        return true;
    }
}

void SliderRows::typeValue(int index)
{
    openEditor(index, exactText(static_cast<float>(value(index))), false);
}

void SliderRows::openEditor(int index, const QString& text, bool typed)
{
    if (row(index).isLocked) {
        sayLocked(index);
        return;
    }
    m_edited = index;
    m_editor->setAccessibleName(tr("Value of %1").arg(row(index).name));
    placeEditor();
    m_editor->begin(m_editor->geometry(), text, typed);
}

void SliderRows::placeEditor()
{
    if (m_edited >= 0) {
        const QRect place = columns(m_edited).value;
        const int room = fontMetrics().horizontalAdvance(QStringLiteral("−0.000000000")) + 12; // all digits of a float
        m_editor->setGeometry(place.adjusted(place.width() - room, 1, 4, -1));
    }
}

void SliderRows::closeEditor()
{
    m_edited = -1;
    if (m_editor->hasFocus()) {
        setFocus();
    }
    m_editor->hide();
}
