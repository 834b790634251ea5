// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <cstdint>

/// What a group of samples is like in latent space. Distances are Euclidean, to the mean.
struct GroupSummary
{
    std::size_t size = 0;
    LatentVector mean;          ///< d
    std::uint32_t nearest = 0;  ///< the sample nearest to the mean (of equally near ones the first)
    std::uint32_t farthest = 0; ///< and the one farthest from it
    double nearestDistance = 0;
    double farthestDistance = 0;
};

/// One for each group; `groupOf` has one for each row of `latents` (n x d), where `groups` and more is none. Empty
/// groups have no mean. Two passes, sums in double. A stopped run gives none. Throws std::logic_error unless there are
/// as many as rows.
[[nodiscard]] std::vector<GroupSummary> groupSummaries(const LatentTable& latents,
                                                       std::span<const std::uint32_t> groupOf, std::size_t groups,
                                                       const JobControl& control = {});
