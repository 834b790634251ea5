// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

/// A button with a text, an object name, an accessible name and a tooltip; the tab key reaches it.
[[nodiscard]] inline QToolButton* makeNamedButton(QWidget& parent, const char* name, const QString& text,
                                                  const QString& tip)
{
    auto* button = new QToolButton(&parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}
