// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/Channel.h"
#include "engine/Messages.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <stop_token>

/// A request as it waits in the engine.
struct Request
{
    RequestMessage message;
    std::vector<FileDescriptor> descriptors;
    bool isSuperseded = false; ///< a newer decode of the same stream came before this one's turn
    std::stop_source stop;
};

/// What waits for the inference thread: decodes for the hand first, background work in the order it came. The reader
/// thread fills it.
class RequestQueue
{
public:
    void push(Request request);
    void cancel(std::uint64_t id); ///< whether it waits or runs
    void close();                  ///< next() returns nothing from now on; what runs is asked to stop

    /// The next request, waited for; nothing when closed. The one before counts as finished.
    [[nodiscard]] std::optional<Request> next();
    /// A waiting decode; never waits and costs one load when there is none.
    [[nodiscard]] std::optional<Request> nextLive();
    [[nodiscard]] bool isClosed() const { return m_closed.load(std::memory_order_relaxed); }

private:
    bool somethingWaits() const { return m_waiting.load(std::memory_order_acquire) > 0 || isClosed(); }
    std::optional<Request> take(std::deque<Request>& from);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Request> m_live;
    std::deque<Request> m_background;
    std::uint64_t m_running = 0; ///< id of the background request being served
    std::stop_source m_runningStop;
    std::atomic<int> m_waiting = 0;
    std::atomic<int> m_waitingLive = 0;
    std::atomic<bool> m_closed = false;
};
