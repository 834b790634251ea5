// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/ApproximateNeighbours.h"

#include "maps/NeighbourCells.h"
#include "maps/NeighbourScan.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

constexpr double cellsPerRoot = 4.5; ///< cells for each of sqrt(n)
constexpr std::size_t judgedRows = 1000;
constexpr std::uint64_t judgedStream = 3;
constexpr double mostLooked = 0.6;   ///< of the table: to look at all of it takes no longer then
constexpr double cellsShare = 0.15;  ///< of the time, about
constexpr double judgedShare = 0.05; ///< that too

/// Rows whose true neighbours are known.
struct Judges
{
    std::vector<std::uint32_t> queries; ///< places among the points of the cells, ascending
    NeighbourTable exact;
};

JobControl partOf(const JobControl& control, double from, double share)
{
    JobControl part;
    part.stop = control.stop;
    part.report = [&control, from, share](double fraction) { control.report(from + share * fraction); };
    return part;
}

std::size_t cellOf(const NeighbourCells& cells, std::size_t point)
{
    const auto behind = std::ranges::upper_bound(cells.begins, point);
    return static_cast<std::size_t>(behind - cells.begins.begin()) - 1;
}

/// How many points must be looked at so that of the judges' neighbours the wanted share is among them.
std::size_t neededLook(const NeighbourCells& cells, const Judges& judges, double wanted, const std::stop_token& stop)
{
    std::vector<std::size_t> needed;
    std::vector<std::size_t> lookedUntil(cells.count()); // with all points of that cell
    std::size_t of = cells.count();                      // the cell that `lookedUntil` is about
    for (std::size_t i = 0; i < judges.exact.rows && !stop.stop_requested(); ++i) {
        const std::size_t own = cellOf(cells, judges.queries[i]);
        if (own != of) {
            of = own;
            std::size_t looked = 0;
            for (const std::uint32_t cell : cells.around(own)) {
                looked += cells.begins[cell + 1] - cells.begins[cell];
                lookedUntil[cell] = looked;
            }
        }
        for (const std::uint32_t id : judges.exact.idsOf(i)) {
            needed.push_back(lookedUntil[cellOf(cells, id)]);
        }
    }
    if (needed.empty()) { // stopped
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(wanted * static_cast<double>(needed.size() - 1));
    std::ranges::nth_element(needed, needed.begin() + at);
    return needed[static_cast<std::size_t>(at)];
}

/// The points of one cell, as many as are asked at once.
struct Block
{
    std::size_t cell = 0;
    std::size_t first = 0;
    std::size_t last = 0;
};

std::vector<Block> blocksOf(const NeighbourCells& cells)
{
    std::vector<Block> blocks;
    for (std::size_t cell = 0; cell < cells.count(); ++cell) {
        const std::size_t end = cells.begins[cell + 1];
        for (std::size_t at = cells.begins[cell]; at < end; at += NeighbourScan::mostQueries) {
            blocks.push_back({cell, at, std::min(end, at + NeighbourScan::mostQueries)});
        }
    }
    return blocks;
}

/// Holds points against those of the cells around them.
class CellSearch
{
public:
    CellSearch(const NeighbourCells& cells, std::size_t looked, NeighbourTable& result, std::stop_token stop)
        : m_cells(cells)
        , m_looked(std::max(looked, result.count + 1))
        , m_result(result)
        , m_stop(std::move(stop))
        , m_largestNorm(*std::ranges::max_element(cells.points.norms))
    {
    }

    /// False when stopped.
    bool search(const Block& block) const
    {
        std::vector<std::uint32_t> queries(block.last - block.first);
        std::iota(queries.begin(), queries.end(), static_cast<std::uint32_t>(block.first));
        NeighbourScan scan(m_cells.points, queries, m_result.count, m_largestNorm);
        std::size_t looked = 0;
        for (const std::uint32_t cell : m_cells.around(block.cell)) {
            if (looked >= m_looked) {
                break;
            }
            if (m_stop.stop_requested()) {
                return false;
            }
            const std::size_t end = m_cells.begins[cell + 1];
            for (std::size_t from = m_cells.begins[cell]; from < end; from += NeighbourScan::mostAtOnce) {
                scan.look(from, std::min(NeighbourScan::mostAtOnce, end - from));
            }
            looked += end - m_cells.begins[cell];
        }
        for (std::size_t i = block.first; i < block.last; ++i) {
            finish(scan, i - block.first, m_cells.rows[i] * m_result.count);
        }
        return true;
    }

private:
    void finish(NeighbourScan& scan, std::size_t query, std::size_t at) const
    {
        scan.finish(query, &m_result.ids[at], &m_result.squaredDistances[at]);
        for (std::uint32_t& id : std::span(&m_result.ids[at], m_result.count)) {
            id = m_cells.rows[id];
        }
    }

    const NeighbourCells& m_cells;
    std::size_t m_looked;
    NeighbourTable& m_result;
    std::stop_token m_stop;
    float m_largestNorm;
};

void searchAll(const CellSearch& search, const std::vector<Block>& blocks, BlockPool& pool, const JobControl& control)
{
    const OneBlasThread oneThread;
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();
    pool.run(blocks.size(), [&](std::size_t block) {
        if (!search.search(blocks[block])) {
            return;
        }
        ++done;
        if (std::this_thread::get_id() == caller) {
            control.report(static_cast<double>(done) / static_cast<double>(blocks.size()));
        }
    });
}

/// Places of other points as near as a true neighbour count as well.
double recallOf(const NeighbourTable& found, const NeighbourCells& cells, const Judges& judges)
{
    std::size_t right = 0;
    for (std::size_t i = 0; i < judges.exact.rows; ++i) {
        const float farthest = judges.exact.distancesOf(i).back();
        const auto distances = found.distancesOf(cells.rows[judges.queries[i]]);
        right += static_cast<std::size_t>(std::ranges::upper_bound(distances, farthest) - distances.begin());
    }
    return static_cast<double>(right) / static_cast<double>(judges.exact.rows * judges.exact.count);
}

} // namespace

