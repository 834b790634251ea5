// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/ColourBar.h"

#include "plots/MapColours.h"
#include "session/NumberText.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>

namespace {

constexpr int thickness = 12;
constexpr int crossSide = 18;
constexpr int handleLength = 18;
constexpr double handleWidth = 5;
constexpr double grip = 7; ///< so near a handle is grabbed
constexpr double step = 0.01;
constexpr double largeStep = 0.1;

/// A place along the bar that a number takes.
struct Span
{
    double from = 0;
    double to = 0;
    [[nodiscard]] bool overlaps(const Span& other) const { return from < other.to && other.from < to; }
};

} // namespace

ColourBar::ColourBar(QWidget* parent)
    : QWidget(parent)
    , m_all(new QToolButton(this))
{
    setObjectName("mapColourBar");
    setAccessibleName(tr("Colour scale"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_all->setObjectName("mapColourBarAll");
    m_all->setText(QStringLiteral("×"));
    m_all->setAutoRaise(true);
    m_all->setFocusPolicy(Qt::TabFocus);
    m_all->setAccessibleName(tr("Show all values"));
    m_all->setToolTip(tr("Show all values (Delete, or double-click on the bar)"));
    m_all->setVisible(false);
    connect(m_all, &QToolButton::clicked, this, &ColourBar::pickAll);
    showTexts();
}

void ColourBar::setScale(float low, float high)
{
    m_low = low;
    m_high = high;
    showTexts();
    updateGeometry();
}

void ColourBar::setShownRange(const std::optional<ShownRange>& range)
{
    m_shown = range;
    if (!range && m_all->hasFocus()) {
        setFocus();
    }
    m_all->setVisible(range.has_value());
    showTexts();
}

void ColourBar::setOrientation(Qt::Orientation orientation)
{
    m_orientation = orientation;
    updateGeometry();
    resizeEvent(nullptr);
    update();
}

QString ColourBar::text(float value) const
{
    return withTrueMinus(locale().toString(value, 'g', 4));
}

ShownRange ColourBar::shown() const
{
    return m_shown.value_or(ShownRange{m_low, m_high});
}

void ColourBar::showTexts()
{
    const ShownRange range = shown();
    const QString all = tr("From %1 to %2").arg(text(m_low), text(m_high));
    const QString part =
        m_shown ? tr("%1 to %2 shown, of %3 to %4").arg(text(range.low), text(range.high), text(m_low), text(m_high))
                : all;
    setAccessibleDescription(part);
    setToolTip(tr("%1.\nDrag on the bar to show a range only; drag its ends or all of it; double-click shows all.\n"
                  "Keys: arrows and Page Up/Down move an end, Space chooses which, Delete shows all.")
                   .arg(part));
    update();
}

int ColourBar::breadth(Qt::Orientation orientation) const
{
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const int widest = std::max(metrics.horizontalAdvance(text(m_low)), metrics.horizontalAdvance(text(m_high)));
    return orientation == Qt::Vertical ? std::max(widest, 40) + handleLength + 12 : handleLength + metrics.height() + 4;
}

QSize ColourBar::sizeHint() const
{
    const int across = breadth(m_orientation);
    return isUpright() ? QSize(across, 160) : QSize(160, across);
}

QSize ColourBar::minimumSizeHint() const
{
    return isUpright() ? QSize(48, 64) : QSize(96, breadth(m_orientation));
}

QRectF ColourBar::bar() const
{
    constexpr double across = (handleLength - thickness) / 2.0 + 1;
    if (isUpright()) {
        const int inset = fontMetrics().height() / 2;
        return {across, 0.0 + crossSide + inset, thickness, 0.0 + height() - crossSide - 2 * inset};
    }
    constexpr int inset = 24; // half a number
    return {inset, across, 0.0 + width() - 2 * inset - crossSide, thickness};
}

QPointF ColourBar::pixelOf(float value) const
{
    const auto low = static_cast<double>(m_low);
    const auto high = static_cast<double>(m_high);
    const double share = high > low ? std::clamp((static_cast<double>(value) - low) / (high - low), 0.0, 1.0) : 0.5;
    const QRectF area = bar();
    return isUpright() ? QPointF(area.center().x(), area.bottom() - share * area.height())
                       : QPointF(area.left() + share * area.width(), area.center().y());
}

float ColourBar::valueAt(QPointF pixel) const
{
    const QRectF area = bar();
    const double share =
        isUpright() ? (area.bottom() - pixel.y()) / area.height() : (pixel.x() - area.left()) / area.width();
    if (share <= 0 || share >= 1) {
        return share <= 0 ? m_low : m_high; // to the bit, so that the end of the bar leaves nothing out
    }
    const auto low = static_cast<double>(m_low);
    return static_cast<float>(low + share * (static_cast<double>(m_high) - low));
}

std::optional<ColourBar::End> ColourBar::endNear(QPointF pixel) const
{
    const auto distance = [&](float value) {
        const QPointF away = pixel - pixelOf(value);
        return isUpright() ? away.y() : -away.x(); // positive: on the lower side
    };
    const double low = distance(shown().low);
    const double high = distance(shown().high);
    if (std::min(std::abs(low), std::abs(high)) > grip) {
        return std::nullopt;
    }
    // Where both are near, outside decides: a range of no width can be opened either way.
    return std::abs(low) < std::abs(high) || (std::abs(low) == std::abs(high) && low > 0) ? End::Low : End::High;
}

void ColourBar::pick(float a, float b)
{
    const ShownRange range{std::min(a, b), std::max(a, b)};
    const bool isAll = range.low <= m_low && range.high >= m_high;
    Q_EMIT picked(isAll ? std::nullopt : std::optional(range));
}

void ColourBar::pickAll()
{
    Q_EMIT gestureBegan();
    Q_EMIT picked(std::nullopt);
}

void ColourBar::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    m_pressedAt = event->position();
    m_atPress = shown();
    const float value = valueAt(m_pressedAt);
    if (const auto end = endNear(m_pressedAt)) {
        m_end = *end;
        m_drag = Drag::Ends;
        m_anchor = *end == End::Low ? m_atPress.high : m_atPress.low;
    } else {
        m_drag = m_shown && m_atPress.contains(value) ? Drag::Whole : Drag::Pressed;
        m_anchor = value;
    }
    Q_EMIT gestureBegan();
    update();
}

void ColourBar::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::None) {
        const bool isGrip = endNear(at).has_value();
        setCursor(!isGrip ? Qt::CrossCursor : isUpright() ? Qt::SizeVerCursor : Qt::SizeHorCursor);
        return;
    }
    if (m_drag == Drag::Pressed) {
        if ((at - m_pressedAt).manhattanLength() < QApplication::startDragDistance()) {
            return;
        }
        m_drag = Drag::Ends;
    }
    const float value = valueAt(at);
    if (m_drag == Drag::Ends) {
        m_end = value < m_anchor ? End::Low : End::High;
        pick(m_anchor, value);
    } else {
        const float by = std::clamp(value - m_anchor, m_low - m_atPress.low, m_high - m_atPress.high);
        pick(m_atPress.low + by, m_atPress.high + by);
    }
    QToolTip::showText(event->globalPosition().toPoint(), tr("%1 to %2").arg(text(shown().low), text(shown().high)),
                       this);
}

