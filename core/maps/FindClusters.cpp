// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/FindClusters.h"

#include "base/UserError.h"
#include "maps/KMeans.h"
#include "maps/Silhouettes.h"

#include <algorithm>
#include <numeric>

namespace {

constexpr std::size_t mostSilhouettes = 10'000;
constexpr std::size_t fewForThreads = 2000; ///< points; below, threads cost more than they bring

void require(const ClusterOptions& options)
{
    const auto refuse = [](const std::string& what) { throw UserError("Clusters: " + what); };
    const auto isCount = [](int count) { return count >= 1 && count <= mostClusters; };
    if (options.counts.empty() || options.counts.size() > mostClusterCounts) {
        refuse("ask for one number of clusters, or up to " + std::to_string(mostClusterCounts) + " to compare.");
    }
    if (!std::ranges::all_of(options.counts, isCount)) {
        refuse("their number must be between 1 and " + std::to_string(mostClusters) + ". 10 is a start.");
    }
    if (options.restarts < 1 || options.restarts > mostRestarts) {
        refuse("the number of restarts must be between 1 and " + std::to_string(mostRestarts) + ". 10 is usual.");
    }
}

/// `control` for the part [from, from + share] of the whole.
JobControl partOf(const JobControl& control, double from, double share)
{
    JobControl part;
    part.stop = control.stop;
    part.report = [&control, from, share](double fraction) { control.report(from + share * fraction); };
    return part;
}

/// The largest cluster first; of equally large ones that of the first point.
void order(KMeansFit& fit, std::size_t columns)
{
    std::vector<std::size_t> sizes(fit.clusters);
    std::vector<std::size_t> firsts(fit.clusters, fit.clusterOf.size());
    for (std::size_t i = 0; i < fit.clusterOf.size(); ++i) {
        ++sizes[fit.clusterOf[i]];
        firsts[fit.clusterOf[i]] = std::min(firsts[fit.clusterOf[i]], i);
    }
    std::vector<std::uint32_t> ranked(fit.clusters);
    std::iota(ranked.begin(), ranked.end(), 0U);
    std::ranges::sort(ranked, [&](std::uint32_t a, std::uint32_t b) {
        return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : firsts[a] < firsts[b];
    });
    std::vector<std::uint32_t> ranks(fit.clusters);
    std::vector<float> centres;
    for (std::uint32_t rank = 0; rank < ranked.size(); ++rank) {
        ranks[ranked[rank]] = rank;
        const auto centre = fit.centres.begin() + static_cast<std::ptrdiff_t>(ranked[rank] * columns);
        centres.insert(centres.end(), centre, centre + static_cast<std::ptrdiff_t>(columns));
    }
    fit.centres = std::move(centres);
    for (std::uint32_t& cluster : fit.clusterOf) {
        cluster = ranks[cluster];
    }
}

LatentTable centresOf(const KMeansFit& fit, const ScaledPoints& points)
{
    LatentTable centres(fit.clusters, points.columns);
    for (std::size_t i = 0; i < fit.centres.size(); ++i) {
        centres.values()[i] = static_cast<float>(static_cast<double>(points.mean[i % points.columns]) +
                                                 points.unit * static_cast<double>(fit.centres[i]));
    }
    return centres;
}

double meanOf(const std::vector<float>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

Clusters findClusters(const LatentTable& table, const ClusterOptions& options, const JobControl& control)
{
    constexpr double searching = 0.6; // share of the time, about
    require(options);
    const ScaledPoints points = scaledPoints(table, control.stop);
    if (points.rows == 0 || points.columns == 0) {
        return {};
    }
    BlockPool pool(points.rows < fewForThreads ? 1 : options.threads);
    const double share = searching / static_cast<double>(options.counts.size());
    std::vector<KMeansFit> fits;
    fits.reserve(options.counts.size()); // labellings look into them
    std::vector<Labelling> labellings;
    for (const int count : options.counts) {
        const KMeansOptions asked{
            .clusters = static_cast<std::size_t>(count), .restarts = options.restarts, .seed = options.seed};
        const double done = share * static_cast<double>(fits.size());
        fits.push_back(kMeans(points, asked, pool, partOf(control, done, share)));
        if (fits.back().clusterOf.empty()) {
            return {}; // stopped
        }
        order(fits.back(), points.columns);
        labellings.push_back({fits.back().clusterOf, fits.back().clusters});
    }
    auto all = silhouettes(points, labellings, spreadEvenly(points.rows, mostSilhouettes), pool,
                           partOf(control, searching, 1 - searching));
    if (all.empty()) {
        return {};
    }
    Clusters clusters;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        clusters.trials.push_back({options.counts[i], static_cast<int>(fits[i].clusters), meanOf(all[i]),
                                   fits[i].inertia * points.unit * points.unit});
    }
    const auto best = std::ranges::max_element(clusters.trials, {}, &ClusterTrial::silhouette);
    const auto chosen = static_cast<std::size_t>(best - clusters.trials.begin());
    clusters.clusterOf = std::move(fits[chosen].clusterOf);
    clusters.centres = centresOf(fits[chosen], points);
    clusters.silhouettes = std::move(all[chosen]);
    return clusters;
}
