// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearestSamples.h"

#include "base/UserError.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <thread>

namespace {

constexpr std::size_t chunkRows = 1024; ///< between looks at what other threads have found
constexpr std::size_t smallValues = 1 << 16;
constexpr std::size_t seedRows = 512;
constexpr std::size_t lanes = 8; ///< sums that do not wait for each other, always added in the same order

struct Found
{
    double measure = 0; ///< the square of the distance, by angle the distance itself
    std::uint32_t row = 0;
    auto operator<=>(const Found&) const = default;
};

double sumOf(const double (&sums)[lanes])
{
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double squaredDistance(const float* a, const float* b, std::size_t columns)
{
    double sums[lanes] = {};
    std::size_t column = 0;
    for (; column + lanes <= columns; column += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const double apart = static_cast<double>(a[column + lane]) - static_cast<double>(b[column + lane]);
            sums[lane] += apart * apart;
        }
    }
    for (std::size_t lane = 0; column < columns; ++column, ++lane) {
        const double apart = static_cast<double>(a[column]) - static_cast<double>(b[column]);
        sums[lane] += apart * apart;
    }
    return sumOf(sums);
}

double cosineDistance(const float* row, const float* point, std::size_t columns, double pointSquare)
{
    double products[lanes] = {};
    double squares[lanes] = {};
    for (std::size_t column = 0; column < columns;) {
        const std::size_t count = std::min(lanes, columns - column);
        for (std::size_t lane = 0; lane < count; ++lane, ++column) {
            const auto own = static_cast<double>(row[column]);
            products[lane] += own * static_cast<double>(point[column]);
            squares[lane] += own * own;
        }
    }
    const double lengths = std::sqrt(sumOf(squares)) * std::sqrt(pointSquare);
    return lengths > 0 ? std::max(0.0, 1 - sumOf(products) / lengths) : 1;
}

/// The best `count` so far, the worst of them on top.
class Best
{
public:
    explicit Best(std::size_t count)
        : m_count(count)
    {
    }
    void offer(Found found)
    {
        if (m_heap.size() == m_count) {
            if (!(found < m_heap.front())) {
                return;
            }
            std::ranges::pop_heap(m_heap);
            m_heap.pop_back();
        }
        m_heap.push_back(found);
        std::ranges::push_heap(m_heap);
    }
    /// What is farther than this is none of the best.
    [[nodiscard]] double limit() const
    {
        return m_heap.size() == m_count ? m_heap.front().measure : std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] const std::vector<Found>& found() const { return m_heap; }

private:
    std::size_t m_count;
    std::vector<Found> m_heap;
};

/// One question, answered by several threads that take chunks of the table in turn.
class Search
{
public:
    Search(const LatentTable& table, NearMetric metric, const CodedTable& coded, LatentView point, std::size_t count,
           const NearKernels& kernels)
        : m_table(table)
        , m_metric(metric)
        , m_coded(coded)
        , m_kernels(kernels)
        , m_point(point)
        , m_pointSquare(dot(point, point))
        , m_count(count)
        , m_query(coded.isEmpty() ? CodedQuery{} : coded.coded(point))
    {
        seed();
    }

    [[nodiscard]] std::vector<Found> run(int threads)
    {
        std::vector<Best> best(static_cast<std::size_t>(threads), Best(m_count));
        {
            std::vector<std::jthread> others;
            for (std::size_t i = 1; i < best.size(); ++i) {
                others.emplace_back([this, &best, i] { takeChunks(best[i]); });
            }
            takeChunks(best[0]);
        }
        std::vector<Found> all;
        for (const Best& part : best) {
            all.insert(all.end(), part.found().begin(), part.found().end());
        }
        std::ranges::sort(all);
        all.resize(std::min(all.size(), m_count));
        return all;
    }

private:
    [[nodiscard]] double measure(std::size_t row) const
    {
        const float* const values = m_table.values().data() + row * m_table.columns();
        return m_metric == NearMetric::Cosine ? cosineDistance(values, m_point.data(), m_table.columns(), m_pointSquare)
                                              : squaredDistance(values, m_point.data(), m_table.columns());
    }

