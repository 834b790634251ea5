// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/LineIcons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

/// The strokes on a grid of 16 x 16.
static QPainterPath strokesOf(LineIcon icon)
{
    QPainterPath path;
    switch (icon) {
    case LineIcon::Reset: // an arrow that turns back
        path.arcMoveTo(QRectF(3.5, 3.5, 9, 9), 150);
        path.arcTo(QRectF(3.5, 3.5, 9, 9), 150, -300);
        path.moveTo(3.2, 2.8);
        path.lineTo(3.8, 6.2);
        path.lineTo(7.2, 5.6);
        break;
    case LineIcon::Bake: // down into the base
        path.moveTo(8, 2.5);
        path.lineTo(8, 9.5);
        path.moveTo(5, 6.8);
        path.lineTo(8, 9.8);
        path.lineTo(11, 6.8);
        path.moveTo(3, 13);
        path.lineTo(13, 13);
        break;
    case LineIcon::Remove:
        path.moveTo(4, 4);
        path.lineTo(12, 12);
        path.moveTo(12, 4);
        path.lineTo(4, 12);
        break;
    case LineIcon::More:
        for (const double x : {3.5, 8.0, 12.5}) {
            path.addEllipse(QPointF(x, 8), 0.5, 0.5);
        }
        break;
    case LineIcon::Bypass: // around, not through
        path.addEllipse(QPointF(8, 8), 4.8, 4.8);
        path.moveTo(4.7, 11.3);
        path.lineTo(11.3, 4.7);
        break;
    case LineIcon::Solo: // the letter that mixing desks have
        path.moveTo(11, 4.9);
        path.cubicTo(10, 2.6, 5.2, 2.7, 5.2, 5.4);
        path.cubicTo(5.2, 8.4, 11, 7.4, 11, 10.6);
        path.cubicTo(11, 13.4, 5.8, 13.4, 4.8, 10.9);
        break;
    }
    return path;
}

namespace {
class StrokeEngine : public QIconEngine
{
public:
    explicit StrokeEngine(LineIcon icon)
        : m_icon(icon)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        constexpr double grid = 16;
        constexpr double weight = 1.4;
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / grid, rect.height() / grid);
        painter->setPen(QPen(QGuiApplication::palette().color(group, QPalette::ButtonText), weight, Qt::SolidLine,
                             Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(strokesOf(m_icon));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new StrokeEngine(*this); }

private:
    LineIcon m_icon;
};
} // namespace

QIcon lineIcon(LineIcon icon)
{
    return QIcon(new StrokeEngine(icon)); // the icon owns its engine
}
