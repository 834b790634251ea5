// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

/// What Ctrl+C and SIGTERM do while it lives: they end the program at once, with nothing half-written left behind, or
/// ask a verb that wants that to stop. Make it before any other thread, which must not take the signals.
class StopSignal
{
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// From now on the first signal says `sentence` and requests a stop; a second one ends the program at once.
    [[nodiscard]] std::stop_token stopSaying(std::string sentence);
    /// To be called before a result is written that is not to be there after a stop: throws UserError(`sentence`) when
    /// one was requested. From now on a signal ends the program at once.
    void requireNone(const std::string& sentence);

private:
    void wait(const std::stop_token& over);
    void take(int signal);

    std::mutex m_mutex;
    std::optional<std::string> m_sentence; ///< none: a signal ends the program
    bool m_isStopped = false;
    std::stop_source m_stop;
    std::jthread m_thread;
};
