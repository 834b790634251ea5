// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/KMeans.h"

#include "maps/KMeansStart.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <memory>

namespace {

constexpr std::size_t pointsAtOnce = 1024;
constexpr std::size_t mostPieces = 64;                     ///< each has sums of its own
constexpr std::size_t mostSumBytes = std::size_t{1} << 28; ///< of all pieces together
constexpr double settled = 1e-4; ///< of a column's mean variance: how little all centres move, squared, at the end

/// Of the points of a piece, or of all: what their centres are computed from.
struct Sums
{
    std::vector<double> values; ///< k x d
    std::vector<std::size_t> counts;
    double inertia = 0;

    Sums(std::size_t clusters, std::size_t columns)
        : values(clusters * columns)
        , counts(clusters)
    {
    }
    void add(const float* point, std::size_t columns, std::size_t cluster)
    {
        double* const sum = &values[cluster * columns];
        for (std::size_t k = 0; k < columns; ++k) {
            sum[k] += static_cast<double>(point[k]);
        }
        ++counts[cluster];
    }
    void takeAway(const float* point, std::size_t columns, std::size_t cluster)
    {
        double* const sum = &values[cluster * columns];
        for (std::size_t k = 0; k < columns; ++k) {
            sum[k] -= static_cast<double>(point[k]);
        }
        --counts[cluster];
    }
    void add(const Sums& other)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] += other.values[i];
        }
        for (std::size_t k = 0; k < counts.size(); ++k) {
            counts[k] += other.counts[k];
        }
        inertia += other.inertia;
    }
};

/// One restart.
class Lloyd
{
public:
    Lloyd(const ScaledPoints& points, const std::vector<std::size_t>& start, BlockPool& pool, const GoOn& goOn)
        : m_points(points)
        , m_pool(pool)
        , m_goOn(goOn)
        , m_squares(points.rows)
    {
        m_fit.clusters = start.size();
        m_fit.clusterOf.resize(points.rows);
        for (const std::size_t row : start) {
            m_fit.centres.insert(m_fit.centres.end(), points.row(row), points.row(row) + points.columns);
        }
    }

    /// Until nothing changes, or the centres move no more than `tolerance`, squared; at most `steps`. False when
    /// stopped.
    bool run(int steps, double tolerance)
    {
        for (int step = 0; step < steps; ++step) {
            Sums all(m_fit.clusters, m_points.columns);
            if (!assign(all)) {
                return false;
            }
            refill(all);
            m_fit.inertia = all.inertia;
            const bool isSame = m_before == m_fit.clusterOf; // and the centres are their means already
            m_before = m_fit.clusterOf;
            if (isSame || moveCentres(all) <= tolerance) {
                return true;
            }
        }
        return true;
    }

    [[nodiscard]] double inertia() const { return m_fit.inertia; }
    [[nodiscard]] KMeansFit& fit() { return m_fit; }

private:
    /// Points to their nearest centres (of equally near ones the first).
    bool assign(Sums& all)
    {
        std::vector<float> norms(m_fit.clusters);
        const std::vector<float> origin(m_points.columns);
        for (std::size_t k = 0; k < norms.size(); ++k) {
            norms[k] = squaredDistance(centre(k), origin.data(), m_points.columns);
        }
        const std::size_t bytes = m_fit.centres.size() * sizeof(double);
        const std::size_t pieces = std::clamp<std::size_t>(mostSumBytes / bytes, 1, mostPieces);
        const std::size_t blocks = (m_points.rows + pointsAtOnce - 1) / pointsAtOnce;
        const std::size_t pieceRows = (blocks + pieces - 1) / pieces * pointsAtOnce;
        std::vector<Sums> sums((m_points.rows + pieceRows - 1) / pieceRows, Sums(m_fit.clusters, m_points.columns));
        const bool finished =
            inRounds(m_pool, m_points.rows, pieceRows, m_goOn, [&](std::size_t first, std::size_t last) {
                std::vector<float> distances(pointsAtOnce * m_fit.clusters);
                for (std::size_t from = first; from < last; from += pointsAtOnce) {
                    assignBlock(from, std::min(pointsAtOnce, last - from), norms, distances, sums[first / pieceRows]);
                }
            });
        for (const Sums& some : sums) {
            all.add(some);
        }
        return finished;
    }

