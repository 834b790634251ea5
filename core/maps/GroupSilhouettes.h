// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/GroupSilhouette.h"
#include "latent/LatentTable.h"

#include <cstdint>
#include <span>

/// The mean silhouette (Rousseeuw 1987) of each group. `groupOf` has one for each row of `table` (n x d), where
/// `groups` and more is none: such rows count for nothing. Up to 10,000 grouped rows all of them are asked; of more
/// as many of each group as its share, spread evenly over it, so that the comparisons do not exceed 2e9 by much: 50 of
/// each group at least, or all that it has. Those asked are compared with all that are grouped. The same bits for any
/// number of threads (0: as many as there are processors). One group alone has a mean of 0. A stopped run gives none.
/// `control.report` is called on the calling thread and may throw. Throws UserError where a value is not finite, and
/// std::logic_error unless there are as many groups as rows.
[[nodiscard]] std::vector<GroupSilhouette> groupSilhouettes(const LatentTable& table,
                                                            std::span<const std::uint32_t> groupOf, std::size_t groups,
                                                            int threads = 0, const JobControl& control = {});
