// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/Clusters.h"

/// The rows of `table` (n x d) grouped by k-means, once for each number of clusters asked for; the result is the one of
/// the largest mean silhouette (of equally good ones the first). Silhouettes are exact (Rousseeuw 1987): those of all
/// samples up to 10,000, above of 10,000 spread evenly over the table, each compared with all the others. No more
/// clusters than rows that differ. The same bits for any number of threads. No rows give no clusters, and so does a run
/// that was stopped. `control.report` is called on the calling thread and may throw. Throws UserError where a value is
/// not finite, or an option is out of bounds.
[[nodiscard]] Clusters findClusters(const LatentTable& table, const ClusterOptions& options,
                                    const JobControl& control = {});
