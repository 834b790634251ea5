// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <cstdint>
#include <random>

/// Counts of one dimension's values in equal bins over [low, high].
struct Histogram
{
    float low = 0;
    float high = 0;
    std::vector<std::uint32_t> counts;
    bool operator==(const Histogram&) const = default;
};

/// What the samples look like, dimension by dimension and together.
struct LatentStatistics
{
    std::size_t samples = 0;
    LatentVector mean;                 ///< d
    LatentVector standardDeviation;    ///< d, with n - 1
    LatentVector minimum;              ///< d
    LatentVector maximum;              ///< d
    std::vector<Histogram> histograms; ///< d
    /// Lower Cholesky factor of the covariance (d x d, row-major, a small ridge added where it is singular);
    /// empty above `LatentStatisticsOptions::largestCovariance` dimensions, where draws use the standard deviations
    /// alone.
    LatentTable covarianceFactor;
};

struct LatentStatisticsOptions
{
    std::size_t bins = 32;
    std::size_t largestCovariance = 1024;
};

/// Statistics of `table` (n x d), in four passes. Throws UserError if a value is not finite. n = 0 gives empty members,
/// n = 1 deviations of 0; a stopped run leaves members empty.
[[nodiscard]] LatentStatistics latentStatistics(const LatentTable& table, const LatentStatisticsOptions& options = {},
                                                const JobControl& control = {});

/// Draws a point from the normal distribution with the samples' mean and full covariance.
[[nodiscard]] LatentVector drawFromSamples(const LatentStatistics& statistics, std::mt19937_64& random);
