// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <cstdint>
#include <vector>

// A difference of means is a weighted sum of rows, whatever is matched within it.

/// The weight of each row in the difference of means of those `isWith` minus the others: 1/n1 and -1/n0. With `classes`
/// (one for each row, below their number) it is the mean of the differences within each class, weighted by
/// n1 n0 / (n1 + n0) (Cochran 1954); rows of classes that only one group has weigh nothing. Both flags are 0 or 1 for
/// each row; `isUsed` may be empty: all are.
[[nodiscard]] std::vector<float> groupWeights(std::span<const std::uint8_t> isWith,
                                              std::span<const std::uint32_t> classes,
                                              std::span<const std::uint8_t> isUsed = {});

/// The sum of `weights[i]` times row i (d): one pass.
[[nodiscard]] LatentVector weightedSum(const LatentTable& rows, std::span<const float> weights,
                                       const JobControl& control = {});
