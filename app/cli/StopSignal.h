// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>
#include <thread>

/// Turns Ctrl+C and SIGTERM into a stop request while it lives; a second one ends the program at once. Make it before
/// any other thread, which must not take the signals.
class StopSignal
{
public:
    /// `sentence` is said at the first signal.
    explicit StopSignal(std::string sentence);
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void wait(const std::stop_token& over);

    std::string m_sentence;
    std::stop_source m_stop;
    std::jthread m_thread;
};
