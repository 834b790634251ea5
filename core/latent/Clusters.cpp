// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/Clusters.h"

#include <cmath>
#include <stdexcept>

namespace {

double distanceBetween(LatentView a, LatentView b)
{
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        squares += difference * difference;
    }
    return std::sqrt(squares);
}

} // namespace

std::vector<ClusterSummary> summariesOf(const Clusters& clusters, const LatentTable& latents)
{
    if (clusters.clusterOf.size() != latents.rows() || clusters.centres.columns() != latents.columns()) {
        throw std::logic_error("summariesOf: the clusters are not of these latents");
    }
    std::vector<ClusterSummary> all(clusters.count());
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        const std::uint32_t k = clusters.clusterOf[i];
        ClusterSummary& cluster = all[k];
        const double distance = distanceBetween(latents.row(i), clusters.centres.row(k));
        if (cluster.size == 0 || distance < cluster.nearestDistance) {
            cluster.nearest = static_cast<std::uint32_t>(i);
            cluster.nearestDistance = distance;
        }
        if (cluster.size == 0 || distance > cluster.farthestDistance) {
            cluster.farthest = static_cast<std::uint32_t>(i);
            cluster.farthestDistance = distance;
        }
        ++cluster.size;
    }
    std::vector<double> sums(all.size());
    std::vector<std::size_t> counts(all.size());
    for (std::size_t i = 0; i < clusters.silhouettes.size(); ++i) {
        const std::uint32_t k = clusters.clusterOf[clusters.silhouetteRow(i)];
        sums[k] += static_cast<double>(clusters.silhouettes[i]);
        ++counts[k];
    }
    for (std::size_t k = 0; k < all.size(); ++k) {
        if (counts[k] > 0) {
            all[k].silhouette = sums[k] / static_cast<double>(counts[k]);
        }
    }
    return all;
}
