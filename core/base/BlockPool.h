// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

/// Threads that share the blocks of one piece of work after the other. Which thread takes which block is left open:
/// work that writes a result per block, summed afterwards in their order, gives the same bits for any number of
/// threads.
class BlockPool
{
public:
    /// `threads` in all, the calling one among them; 0: as many as there are processors.
    explicit BlockPool(int threads);
    ~BlockPool();
    BlockPool(const BlockPool&) = delete;

    [[nodiscard]] int threads() const { return static_cast<int>(m_threads.size()) + 1; }
    /// Calls `work` with 0 to blocks - 1, and comes back when all are done. What one of them throws ends the rest and
    /// is thrown here.
    void run(std::size_t blocks, const std::function<void(std::size_t block)>& work);
    /// The same for [0, count) in pieces of `size`.
    void runRanges(std::size_t count, std::size_t size,
                   const std::function<void(std::size_t first, std::size_t last)>& work);

private:
    void serve(const std::stop_token& stop);
    void takeBlocks(const std::function<void(std::size_t)>& work, std::size_t blocks);

    std::mutex m_mutex;
    std::condition_variable_any m_begins;
    std::condition_variable m_ended;
    const std::function<void(std::size_t)>* m_work = nullptr;
    std::size_t m_blocks = 0;
    std::size_t m_round = 0;
    std::size_t m_busy = 0;
    std::atomic<std::size_t> m_next = 0;
    std::exception_ptr m_error;          ///< the first one
    std::vector<std::jthread> m_threads; // last
};
