// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapIcons.h"

#include <QPainter>
#include <QPainterPath>

namespace {

void paint(QPainter& painter, MapIcon icon)
{
    QPen pen = painter.pen();
    switch (icon) {
    case MapIcon::Rectangle:
        pen.setDashPattern({2, 1.6});
        painter.setPen(pen);
        painter.drawRect(QRectF(2.5, 3.5, 11, 9));
        break;
    case MapIcon::Lasso: {
        QPainterPath loop(QPointF(4.5, 14));
        loop.cubicTo(4, 12, 6, 11, 5, 10);
        painter.drawPath(loop);
        painter.drawEllipse(QRectF(2, 2.5, 12, 8));
        break;
    }
    case MapIcon::Pan:
        for (int turn = 0; turn < 4; ++turn) {
            painter.save();
            painter.translate(8, 8);
            painter.rotate(90 * turn);
            painter.drawLine(QPointF(0, 0), QPointF(0, -6));
            painter.drawPolyline(QPolygonF{{{-2, -4}, {0, -6.2}, {2, -4}}});
            painter.restore();
        }
        break;
    case MapIcon::ShowAll:
        for (int turn = 0; turn < 4; ++turn) {
            painter.save();
            painter.translate(8, 8);
            painter.rotate(90 * turn);
            painter.drawPolyline(QPolygonF{{{-6, -2.5}, {-6, -6}, {-2.5, -6}}});
            painter.restore();
        }
        painter.drawEllipse(QPointF(8, 8), 1.2, 1.2);
        break;
    case MapIcon::Polygon:
        painter.drawPolygon(QPolygonF{{{3, 5.5}, {9.5, 2.5}, {13.5, 8}, {10.5, 13}, {4, 12}}});
        break;
    case MapIcon::Brush: // a handle, and what it leaves
        painter.drawLine(QPointF(13.5, 2.5), QPointF(8.2, 7.8));
        painter.setBrush(pen.color());
        painter.drawEllipse(QPointF(5.6, 10.6), 2.6, 2.6);
        break;
    case MapIcon::Density: // three rings around a middle
        painter.drawEllipse(QPointF(8, 8), 6, 5);
        painter.drawEllipse(QPointF(8.4, 8), 3.4, 2.6);
        painter.setBrush(pen.color());
        painter.drawEllipse(QPointF(8.8, 8), 0.8, 0.8);
        break;
    case MapIcon::Pictures: // a hill under the sun
        painter.drawRect(QRectF(2.5, 3, 11, 10));
        painter.drawPolyline(QPolygonF{{{2.5, 11.5}, {6.5, 7.5}, {9, 10}, {11, 8}, {13.5, 10.5}}});
        painter.drawEllipse(QPointF(10.5, 5.6), 0.9, 0.9);
        break;
    case MapIcon::Names: {
        QPainterPath letter(QPointF(3.5, 13));
        letter.lineTo(8, 3);
        letter.lineTo(12.5, 13);
        letter.moveTo(5.3, 9.3);
        letter.lineTo(10.7, 9.3);
        painter.drawPath(letter);
        break;
    }
    case MapIcon::Label: // a tag
        painter.drawPolygon(QPolygonF{{{2.5, 2.5}, {8, 2.5}, {13.5, 8}, {8, 13.5}, {2.5, 8}}});
        painter.drawEllipse(QPointF(5.6, 5.6), 1, 1);
        break;
    case MapIcon::Ground: // a picture in each cell
        painter.drawRect(QRectF(2.5, 2.5, 11, 11));
        painter.drawLine(QPointF(8, 2.5), QPointF(8, 13.5));
        painter.drawLine(QPointF(2.5, 8), QPointF(13.5, 8));
        painter.drawEllipse(QPointF(5.25, 5.25), 0.7, 0.7);
        painter.drawEllipse(QPointF(10.75, 10.75), 0.7, 0.7);
        break;
    }
}

} // namespace

QIcon mapIcon(MapIcon icon, const QPalette& palette)
{
    QIcon result;
    for (const double ratio : {1.0, 2.0, 3.0}) {
        for (const auto& [mode, group] :
             {std::pair(QIcon::Normal, QPalette::Active), std::pair(QIcon::Disabled, QPalette::Disabled)}) {
            QPixmap pixmap(QSize(16, 16) * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            QColor colour = palette.color(group, QPalette::ButtonText);
            colour.setAlphaF(mode == QIcon::Disabled ? 0.5F : 1.0F);
            painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            paint(painter, icon);
            painter.end();
            result.addPixmap(pixmap, mode);
        }
    }
    return result;
}
