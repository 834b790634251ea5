// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Sandbox.h"

/// Gives up, for this process and for good, what no model may have: other programs, the network, files but its
/// libraries, capabilities, memory beyond the limit. Descriptors that are open stay open. Call it when every library is
/// loaded and before the first byte of a model is read; all threads that run by then are walled in too. What the system
/// refuses is left out and told: the result is the level that stands.
/// `bubblewrapProblem` is told where the process is not in bubblewrap.
[[nodiscard]] Sandbox raiseWall(const SandboxWish& wish, const std::string& bubblewrapProblem = {});
