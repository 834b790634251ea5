// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SliderPainter.h"

#include "controls/Numbers.h"

#include <QPainterPath>

#include <algorithm>

static constexpr int margin = 8;
static constexpr int lockWidth = 12;
static constexpr int handleWidth = 5;
static constexpr int handleHeight = 16;

QString SliderRow::text(double number) const
{
    constexpr double threeDecimals = 0.1; // one collapsed dimension must not lengthen all numbers
    const double shared = finestRange > 0 ? std::max(finestRange, threeDecimals) : range();
    return coordinateText(number, std::min(shared, range()));
}

SliderColumns SliderColumns::of(const QRect& row, int nameWidth, int valueWidth)
{
    SliderColumns columns;
    int left = row.left() + margin;
    if (nameWidth > 0) {
        columns.lock = QRect(left - margin / 2, row.top(), lockWidth + margin / 2, row.height());
        columns.name = QRect(left + lockWidth + margin / 2, row.top(), nameWidth, row.height());
        left = columns.name.right() + 1 + margin;
    }
    const int right = row.right() + 1 - margin;
    columns.value = QRect(right - valueWidth, row.top(), valueWidth, row.height());
    const int trackRight = columns.value.left() - margin;
    columns.track = QRect(left, row.top(), std::max(trackRight - left, 2 * margin), row.height());
    return columns;
}

SliderScale SliderColumns::scale(const SliderRow& row) const
{
    const double inset = handleWidth / 2.0;
    return {row.low, row.high > row.low ? row.high : row.low + 1, track.left() + inset,
            track.left() + track.width() - inset};
}

QColor mixed(const QColor& over, const QColor& under, double share)
{
    const auto mix = [share](float a, float b) { return static_cast<float>(share * a + (1 - share) * b); };
    return QColor::fromRgbF(mix(over.redF(), under.redF()), mix(over.greenF(), under.greenF()),
                            mix(over.blueF(), under.blueF()));
}

SliderPainter::SliderPainter(QPainter& painter, const QPalette& palette, QPalette::ColorGroup group)
    : m_painter(painter)
    , m_text(palette.color(group, QPalette::WindowText))
    , m_ground(palette.color(group, QPalette::Window))
    , m_accent(palette.color(group, QPalette::Highlight))
{
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
}

void SliderPainter::paintRow(const SliderRow& row, const SliderColumns& columns, bool isHovered)
{
    const QColor text = grey(row.matters ? 0.9 : 0.45);
    if (!columns.name.isEmpty()) {
        if (row.isLocked) {
            paintLock(columns.lock, grey(0.7));
        } else if (isHovered && row.mayBeLocked) {
            paintLock(columns.lock, grey(0.2));
        }
        m_painter.setPen(text);
        m_painter.drawText(columns.name, Qt::AlignVCenter | Qt::AlignLeft,
                           m_painter.fontMetrics().elidedText(row.name, Qt::ElideMiddle, columns.name.width()));
        m_painter.setPen(Qt::NoPen);
        if (row.influence >= 0) { // a small meter, so that it does not read as an underline
            const QRectF meter(columns.name.left(), columns.name.bottom() - 2, columns.name.width(), 2);
            m_painter.fillRect(meter, grey(0.1));
            m_painter.fillRect(QRectF(meter.topLeft(), QSizeF(row.influence * meter.width(), 2)), grey(0.45));
        }
    }
    paintTrack(row, columns);
    paintNumber(columns.value, row.text(row.value), text);
}

void SliderPainter::paintTrack(const SliderRow& row, const SliderColumns& columns)
{
    const SliderScale scale = columns.scale(row);
    const QRectF track = columns.track;
    const double base = track.center().y() + handleHeight / 2.0;
    if (row.histogram && !row.histogram->counts.empty()) {
        paintHistogram(*row.histogram, scale, columns.track, grey(0.16));
    }
    if (row.part && !row.part->counts.empty()) {
        QColor seeThrough = m_accent; // what all samples do stays seen behind it
        seeThrough.setAlphaF(0.45F);
        paintHistogram(*row.part, scale, columns.track, seeThrough);
    }
    m_painter.fillRect(QRectF(track.left(), base - 1, track.width(), 1), grey(row.isLocked ? 0.2 : 0.35));
    if (row.home >= row.low && row.home <= row.high) {
        const double x = scale.toPixel(row.home);
        m_painter.fillRect(QRectF(x - 0.5, base - 4, 1, 7), grey(0.65));
    }
    paintHandle(row, scale, columns.track);
}