    void assignBlock(std::size_t first, std::size_t count, const std::vector<float>& norms,
                     std::vector<float>& distances, Sums& sums)
    {
        const std::size_t k = m_fit.clusters;
        squaredDistances(m_points, first, count, m_fit.centres.data(), norms.data(), k, distances.data());
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = distances.begin() + static_cast<std::ptrdiff_t>(i * k);
            const auto nearest = std::min_element(row, row + static_cast<std::ptrdiff_t>(k));
            const auto cluster = static_cast<std::uint32_t>(nearest - row);
            m_squares[first + i] = *nearest;
            sums.inertia += static_cast<double>(*nearest);
            sums.add(m_points.row(first + i), m_points.columns, cluster);
            m_fit.clusterOf[first + i] = cluster;
        }
    }

    /// A point for each empty cluster.
    void refill(Sums& all)
    {
        for (std::size_t k = 0; k < all.counts.size(); ++k) {
            if (all.counts[k] > 0) {
                continue;
            }
            std::size_t farthest = m_points.rows;
            for (std::size_t i = 0; i < m_points.rows; ++i) {
                if (all.counts[m_fit.clusterOf[i]] > 1 &&
                    (farthest == m_points.rows || m_squares[i] > m_squares[farthest])) {
                    farthest = i;
                }
            }
            all.takeAway(m_points.row(farthest), m_points.columns, m_fit.clusterOf[farthest]);
            all.add(m_points.row(farthest), m_points.columns, k);
            all.inertia -= static_cast<double>(m_squares[farthest]);
            m_squares[farthest] = 0;
            m_fit.clusterOf[farthest] = static_cast<std::uint32_t>(k);
        }
    }

    /// How far all went, squared.
    double moveCentres(const Sums& all)
    {
        double moved = 0;
        for (std::size_t i = 0; i < m_fit.centres.size(); ++i) {
            const double mean = all.values[i] / static_cast<double>(all.counts[i / m_points.columns]);
            const double step = mean - static_cast<double>(m_fit.centres[i]);
            moved += step * step;
            m_fit.centres[i] = static_cast<float>(mean);
        }
        return moved;
    }

    [[nodiscard]] const float* centre(std::size_t k) const { return &m_fit.centres[k * m_points.columns]; }

    const ScaledPoints& m_points;
    BlockPool& m_pool;
    const GoOn& m_goOn;
    std::vector<float> m_squares; ///< distances to the centres
    std::vector<std::uint32_t> m_before;
    KMeansFit m_fit;
};

double meanVariance(const ScaledPoints& points)
{
    double squares = 0;
    for (const float norm : points.norms) {
        squares += static_cast<double>(norm);
    }
    return squares / static_cast<double>(points.rows * points.columns);
}

} // namespace

KMeansFit kMeans(const ScaledPoints& points, const KMeansOptions& options, BlockPool& pool, const JobControl& control)
{
    if (points.rows == 0 || points.columns == 0 || options.clusters == 0) {
        return {};
    }
    const std::size_t clusters = countDistinct(points, options.clusters);
    const double tolerance = settled * meanVariance(points);
    const OneBlasThread oneThread;
    int restart = 0;
    const GoOn goOn = [&] {
        control.report(static_cast<double>(restart) / (options.restarts + 1));
        return !control.stop.stop_requested();
    };
    std::unique_ptr<Lloyd> best;
    for (; restart < options.restarts; ++restart) {
        const std::uint64_t stream = (std::uint64_t{options.clusters} << 32U) + static_cast<std::uint64_t>(restart);
        PortableRandom random(options.seed, stream);
        const std::vector<std::size_t> start = plusPlusStart(points, clusters, random, pool, goOn);
        auto run = start.empty() ? nullptr : std::make_unique<Lloyd>(points, start, pool, goOn);
        if (!run || !run->run(options.steps, tolerance)) {
            return {};
        }
        if (!best || run->inertia() < best->inertia()) {
            best = std::move(run);
        }
    }
    return best && best->run(options.steps, -1) ? std::move(best->fit()) : KMeansFit();
}

KMeansFit kMeansFrom(const std::vector<std::size_t>& start, const ScaledPoints& points, int steps, BlockPool& pool,
                     const JobControl& control)
{
    if (start.empty() || points.columns == 0) {
        return {};
    }
    const OneBlasThread oneThread;
    const GoOn goOn = [&] {
        control.report(0); // how far it is nobody knows
        return !control.stop.stop_requested();
    };
    Lloyd run(points, start, pool, goOn);
    return run.run(steps, -1) ? std::move(run.fit()) : KMeansFit();
}
