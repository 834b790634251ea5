// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/NumberEditor.h"

#include "controls/Numbers.h"

#include <QKeyEvent>
#include <QToolTip>

NumberEditor::NumberEditor(QWidget* parent)
    : QLineEdit(parent)
{
    setObjectName(QStringLiteral("numberEditor"));
    setAccessibleName(tr("Value"));
    setToolTip(tr("Enter takes the number, Tab goes on to the next one, Esc leaves it as it was."));
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    hide();
}

void NumberEditor::begin(const QRect& place, const QString& text, bool typed)
{
    setGeometry(place);
    setText(text);
    setModified(typed);
    show();
    setFocus();
    if (typed) {
        setCursorPosition(static_cast<int>(text.size()));
    } else {
        selectAll();
    }
}

bool NumberEditor::event(QEvent* event)
{
    if (event->type() == QEvent::KeyPress) { // before Qt takes Tab for the focus chain
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool back = key->key() == Qt::Key_Backtab;
        if (back || key->key() == Qt::Key_Tab) {
            if (commit()) {
                leaveByKey();
                Q_EMIT goOn(back ? -1 : 1);
            }
            return true;
        }
    }
    return QLineEdit::event(event);
}

void NumberEditor::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (commit()) {
            leaveByKey();
        }
        return;
    case Qt::Key_Escape:
        leaveByKey();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void NumberEditor::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (!isVisible() || m_isLeaving || event->reason() == Qt::PopupFocusReason) {
        return;
    }
    if (isModified() && typedNumber(text())) {
        commit();
    }
    hide();
    Q_EMIT left();
}

void NumberEditor::mouseDoubleClickEvent(QMouseEvent* /*event*/)
{
    selectAll();
}

bool NumberEditor::commit()
{
    if (!isModified() && !text().isEmpty()) {
        return true; // opened and left: the number is only shown rounded, it must not be changed by looking
    }
    const auto value = typedNumber(text());
    if (!value) {
        QToolTip::showText(mapToGlobal(QPoint(0, height())),
                           tr("“%1” is no number. Type one such as %2.").arg(text(), exactText(1.25f)), this);
        selectAll();
        return false;
    }
    setModified(false);
    Q_EMIT committed(*value);
    return true;
}

void NumberEditor::leaveByKey()
{
    m_isLeaving = true;
    parentWidget()->setFocus(); // hiding first would hand the focus to whatever comes next
    hide();
    m_isLeaving = false;
    Q_EMIT left();
}
