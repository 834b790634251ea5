// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/RequestQueue.h"

namespace {

const DecodeRequest* decodeOf(const Request& request)
{
    return std::get_if<DecodeRequest>(&request.message.body);
}

} // namespace

void RequestQueue::push(Request request)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const DecodeRequest* decode = decodeOf(request)) {
            for (Request& waiting : m_live) {
                waiting.isSuperseded = waiting.isSuperseded || decodeOf(waiting)->stream == decode->stream;
            }
            m_live.push_back(std::move(request));
            m_waitingLive.fetch_add(1, std::memory_order_release);
        } else {
            m_background.push_back(std::move(request));
        }
        m_waiting.fetch_add(1, std::memory_order_release);
    }
    m_changed.notify_one();
}

void RequestQueue::cancel(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    if (id == m_running) {
        m_runningStop.request_stop();
    }
    for (Request& waiting : m_background) {
        if (waiting.message.id == id) {
            waiting.stop.request_stop();
        }
    }
}

void RequestQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_runningStop.request_stop();
    }
    m_changed.notify_one();
}

std::optional<Request> RequestQueue::take(std::deque<Request>& from)
{
    Request request = std::move(from.front());
    from.pop_front();
    m_waiting.fetch_sub(1, std::memory_order_relaxed);
    return request;
}

std::optional<Request> RequestQueue::next()
{
    std::unique_lock lock(m_mutex);
    m_running = 0;
    m_changed.wait(lock, [this] { return somethingWaits(); });
    if (m_closed) {
        return {};
    }
    if (!m_live.empty()) {
        m_waitingLive.fetch_sub(1, std::memory_order_relaxed);
        return take(m_live);
    }
    std::optional<Request> request = take(m_background);
    m_running = request->message.id;
    m_runningStop = request->stop;
    return request;
}

std::optional<Request> RequestQueue::nextLive()
{
    if (m_waitingLive.load(std::memory_order_acquire) == 0) {
        return {};
    }
    const std::lock_guard lock(m_mutex);
    if (m_live.empty() || m_closed) {
        return {};
    }
    m_waitingLive.fetch_sub(1, std::memory_order_relaxed);
    return take(m_live);
}
