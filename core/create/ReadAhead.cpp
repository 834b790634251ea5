// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/ReadAhead.h"

#include "base/ThreadPriority.h"

#include <algorithm>

namespace {

constexpr std::size_t mostWaiting = 3;
constexpr std::size_t mostInFirst = 64; ///< the engine that encodes waits for them
constexpr int mostDeaths = 20;

void append(PictureBatch& to, const PictureBatch& from)
{
    to.shape = from.count > 0 ? from.shape : to.shape;
    to.count += from.count;
    to.pixels.insert(to.pixels.end(), from.pixels.begin(), from.pixels.end());
}

template <class T> void append(std::vector<T>& to, const std::vector<T>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

void append(SourceBatch& to, const SourceBatch& from)
{
    to.count += from.count;
    append(to.stored, from.stored);
    append(to.encoderInput, from.encoderInput);
    append(to.samples, from.samples);
    append(to.origins, from.origins);
    append(to.unreadable, from.unreadable);
    append(to.unreadablePlaces, from.unreadablePlaces);
}

bool isEnd(const EngineError& error)
{
    return error.problem() == EngineProblem::Died || error.problem() == EngineProblem::DeadlinePassed;
}

} // namespace

SourceBatch readAlone(PictureSource& source, std::size_t place, const PictureWish& wish, NewSpaceEngines& engines,
                      int& deaths, const JobControl& control)
{
    SourceBatch batch{.first = place, .count = 1};
    try {
        return source.read(place, 1, wish, engines.reader(), control);
    } catch (const EngineError& error) {
        const std::vector<std::string> names = source.names();
        if (!isEnd(error) || ++deaths > mostDeaths || names.empty()) {
            throw;
        }
        batch.unreadable.push_back({names.at(place), "it ended the engine that reads pictures. Leave it out."});
        batch.unreadablePlaces.push_back(place);
    }
    engines.endReader();
    return batch;
}

ReadAhead::ReadAhead(PictureSource& source, PictureWish wish, std::size_t first, std::size_t atOnce,
                     NewSpaceEngines& engines, std::stop_token stop)
    : m_source(source)
    , m_wish(wish)
    , m_first(first)
    , m_atOnce(atOnce)
    , m_engines(engines)
    , m_outerStop(std::move(stop))
    , m_thread([this](const std::stop_token& ended) { run(ended); })
{
}

ReadAhead::~ReadAhead() = default;

void ReadAhead::run(const std::stop_token& stop)
{
    giveWayToJobs();
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
    std::size_t some = 0;
    for (std::size_t at = m_first; at < m_source.count(); at += some) {
        const std::size_t most = at == m_first ? std::min(m_atOnce, mostInFirst) : m_atOnce;
        some = std::min(most, m_source.count() - at);
        SourceBatch batch = readSome(at, some, control);
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, control.stop, [this] { return m_ready.size() < mostWaiting; })) {
            throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
        }
        m_ready.push_back(std::move(batch));
        m_changed.notify_all();
    }
}

SourceBatch ReadAhead::readSome(std::size_t first, std::size_t count, const JobControl& control)
{
    try {
        return m_source.read(first, count, m_wish, m_engines.reader(), control);
    } catch (const EngineError& error) {
        if (!isEnd(error) || ++m_deaths > mostDeaths) {
            throw;
        }
    }
    m_engines.endReader();
    SourceBatch batch{.first = first, .count = 0};
    for (std::size_t i = 0; i < count; ++i) { // one of them is to blame
        append(batch, readAlone(m_source, first + i, m_wish, m_engines, m_deaths, control));
    }
    return batch;
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
