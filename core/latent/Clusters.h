// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/GroupSummaries.h"

#include <cstdint>
#include <optional>

// Plain data about clusters: spoken of by the window, the command line and the messages.

inline constexpr int mostClusters = 1000;
inline constexpr int mostRestarts = 1000;
inline constexpr std::size_t mostClusterCounts = 64; ///< compared at once

struct ClusterOptions
{
    std::vector<int> counts = {10}; ///< the numbers of clusters to compare: one at least, each 1 to mostClusters
    int restarts = 10;              ///< of k-means, each from a start of its own; 1 to mostRestarts
    std::uint64_t seed = 1;
    int threads = 0; ///< 0: as many as there are processors
    bool operator==(const ClusterOptions&) const = default;
};

/// What came of one of the numbers that were compared.
struct ClusterTrial
{
    int asked = 0;         ///< the number of clusters asked for
    int clusters = 0;      ///< how many there are: fewer where fewer rows differ
    double silhouette = 0; ///< the mean
    double inertia = 0;    ///< the sum of all squared distances to the centres
    bool operator==(const ClusterTrial&) const = default;
};

/// Samples in k groups, the largest first (of equally large ones that of the first sample). Silhouettes are those of m
/// samples spread evenly over the table, of all n of them while n is not large.
struct Clusters
{
    std::vector<std::uint32_t> clusterOf; ///< n, below k
    LatentTable centres;                  ///< k x d: the mean of each
    std::vector<float> silhouettes;       ///< m, from -1 to 1
    std::vector<ClusterTrial> trials;     ///< as they were asked for

    [[nodiscard]] std::size_t count() const { return centres.rows(); }
    /// The sample of silhouettes[i].
    [[nodiscard]] std::size_t silhouetteRow(std::size_t i) const { return i * clusterOf.size() / silhouettes.size(); }
    bool operator==(const Clusters&) const = default;
};

/// A line in the table of clusters.
struct ClusterSummary : GroupSummary
{
    std::optional<double> silhouette; ///< the mean of its samples; none where none of them was asked
};

/// One for each cluster. `latents` (n x d) are those that the clusters are of. Throws std::logic_error where they are
/// not.
[[nodiscard]] std::vector<ClusterSummary> summariesOf(const Clusters& clusters, const LatentTable& latents);
