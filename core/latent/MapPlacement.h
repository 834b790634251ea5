// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/NearestSamples.h"

#include <span>

// A point that is no sample, on a map that has places for samples only; and the way back.

/// Neighbours that are asked; a compromise: more of them tell better how sure the place is, and place worse.
inline constexpr std::size_t placingNeighbours = 15;

struct PlacedPoint
{
    float x = 0;
    float y = 0;
    float doubt = 0; ///< the neighbours' mean distance on the map from that place: they agree where it is small
    bool operator==(const PlacedPoint&) const = default;
};

/// Where a point belongs whose nearest samples in latent space are `nearest` (at least one; Euclidean): at the
/// geometric median of their `positions` (n x 2), the nearer ones weighing more, so that a few that the map tore away
/// do not pull it between the groups. Right on a sample that it equals, without doubt then.
[[nodiscard]] PlacedPoint placeAmong(std::span<const NearSample> nearest, const LatentTable& positions);

/// The latents (n x d) around a place of the map, blended: the `count` nearest there weigh less the farther they are,
/// the next one nothing, so that the blend changes without a jump when the place moves. Samples whose place is NaN are
/// not on the map; empty when none is.
[[nodiscard]] LatentVector blendAt(const LatentTable& latents, const LatentTable& positions, float x, float y,
                                   std::size_t count = placingNeighbours);
