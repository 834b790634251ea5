// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/StartTile.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>

namespace {
constexpr QSize pictureSize(208, 156);
constexpr int margin = 8;
constexpr double corner = 6;

QColor between(const QColor& a, const QColor& b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + share * (y - x)); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}
} // namespace

StartTile::StartTile(StartPlace place, QWidget* parent)
    : QAbstractButton(parent)
    , m_place(std::move(place))
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setLook({}, false);
}

void StartTile::setLook(const QImage& picture, bool isMissing)
{
    m_picture = picture;
    m_isMissing = isMissing;
    setAccessibleName(m_place.name);
    setAccessibleDescription(detail());
    setToolTip(
        m_isMissing
            ? tr("%1\nNot found. Delete forgets it.").arg(m_place.path)
            : tr("%1\nEnter opens%2.").arg(m_place.path, m_place.canForget ? tr(", Delete forgets it") : QString()));
    update();
}

QString StartTile::detail() const
{
    return m_isMissing ? tr("not found") : m_place.detail;
}

QSize StartTile::sizeHint() const
{
    return {pictureSize.width() + 2 * margin, pictureSize.height() + 3 * margin + 2 * fontMetrics().lineSpacing()};
}

void StartTile::paintPicture(QPainter& painter, const QRect& area) const
{
    QPainterPath frame;
    frame.addRoundedRect(area, corner, corner);
    painter.fillPath(frame, palette().color(QPalette::Base));
    painter.setClipPath(frame);
    if (m_picture.isNull()) { // neutral: its name, as large as it fits
        QFont large = font();
        large.setPointSizeF(1.6 * large.pointSizeF());
        painter.setFont(large);
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(area.adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                         m_place.name);
        painter.setFont(font());
    } else {
        painter.setOpacity(m_isMissing ? 0.35 : 1);
        constexpr double mayBeCut = 1.15; // nearly of the tile's shape: better a cut edge than two bars
        const QSize over = m_picture.size().scaled(area.size(), Qt::KeepAspectRatioByExpanding);
        const bool fills = over.width() <= mayBeCut * area.width() && over.height() <= mayBeCut * area.height();
        QRect place({}, fills ? over : m_picture.size().scaled(area.size(), Qt::KeepAspectRatio));
        place.moveCenter(area.center());
        painter.drawImage(place, m_picture);
        painter.setOpacity(1);
    }
    painter.setClipping(false);
}

void StartTile::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QColor window = palette().color(QPalette::Window);
    const QColor text = palette().color(QPalette::WindowText);
    const QRectF whole = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(between(window, text, isDown() ? 0.16 : 0.08));
        painter.drawRoundedRect(whole, corner + 2, corner + 2);
    }
    if (hasFocus()) {
        painter.setPen(QPen(text, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(whole, corner + 2, corner + 2);
    }
    const QRect area({margin, margin}, pictureSize);
    paintPicture(painter, area);
    const int line = fontMetrics().lineSpacing();
    QRect row(margin + 2, area.bottom() + 1 + margin / 2, pictureSize.width() - 4, line);
    painter.setPen(m_isMissing ? palette().color(QPalette::PlaceholderText) : text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_place.name, Qt::ElideRight, row.width()));
    row.translate(0, line);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(detail(), Qt::ElideMiddle, row.width()));
}

void StartTile::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return click();
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (m_place.canForget) {
            Q_EMIT forgetAsked();
        }
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        Q_EMIT arrowPressed(event->key());
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void StartTile::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Open"), this, [this] { click(); });
    if (m_place.canForget) {
        menu->addAction(tr("&Forget"), this, &StartTile::forgetAsked);
    }
    menu->popup(event->globalPos());
}

void StartTile::enterEvent(QEnterEvent* /*event*/)
{
    update();
}

void StartTile::leaveEvent(QEvent* /*event*/)
{
    update();
}

/// The keyboard brings what it reaches into view.
void StartTile::focusInEvent(QFocusEvent* event)
{
    QAbstractButton::focusInEvent(event);
    for (QWidget* above = parentWidget(); above; above = above->parentWidget()) {
        if (auto* scroll = qobject_cast<QScrollArea*>(above)) {
            scroll->ensureWidgetVisible(this, 0, margin);
        }
    }
}
