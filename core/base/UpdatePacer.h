// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

/// Leaves most of the processor to whoever computes what is shown: after an update that took a while, the next one
/// waits so long that updates take a small share of the time, a larger one where there would be fewer than 30 a second.
class UpdatePacer
{
public:
    using Clock = std::chrono::steady_clock;

    /// How long the next update has to wait; zero when it is due.
    [[nodiscard]] Clock::duration wait(Clock::time_point now) const
    {
        return std::max(Clock::duration::zero(), m_due - now);
    }
    /// An update that took `time` was done at `now`.
    void done(Clock::time_point now, Clock::duration time)
    {
        constexpr auto smooth = std::chrono::milliseconds(32);
        m_due = now - time + std::clamp<Clock::duration>(smooth, 12 * time, 18 * time); // from beginning to beginning
    }

private:
    Clock::time_point m_due;
};
