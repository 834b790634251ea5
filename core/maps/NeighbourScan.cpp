// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/NeighbourScan.h"

#include <cblas.h>

#include <algorithm>
#include <array>

namespace {

constexpr std::size_t judgedAtOnce = 256; ///< between these, too far ones are dropped
constexpr float rounding = 2e-6F;         ///< of the squares, that a distance may be wrong by
constexpr float nearEnough = 1e-3F;       ///< of the squares: those that are nearer are measured one by one
constexpr std::size_t spare = 16;         ///< neighbours that rounding may have pushed back

/// Another order of the points for each query: two points each in its place are mixed up by multiplications with odd
/// numbers and shifts, so that no two points of a query have the same turn.
std::uint32_t turnOf(std::uint32_t query, std::uint32_t point)
{
    std::uint32_t mixed = point ^ (query * 0x9e3779b9U);
    mixed = (mixed ^ (mixed >> 16)) * 0x7feb352dU;
    mixed = (mixed ^ (mixed >> 15)) * 0x846ca68bU;
    return mixed ^ (mixed >> 16);
}

/// Orders candidates; a turn is only asked for where two are equally near, which is rare.
auto nearerTo(std::uint32_t query)
{
    return [query](const auto& a, const auto& b) {
        return a.distance < b.distance || (a.distance == b.distance && turnOf(query, a.id) < turnOf(query, b.id));
    };
}

} // namespace

void NeighbourScan::Nearest::cut(std::uint32_t query, std::size_t wanted)
{
    if (candidates.size() > wanted) {
        const auto last = candidates.begin() + static_cast<std::ptrdiff_t>(wanted);
        std::nth_element(candidates.begin(), last - 1, candidates.end(), nearerTo(query));
        candidates.erase(last, candidates.end());
        limit = candidates.back().distance;
    }
}

NeighbourScan::NeighbourScan(const ScaledPoints& points, std::span<const std::uint32_t> queries, std::size_t wanted,
                             float largestNorm)
    : m_points(points)
    , m_queries(queries)
    , m_wanted(wanted)
    , m_kept(std::min(wanted + spare, points.rows - 1))
    , m_rows(queries.size() * points.columns)
    , m_nearest(queries.size())
    , m_distances(queries.size() * mostAtOnce)
{
    for (std::size_t q = 0; q < queries.size(); ++q) {
        std::copy_n(points.row(queries[q]), points.columns, m_rows.data() + q * points.columns);
        m_slack.push_back(rounding * (points.norms[queries[q]] + largestNorm) + std::numeric_limits<float>::min());
        m_nearest[q].candidates.reserve(2 * m_kept + judgedAtOnce);
    }
}

void NeighbourScan::look(std::size_t first, std::size_t count)
{
    const auto d = static_cast<int>(m_points.columns);
    if (d > 0) { // else all are equally far, and the products are 0 already
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<int>(m_queries.size()),
                    static_cast<int>(count), d, 1, m_rows.data(), d, m_points.row(first), d, 0, m_distances.data(),
                    mostAtOnce);
    }
    for (std::size_t q = 0; q < m_queries.size(); ++q) {
        float* const row = &m_distances[q * mostAtOnce];
        m_kernels.toDistances(row, &m_points.norms[first], count);
        for (std::size_t at = 0; at < count; at += judgedAtOnce) {
            judge(q, first + at, std::min(judgedAtOnce, count - at), row + at);
        }
    }
}

/// `distances` are less the square of the query.
void NeighbourScan::judge(std::size_t q, std::size_t first, std::size_t count, const float* distances)
{
    std::array<std::uint32_t, judgedAtOnce> places;
    Nearest& nearest = m_nearest[q];
    const float own = m_points.norms[m_queries[q]];
    const std::size_t found = m_kernels.below(distances, count, nearest.limit - own + m_slack[q], places.data());
    for (std::size_t i = 0; i < found; ++i) {
        const std::size_t other = first + places[i];
        float distance = distances[places[i]] + own;
        if (distance < nearEnough * (own + m_points.norms[other])) { // few digits are left of it
            distance = squaredDistance(m_rows.data() + q * m_points.columns, m_points.row(other), m_points.columns);
        }
        if (other != m_queries[q]) {
            nearest.candidates.push_back({distance, static_cast<std::uint32_t>(other)});
        }
    }
    if (nearest.candidates.size() >= 2 * m_kept) {
        nearest.cut(m_queries[q], m_kept);
    }
}

void NeighbourScan::finish(std::size_t q, std::uint32_t* ids, float* squared)
{
    Nearest& nearest = m_nearest[q];
    nearest.cut(m_queries[q], m_kept);
    for (Candidate& each : nearest.candidates) {
        each.distance = squaredDistance(m_rows.data() + q * m_points.columns, m_points.row(each.id), m_points.columns);
    }
    std::sort(nearest.candidates.begin(), nearest.candidates.end(), nearerTo(m_queries[q]));
    for (std::size_t i = 0; i < m_wanted; ++i) {
        ids[i] = nearest.candidates[i].id;
        squared[i] = nearest.candidates[i].distance;
    }
}
