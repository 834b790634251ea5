// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Silhouettes.h"

#include "maps/KMeansStart.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

constexpr std::size_t askedAtOnce = 64;
constexpr std::size_t pointsAtOnce = 1024; ///< with those asked they stay in a processor's own cache

std::vector<std::size_t> sizesOf(const Labelling& labelling)
{
    std::vector<std::size_t> sizes(labelling.clusters);
    for (const std::uint32_t cluster : labelling.clusterOf) {
        ++sizes[cluster];
    }
    return sizes;
}

/// From the sums of the distances to each cluster's points, its own among them.
float silhouetteFrom(const double* sums, const std::vector<std::size_t>& sizes, std::size_t own)
{
    double other = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        if (k != own && sizes[k] > 0) {
            other = std::min(other, sums[k] / static_cast<double>(sizes[k]));
        }
    }
    if (sizes[own] < 2 || !std::isfinite(other)) {
        return 0;
    }
    const double same = sums[own] / static_cast<double>(sizes[own] - 1);
    const double larger = std::max(same, other);
    return larger > 0 ? static_cast<float>((other - same) / larger) : 0;
}

/// Rows of `points` as points of their own.
ScaledPoints rowsOf(const ScaledPoints& points, const std::vector<std::size_t>& rows)
{
    ScaledPoints some;
    some.rows = rows.size();
    some.columns = points.columns;
    for (const std::size_t row : rows) {
        some.values.insert(some.values.end(), points.row(row), points.row(row) + points.columns);
        some.norms.push_back(points.norms[row]);
    }
    return some;
}

} // namespace

std::vector<std::vector<float>> silhouettes(const ScaledPoints& points, const std::vector<Labelling>& labellings,
                                            const std::vector<std::size_t>& asked, BlockPool& pool,
                                            const JobControl& control)
{
    const std::size_t n = points.rows;
    const ScaledPoints askedPoints = rowsOf(points, asked);
    std::vector<std::vector<std::size_t>> sizes;
    std::vector<std::size_t> begins; // of each labelling's sums among those of a point
    std::size_t clusters = 0;
    for (const Labelling& labelling : labellings) {
        sizes.push_back(sizesOf(labelling));
        begins.push_back(clusters);
        clusters += labelling.clusters;
    }
    std::vector<std::vector<float>> result(labellings.size(), std::vector<float>(asked.size()));
    const OneBlasThread oneThread;
    std::size_t rounds = 0;
    const std::size_t allRounds = asked.size() / (askedAtOnce * 8 * static_cast<std::size_t>(pool.threads())) + 1;
    const GoOn goOn = [&] {
        control.report(static_cast<double>(rounds++) / static_cast<double>(allRounds));
        return !control.stop.stop_requested();
    };
    const bool finished = inRounds(pool, asked.size(), askedAtOnce, goOn, [&](std::size_t first, std::size_t last) {
        std::vector<double> sums((last - first) * clusters);
        std::vector<float> distances((last - first) * pointsAtOnce);
        for (std::size_t from = 0; from < n; from += pointsAtOnce) {
            const std::size_t some = std::min(pointsAtOnce, n - from);
            squaredDistances(askedPoints, first, last - first, points.row(from), &points.norms[from], some,
                             distances.data());
            for (float& distance : std::span(distances).first((last - first) * some)) {
                distance = std::sqrt(distance);
            }
            for (std::size_t l = 0; l < labellings.size(); ++l) {
                const std::uint32_t* const clusterOf = &labellings[l].clusterOf[from];
                for (std::size_t i = 0; i < last - first; ++i) {
                    double* const sum = &sums[i * clusters + begins[l]];
                    for (std::size_t j = 0; j < some; ++j) {
                        sum[clusterOf[j]] += static_cast<double>(distances[i * some + j]);
                    }
                }
            }
        }
        for (std::size_t l = 0; l < labellings.size(); ++l) {
            for (std::size_t i = first; i < last; ++i) {
                result[l][i] = silhouetteFrom(&sums[(i - first) * clusters + begins[l]], sizes[l],
                                              labellings[l].clusterOf[asked[i]]);
            }
        }
    });
    return finished ? std::move(result) : std::vector<std::vector<float>>();
}

std::vector<std::size_t> spreadEvenly(std::size_t n, std::size_t most)
{
    std::vector<std::size_t> some(std::min(n, most));
    for (std::size_t i = 0; i < some.size(); ++i) {
        some[i] = i * n / some.size();
    }
    return some;
}
