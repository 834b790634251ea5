// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/InputSliders.h"

#include "session/InputEdits.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

InputSliders::InputSliders(Session& session, QWidget* parent)
    : SliderRows(session, parent)
{
    setObjectName(QStringLiteral("inputSliders"));
    setAccessibleName(tr("Numbers that go into the decoder"));
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&session, &Session::inputsChanged, this, [this] {
        if (isVisible()) {
            valuesChanged();
        }
    });
    rebuild();
}

void InputSliders::rebuild()
{
    m_inputs.clear();
    const std::shared_ptr<const Space>& space = m_session.state().space;
    for (std::size_t i = 0; space && i < space->manifest.inputs.size(); ++i) {
        if (space->manifest.inputs[i].kind == InputKind::Number) {
            m_inputs.push_back(i);
        }
    }
    m_hasTruncation = space && space->manifest.mapping;
    m_nameWidth = 0;
    for (int i = 0; i < rowCount(); ++i) {
        m_nameWidth = std::max(m_nameWidth, fontMetrics().horizontalAdvance(nameOf(i)) + 2);
    }
    rowsChanged();
}

QSize InputSliders::sizeHint() const
{
    return {320, SliderRows::minimumSizeHint().height() * std::max(1, rowCount())};
}

int InputSliders::nameWidth() const
{
    return std::min(m_nameWidth, viewport()->width() * 4 / 10);
}

const ModelInput& InputSliders::input(int index) const
{
    return m_session.state().space->manifest.inputs[m_inputs[static_cast<std::size_t>(index)]];
}

QString InputSliders::nameOf(int index) const
{
    return isTruncation(index) ? tr("Truncation ψ") : QString::fromStdString(input(index).name);
}

double InputSliders::value(int index) const
{
    const LatentVector tail = m_session.state().rowTail();
    const std::size_t place = isTruncation(index) ? tail.size() - 1 : m_inputs[static_cast<std::size_t>(index)];
    return place < tail.size() ? static_cast<double>(tail[place]) : 0;
}

SliderRow InputSliders::row(int index) const
{
    constexpr double usualTruncation = 1.5;
    SliderRow row;
    row.name = nameOf(index);
    row.value = value(index);
    row.mayBeLocked = false;
    if (isTruncation(index)) {
        row.low = row.value < 0 ? -static_cast<double>(largestTruncation) : 0; // negative ones are typed
        row.high = row.value > usualTruncation ? static_cast<double>(largestTruncation) : usualTruncation;
        row.home = 1;
    } else {
        row.low = static_cast<double>(input(index).low);
        row.high = static_cast<double>(input(index).high);
        row.home = static_cast<double>(input(index).initial);
    }
    return row;
}

QString InputSliders::describe(int index) const
{
    const SliderRow shown = row(index);
    QStringList lines{tr("%1 = %2").arg(shown.name, shown.text(shown.value))};
    lines << (isTruncation(index) ? tr("Pulls the picture's point towards the mean of w: 1 leaves it, 0 is the mean "
                                       "picture.\nThe sliders "
                                       "below keep showing the point itself.")
                                  : tr("Goes into the decoder beside the point: %1 to %2, %3 unless you say otherwise.")
                                        .arg(shown.text(shown.low), shown.text(shown.high), shown.text(shown.home)));
    lines << tr("Double-click: %1. Shift: fine. Click the number to type.").arg(shown.text(shown.home));
    return lines.join(QLatin1Char('\n'));
}

void InputSliders::moveTo(int index, double target, int gesture)
{
    const auto next = static_cast<float>(target);
    m_session.edit(
        tr("Set %1").arg(nameOf(index)),
        [&](SessionState& state) {
            if (isTruncation(index)) {
                setTruncation(state, next);
            } else {
                setInput(state, m_inputs[static_cast<std::size_t>(index)], next);
            }
        },
        gesture);
}

void InputSliders::reset(int index, int gesture)
{
    moveTo(index, row(index).home, gesture);
}

void InputSliders::restore(int index, const SessionState& start, int gesture)
{
    if (start.space != m_session.state().space) {
        return;
    }
    m_session.edit(
        tr("Set %1").arg(nameOf(index)),
        [&](SessionState& state) {
            state.inputs = start.inputs;
            state.truncation = start.truncation;
        },
        gesture);
}
