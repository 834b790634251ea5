// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UnfinishedPath.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace {

using Path = std::filesystem::path;

/// The one list of a process: a signal ends all of its threads, and not one of them alone.
struct AllUnfinished
{
    std::mutex mutex;
    std::vector<Path> paths;
};

AllUnfinished& all()
{
    static auto& unfinished = *new AllUnfinished; // outlives whatever still writes while the program ends
    return unfinished;
}

void removeAll(const Path& path)
{
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

} // namespace

UnfinishedPath::UnfinishedPath(Path path, const std::function<void(const Path& path)>& make)
    : m_path(std::move(path))
{
    const std::lock_guard lock(all().mutex);
    make(m_path);
    all().paths.push_back(m_path);
}

UnfinishedPath::~UnfinishedPath()
{
    if (!m_isFinished) {
        const std::lock_guard lock(all().mutex);
        removeAll(m_path);
        std::erase(all().paths, m_path);
    }
}

void UnfinishedPath::become(const std::function<void()>& rename)
{
    const std::lock_guard lock(all().mutex);
    rename();
    std::erase(all().paths, m_path);
    m_isFinished = true;
}

void removeUnfinished()
{
    all().mutex.lock(); // and never unlocked: nothing unfinished is made or renamed any more
    std::ranges::for_each(all().paths, removeAll);
}
