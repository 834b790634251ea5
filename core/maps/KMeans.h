// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "base/JobControl.h"
#include "maps/ScaledPoints.h"

#include <cstdint>

struct KMeansOptions
{
    std::size_t clusters = 10;
    int restarts = 10;
    int steps = 300; ///< of each restart, at most, and again of the best one
    std::uint64_t seed = 1;
};

struct KMeansFit
{
    std::vector<std::uint32_t> clusterOf; ///< per point; no cluster is empty
    std::vector<float> centres;           ///< k x d: the mean of each cluster's points
    std::size_t clusters = 0;             ///< k: fewer than were asked for where fewer points differ
    double inertia = 0;                   ///< the sum of squared distances to the centres, in the points' unit
};

/// k-means by Lloyd's iteration (Lloyd 1982) from greedy k-means++ starts (Arthur and Vassilvitskii 2007: each centre
/// is the best of 2 + log k draws). Of all restarts that with the least inertia goes on until no point changes its
/// cluster. A centre that loses all its points moves to the point that is farthest from its own centre, of those that
/// share theirs (of equally far ones the first). The same bits for any number of threads. A stopped run gives an empty
/// fit, as do no points. `control.report` is called on the calling thread, between blocks of work: it may throw.
[[nodiscard]] KMeansFit kMeans(const ScaledPoints& points, const KMeansOptions& options, BlockPool& pool,
                               const JobControl& control = {});

/// One run with the points `start` (rows, no more than there are points) as the first centres.
[[nodiscard]] KMeansFit kMeansFrom(const std::vector<std::size_t>& start, const ScaledPoints& points, int steps,
                                   BlockPool& pool, const JobControl& control = {});
