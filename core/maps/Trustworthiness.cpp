// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Trustworthiness.h"

#include "base/BlockPool.h"
#include "base/UserError.h"
#include "latent/LatentVector.h"
#include "latent/PortableRandom.h"
#include "maps/MapKernels.h"
#include "maps/OneBlasThread.h"
#include "maps/PlaneNeighbours.h"
#include "maps/ScaledPoints.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace {

constexpr std::size_t pointsAtOnce = 128;
constexpr std::size_t othersAtOnce = 1024;
constexpr std::size_t fewestCompared = 1000;
constexpr double neighboursShare = 0.1; ///< of the time, about
constexpr float rounding = 2e-6F;       ///< of the squares, that a distance may be wrong by
constexpr float measuredBelow = 1e-3F;  ///< of the squares: smaller distances come of no product (ScaledPoints.h)

/// The rows that ranks are counted among.
struct Compared
{
    std::vector<std::uint32_t> ids; ///< ascending
    std::vector<float> own;         ///< their values, where they are not all rows
    std::vector<float> ownNorms;
    const float* values = nullptr;
    const float* norms = nullptr;
};

/// All rows, or one drawn from each of `most` equal parts of them, ordered by how far out they lie: those in the middle
/// are near to most others, and their share must be right.
Compared comparedRows(const ScaledPoints& points, std::size_t most)
{
    Compared compared;
    const std::size_t n = points.rows;
    const std::size_t count = std::min(n, most);
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t id) { return points.norms[id]; });
    PortableRandom random(1, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t first = i * n / count;
        compared.ids.push_back(order[first + random.below((i + 1) * n / count - first)]);
    }
    std::ranges::sort(compared.ids);
    if (count == n) {
        compared.values = points.values.data();
        compared.norms = points.norms.data();
        return compared;
    }
    for (const std::uint32_t id : compared.ids) {
        compared.own.insert(compared.own.end(), points.row(id), points.row(id) + points.columns);
        compared.ownNorms.push_back(points.norms[id]);
    }
    compared.values = compared.own.data();
    compared.norms = compared.ownNorms.data();
    return compared;
}

/// A neighbour on the map, and how many of those compared are nearer in latent space.
struct Judged
{
    float squared = 0; ///< distance in latent space
    float slack = 0;   ///< that a distance of a product may be wrong by
    std::size_t nearer = 0;
};

class Counter
{
public:
    Counter(const ScaledPoints& points, const Compared& compared)
        : m_points(points)
        , m_compared(compared)
        , m_largestNorm(*std::ranges::max_element(points.norms))
    {
    }

    /// Of those near point `i`, the farthest first.
    [[nodiscard]] std::vector<Judged> judged(std::size_t i, std::span<const std::uint32_t> near) const
    {
        std::vector<Judged> all;
        for (const std::uint32_t id : near) {
            const float squared = squaredDistance(m_points.row(i), m_points.row(id), m_points.columns);
            const bool isMeasured = squared < measuredBelow * m_points.norms[i]; // then so are all that are nearer
            all.push_back({squared, isMeasured ? 0 : rounding * (m_points.norms[i] + m_largestNorm)});
        }
        std::ranges::sort(all, std::greater(), &Judged::squared);
        return all;
    }

    /// Adds those of the rows compared [from, from + count) that lie nearer to point `i`, as `distances` say.
    void count(std::size_t i, std::size_t from, std::span<const float> distances, std::vector<Judged>& judged) const
    {
        for (Judged& each : judged) {
            const std::size_t most =
                m_kernels.countBelow(distances.data(), distances.size(), each.squared + each.slack);
            if (most == 0) {
                return; // of the others, which are nearer, there are none either
            }
            if (each.slack > 0) {
                const std::size_t sure =
                    m_kernels.countBelow(distances.data(), distances.size(), each.squared - each.slack);
                each.nearer += sure + (most > sure ? countCloseCalls(i, from, distances, each) : 0);
            } else {
                each.nearer += most;
            }
        }
    }

private:
    /// Where a product leaves it open, by the distance itself.
    [[nodiscard]] std::size_t countCloseCalls(std::size_t i, std::size_t from, std::span<const float> distances,
                                              const Judged& judged) const
    {
        std::size_t nearer = 0;
        for (std::size_t at = 0; at < distances.size(); ++at) {
            if (distances[at] < judged.squared + judged.slack && !(distances[at] < judged.squared - judged.slack)) {
                const float* const other = m_compared.values + (from + at) * m_points.columns;
                nearer += squaredDistance(m_points.row(i), other, m_points.columns) < judged.squared ? 1 : 0;
            }
        }
        return nearer;
    }

    const ScaledPoints& m_points;
    const Compared& m_compared;
    const MapKernels& m_kernels = mapKernels();
    float m_largestNorm;
};

