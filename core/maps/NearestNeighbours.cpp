// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/NearestNeighbours.h"

#include "maps/NeighbourScan.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <numeric>

NeighbourTable exactNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool, const JobControl& control)
{
    std::vector<std::uint32_t> all(table.rows());
    std::iota(all.begin(), all.end(), 0U);
    return exactNeighboursOf(all, table, count, pool, control);
}

NeighbourTable exactNeighboursOf(std::span<const std::uint32_t> asked, const LatentTable& table, std::size_t count,
                                 BlockPool& pool, const JobControl& control)
{
    return exactNeighboursOf(asked, scaledPoints(table, control.stop), count, pool, control);
}

NeighbourTable exactNeighboursOf(std::span<const std::uint32_t> asked, const ScaledPoints& points, std::size_t count,
                                 BlockPool& pool, const JobControl& control)
{
    const std::size_t n = points.rows;
    NeighbourTable result;
    if (n < 2 || count == 0 || asked.empty()) { // or stopped
        return result;
    }
    result.rows = asked.size();
    result.count = std::min(count, n - 1);
    result.ids.resize(asked.size() * result.count);
    result.squaredDistances.resize(asked.size() * result.count);
    result.unit = points.unit;
    const float largestNorm = *std::ranges::max_element(points.norms);
    const OneBlasThread oneThread;
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();

    pool.runRanges(asked.size(), NeighbourScan::mostQueries, [&](std::size_t first, std::size_t last) {
        NeighbourScan scan(points, asked.subspan(first, last - first), result.count, largestNorm);
        for (std::size_t from = 0; from < n; from += NeighbourScan::mostAtOnce) {
            if (control.stop.stop_requested()) {
                return;
            }
            scan.look(from, std::min(NeighbourScan::mostAtOnce, n - from));
        }
        for (std::size_t at = first * result.count; at < last * result.count; at += result.count) {
            scan.finish(at / result.count - first, &result.ids[at], &result.squaredDistances[at]);
        }
        done += last - first;
        if (std::this_thread::get_id() == caller) {
            control.report(static_cast<double>(done) / static_cast<double>(asked.size()));
        }
    });
    return control.stop.stop_requested() ? NeighbourTable() : result;
}
