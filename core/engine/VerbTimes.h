// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

/// How long the last calls of one verb took, in seconds.
class VerbTimes
{
public:
    void add(double seconds)
    {
        m_seconds[m_count++ % m_seconds.size()] = static_cast<float>(seconds);
        auto sorted = m_seconds;
        const std::size_t filled = std::min(m_count, m_seconds.size());
        const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(filled);
        const auto place = sorted.begin() + static_cast<std::ptrdiff_t>((filled * 99 + 99) / 100 - 1);
        std::nth_element(sorted.begin(), place, last);
        m_p99 = static_cast<double>(*place);
    }
    [[nodiscard]] double p99() const { return m_p99; } ///< 0 before the first call

private:
    std::array<float, 200> m_seconds{};
    std::size_t m_count = 0;
    double m_p99 = 0;
};