FoundNeighbours nearestNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool,
                                  const JobControl& control, std::size_t mostExact)
{
    if (table.rows() <= mostExact) {
        return {exactNeighbours(table, count, pool, control), std::nullopt};
    }
    return approximateNeighbours(table, count, pool, control);
}

FoundNeighbours approximateNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool,
                                      const JobControl& control, double wanted)
{
    const std::size_t n = table.rows();
    if (n < 2 || count == 0 || table.columns() == 0) {
        return {exactNeighbours(table, count, pool, control), std::nullopt};
    }
    const auto some = static_cast<std::size_t>(cellsPerRoot * std::sqrt(static_cast<double>(n)));
    const NeighbourCells cells =
        neighbourCells(scaledPoints(table, control.stop), some, pool, partOf(control, 0, cellsShare));
    Judges judges{drawnRows(cells.points.rows, judgedRows, judgedStream), {}};
    judges.exact =
        exactNeighboursOf(judges.queries, cells.points, count, pool, partOf(control, cellsShare, judgedShare));
    if (judges.exact.rows == 0) { // stopped
        return {};
    }
    const std::size_t looked = neededLook(cells, judges, wanted, control.stop);
    if (static_cast<double>(looked) > mostLooked * static_cast<double>(n)) {
        return {exactNeighbours(table, count, pool,
                                partOf(control, cellsShare + judgedShare, 1 - cellsShare - judgedShare)),
                std::nullopt};
    }
    NeighbourTable result = judges.exact;
    result.rows = n;
    result.ids.assign(n * result.count, 0);
    result.squaredDistances.assign(n * result.count, 0);
    searchAll(CellSearch(cells, looked, result, control.stop), blocksOf(cells), pool,
              partOf(control, cellsShare + judgedShare, 1 - cellsShare - judgedShare));
    if (control.stop.stop_requested()) {
        return {};
    }
    const double recall = recallOf(result, cells, judges);
    return {std::move(result), recall};
}
