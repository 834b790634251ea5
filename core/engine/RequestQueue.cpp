// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/RequestQueue.h"

namespace {

const DecodeRequest* decodeOf(const Request& request)
{
    return std::get_if<DecodeRequest>(&request.message.body);
}

std::optional<Request> take(std::deque<Request>& from)
{
    if (from.empty()) {
        return {};
    }
    std::optional<Request> request = std::move(from.front());
    from.pop_front();
    return request;
}

} // namespace

void RequestQueue::push(Request request)
{
    const DecodeRequest* decode = decodeOf(request);
    if (decode == nullptr) {
        m_background.push_back(std::move(request));
        return;
    }
    for (Request& waiting : m_live) {
        waiting.isSuperseded = waiting.isSuperseded || decodeOf(waiting)->stream == decode->stream;
    }
    m_live.push_back(std::move(request));
}

void RequestQueue::cancel(std::uint64_t id)
{
    if (id == m_running) {
        m_runningStop.request_stop();
    }
    for (Request& waiting : m_background) {
        if (waiting.message.id == id) {
            waiting.stop.request_stop();
        }
    }
}

std::optional<Request> RequestQueue::nextLive()
{
    return take(m_live);
}

std::optional<Request> RequestQueue::next()
{
    std::optional<Request> request = take(m_live);
    if (!request) {
        request = take(m_background);
        if (request) {
            m_running = request->message.id;
            m_runningStop = request->stop;
        }
    }
    return request;
}
