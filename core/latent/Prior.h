// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <cstddef>
#include <random>

/// The distribution the decoder was trained to take its points from.
enum class Prior { Normal, Uniform, Unknown };

/// Draws d values: standard normal, or uniform on [-1, 1]; an unknown prior is treated as normal.
[[nodiscard]] LatentVector drawFromPrior(Prior prior, std::size_t dimensions, std::mt19937_64& random);
/// The value below which `share` (between 0 and 1, both excluded) of the draws of one dimension lie.
[[nodiscard]] double priorQuantile(Prior prior, double share);
/// `point` plus `amount` (in standard deviations of `scale`, one per dimension) of normal noise.
[[nodiscard]] LatentVector drawAround(LatentView point, LatentView scale, float amount, std::mt19937_64& random);
