// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"
#include "space/LabelChange.h"

// What hands do to the labels of the samples that are shown, as changes of the state. Colouring and filters follow. All
// throw UserError with what is wrong; then the state is as it was.

/// The label column that tells which samples are kept: "yes" or "no".
inline constexpr const char* keptColumn = "kept";

/// `samples` have `value` (empty: unknown) in `column`, which may be new: then the map is coloured by it.
void labelSamples(SessionState& state, const SampleSet& samples, const std::string& column, const std::string& value);
/// The column in place of the one of its name, else behind the others; the map is coloured by it.
void putLabelColumn(SessionState& state, LabelColumn column);
/// Columns likewise; the map's colours stay as they are.
void addLabelColumns(SessionState& state, std::vector<LabelColumn> columns);
/// The map is coloured by `column` (empty: one colour), and nothing is filtered away; the rest of its looks stays.
void colourMapBy(MapAppearance& map, const std::string& column);
/// By how far each place on it can be trusted, likewise.
void colourMapByTrust(MapAppearance& map);
void renameLabelColumn(SessionState& state, const std::string& column, const std::string& name);
void removeLabelColumn(SessionState& state, const std::string& column);
void renameLabelValue(SessionState& state, const std::string& column, const std::string& value,
                      const std::string& other);
/// The samples are part of the selection, or no longer, and labelled so in the column *kept*.
void keepSamples(SessionState& state, const SampleSet& samples, bool kept);
