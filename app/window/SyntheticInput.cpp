// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/SyntheticInput.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWindow>

namespace {
void send(QEvent::Type type, QWidget& widget, QPointF at, Qt::MouseButton button, Qt::MouseButtons held)
{
    QWidget* window = widget.window();
    const QPointF place = widget.mapTo(window, at);
    QMouseEvent event(type, place, place, window->mapToGlobal(place), button, held, Qt::NoModifier);
    QApplication::sendEvent(window->windowHandle(), &event);
}
} // namespace

void movePointer(QWidget& widget, QPointF to, Qt::MouseButtons held)
{
    send(QEvent::MouseMove, widget, to, Qt::NoButton, held);
}

void click(QWidget& widget, QPointF at)
{
    movePointer(widget, at);
    send(QEvent::MouseButtonPress, widget, at, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, widget, at, Qt::LeftButton, Qt::NoButton);
}

void drag(QWidget& widget, QPointF from, QPointF to, int steps)
{
    movePointer(widget, from);
    send(QEvent::MouseButtonPress, widget, from, Qt::LeftButton, Qt::LeftButton);
    for (int step = 1; step <= steps; ++step) {
        movePointer(widget, from + (to - from) * step / steps, Qt::LeftButton);
    }
    send(QEvent::MouseButtonRelease, widget, to, Qt::LeftButton, Qt::NoButton);
}

void typeKey(int key, const QString& text)
{
    if (QWidget* target = QApplication::focusWidget()) {
        QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier, text);
        QApplication::sendEvent(target, &press);
    }
    if (QWidget* target = QApplication::focusWidget()) { // the press may have moved the focus
        QKeyEvent release(QEvent::KeyRelease, key, Qt::NoModifier, text);
        QApplication::sendEvent(target, &release);
    }
}
