// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineClient.h"

#include <sys/types.h>

#include <thread>

/// Sees to it that an engine computes only while something is asked of it. A model can leave threads behind that go on
/// after its answer, for as long as the window is open.
class IdleWatch
{
public:
    /// Calls `stop` once, on its own thread, when the process used more than a tenth of a processor in each of two
    /// periods in which it owed no answer. Keeps a reference to `client`, and is done when that has no engine any more.
    IdleWatch(const EngineClient& client, pid_t pid, std::function<void()> stop);

    static constexpr std::chrono::seconds period{5};

private:
    std::jthread m_thread;
};
