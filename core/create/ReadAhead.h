// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/PictureSource.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

/// Reads pictures on a thread of its own while those before are encoded; a few batches at most wait.
class ReadAhead
{
public:
    /// From `first` on, `atOnce` pictures a batch. Keeps references.
    ReadAhead(PictureSource& source, PictureWish wish, std::size_t first, std::size_t atOnce, EngineClient& reader,
              std::stop_token stop);
    ~ReadAhead(); ///< stops and waits
    ReadAhead(const ReadAhead&) = delete;

    /// The next batch, waited for; none at the end. Throws what reading threw.
    [[nodiscard]] std::optional<SourceBatch> next();

private:
    void run(const std::stop_token& stop);
    void read(const JobControl& control);

    PictureSource& m_source;
    PictureWish m_wish;
    std::size_t m_first;
    std::size_t m_atOnce;
    EngineClient& m_reader;
    std::stop_token m_outerStop;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<SourceBatch> m_ready;
    bool m_isDone = false;
    std::exception_ptr m_error;
    std::jthread m_thread; // last
};
