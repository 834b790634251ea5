// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

// Edits of the maps that a space keeps, as changes of the state: the folder follows (MapSaving). All throw UserError
// with what is wrong; then the state is as it was.

/// `map`, of all samples of the state's space, is kept under its name, in place of one that has it, and shown.
void keepMapOfState(SessionState& state, SavedMap map);
/// Where it was shown, the one behind it is, else the one before it, else the principal components.
void removeKeptMap(SessionState& state, const std::string& name);
void renameKeptMap(SessionState& state, const std::string& name, const std::string& next);
