// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineProcess.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

/// Looks for engines in the background, so that the window is painted meanwhile.
class EngineSearch
{
public:
    explicit EngineSearch(std::filesystem::path executable);
    ~EngineSearch(); ///< gives up a search that goes on
    EngineSearch(const EngineSearch&) = delete;

    /// The engines found, waited for; none when `stop` comes first. Looks once more where there was none, or where this
    /// build's own one did not answer: it may have been killed, or built meanwhile.
    [[nodiscard]] std::vector<EngineProgram> programs(const std::stop_token& stop = {});

private:
    void begin(); // with the mutex held, or before anybody else can know of this

    const std::filesystem::path m_executable;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<std::vector<EngineProgram>> m_found;
    std::jthread m_thread; // last
};