/// As high as there is room for its own fullest bin: the shape of a small part is as good to see as that of all.
void SliderPainter::paintHistogram(const Histogram& histogram, const SliderScale& scale, const QRect& track,
                                   const QColor& colour)
{
    const double largest = *std::ranges::max_element(histogram.counts);
    if (largest <= 0 || histogram.high <= histogram.low) {
        return;
    }
    const double base = QRectF(track).center().y() + handleHeight / 2.0 - 1;
    const double left = scale.toPixel(static_cast<double>(histogram.low));
    const double width =
        (scale.toPixel(static_cast<double>(histogram.high)) - left) / static_cast<double>(histogram.counts.size());
    QPolygonF outline;
    outline.reserve(static_cast<qsizetype>(2 * histogram.counts.size() + 2));
    outline << QPointF(left, base);
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double top = base - (handleHeight - 2) * histogram.counts[i] / largest;
        const double x = left + width * static_cast<double>(i);
        outline << QPointF(x, top) << QPointF(x + width, top);
    }
    outline << QPointF(left + width * static_cast<double>(histogram.counts.size()), base);
    m_painter.setBrush(colour);
    m_painter.drawPolygon(outline);
}

void SliderPainter::paintHandle(const SliderRow& row, const SliderScale& scale, const QRect& track)
{
    const QColor colour = row.isLocked ? grey(0.45) : m_accent;
    const double middle = QRectF(track).center().y();
    const bool isBelow = row.value < row.low;
    if (isBelow || row.value > row.high) {
        const double tip = isBelow ? scale.left - handleWidth / 2.0 : scale.right + handleWidth / 2.0;
        const double back = isBelow ? tip + 8 : tip - 8;
        m_painter.setBrush(colour);
        m_painter.drawPolygon(QPolygonF{{tip, middle}, {back, middle - 6}, {back, middle + 6}});
        return;
    }
    const double x = scale.toPixel(row.value);
    const QRectF handle(x - handleWidth / 2.0, middle - handleHeight / 2.0, handleWidth, handleHeight);
    m_painter.setBrush(m_ground);
    m_painter.drawRoundedRect(handle.adjusted(-1, -1, 1, 1), 3, 3);
    m_painter.setBrush(colour);
    m_painter.drawRoundedRect(handle, 2, 2);
}

void SliderPainter::paintLock(const QRect& place, const QColor& colour)
{
    const QPointF middle(place.left() + 4 + lockWidth / 2.0 - 1, QRectF(place).center().y());
    m_painter.setBrush(colour);
    m_painter.drawRoundedRect(QRectF(middle.x() - 4, middle.y() - 1, 8, 6), 1, 1);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(colour, 1.4));
    QPainterPath bow;
    bow.moveTo(middle.x() - 2.5, middle.y() - 1);
    bow.arcTo(QRectF(middle.x() - 2.5, middle.y() - 5.5, 5, 6), 180, -180);
    bow.lineTo(middle.x() + 2.5, middle.y() - 1);
    m_painter.drawPath(bow);
    m_painter.setPen(Qt::NoPen);
}

void SliderPainter::paintNumber(const QRect& place, const QString& text, const QColor& colour)
{
    const QFontMetrics metrics = m_painter.fontMetrics();
    int digit = 0;
    for (char16_t c = u'0'; c <= u'9'; ++c) {
        digit = std::max(digit, metrics.horizontalAdvance(QChar(c)));
    }
    m_painter.setPen(colour);
    int right = place.right() + 1;
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        const int width = text[i].isDigit() ? digit : metrics.horizontalAdvance(text[i]);
        right -= width;
        m_painter.drawText(QRect(right, place.top(), width, place.height()),
                           Qt::AlignVCenter | Qt::AlignHCenter | Qt::TextDontClip, QString(text[i]));
    }
    m_painter.setPen(Qt::NoPen);
}

void SliderPainter::paintDot(const SliderScale& scale, double value, double y)
{
    m_painter.setBrush(m_accent);
    if (value < scale.low || value > scale.high) {
        const double tip = value < scale.low ? scale.left - 2 : scale.right + 2;
        const double back = value < scale.low ? tip + 6 : tip - 6;
        m_painter.drawPolygon(QPolygonF{{tip, y}, {back, y - 4}, {back, y + 4}});
        return;
    }
    const QPointF middle(scale.toPixel(value), y);
    m_painter.setBrush(m_ground); // a rim, so that words and marks behind it do not run into the dot
    m_painter.drawEllipse(middle, 5, 5);
    m_painter.setBrush(m_accent);
    m_painter.drawEllipse(middle, 3.5, 3.5);
}

void SliderPainter::paintFocus(const QRect& row)
{
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(grey(0.55), 1));
    m_painter.drawRoundedRect(QRectF(row).adjusted(1.5, 0.5, -1.5, -0.5), 3, 3);
    m_painter.setPen(Qt::NoPen);
}
