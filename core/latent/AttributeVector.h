// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/AttributeTrust.h"
#include "latent/LatentTable.h"

#include <array>
#include <cstdint>

/// A direction fitted from samples with and without something. Amount 1 adds the whole difference.
struct AttributeVector
{
    LatentVector vector; ///< d: mean of *with* minus mean of *without*
    std::size_t withCount = 0;
    std::size_t withoutCount = 0;
    /// Where the two groups' means lie along the vector, in amounts: x . v / |v|^2. They differ by exactly 1 for a mean
    /// difference; the current point is read off on the same scale.
    double withoutPosition = 0;
    double withPosition = 0;
    std::vector<KeptFixed> keptFixed;
    std::optional<AttributeTrust> trust; ///< none where there are no groups: read from a file, an edit pair, a sum
    /// The two points that it leads from and to, where it was made from a pair.
    std::optional<std::array<LatentVector, 2>> pair;
    bool operator==(const AttributeVector&) const = default;
};

/// Mean difference of two groups of rows of `table` (n x d). One pass over the rows named, sums in double.
/// Throws UserError when a group is empty, when a latent is not finite, or when both means are equal.
[[nodiscard]] AttributeVector fitMeanDifference(const LatentTable& table, std::span<const std::uint32_t> with,
                                                std::span<const std::uint32_t> without, const JobControl& control = {});

/// Where `point` lies along `vector`, in amounts: point . v / |v|^2 (0 for a zero vector).
[[nodiscard]] double positionAlong(LatentView point, LatentView vector);
