// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/ElidedComboBox.h"

#include <QStylePainter>

void ElidedComboBox::paintEvent(QPaintEvent* event)
{
    if (isEditable()) {
        QComboBox::paintEvent(event);
        return;
    }
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QRect room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    constexpr int padding = 4;
    option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room.width() - padding);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}
