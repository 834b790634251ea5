// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/BlockPool.h"

#include <algorithm>
#include <utility>

BlockPool::BlockPool(int threads)
{
    const int all = threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    for (int i = 1; i < all; ++i) {
        m_threads.emplace_back([this](const std::stop_token& stop) { serve(stop); });
    }
}

BlockPool::~BlockPool() = default;

void BlockPool::run(std::size_t blocks, const std::function<void(std::size_t)>& work)
{
    if (m_threads.empty() || blocks < 2) {
        for (std::size_t block = 0; block < blocks; ++block) {
            work(block);
        }
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_work = &work;
        m_blocks = blocks;
        m_next = 0;
        m_busy = m_threads.size();
        ++m_round;
    }
    m_begins.notify_all();
    takeBlocks(work, blocks);
    std::unique_lock lock(m_mutex);
    m_ended.wait(lock, [this] { return m_busy == 0; });
    if (m_error) {
        std::rethrow_exception(std::exchange(m_error, nullptr));
    }
}

void BlockPool::runRanges(std::size_t count, std::size_t size,
                          const std::function<void(std::size_t, std::size_t)>& work)
{
    run((count + size - 1) / size, [&](std::size_t block) { work(block * size, std::min(count, (block + 1) * size)); });
}

void BlockPool::takeBlocks(const std::function<void(std::size_t)>& work, std::size_t blocks)
{
    try {
        for (std::size_t block = m_next++; block < blocks; block = m_next++) {
            work(block);
        }
    } catch (...) {
        m_next = blocks; // the others stop after the blocks at hand
        const std::lock_guard lock(m_mutex);
        m_error = m_error ? m_error : std::current_exception();
    }
}

void BlockPool::serve(const std::stop_token& stop)
{
    std::size_t served = 0;
    std::unique_lock lock(m_mutex);
    while (m_begins.wait(lock, stop, [&] { return m_round != served; })) {
        served = m_round;
        const auto* const work = m_work;
        const std::size_t blocks = m_blocks;
        lock.unlock();
        takeBlocks(*work, blocks);
        lock.lock();
        if (--m_busy == 0) {
            m_ended.notify_one();
        }
    }
}
