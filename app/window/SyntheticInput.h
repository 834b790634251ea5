// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QWidget>

// Events as the window system would send them: to the window, which finds the widget below the pointer itself.

void movePointer(QWidget& widget, QPointF to, Qt::MouseButtons held = Qt::NoButton);
void click(QWidget& widget, QPointF at);
/// Presses at `from`, goes to `to` in `steps`, and releases.
void drag(QWidget& widget, QPointF from, QPointF to, int steps);
/// To the widget that has the focus.
void typeKey(int key, const QString& text = {});