void ColourBar::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_drag = Drag::None;
    }
}

void ColourBar::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        pickAll();
    }
}

void ColourBar::keyPressEvent(QKeyEvent* event)
{
    if (!event->isAutoRepeat()) {
        Q_EMIT gestureBegan(); // a key held down is one step to undo
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Right:
        return moveEnd(step);
    case Qt::Key_Down:
    case Qt::Key_Left:
        return moveEnd(-step);
    case Qt::Key_PageUp:
        return moveEnd(largeStep);
    case Qt::Key_PageDown:
        return moveEnd(-largeStep);
    case Qt::Key_Home:
        return putEnd(m_low);
    case Qt::Key_End:
        return putEnd(m_high);
    case Qt::Key_Space:
        m_end = m_end == End::Low ? End::High : End::Low;
        return update();
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return pickAll();
    default:
        QWidget::keyPressEvent(event);
    }
}

void ColourBar::moveEnd(double share)
{
    const float from = m_end == End::Low ? shown().low : shown().high;
    putEnd(from + static_cast<float>(share) * (m_high - m_low));
}

/// Neither end passes the other or leaves the bar.
void ColourBar::putEnd(float value)
{
    const ShownRange range = shown();
    if (m_end == End::Low) {
        pick(std::clamp(value, m_low, std::max(m_low, range.high)), range.high);
    } else {
        pick(range.low, std::clamp(value, std::min(m_high, range.low), m_high));
    }
}