/// 1 less the share of the worst that there could be.
float trustOf(const std::vector<Judged>& judged, std::size_t n, std::size_t compared)
{
    const auto k = static_cast<double>(judged.size());
    const double all = static_cast<double>(n);
    double sum = 0;
    for (const Judged& each : judged) {
        const double nearer = static_cast<double>(each.nearer) * all / static_cast<double>(compared);
        sum += std::max(0.0, 1 + nearer - k);
    }
    return static_cast<float>(std::clamp(1 - 2 / (k * (2 * all - 3 * k - 1)) * sum, 0.0, 1.0));
}

/// Gives points their trust, a block at a time.
class Judge
{
public:
    /// `near` has the `k` nearest on the map of each point.
    Judge(const ScaledPoints& points, const Compared& compared, const std::vector<std::uint32_t>& near, std::size_t k)
        : m_points(points)
        , m_compared(compared)
        , m_near(near)
        , m_k(k)
        , m_counter(points, compared)
    {
    }

    /// Of points [first, last), into `values`. False when stopped.
    bool judge(std::size_t first, std::size_t last, std::vector<float>& values, const std::stop_token& stop) const
    {
        std::vector<std::vector<Judged>> judged;
        for (std::size_t i = first; i < last; ++i) {
            judged.push_back(m_counter.judged(i, {&m_near[i * m_k], m_k}));
        }
        const std::size_t all = m_compared.ids.size();
        std::vector<float> distances((last - first) * othersAtOnce);
        for (std::size_t from = 0; from < all; from += othersAtOnce) {
            if (stop.stop_requested()) {
                return false;
            }
            const std::size_t some = std::min(othersAtOnce, all - from);
            squaredDistances(m_points, first, last - first, m_compared.values + from * m_points.columns,
                             m_compared.norms + from, some, distances.data());
            for (std::size_t i = first; i < last; ++i) {
                const std::span row(&distances[(i - first) * some], some);
                leaveOut(i, from, row);
                m_counter.count(i, from, row, judged[i - first]);
            }
        }
        for (std::size_t i = first; i < last; ++i) {
            values[i] = trustOf(judged[i - first], m_points.rows, all);
        }
        return true;
    }

private:
    /// Point i itself, where it is one of those compared from `from` on.
    void leaveOut(std::size_t i, std::size_t from, std::span<float> distances) const
    {
        const auto first = m_compared.ids.begin() + static_cast<std::ptrdiff_t>(from);
        const auto last = first + static_cast<std::ptrdiff_t>(distances.size());
        const auto itself = std::lower_bound(first, last, i);
        if (itself != last && *itself == i) {
            distances[static_cast<std::size_t>(itself - first)] = std::numeric_limits<float>::infinity();
        }
    }

    const ScaledPoints& m_points;
    const Compared& m_compared;
    const std::vector<std::uint32_t>& m_near;
    std::size_t m_k;
    Counter m_counter;
};

} // namespace

MapTrust mapTrust(const LatentTable& table, std::span<const float> places, const TrustOptions& options,
                  const JobControl& control)
{
    return mapTrust(table, places, options, control, mostComparisons);
}

MapTrust mapTrust(const LatentTable& table, std::span<const float> places, const TrustOptions& options,
                  const JobControl& control, std::size_t comparisons)
{
    const std::size_t n = table.rows();
    if (places.size() != 2 * n) {
        throw std::logic_error("a map has one place, x and y, for each row of its table");
    }
    if (!allFinite(places)) {
        throw UserError("The map has places that are not finite. Lay it out again.");
    }
    const bool hasRanks = n >= 3 && table.columns() > 0; // else all are equally near
    const auto asked = static_cast<std::size_t>(std::max(options.neighbours, 1));
    const std::size_t k = hasRanks ? std::min(asked, (n - 1) / 2) : 0;
    MapTrust result{std::vector<float>(n, 1), k, n};
    if (k == 0) {
        return result;
    }
    BlockPool pool(options.threads);
    JobControl early;
    early.stop = control.stop;
    early.report = [&](double fraction) { control.report(neighboursShare * fraction); };
    const std::vector<std::uint32_t> near = planeNeighbours(places, k, pool, early);
    const ScaledPoints points = scaledPoints(table, control.stop);
    if (near.empty() || points.rows != n) { // stopped
        return {};
    }
    const Compared compared = comparedRows(points, std::max(comparisons / n, fewestCompared));
    result.comparedRows = compared.ids.size();
    const OneBlasThread oneThread;
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();
    const Judge judge(points, compared, near, k);
    pool.runRanges(n, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        if (!judge.judge(first, last, result.values, control.stop)) {
            return;
        }
        done += last - first;
        if (std::this_thread::get_id() == caller) {
            control.report(neighboursShare +
                           (1 - neighboursShare) * static_cast<double>(done) / static_cast<double>(n));
        }
    });
    return control.stop.stop_requested() ? MapTrust() : result;
}
