// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

/// Finds the number of samples at once that gives the most samples a second, for work that nobody waits for: doubles
/// as long as that is worth it. Each size runs twice, as its first run may cost LibTorch a new plan.
class FastestBatch
{
public:
    explicit FastestBatch(std::size_t largest)
        : m_largest(std::max<std::size_t>(largest, 1))
    {
    }

    /// Samples for the next batch. The clock runs from here to `finished`.
    [[nodiscard]] std::size_t next(std::size_t remaining)
    {
        m_started = std::chrono::steady_clock::now();
        m_taken = std::min(m_size, std::max<std::size_t>(remaining, 1));
        return m_taken;
    }
    void finished()
    {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - m_started;
        finished(took.count());
    }
    void finished(double seconds)
    {
        if (m_isSettled || m_taken < m_size) {
            return;
        }
        m_rate = std::max(m_rate, static_cast<double>(m_taken) / std::max(seconds, 1e-9));
        if (++m_runs < runsEach) {
            return;
        }
        if (m_rate < worthIt * m_bestRate) {
            m_size /= 2;
            m_isSettled = true;
        } else if (m_size * 2 > m_largest || seconds > longest) {
            m_isSettled = true;
        } else {
            m_size *= 2;
        }
        m_bestRate = std::max(m_bestRate, m_rate);
        m_rate = 0;
        m_runs = 0;
    }

private:
    static constexpr int runsEach = 2;
    static constexpr double worthIt = 1.03;
    static constexpr double longest = 0.5; ///< seconds: the engine gives a sign of life after each batch

    std::size_t m_largest;
    std::size_t m_size = 1;
    std::size_t m_taken = 0;
    int m_runs = 0;
    double m_rate = 0; ///< of the size at hand
    double m_bestRate = 0;
    bool m_isSettled = false;
    std::chrono::steady_clock::time_point m_started;
};
