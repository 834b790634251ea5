// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpaceEngines.h"
#include "create/PictureSource.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

/// The picture at `place`. One that ends the engine which reads it is unreadable, and counted in `deaths`; the next
/// call has another engine. Throws as PictureSource::read, and where a source without names or too many of them end it.
[[nodiscard]] SourceBatch readAlone(PictureSource& source, std::size_t place, const PictureWish& wish,
                                    NewSpaceEngines& engines, int& deaths, const JobControl& control);

/// Reads pictures on a thread of its own while those before are encoded; a few batches at most wait. A picture that
/// ends the engine which reads it is unreadable; the next engine goes on behind it.
class ReadAhead
{
public:
    /// From `first` on, `atOnce` pictures a batch. Keeps references.
    ReadAhead(PictureSource& source, PictureWish wish, std::size_t first, std::size_t atOnce, NewSpaceEngines& engines,
              std::stop_token stop);
    ~ReadAhead(); ///< stops and waits
    ReadAhead(const ReadAhead&) = delete;

    /// The next batch, waited for; none at the end. Throws what reading threw.
    [[nodiscard]] std::optional<SourceBatch> next();

private:
    void run(const std::stop_token& stop);
    void read(const JobControl& control);
    [[nodiscard]] SourceBatch readSome(std::size_t first, std::size_t count, const JobControl& control);

    PictureSource& m_source;
    PictureWish m_wish;
    std::size_t m_first;
    std::size_t m_atOnce;
    NewSpaceEngines& m_engines;
    int m_deaths = 0; ///< of the engine that reads
    std::stop_token m_outerStop;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<SourceBatch> m_ready;
    bool m_isDone = false;
    std::exception_ptr m_error;
    std::jthread m_thread; // last
};