    /// Rows here and there give a limit to begin with, in whatever order the table is.
    void seed()
    {
        if (!m_query.isCoded || m_table.rows() < 4 * seedRows) {
            return;
        }
        Best best(m_count);
        const std::size_t step = m_table.rows() / std::max(seedRows, 2 * m_count);
        for (std::size_t row = 0; step > 0 && row < m_table.rows(); row += step) {
            best.offer({measure(row), static_cast<std::uint32_t>(row)});
        }
        m_limit = best.limit();
    }

    void takeChunks(Best& best)
    {
        std::vector<std::uint32_t> rows(chunkRows);
        while (true) {
            const std::size_t first = m_next.fetch_add(chunkRows);
            if (first >= m_table.rows()) {
                return;
            }
            const std::size_t last = std::min(first + chunkRows, m_table.rows());
            std::size_t count = last - first;
            if (m_query.isCoded) {
                count = m_coded.within(m_query, first, last, m_limit, rows.data(), m_kernels);
            } else {
                std::iota(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count),
                          static_cast<std::uint32_t>(first));
            }
            for (std::size_t i = 0; i < count; ++i) {
                best.offer({measure(rows[i]), rows[i]});
            }
            lower(best.limit());
        }
    }

    void lower(double limit)
    {
        double before = m_limit;
        while (limit < before && !m_limit.compare_exchange_weak(before, limit)) {
        }
    }

    const LatentTable& m_table;
    const NearMetric m_metric;
    const CodedTable& m_coded;
    const NearKernels& m_kernels;
    const LatentView m_point;
    const double m_pointSquare;
    const std::size_t m_count;
    const CodedQuery m_query;
    std::atomic<double> m_limit = std::numeric_limits<double>::infinity(); ///< `count` rows are at least as near
    std::atomic<std::size_t> m_next = 0;
};

int threadsFor(const LatentTable& table, int wanted)
{
    const auto most = wanted > 0 ? wanted : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const std::size_t useful = table.values().size() / (16 * smallValues) + 1; // a thread costs as much to start
    return static_cast<int>(std::min(static_cast<std::size_t>(most), useful));
}

} // namespace

NearestSamples::NearestSamples(std::shared_ptr<const LatentTable> table, NearMetric metric, const JobControl& control)
    : m_table(std::move(table))
    , m_metric(metric)
{
    if (m_table->values().size() > smallValues) {
        m_coded = CodedTable(*m_table, metric, control);
    }
}

std::vector<NearSample> NearestSamples::nearest(LatentView point, std::size_t count, int threads) const
{
    return nearest(point, count, threads, nearKernels());
}

std::vector<NearSample> NearestSamples::nearest(LatentView point, std::size_t count, int threads,
                                                const NearKernels& kernels) const
{
    if (!m_table->isEmpty() && point.size() != m_table->columns()) {
        throw std::logic_error("A point of another width than the latents.");
    }
    if (!allFinite(point)) {
        throw UserError("A value of the point is not a finite number, so that nothing is near to it.");
    }
    count = std::min(count, m_table->rows());
    std::vector<NearSample> samples(count);
    if (count == 0) {
        return samples;
    }
    if (m_metric == NearMetric::Cosine && norm(point) == 0) { // all are as far
        for (std::size_t i = 0; i < count; ++i) {
            samples[i] = {static_cast<std::uint32_t>(i), 1};
        }
        return samples;
    }
    Search search(*m_table, m_metric, m_coded, point, count, kernels);
    const std::vector<Found> found = search.run(threadsFor(*m_table, threads));
    std::ranges::transform(found, samples.begin(), [this](const Found& each) {
        return NearSample{each.row, m_metric == NearMetric::Euclidean ? std::sqrt(each.measure) : each.measure};
    });
    return samples;
}

TypicalDistance typicalDistance(const NearestSamples& nearest, std::size_t most, const JobControl& control)
{
    const std::size_t rows = nearest.table().rows();
    const std::size_t count = std::min(rows, most);
    std::vector<double> distances;
    for (std::size_t i = 0; rows > 1 && i < count; ++i) {
        if (control.stop.stop_requested()) {
            return {};
        }
        control.report(static_cast<double>(i) / static_cast<double>(count));
        const std::size_t row = i * rows / count;
        const auto two = nearest.nearest(nearest.table().row(row), 2, 1);
        const bool isSelf = two.front().sample == row; // else a copy of it has a lower number
        distances.push_back(isSelf ? two.back().distance : two.front().distance);
    }
    if (distances.empty()) {
        return {};
    }
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::ranges::nth_element(distances, middle);
    return {*middle, distances.size()};
}
