// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/ColourBar.h"

#include "plots/MapColours.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

ColourBar::ColourBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName("mapColourBar");
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

void ColourBar::setRange(float low, float high)
{
    m_low = low;
    m_high = high;
    const QString range = tr("From %1 to %2").arg(locale().toString(low), locale().toString(high));
    setToolTip(range);
    setAccessibleName(tr("Colour scale"));
    setAccessibleDescription(range);
    updateGeometry();
    update();
}

QSize ColourBar::sizeHint() const
{
    const auto width = [&](float value) { return fontMetrics().horizontalAdvance(locale().toString(value, 'g', 4)); };
    return {std::max({72, width(m_low) + 24, width(m_high) + 24}), 160};
}

void ColourBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int inset = fontMetrics().height() / 2;
    const QRectF bar(4, inset, 12, height() - 2 * inset);
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    for (int i = 0; i <= 32; ++i) {
        gradient.setColorAt(i / 32.0, QColor(viridis(i / 32.0)));
    }
    painter.fillRect(bar, gradient);
    painter.setPen(palette().color(QPalette::Text));
    for (const double share : {0.0, 0.5, 1.0}) {
        const double value =
            static_cast<double>(m_low) + share * (static_cast<double>(m_high) - static_cast<double>(m_low));
        const double y = bar.bottom() - share * bar.height();
        painter.drawText(QRectF(bar.right() + 4, y - inset, width() - bar.right() - 4, 2 * inset),
                         Qt::AlignLeft | Qt::AlignVCenter, locale().toString(value, 'g', 4));
    }
}
