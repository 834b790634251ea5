// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/LabelEdits.h"

#include "base/UserError.h"

#include <algorithm>
#include <iterator>

namespace {

LabelTable requireLabels(const SessionState& state)
{
    if (!state.space || state.space->sampleCount() == 0) {
        throw UserError("There are no samples to label. Open a space with samples, or generate some.");
    }
    const auto& labels = state.labels();
    return labels ? *labels : LabelTable{.rows = state.space->sampleCount(), .columns = {}};
}

void setLabels(SessionState& state, LabelTable labels)
{
    if (state.labels() && *state.labels() == labels) {
        return;
    }
    const bool hadNumbers = [&] {
        const LabelColumn* const shown = state.labels() ? state.labels()->find(state.map.colourBy) : nullptr;
        return shown && shown->isNumeric;
    }();
    const LabelColumn* const shown = labels.find(state.map.colourBy);
    if (shown == nullptr && !state.map.coloursByTrust) {
        colourMapBy(state.map, {});
    } else if (shown != nullptr && shown->isNumeric != hadNumbers) {
        colourMapBy(state.map, state.map.colourBy); // the filter was of the other kind
    }
    auto& changed = state.space->generated ? state.generatedLabels : state.ownLabels;
    changed = std::make_shared<const LabelTable>(std::move(labels));
}

} // namespace

void labelSamples(SessionState& state, const SampleSet& samples, const std::string& column, const std::string& value)
{
    const LabelTable labels = requireLabels(state);
    const bool isNew = labels.find(column) == nullptr;
    if (isNew && value.empty()) {
        throw UserError("There is no label column *" + column + "* whose values could be taken away. Type a value.");
    }
    setLabels(state, withValue(labels, samples, column, value));
    if (isNew && column != keptColumn) {
        colourMapBy(state.map, column);
    }
    state.map.hiddenValues.erase(value); // what was just labelled is to be seen
}

void putLabelColumn(SessionState& state, LabelColumn column)
{
    const std::string name = column.name;
    setLabels(state, withColumn(requireLabels(state), std::move(column)));
    colourMapBy(state.map, name);
}

void addLabelColumns(SessionState& state, std::vector<LabelColumn> columns)
{
    LabelTable labels = requireLabels(state);
    for (LabelColumn& column : columns) {
        labels = withColumn(labels, std::move(column));
    }
    setLabels(state, std::move(labels));
}

void colourMapBy(MapAppearance& map, const std::string& column)
{
    map.colourBy = column;
    map.coloursByTrust = false;
    map.hiddenValues.clear();
    map.shownRange.reset();
}

void colourMapByTrust(MapAppearance& map)
{
    colourMapBy(map, {});
    map.coloursByTrust = true;
}

void renameLabelColumn(SessionState& state, const std::string& column, const std::string& name)
{
    LabelTable labels = withRenamedColumn(requireLabels(state), column, name);
    MapAppearance map = state.map;
    map.colourBy = map.colourBy == column ? name : map.colourBy;
    setLabels(state, std::move(labels));
    state.map = std::move(map);
    renameAxes(state.projection.axes, MapAxis::Kind::Label, column, name);
}

void removeLabelColumn(SessionState& state, const std::string& column)
{
    setLabels(state, withoutColumn(requireLabels(state), column));
}

void renameLabelValue(SessionState& state, const std::string& column, const std::string& value,
                      const std::string& other)
{
    setLabels(state, withRenamedValue(requireLabels(state), column, value, other));
    if (state.map.colourBy == column && state.map.hiddenValues.erase(value) > 0) {
        state.map.hiddenValues.insert(other);
    }
}

void keepSamples(SessionState& state, const SampleSet& samples, bool kept)
{
    labelSamples(state, samples, keptColumn, kept ? "yes" : "no");
    const SampleSet before = state.selection ? *state.selection : SampleSet();
    SampleSet after;
    if (kept) {
        std::ranges::set_union(before, samples, std::back_inserter(after));
    } else {
        std::ranges::set_difference(before, samples, std::back_inserter(after));
    }
    state.selection = after.empty() ? nullptr : std::make_shared<const SampleSet>(std::move(after));
}
