// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AmountSlider.h"

#include "controls/Numbers.h"
#include "controls/TrustWords.h"

#include <QFontMetrics>

#include <QtMath>

#include <algorithm>
#include <cmath>

static constexpr double shortestReach = 2;

AmountSlider::AmountSlider(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent)
    : SliderRows(session, parent)
    , m_map(map)
    , m_attribute(attribute)
    , m_reach(shortestReach)
{
    setObjectName(QStringLiteral("amount"));
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&session, &Session::pointChanged, this, [this] {
        if (isVisible()) {
            valuesChanged();
        }
    });
    showAmount();
}

int AmountSlider::rowCount() const
{
    return m_attribute < m_session.state().attributes.size() ? 1 : 0;
}

QSize AmountSlider::sizeHint() const
{
    constexpr int wide = 240;
    return {wide, SliderRows::minimumSizeHint().height()};
}

void AmountSlider::showAmount()
{
    if (rowCount() == 0 || isDragging()) {
        return; // the track must not change under the hand
    }
    const double amount = std::abs(static_cast<double>(attribute().amount));
    m_reach = amount == 0 ? shortestReach : std::max(m_reach, std::ceil(amount));
    setAccessibleName(tr("Amount of %1").arg(QString::fromStdString(attribute().name)));
    setAccessibleDescription(describe(0));
    rowsChanged();
}

double AmountSlider::value(int) const
{
    return static_cast<double>(attribute().amount);
}

SliderRow AmountSlider::row(int index) const
{
    SliderRow row;
    row.name = QString::fromStdString(attribute().name);
    row.low = -m_reach;
    row.high = m_reach;
    row.value = value(index);
    row.matters = row.value == 0 || m_session.state().effectiveAmount(m_attribute) != 0;
    return row;
}

QString AmountSlider::describe(int) const
{
    const AttributeReading reading = readAttribute(attribute(), m_session.currentPoint());
    const auto number = [](double x) { return coordinateText(x, 2 * shortestReach); };
    const QString name = QString::fromStdString(attribute().name);
    QStringList lines{tr("%1: amount %2. 0 changes nothing, 1 adds the whole difference.").arg(name, number(value(0)))};
    if (reading.hasMeans) {
        lines << tr("Below, where the current point lies: now at %1. “%2” is on average at 0, “%3” at %4.")
                     .arg(number(reading.current), groupWord(attribute().without), groupWord(attribute().with),
                          number(reading.with));
    } else {
        lines << tr("Below, where the current point lies along the vector, from the origin: now at %1.")
                     .arg(number(reading.current));
    }
    if (reading.low < reading.high) {
        lines << tr("The line below the slider: where samples of both groups lie, from %1 to %2.")
                     .arg(number(reading.low), number(reading.high));
    }
    if (!row(0).matters) {
        lines << tr("It adds nothing now: it is bypassed, or others are soloed.");
    }
    lines << tr("Double-click: back to 0. Shift: fine. Click the number to type.");
    return lines.join(QLatin1Char('\n'));
}

void AmountSlider::setAmountTo(float amount, const QString& step, int gesture)
{
    m_session.edit(
        step.arg(QString::fromStdString(attribute().name)),
        [&](SessionState& state) { setAmount(state, m_attribute, amount, m_map.components().get()); }, gesture);
}

void AmountSlider::moveTo(int, double target, int gesture)
{
    setAmountTo(static_cast<float>(target), tr("Set %1"), gesture);
}

void AmountSlider::reset(int, int gesture)
{
    setAmountTo(0, tr("Reset %1"), gesture);
}

void AmountSlider::restore(int, const SessionState& start, int gesture)
{
    if (m_attribute >= start.attributes.size() || start.space != m_session.state().space) {
        return;
    }
    m_session.edit(
        tr("Set %1").arg(QString::fromStdString(attribute().name)),
        [&](SessionState& state) {
            state.attributes[m_attribute].amount = start.attributes[m_attribute].amount;
            state.base = start.base; // locks may have moved it
            state.sample = start.sample;
        },
        gesture);
}

static QFont smallFont(const QFont& font)
{
    constexpr double smaller = 0.85;
    QFont result = font;
    if (font.pointSizeF() > 0) {
        result.setPointSizeF(font.pointSizeF() * smaller);
    } else {
        result.setPixelSize(static_cast<int>(font.pixelSize() * smaller));
    }
    return result;
}

static constexpr int meterHeight = 12;

int AmountSlider::extraHeight() const
{
    return meterHeight + QFontMetrics(smallFont(font())).height() + 4;
}

double AmountSlider::dotX() const
{
    const SliderScale scale = columns(0).scale(row(0));
    return scale.toPixel(readAttribute(attribute(), m_session.currentPoint()).current);
}

void AmountSlider::paintExtra(SliderPainter& sliders, QPainter& painter, int index, const QRect& place)
{
    const SliderColumns parts = columns(index);
    const SliderScale scale = parts.scale(row(index));
    const AttributeReading reading = readAttribute(attribute(), m_session.currentPoint());
    const double y = place.top() + meterHeight / 2.0 - 1;
    if (reading.low < reading.high) { // where real samples lie
        const double from = std::clamp(scale.toPixel(reading.low), scale.left, scale.right);
        const double to = std::clamp(scale.toPixel(reading.high), scale.left, scale.right);
        painter.fillRect(QRectF(from, y - 2, to - from, 4), sliders.grey(0.16));
    }
    if (reading.hasMeans) {
        const double without = scale.toPixel(0);
        const double with = std::clamp(scale.toPixel(reading.with), scale.left, scale.right);
        painter.fillRect(QRectF(without, y - 0.5, with - without, 1), sliders.grey(0.35));
        for (const double x : {without, with}) {
            painter.fillRect(QRectF(x - 0.5, y - 4, 1, 8), sliders.grey(0.65));
        }
        paintWords(sliders, painter, scale, {without, with}, place.top() + meterHeight);
    } else {
        painter.fillRect(QRectF(scale.left, y - 0.5, scale.right - scale.left, 1), sliders.grey(0.2));
    }
    sliders.paintDot(scale, reading.current, y);
}

/// Each group's word stands below its mark and points away from the other one; the dot passes above them.
void AmountSlider::paintWords(const SliderPainter& sliders, QPainter& painter, const SliderScale& scale,
                              std::pair<double, double> marks, int top)
{
    const auto [without, with] = marks;
    painter.save();
    painter.setFont(smallFont(font()));
    painter.setPen(sliders.grey(0.6));
    const QFontMetrics metrics(painter.font());
    constexpr double overlap = 3; // the word begins below its mark, not beside it
    const auto write = [&](const std::string& group, double mark, bool leftwards) {
        const double from = leftwards ? scale.left : mark - overlap;
        const double to = leftwards ? mark + overlap : scale.right;
        painter.drawText(QRectF(from, top, to - from, metrics.height()),
                         (leftwards ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop | Qt::TextDontClip,
                         metrics.elidedText(groupWord(group), Qt::ElideRight, qFloor(to - from)));
    };
    write(attribute().without, without, without <= with);
    write(attribute().with, with, with < without);
    painter.restore();
}
