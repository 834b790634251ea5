// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/ReadAhead.h"

#include <algorithm>

namespace {

constexpr std::size_t mostWaiting = 3;

} // namespace

ReadAhead::ReadAhead(PictureSource& source, PictureWish wish, std::size_t first, std::size_t atOnce,
                     EngineClient& reader, std::stop_token stop)
    : m_source(source)
    , m_wish(wish)
    , m_first(first)
    , m_atOnce(atOnce)
    , m_reader(reader)
    , m_outerStop(std::move(stop))
    , m_thread([this](const std::stop_token& ended) { run(ended); })
{
}

ReadAhead::~ReadAhead() = default;

void ReadAhead::run(const std::stop_token& stop)
{
    std::stop_source either;
    const auto end = [&either] { either.request_stop(); };
    const std::stop_callback own(stop, end);
    const std::stop_callback outer(m_outerStop, end);
    JobControl control;
    control.stop = either.get_token();
    std::exception_ptr error;
    try {
        read(control);
    } catch (...) {
        error = std::current_exception();
    }
    const std::lock_guard lock(m_mutex);
    m_isDone = true;
    m_error = error;
    m_changed.notify_all();
}

void ReadAhead::read(const JobControl& control)
{
    for (std::size_t at = m_first; at < m_source.count(); at += m_atOnce) {
        const std::size_t some = std::min(m_atOnce, m_source.count() - at);
        SourceBatch batch = m_source.read(at, some, m_wish, m_reader, control);
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, control.stop, [this] { return m_ready.size() < mostWaiting; })) {
            throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
        }
        m_ready.push_back(std::move(batch));
        m_changed.notify_all();
    }
}

std::optional<SourceBatch> ReadAhead::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_ready.empty() || m_isDone; });
    if (!m_ready.empty()) {
        SourceBatch batch = std::move(m_ready.front());
        m_ready.pop_front();
        m_changed.notify_all();
        return batch;
    }
    if (m_error) {
        std::rethrow_exception(m_error);
    }
    return std::nullopt;
}
