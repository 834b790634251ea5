// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

/// One point of a latent space, or a difference of two: one float per latent dimension.
using LatentVector = std::vector<float>;
using LatentView = std::span<const float>;

/// target += factor * direction. Both have the same size (std::logic_error otherwise).
void addScaled(LatentVector& target, float factor, LatentView direction);
/// Scalar product, summed in double. Both have the same size (std::logic_error otherwise).
[[nodiscard]] double dot(LatentView a, LatentView b);
[[nodiscard]] double norm(LatentView v);
/// Cosine of the angle between two vectors; 0 when one of them is zero.
[[nodiscard]] double cosine(LatentView a, LatentView b);
[[nodiscard]] bool allFinite(LatentView v);
