// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/SamplePopup.h"

#include <QPainter>

#include <algorithm>

namespace {

constexpr int padding = 8;
constexpr int leastSide = 96;
constexpr int mostSide = 320;
constexpr int mostTextWidth = 320;

} // namespace

SamplePopup::SamplePopup(QWidget* parent)
    : QFrame(parent)
{
    setObjectName("samplePopup");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void SamplePopup::setSample(const QImage& picture, const QString& title, const QStringList& labels)
{
    m_picture = picture;
    m_title = title;
    m_labels = labels;
    setAccessibleName(title);
    setAccessibleDescription(labels.join(", "));
    resize(sizeHint());
    update();
}

/// By whole factors until the shorter side is large enough, unless the longer becomes too long; large pictures shrink.
QSize SamplePopup::pictureSize() const
{
    if (m_picture.isNull()) {
        return {};
    }
    const int shorter = std::min(m_picture.width(), m_picture.height());
    const int longer = std::max(m_picture.width(), m_picture.height());
    const int factor = std::min((leastSide + shorter - 1) / shorter, std::max(mostSide / longer, 1));
    const QSize enlarged = m_picture.size() * factor;
    return longer > mostSide ? enlarged.scaled(mostSide, mostSide, Qt::KeepAspectRatio) : enlarged;
}

QSize SamplePopup::sizeHint() const
{
    QFont bold = font();
    bold.setBold(true);
    int width = std::max(pictureSize().width(), QFontMetrics(bold).horizontalAdvance(m_title));
    for (const QString& label : m_labels) {
        width = std::max(width, std::min(fontMetrics().horizontalAdvance(label), mostTextWidth));
    }
    const int lines = 1 + static_cast<int>(m_labels.size());
    const int picture = m_picture.isNull() ? 0 : pictureSize().height() + padding / 2;
    return {width + 2 * padding, picture + lines * fontMetrics().lineSpacing() + 2 * padding};
}

void SamplePopup::showBeside(QPoint place)
{
    constexpr int gap = 18;
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    QPoint corner = place + QPoint(gap, gap);
    if (corner.x() + width() > room.right()) {
        corner.setX(place.x() - gap - width());
    }
    if (corner.y() + height() > room.bottom()) {
        corner.setY(place.y() - gap - height());
    }
    corner.setX(std::max(room.left(), std::min(corner.x(), room.right() - width())));
    corner.setY(std::max(room.top(), std::min(corner.y(), room.bottom() - height())));
    move(corner);
    raise();
    show();
}

void SamplePopup::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor frame = palette().color(QPalette::ToolTipText);
    frame.setAlphaF(0.25f);
    painter.setPen(frame);
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    int y = padding;
    if (!m_picture.isNull()) {
        const QRect target(QPoint(padding, y), pictureSize());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, target.width() < m_picture.width());
        painter.drawImage(target, m_picture);
        y += target.height() + padding / 2;
    }
    painter.setPen(palette().color(QPalette::ToolTipText));
    const int line = fontMetrics().lineSpacing();
    const auto write = [&](const QString& text) {
        const QRect place(padding, y, width() - 2 * padding, line);
        const QString fitting = painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, fitting);
        y += line;
    };
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    write(m_title);
    painter.setFont(font());
    for (const QString& label : m_labels) {
        write(label);
    }
}
