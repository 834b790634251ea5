// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "space/SavedMap.h"

#include <mutex>
#include <optional>

// What TsneLayout's thread does: a blocking function.

/// Where a run stands, for the thread that shows it.
class TsneSight
{
public:
    void put(const TsneProgress& progress)
    {
        const std::lock_guard lock(m_mutex);
        m_newest = progress;
    }
    [[nodiscard]] std::optional<TsneProgress> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_newest, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<TsneProgress> m_newest;
};

/// What a run needs, by value: it outlives what asked for it.
struct TsneOrder
{
    std::shared_ptr<const LatentTable> table;
    std::vector<SavedMap> saved; ///< that the space brings along
    TsneOptions options;
    std::filesystem::path folder;         ///< of the cache
    std::shared_ptr<const TsneMap> known; ///< of the same run, with fewer iterations; null: none
    bool mayCompute = true;               ///< else only the space and the cache are looked into
    std::stop_token stopKeeping;          ///< the places of then are the result
    std::shared_ptr<TsneSight> sight;
    std::string device; ///< that the window's models run on
};

struct LaidMap
{
    TsneMap map; ///< may be of fewer iterations than asked for, or have no places
    bool isStopped = false;
    bool wasFound = true; ///< else what is missing has to be computed, and may not
};

/// What the space brings along, or the cache holds, with as many iterations as asked for. Else the longest of the same
/// run is gone on from, in an engine of its own; what comes out is cached, whole or stopped. Throws UserError and
/// EngineError.
[[nodiscard]] LaidMap layOut(const LiveEngine& engine, const TsneOrder& order, const JobControl& control);
