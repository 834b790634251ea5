// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineSearch.h"

EngineSearch::EngineSearch(std::filesystem::path executable)
    : m_executable(std::move(executable))
{
    begin();
}

EngineSearch::~EngineSearch() = default;

void EngineSearch::begin()
{
    m_found.reset();
    m_thread = std::jthread([this](const std::stop_token& quit) { // the one before has ended
        std::vector<EngineProgram> found = findEngines(m_executable, quit);
        const std::lock_guard lock(m_mutex);
        m_found = std::move(found);
        m_changed.notify_all();
    });
}

std::vector<EngineProgram> EngineSearch::programs(const std::stop_token& stop)
{
    const auto isDone = [this] { return m_found.has_value(); };
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, isDone);
    if (m_found && !isComplete(*m_found)) {
        begin();
        m_changed.wait(lock, stop, isDone);
    }
    return m_found.value_or(std::vector<EngineProgram>());
}
