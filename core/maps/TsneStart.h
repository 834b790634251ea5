// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "latent/TsneMap.h"

#include <vector>

/// Where the rows of `table` begin (n x 2): along the first two principal components, as wide as tsneStartDeviation,
/// and a hundredth of it at random, so that equal points part. The same for any number of threads.
[[nodiscard]] std::vector<float> tsneStart(const LatentTable& table, const TsneOptions& options,
                                           const JobControl& control);
