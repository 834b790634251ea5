// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/NameEdit.h"

#include "controls/SliderPainter.h"

#include <QKeyEvent>

NameEdit::NameEdit(QWidget* parent)
    : QLineEdit(parent)
{
    setAccessibleName(tr("Name of the attribute"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(48);
    setContextMenuPolicy(Qt::NoContextMenu);
    setFocusPolicy(Qt::ClickFocus); // a name is no stop on the way with Tab: the row's menu renames too
    endEditing(false);
}

void NameEdit::setName(const QString& name)
{
    m_name = name;
    setToolTip(tr("%1\nDouble-click or F2 renames it.").arg(name));
    if (isReadOnly()) {
        setText(name);
        setCursorPosition(0);
    }
}

void NameEdit::beginEditing()
{
    setReadOnly(false);
    setFrame(true);
    setCursor(Qt::IBeamCursor);
    setFocus();
    selectAll();
    update();
}

void NameEdit::endEditing(bool take)
{
    const QString typed = text().trimmed();
    setReadOnly(true);
    setFrame(false);
    setCursor(Qt::ArrowCursor);
    deselect();
    setText(m_name);
    setCursorPosition(0);
    update();
    if (take && !typed.isEmpty() && typed != m_name) {
        Q_EMIT renamed(typed);
    }
}

void NameEdit::paintEvent(QPaintEvent* event)
{
    if (!isReadOnly()) {
        QLineEdit::paintEvent(event);
        return;
    }
    QPainter painter(this);
    SliderPainter sliders(painter, palette(), QPalette::Active);
    painter.setPen(sliders.grey(0.95));
    painter.drawText(rect().adjusted(2, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_name, Qt::ElideRight, width() - 4));
    if (hasFocus()) {
        sliders.paintFocus(rect());
    }
}

void NameEdit::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (isReadOnly()) {
        beginEditing();
    } else {
        QLineEdit::mouseDoubleClickEvent(event);
    }
}

void NameEdit::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReadOnly()) {
        if (enter || event->key() == Qt::Key_F2) {
            beginEditing();
        } else {
            event->ignore();
        }
    } else if (enter) {
        endEditing(true);
    } else if (event->key() == Qt::Key_Escape) {
        endEditing(false);
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void NameEdit::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (!isReadOnly() && event->reason() != Qt::PopupFocusReason) {
        endEditing(true);
    }
}
