// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/AttributeVector.h"

#include <cstdint>
#include <span>

// Sums of latents, as people speak of them: A - B + C, the middle of many, the line between two, points around one.

/// `factor` times a vector that outlives it.
struct LatentTerm
{
    double factor = 1;
    LatentView vector;
};

/// The sum of the terms (d each), in double, rounded once. std::logic_error without terms and where they differ in
/// width.
[[nodiscard]] LatentVector sumOf(std::span<const LatentTerm> terms);

/// What `apply` becomes when it changes as `from` does to `to`: apply + amount * (to - from), d each.
[[nodiscard]] LatentVector analogy(LatentView from, LatentView to, LatentView apply, double amount = 1);

/// Mean of the rows named of `table` (n x d): d floats, summed in double. Empty when stopped. Throws UserError when
/// there are none or when a latent is not finite, std::logic_error for a row that does not exist.
[[nodiscard]] LatentVector meanOfRows(const LatentTable& table, std::span<const std::uint32_t> rows,
                                      const JobControl& control = {});

/// The vector that leads from one point to another (d each) at amount 1, with both as its pair. Throws UserError where
/// they are the same or not finite.
[[nodiscard]] AttributeVector lineBetween(LatentView from, LatentView to);

/// `count` random points around `point`, all equally far: `radius` is the root of the mean over latents of the squared
/// step, in `deviations` of each latent (d). Latents that do not vary stay; where none does, all points are `point`.
/// Row i depends on `seed` and i alone. std::logic_error where the widths differ.
[[nodiscard]] LatentTable pointsAround(LatentView point, LatentView deviations, double radius, std::size_t count,
                                       std::uint64_t seed);
