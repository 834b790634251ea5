// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/Clusters.h"

#include <stdexcept>
#include <utility>

std::vector<ClusterSummary> summariesOf(const Clusters& clusters, const LatentTable& latents)
{
    if (clusters.clusterOf.size() != latents.rows() || clusters.centres.columns() != latents.columns()) {
        throw std::logic_error("summariesOf: the clusters are not of these latents");
    }
    std::vector<ClusterSummary> all;
    for (GroupSummary& group : groupSummaries(latents, clusters.clusterOf, clusters.count())) {
        all.push_back({std::move(group), {}});
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
