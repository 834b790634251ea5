// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/NeighbourCells.h"

#include "latent/PortableRandom.h"
#include "maps/KMeans.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <numeric>

namespace {

constexpr std::size_t learnedOfACell = 24; ///< points, that its centre is found from
constexpr int learningSteps = 6;           ///< more find no better neighbours
constexpr std::size_t rowsAtOnce = 256;
constexpr std::uint64_t learnedStream = 1;
constexpr std::uint64_t startStream = 2;
constexpr double learningShare = 0.6; ///< of the time, about

ScaledPoints somePoints(const ScaledPoints& points, std::span<const std::uint32_t> rows)
{
    ScaledPoints some;
    some.rows = rows.size();
    some.columns = points.columns;
    some.mean = points.mean;
    some.unit = points.unit;
    some.values.reserve(rows.size() * points.columns);
    for (const std::uint32_t row : rows) {
        some.values.insert(some.values.end(), points.row(row), points.row(row) + points.columns);
        some.norms.push_back(points.norms[row]);
    }
    return some;
}

/// cells x d. Empty when stopped.
std::vector<float> learnCentres(const ScaledPoints& points, std::size_t cells, BlockPool& pool,
                                const std::stop_token& stop)
{
    JobControl quiet;
    quiet.stop = stop;
    const ScaledPoints some = somePoints(points, drawnRows(points.rows, cells * learnedOfACell, learnedStream));
    const std::vector<std::uint32_t> start = drawnRows(some.rows, cells, startStream);
    return kMeansFrom({start.begin(), start.end()}, some, learningSteps, pool, quiet).centres;
}

/// Of each point the cell with the nearest centre (of equally near ones the first).
std::vector<std::uint32_t> nearestCells(const ScaledPoints& points, const NeighbourCells& cells, BlockPool& pool,
                                        const JobControl& control)
{
    const std::size_t count = cells.count();
    std::vector<std::uint32_t> nearest(points.rows);
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();
    pool.runRanges(points.rows, rowsAtOnce, [&](std::size_t first, std::size_t last) {
        if (control.stop.stop_requested()) {
            return;
        }
        std::vector<float> distances((last - first) * count);
        squaredDistances(points, first, last - first, cells.centres.data(), cells.centreSquares.data(), count,
                         distances.data());
        for (std::size_t i = first; i < last; ++i) {
            const auto row = distances.begin() + static_cast<std::ptrdiff_t>((i - first) * count);
            const auto least = std::min_element(row, row + static_cast<std::ptrdiff_t>(count));
            nearest[i] = static_cast<std::uint32_t>(least - row);
        }
        done += last - first;
        if (std::this_thread::get_id() == caller) {
            control.report(learningShare +
                           (1 - learningShare) * static_cast<double>(done) / static_cast<double>(points.rows));
        }
    });
    return nearest;
}

} // namespace

std::vector<std::uint32_t> NeighbourCells::around(std::size_t cell) const
{
    const std::size_t d = points.columns;
    std::vector<float> distances(count());
    for (std::size_t other = 0; other < distances.size(); ++other) {
        distances[other] = squaredDistance(&centres[cell * d], &centres[other * d], d);
    }
    std::vector<std::uint32_t> order(count());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return distances[a] < distances[b] || (distances[a] == distances[b] && a < b);
    });
    // Of equal centres too, a cell comes before the others.
    std::rotate(order.begin(), std::ranges::find(order, cell), std::ranges::find(order, cell) + 1);
    return order;
}

NeighbourCells neighbourCells(ScaledPoints points, std::size_t wanted, BlockPool& pool, const JobControl& control)
{
    const OneBlasThread oneThread;
    NeighbourCells cells;
    cells.centres = learnCentres(points, std::min(wanted, points.rows), pool, control.stop);
    if (cells.centres.empty()) {
        return {};
    }
    const std::vector<float> origin(points.columns);
    for (std::size_t at = 0; at < cells.centres.size(); at += points.columns) {
        cells.centreSquares.push_back(squaredDistance(&cells.centres[at], origin.data(), points.columns));
    }
    const std::vector<std::uint32_t> cellOf = nearestCells(points, cells, pool, control);
    if (control.stop.stop_requested()) {
        return {};
    }
    cells.rows.resize(points.rows);
    std::iota(cells.rows.begin(), cells.rows.end(), 0U);
    std::ranges::stable_sort(cells.rows, {}, [&](std::uint32_t row) { return cellOf[row]; });
    cells.begins.assign(cells.count() + 1, 0);
    for (const std::uint32_t cell : cellOf) {
        ++cells.begins[cell + 1];
    }
    std::partial_sum(cells.begins.begin(), cells.begins.end(), cells.begins.begin());
    cells.points = somePoints(points, cells.rows);
    return cells;
}

std::vector<std::uint32_t> drawnRows(std::size_t n, std::size_t count, std::uint64_t stream)
{
    count = std::min(n, count);
    std::vector<std::uint32_t> rows(count);
    PortableRandom random(1, stream);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t first = i * n / count;
        rows[i] = static_cast<std::uint32_t>(first + random.below((i + 1) * n / count - first));
    }
    return rows;
}
