// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/Channel.h"
#include "engine/Messages.h"

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

/// What waits in the engine: decodes for the hand first, background work in the order it came.
class RequestQueue
{
public:
    void push(Request request);
    void cancel(std::uint64_t id); ///< whether it waits or was the last one taken from the background

    [[nodiscard]] std::optional<Request> next();
    [[nodiscard]] std::optional<Request> nextLive(); ///< decodes only

private:
    std::deque<Request> m_live;
    std::deque<Request> m_background;
    std::uint64_t m_running = 0; ///< id of the background request that was taken last
    std::stop_source m_runningStop;
};
