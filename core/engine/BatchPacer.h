// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

/// Chooses how many samples background work takes at once, so that the hand waits for at most 8 ms: powers of two, as
/// each new batch size may cost LibTorch a new plan.
class BatchPacer
{
public:
    explicit BatchPacer(std::size_t largest, double budgetMs = 8)
        : m_largest(std::max<std::size_t>(largest, 1))
        , m_budgetMs(budgetMs)
    {
    }

    /// Samples for the next batch; at least one. The clock runs from here to `finished`.
    [[nodiscard]] std::size_t next(std::size_t remaining)
    {
        m_started = std::chrono::steady_clock::now();
        m_taken = std::min(m_size, std::max<std::size_t>(remaining, 1));
        return m_taken;
    }
    void finished()
    {
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - m_started;
        if (took.count() > m_budgetMs && m_size > 1) {
            m_size /= 2;
        } else if (m_taken == m_size && took.count() < m_budgetMs / 3 && m_size * 2 <= m_largest) {
            m_size *= 2; // a third: twice the size must fit with room to spare
        }
    }

private:
    std::size_t m_largest;
    double m_budgetMs;
    std::size_t m_size = 1;
    std::size_t m_taken = 0;
    std::chrono::steady_clock::time_point m_started;
};
