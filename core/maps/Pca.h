// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/PrincipalComponents.h"

#include <cstdint>

struct PcaOptions
{
    /// How many components; 0: all there are. Never more than min(n - 1, d), and at least one for n > 0.
    int components = 0;
    /// Up to this many dimensions the eigenvectors of the whole covariance are computed (exact); above, when fewer
    /// components than dimensions are asked for, a randomised method finds them.
    std::size_t largestExact = 2048;
    std::uint64_t seed = 1; ///< of the randomised method
    int threads = 0;        ///< of fitNarrowPca
};

/// fitNarrowPca for tables of any width. Above `largestExact`: Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1,
/// with 3 power iterations and 16 more directions than asked for.
[[nodiscard]] PrincipalComponents fitPca(const LatentTable& table, const PcaOptions& options = {},
                                         const JobControl& control = {});
