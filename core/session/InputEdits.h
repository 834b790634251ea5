// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"
#include "space/JsonReader.h"

// What goes into the decoder beside the point: edits of the state, and how sessions and copied points keep it.

/// Sets input `index`; a number is brought into its range, and what is no class or seed is ignored.
void setInput(SessionState& state, std::size_t index, float value);
/// Brought into [-largestTruncation, largestTruncation].
void setTruncation(SessionState& state, float truncation);
/// As the space opens with them.
void resetInputs(SessionState& state);

/// {"digit": 3, "noise": 7}, by name; empty without inputs.
[[nodiscard]] nlohmann::json inputValuesToJson(const SessionState& state);
/// Reads key `inputs` (missing ones stay at their defaults) and `truncation` of `saved` into the state, whose space is
/// set. With `isStrict` throws UserError for a value or a name that the space does not have; else leaves those out.
void readInputValues(SessionState& state, const JsonReader& saved, bool isStrict);
