// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapEdits.h"

#include "session/LabelEdits.h"
#include "session/PointEdits.h"

#include <QLocale>
#include <QWidget>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace {

std::shared_ptr<const SampleSet> shared(SampleSet samples)
{
    return samples.empty() ? nullptr : std::make_shared<const SampleSet>(std::move(samples));
}

/// The selection after `hit` was added to it (Shift), taken away from it (Ctrl) or put in its place.
SampleSet combined(const SampleSet* selection, const SampleSet& hit, Qt::KeyboardModifiers modifiers)
{
    SampleSet result;
    const SampleSet before = selection ? *selection : SampleSet{};
    if (modifiers & Qt::ShiftModifier) {
        std::set_union(before.begin(), before.end(), hit.begin(), hit.end(), std::back_inserter(result));
    } else if (modifiers & Qt::ControlModifier) {
        std::set_difference(before.begin(), before.end(), hit.begin(), hit.end(), std::back_inserter(result));
    } else {
        result = hit;
    }
    return result;
}

} // namespace

QString MapEdits::samplesText(std::size_t count) const
{
    return count == 1 ? tr("1 sample") : tr("%1 samples").arg(m_view.locale().toString(qulonglong{count}));
}

void MapEdits::goTo(std::uint32_t sample, bool keepAmounts)
{
    m_session.edit(tr("Go to sample %1").arg(m_view.locale().toString(qulonglong{sample})),
                   [&](SessionState& state) { goToSample(state, sample, keepAmounts); });
}

void MapEdits::click(std::uint32_t sample, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) {
        select({sample}, modifiers);
    } else {
        goTo(sample, modifiers & Qt::AltModifier);
    }
}

void MapEdits::select(const SampleSet& hit, Qt::KeyboardModifiers modifiers)
{
    QString text = tr("Select %1").arg(samplesText(hit.size()));
    if (modifiers & Qt::ShiftModifier) {
        text = tr("Add %1 to the selection").arg(samplesText(hit.size()));
    } else if (modifiers & Qt::ControlModifier) {
        text = tr("Take %1 away from the selection").arg(samplesText(hit.size()));
    } else if (hit.empty()) {
        text = tr("Clear selection");
    }
    m_session.edit(
        text, [&](SessionState& state) { state.selection = shared(combined(state.selection.get(), hit, modifiers)); });
}

void MapEdits::useSelection(const QString& text, std::shared_ptr<const SampleSet> SessionState::*group)
{
    if (const auto selection = m_session.state().selection) {
        m_session.edit(text.arg(samplesText(selection->size())),
                       [&](SessionState& state) { state.*group = selection; });
    }
}

void MapEdits::selectAllOfValue(const LabelColumn& column, std::uint32_t sample)
{
    SampleSet samples;
    for (std::uint32_t i = 0; i < column.codes.size(); ++i) {
        if (column.codes[i] == column.codes[sample]) {
            samples.push_back(i);
        }
    }
    select(samples, Qt::NoModifier);
}

void MapEdits::find(const SampleSet& samples, const QString& text, Qt::KeyboardModifiers keys)
{
    m_session.edit(tr("Find “%1”").arg(text), [&](SessionState& state) {
        state.selection = shared(combined(state.selection.get(), samples, keys));
    });
}

void MapEdits::setSelection(const QString& text, SampleSet samples)
{
    m_session.edit(text, [&](SessionState& state) { state.selection = shared(std::move(samples)); });
}

void MapEdits::toggle(const QString& value)
{
    const std::string toggled = value.toStdString();
    m_hiddenBeforeClick = m_session.state().map.hiddenValues;
    m_clickGesture = m_session.newGesture();
    const QString name = toggled.empty() ? tr("unknown") : value;
    const QString text = m_hiddenBeforeClick.contains(toggled) ? tr("Show %1 on the map") : tr("Hide %1 on the map");
    m_session.edit(
        text.arg(name),
        [&](SessionState& state) {
            if (state.map.hiddenValues.erase(toggled) == 0) {
                state.map.hiddenValues.insert(toggled);
            }
        },
        m_clickGesture);
}

void MapEdits::isolate(const QString& value, std::set<std::string> values, bool afterClick)
{
    values.erase(value.toStdString());
    const std::set<std::string> before = afterClick ? m_hiddenBeforeClick : m_session.state().map.hiddenValues;
    const bool isAlone = before == values;
    const QString name = value.isEmpty() ? tr("unknown") : value;
    m_session.edit(
        isAlone ? tr("Show all values on the map") : tr("Show only %1 on the map").arg(name),
        [&](SessionState& state) { state.map.hiddenValues = isAlone ? std::set<std::string>{} : values; },
        afterClick ? m_clickGesture : 0); // both clicks of a double click are one step
}

void MapEdits::colourBy(const QString& name)
{
    const QString text = name.isEmpty() ? tr("Colour the map with one colour") : tr("Colour the map by %1").arg(name);
    m_session.edit(text, [&](SessionState& state) {
        if (state.map.colourBy != name.toStdString() || state.map.coloursByTrust) {
            colourMapBy(state.map, name.toStdString());
        }
    });
}

void MapEdits::colourByTrust()
{
    m_session.edit(tr("Colour the map by trust"), [](SessionState& state) {
        if (!state.map.coloursByTrust) {
            colourMapByTrust(state.map);
        }
    });
}

void MapEdits::setLook(PointLook look)
{
    const PointLook next = m_session.state().map.look == look ? PointLook::Dots : look;
    const QString text = next == PointLook::Density    ? tr("Show the points as density")
                         : next == PointLook::Pictures ? tr("Show the points as pictures")
                                                       : tr("Show the points as dots");
    m_session.edit(text, [next](SessionState& state) { state.map.look = next; });
}

void MapEdits::toggleNames()
{
    m_session.edit(m_session.state().map.showsNames ? tr("Hide the names on the map") : tr("Show the names on the map"),
                   [](SessionState& state) { state.map.showsNames = !state.map.showsNames; });
}

void MapEdits::showGround(bool shows)
{
    m_session.edit(shows ? tr("Show the ground of the map") : tr("Hide the ground of the map"),
                   [shows](SessionState& state) { state.map.showsGround = shows; });
}

void MapEdits::showOnly(const QString& name, const std::optional<ShownRange>& range, int gesture)
{
    m_session.edit(
        range ? tr("Show a range of %1 on the map").arg(name) : tr("Show all of %1 on the map").arg(name),
        [&](SessionState& state) { state.map.shownRange = range; }, gesture);
}

void MapEdits::takePoint()
{
    m_carryGesture = m_session.newGesture();
    m_beforeCarry = m_session.state();
    m_hasCarried = false;
}

void MapEdits::carryPoint(LatentView way, const PrincipalComponents* components)
{
    LatentVector point = m_beforeCarry.currentPoint();
    if (way.size() != point.size()) {
        return;
    }
    std::ranges::transform(point, way, point.begin(), std::plus());
    m_hasCarried = true;
    m_session.edit(
        tr("Move the point on the map"),
        [&](SessionState& state) {
            state.base = m_beforeCarry.base;
            goToPoint(state, point, components);
        },
        m_carryGesture);
}

void MapEdits::putPointBack()
{
    if (std::exchange(m_hasCarried, false) && m_session.state() != m_beforeCarry) {
        m_session.undoStack().undo();
    }
}
