// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"
#include "space/JsonReader.h"

/// What a session's file says of its view. Later keys are missing in files of earlier versions, which leaves them as
/// they are in a new session. Throws UserError.
[[nodiscard]] SessionView viewFrom(const JsonReader& saved);
/// All but `savedLabels`, which is no part of the file.
[[nodiscard]] nlohmann::json viewToJson(const SessionView& view);
