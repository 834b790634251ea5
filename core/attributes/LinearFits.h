// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

// Linear models on standardised latents (each minus its mean, divided by its standard deviation), with an L2 penalty of
// `penalty` / 2 times the squared length of the weights beside the sum of the losses. What they give is the weights for
// the latents as they are: the direction in which the model's answer grows fastest.

inline constexpr double linearPenalty = 1;

/// The normal of the plane between the first `withCount` rows of `rows` (n x d) and the others by logistic regression:
/// Newton's method (iteratively reweighted least squares; Hastie, Tibshirani, Friedman 2009, 4.4.1), with halved steps
/// where the loss grows. `control.report` counts its iterations.
[[nodiscard]] LatentVector logisticNormal(const LatentTable& rows, std::size_t withCount,
                                          const JobControl& control = {});

/// The weights of a ridge regression of `numbers` (n) on `rows` (n x d), from the normal equations.
[[nodiscard]] LatentVector ridgeWeights(const LatentTable& rows, std::span<const float> numbers,
                                        const JobControl& control = {});

/// The rows times the inverse of the covariance of all of them, whose diagonal is raised by `linearPenalty` / n: the
/// difference of two groups' means of what comes out is the normal of the least-squares plane between them, for any two
/// groups (Fisher 1936).
[[nodiscard]] LatentTable timesInverseCovariance(const LatentTable& rows);
