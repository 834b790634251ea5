// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/NearestSamples.h"

/// For each of a few `points` (k x d) the row of `table` (n x d, n at least 1) nearest to it by Euclidean distance, of
/// equally near ones the first: one plain pass over the table, with nothing to prepare. NearestSamples is for many.
/// Rows that are not finite are never nearest, unless all are. Empty when stopped. std::logic_error where the widths
/// differ.
[[nodiscard]] std::vector<NearSample> nearestOfEach(const LatentTable& table, const LatentTable& points,
                                                    const JobControl& control = {});
