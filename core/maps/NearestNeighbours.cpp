// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/NearestNeighbours.h"

#include "maps/MapKernels.h"
#include "maps/OneBlasThread.h"
#include "maps/ScaledPoints.h"

#include <cblas.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace {

constexpr std::size_t queriesAtOnce = 192;
constexpr std::size_t pointsAtOnce = 1024; ///< with the queries they stay in a processor's own cache
constexpr std::size_t judgedAtOnce = 256;  ///< between these, too far ones are dropped
constexpr float rounding = 2e-6F;          ///< of the squares, that a distance may be wrong by
constexpr float nearEnough = 1e-3F;        ///< of the squares: those that are nearer are measured one by one
constexpr std::size_t spare = 16;          ///< neighbours that rounding may have pushed back

struct Candidate
{
    float distance = 0;
    std::uint32_t id = 0;
    bool operator<(const Candidate& other) const
    {
        return distance < other.distance || (distance == other.distance && id < other.id);
    }
};

/// The nearest so far; those above are dropped when too many have gathered.
class Nearest
{
public:
    explicit Nearest(std::size_t wanted)
        : m_wanted(wanted)
    {
        m_candidates.reserve(2 * wanted + judgedAtOnce);
    }
    [[nodiscard]] float limit() const { return m_limit; }
    void add(float distance, std::size_t id) { m_candidates.push_back({distance, static_cast<std::uint32_t>(id)}); }
    void trim()
    {
        if (m_candidates.size() >= 2 * m_wanted) {
            cut();
        }
    }
    std::vector<Candidate>& finish()
    {
        cut();
        return m_candidates;
    }

private:
    void cut()
    {
        if (m_candidates.size() > m_wanted) {
            const auto last = m_candidates.begin() + static_cast<std::ptrdiff_t>(m_wanted);
            std::nth_element(m_candidates.begin(), last - 1, m_candidates.end());
            m_candidates.erase(last, m_candidates.end());
            m_limit = m_candidates.back().distance; // of equally near ones the first is kept
        }
    }

    std::size_t m_wanted;
    float m_limit = std::numeric_limits<float>::infinity();
    std::vector<Candidate> m_candidates;
};

} // namespace

NeighbourTable exactNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool, const JobControl& control)
{
    std::vector<std::uint32_t> all(table.rows());
    std::iota(all.begin(), all.end(), 0U);
    return exactNeighboursOf(all, table, count, pool, control);
}

NeighbourTable exactNeighboursOf(std::span<const std::uint32_t> asked, const LatentTable& table, std::size_t count,
                                 BlockPool& pool, const JobControl& control)
{
    const std::size_t n = table.rows();
    const std::size_t d = table.columns();
    const ScaledPoints points = scaledPoints(table, control.stop);
    NeighbourTable result;
    if (n < 2 || count == 0 || asked.empty() || points.rows != n) { // or stopped
        return result;
    }
    result.rows = asked.size();
    result.count = std::min(count, n - 1);
    result.ids.resize(asked.size() * result.count);
    result.squaredDistances.resize(asked.size() * result.count);
    const std::size_t wanted = std::min(result.count + spare, n - 1);
    result.unit = points.unit;
    const float largestNorm = *std::ranges::max_element(points.norms);
    const MapKernels& kernels = mapKernels();
    const OneBlasThread oneThread;
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();

    pool.runRanges(asked.size(), queriesAtOnce, [&](std::size_t first, std::size_t last) {
        if (control.stop.stop_requested()) {
            return;
        }
        const std::size_t queries = last - first;
        std::vector<float> rows(queries * d);
        for (std::size_t q = 0; q < queries; ++q) {
            std::copy_n(points.row(asked[first + q]), d, rows.data() + q * d);
        }
        std::vector<float> slack(queries); // what rounding may add to a distance that comes of a product
        for (std::size_t q = 0; q < queries; ++q) {
            slack[q] = rounding * (points.norms[asked[first + q]] + largestNorm);
        }
        std::vector<Nearest> nearest(queries, Nearest(wanted));
        std::vector<float> distances(queries * pointsAtOnce);
        std::array<std::uint32_t, judgedAtOnce> places;
        for (std::size_t from = 0; from < n; from += pointsAtOnce) {
            const std::size_t some = std::min(pointsAtOnce, n - from);
            if (d > 0) { // else all are equally far, and the products are 0 already
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<int>(queries), static_cast<int>(some),
                            static_cast<int>(d), 1, rows.data(), static_cast<int>(d), points.row(from),
                            static_cast<int>(d), 0, distances.data(), pointsAtOnce);
            }
            for (std::size_t q = 0; q < queries; ++q) {
                float* const row = &distances[q * pointsAtOnce];
                const float own = points.norms[asked[first + q]];
                kernels.toDistances(row, &points.norms[from], some);
                for (std::size_t at = 0; at < some; at += judgedAtOnce) {
                    const std::size_t found = kernels.below(row + at, std::min(judgedAtOnce, some - at),
                                                            nearest[q].limit() - own + slack[q], places.data());
                    for (std::size_t i = 0; i < found; ++i) {
                        const std::size_t other = from + at + places[i];
                        float distance = row[at + places[i]] + own;
                        if (distance < nearEnough * (own + points.norms[other])) { // few digits are left of it
                            distance = squaredDistance(rows.data() + q * d, points.row(other), d);
                        }
                        if (other != asked[first + q]) {
                            nearest[q].add(distance, other);
                        }
                    }
                    nearest[q].trim();
                }
            }
        }
        for (std::size_t q = 0; q < queries; ++q) {
            std::vector<Candidate>& found = nearest[q].finish();
            for (Candidate& candidate : found) {
                candidate.distance = squaredDistance(rows.data() + q * d, points.row(candidate.id), d);
            }
            std::sort(found.begin(), found.end());
            for (std::size_t i = 0; i < result.count; ++i) {
                result.ids[(first + q) * result.count + i] = found[i].id;
                result.squaredDistances[(first + q) * result.count + i] = found[i].distance;
            }
        }
        done += queries;
        if (std::this_thread::get_id() == caller) {
            control.report(static_cast<double>(done) / static_cast<double>(asked.size()));
        }
    });
    return control.stop.stop_requested() ? NeighbourTable() : result;
}