void ColourBar::resizeEvent(QResizeEvent*)
{
    const QPoint corner = isUpright() ? QPoint(0, 0) : QPoint(width() - crossSide, 0);
    m_all->setGeometry(QRect(corner, QSize(crossSide, crossSide)));
}

void ColourBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange) {
        showTexts();
    }
}

void ColourBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintBar(painter);
    paintNumbers(painter);
}

void ColourBar::paintBar(QPainter& painter) const
{
    const QRectF area = bar();
    QLinearGradient gradient(isUpright() ? area.bottomLeft() : area.topLeft(),
                             isUpright() ? area.topLeft() : area.topRight());
    for (int i = 0; i <= 32; ++i) {
        gradient.setColorAt(i / 32.0, QColor(viridis(i / 32.0)));
    }
    painter.fillRect(area, gradient);
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.85F);
    const QPointF low = pixelOf(shown().low);
    const QPointF high = pixelOf(shown().high);
    if (isUpright()) {
        painter.fillRect(QRectF(QPointF(area.left(), low.y()), area.bottomRight()), veil);
        painter.fillRect(QRectF(area.topLeft(), QPointF(area.right(), high.y())), veil);
    } else {
        painter.fillRect(QRectF(area.topLeft(), QPointF(low.x(), area.bottom())), veil);
        painter.fillRect(QRectF(QPointF(high.x(), area.top()), area.bottomRight()), veil);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (const End end : {End::Low, End::High}) {
        const bool isMarked = hasFocus() && m_end == end;
        QRectF handle(0, 0, handleLength, handleWidth);
        handle = isUpright() ? handle : handle.transposed();
        handle.moveCenter(end == End::Low ? low : high);
        painter.setPen(palette().color(isMarked ? QPalette::Text : QPalette::Window));
        painter.setBrush(palette().color(isMarked ? QPalette::Window : QPalette::Text));
        painter.drawRoundedRect(handle, 2, 2);
    }
}

/// The ends of the range first, then those of the bar and its middle where there is room.
void ColourBar::paintNumbers(QPainter& painter) const
{
    const float middle = m_low + (m_high - m_low) / 2;
    const ShownRange range = shown();
    std::vector<Span> taken;
    painter.setPen(palette().color(QPalette::Text));
    for (const float value : {range.low, range.high, m_low, m_high, middle}) {
        QFont weight = font();
        weight.setBold(m_shown && taken.size() < 2);
        painter.setFont(weight);
        const QSizeF size(QFontMetricsF(weight).size(Qt::TextSingleLine, text(value)));
        const QPointF at = pixelOf(value);
        const double half = (isUpright() ? size.height() : size.width() + 6) / 2;
        const double place = isUpright() ? at.y() : std::clamp(at.x(), half, std::max(half, width() - half));
        const Span span{place - half, place + half};
        if (std::ranges::any_of(taken, [&](const Span& other) { return span.overlaps(other); })) {
            continue;
        }
        taken.push_back(span);
        const QRectF box = isUpright() ? QRectF(handleLength + 6, span.from, width() - handleLength - 6, 2 * half)
                                       : QRectF(span.from, handleLength + 2, 2 * half, size.height());
        painter.drawText(box, (isUpright() ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter, text(value));
    }
}
