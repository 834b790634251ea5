// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/DistanceMeter.h"

#include "controls/SliderPainter.h"

#include <QPainter>

DistanceMeter::DistanceMeter(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("distanceMeter"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void DistanceMeter::setDistance(double distance, double usual)
{
    m_share = usual > 0 ? distance / (distance + usual) : -1;
    update();
}

void DistanceMeter::paintEvent(QPaintEvent*)
{
    if (m_share < 0) {
        return;
    }
    constexpr double radius = 2;
    constexpr double handle = 5;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor text = palette().color(QPalette::WindowText);
    const QColor ground = palette().color(QPalette::Window);
    const double middle = height() / 2.0;
    const QRectF track(handle / 2, middle - radius, width() - handle, 2 * radius);
    painter.setBrush(mixed(text, ground, 0.16));
    painter.drawRoundedRect(track, radius, radius);
    painter.setBrush(mixed(text, ground, 0.34));
    painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() / 2, track.height())), radius, radius);
    painter.drawRect(QRectF(track.center().x() - 0.5, middle - 5, 1, 10));
    painter.setBrush(palette().color(QPalette::Highlight));
    const double x = track.left() + m_share * track.width();
    painter.drawRoundedRect(QRectF(x - handle / 2, middle - 6, handle, 12), radius, radius);
}
