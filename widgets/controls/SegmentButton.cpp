// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SegmentButton.h"

#include "controls/SliderPainter.h"

SegmentButton::SegmentButton(const QString& text, QWidget* parent)
    : QToolButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
}

QSize SegmentButton::sizeHint() const
{
    constexpr int margin = 10;
    constexpr int onTheGrid = 24;
    return {fontMetrics().horizontalAdvance(text()) + 2 * margin, std::max(onTheGrid, fontMetrics().height() + 6)};
}

void SegmentButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    SliderPainter sliders(painter, palette(), isEnabled() ? QPalette::Active : QPalette::Disabled);
    const double shade = isChecked() ? 0.28 : underMouse() && isEnabled() ? 0.14 : 0.08;
    painter.fillRect(QRectF(rect()).adjusted(0, 0, -1, 0), sliders.grey(shade));
    painter.setPen(sliders.grey(isChecked() ? 1 : 0.7));
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (hasFocus()) {
        sliders.paintFocus(rect().adjusted(0, 1, -1, -1));
    }
}
