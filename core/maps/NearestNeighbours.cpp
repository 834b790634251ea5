// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/NearestNeighbours.h"

#include "maps/CentredBlocks.h"
#include "maps/MapKernels.h"

#include <cblas.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

extern "C" void openblas_set_num_threads(int threads);
extern "C" int openblas_get_num_threads(void);

namespace {

constexpr std::size_t queriesAtOnce = 192;
constexpr std::size_t pointsAtOnce = 1024; ///< with the queries they stay in a processor's own cache
constexpr std::size_t judgedAtOnce = 256;  ///< between these, too far ones are dropped
constexpr std::size_t spare = 16;          ///< neighbours that rounding may have pushed back

/// Each thread of the pool multiplies alone.
class OneBlasThread
{
public:
    OneBlasThread()
        : m_before(openblas_get_num_threads())
    {
        openblas_set_num_threads(1);
    }
    ~OneBlasThread() { openblas_set_num_threads(m_before); }
    OneBlasThread(const OneBlasThread&) = delete;

private:
    int m_before;
};

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
    void clear()
    {
        m_candidates.clear();
        m_limit = std::numeric_limits<float>::infinity();
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

float squaredDistance(const float* a, const float* b, std::size_t d)
{
    std::array<float, 8> sums{}; // the compiler keeps them in one register or two
    std::size_t i = 0;
    for (; i + 8 <= d; i += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
            const float difference = a[i + k] - b[i + k];
            sums[k] += difference * difference;
        }
    }
    for (; i < d; ++i) {
        sums[0] += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// Rows minus their mean, divided by the largest deviation: squares neither overflow nor vanish in a far mean.
std::vector<float> centred(const CentredBlocks& blocks, std::size_t values, std::stop_token stop)
{
    JobControl control;
    control.stop = std::move(stop);
    std::vector<float> all;
    all.reserve(values);
    const std::size_t d = blocks.mean().size();
    (void)blocks.forEach(control, [&](const float* block, int rows) {
        all.insert(all.end(), block, block + static_cast<std::size_t>(rows) * d);
    });
    return all;
}

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
    requireFinite(table, "The table");
    const std::size_t n = table.rows();
    const std::size_t d = table.columns();
    NeighbourTable result;
    if (n < 2 || count == 0 || asked.empty()) {
        return result;
    }
    const CentredBlocks blocks(table);
    const std::vector<float> points = centred(blocks, n * d, control.stop);
    if (points.size() != n * d) {
        return result; // stopped
    }
    std::vector<float> norms(n);
    for (std::size_t i = 0; i < n; ++i) {
        norms[i] = cblas_sdot(static_cast<int>(d), &points[i * d], 1, &points[i * d], 1);
    }
    result.rows = asked.size();
    result.count = std::min(count, n - 1);
    result.ids.resize(asked.size() * result.count);
    result.squaredDistances.resize(asked.size() * result.count);
    const std::size_t wanted = std::min(result.count + spare, n - 1);
    result.unit = blocks.scale() > 0 ? blocks.scale() : 1;
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
            std::copy_n(&points[asked[first + q] * d], d, &rows[q * d]);
        }
        std::vector<Nearest> nearest(queries, Nearest(wanted));
        std::vector<float> distances(queries * pointsAtOnce);
        std::array<std::uint32_t, judgedAtOnce> places;
        for (std::size_t from = 0; from < n; from += pointsAtOnce) {
            const std::size_t some = std::min(pointsAtOnce, n - from);
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<int>(queries), static_cast<int>(some),
                        static_cast<int>(d), 1, rows.data(), static_cast<int>(d), &points[from * d],
                        static_cast<int>(d), 0, distances.data(), pointsAtOnce);
            for (std::size_t q = 0; q < queries; ++q) {
                float* const row = &distances[q * pointsAtOnce];
                kernels.toDistances(row, &norms[from], some);
                for (std::size_t at = 0; at < some; at += judgedAtOnce) {
                    const std::size_t found =
                        kernels.below(row + at, std::min(judgedAtOnce, some - at), nearest[q].limit(), places.data());
                    for (std::size_t i = 0; i < found; ++i) {
                        if (from + at + places[i] != asked[first + q]) {
                            nearest[q].add(row[at + places[i]], from + at + places[i]);
                        }
                    }
                    nearest[q].trim();
                }
            }
        }
        for (std::size_t q = 0; q < queries; ++q) {
            std::vector<Candidate>& found = nearest[q].finish();
            for (Candidate& candidate : found) {
                candidate.distance = squaredDistance(&rows[q * d], &points[candidate.id * d], d);
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
