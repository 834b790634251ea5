// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

/// The last lines that an engine wrote to its standard error, read as they come.
class EngineLog
{
public:
    explicit EngineLog(FileDescriptor pipe);
    ~EngineLog();

    [[nodiscard]] std::string text() const;
    /// Reading and writing end, close-on-exec.
    [[nodiscard]] static std::pair<FileDescriptor, FileDescriptor> makePipe();

private:
    void read();
    void add(std::string_view text);

    FileDescriptor m_pipe;
    FileDescriptor m_quit;
    mutable std::mutex m_mutex;
    std::deque<std::string> m_lines;
    std::jthread m_thread; // last
};
