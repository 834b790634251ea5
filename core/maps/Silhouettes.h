// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "base/JobControl.h"
#include "maps/ScaledPoints.h"

#include <cstdint>
#include <span>

/// Which of `clusters` clusters each point belongs to.
struct Labelling
{
    std::span<const std::uint32_t> clusterOf; ///< n, below `clusters`
    std::size_t clusters = 0;
};

/// How well points lie in their clusters, for each labelling: (b - a) / max(a, b) with a the mean distance to the
/// others of the same cluster and b that to the points of the nearest other cluster (Rousseeuw 1987); 0 where a point
/// is alone in its cluster, and where there is one cluster. Of the points `asked`, each of them
/// compared with all n. The same bits for any number of threads. A stopped run gives no silhouettes. `control.report`
/// is called on the calling thread, between blocks of work: it may throw.
[[nodiscard]] std::vector<std::vector<float>> silhouettes(const ScaledPoints& points,
                                                          const std::vector<Labelling>& labellings,
                                                          const std::vector<std::size_t>& asked, BlockPool& pool,
                                                          const JobControl& control = {});

/// At most `most` of n, spread evenly: the i-th of m is i n / m.
[[nodiscard]] std::vector<std::size_t> spreadEvenly(std::size_t n, std::size_t most);
