// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SnugScrollArea.h"

#include <QEvent>
#include <QResizeEvent>

SnugScrollArea::SnugScrollArea(QWidget* parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
}

QSize SnugScrollArea::sizeHint() const
{
    if (!widget()) {
        return QScrollArea::sizeHint();
    }
    const QSize wanted = widget()->sizeHint();
    return {wanted.width(), widget()->hasHeightForWidth() ? widget()->heightForWidth(width()) : wanted.height()};
}

QSize SnugScrollArea::minimumSizeHint() const
{
    constexpr int threeLines = 72;
    return {0, std::min(sizeHint().height(), threeLines)};
}

bool SnugScrollArea::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        updateGeometry();
    }
    if (watched == widget() && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)) {
        Q_EMIT arranged();
    }
    return QScrollArea::eventFilter(watched, event);
}

void SnugScrollArea::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        updateGeometry(); // wrapped text needs another height
    }
    Q_EMIT arranged();
}
