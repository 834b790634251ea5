// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "latent/MapTrust.h"

#include <span>

/// How far the places on a map (n x 2, finite) can be trusted (Venna and Kaski 2001): of sample i,
/// 1 - 2 / (k (2n - 3k - 1)) * the sum over its k nearest on the map of max(0, r - k), where r is the rank of that one
/// among all others by their Euclidean distance to i in `table` (n x d), 1 for the nearest. Equally near ones share the
/// best rank. k is at most (n - 1) / 2, as the formula needs it. The mean is scikit-learn's `trustworthiness`.
/// Up to `mostComparisons` the ranks are counted among all rows, by products of blocks; above, among a random part of
/// them (always the same), and multiplied. n * comparedRows * d multiplications. The same bits for any number of
/// threads. `control.report` is called on the calling thread, between blocks, and may throw. Empty when stopped. Throws
/// UserError if a value is not finite.
[[nodiscard]] MapTrust mapTrust(const LatentTable& table, std::span<const float> places, const TrustOptions& options,
                                const JobControl& control = {});

/// n * comparedRows at most: some seconds of one core. All rows up to 70,000.
inline constexpr std::size_t mostComparisons = std::size_t{70'000} * 70'000;

/// The same with another limit, for tests.
[[nodiscard]] MapTrust mapTrust(const LatentTable& table, std::span<const float> places, const TrustOptions& options,
                                const JobControl& control, std::size_t comparisons);
