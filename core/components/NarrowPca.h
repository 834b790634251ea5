// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/PrincipalComponents.h"

/// Dimensions up to which principal components are found here, in the process that asks and without BLAS: a million
/// samples of 64 take a tenth of a second, which is less than an engine's start.
inline constexpr std::size_t widestNarrow = 256;

/// The first `wanted` principal components (0: all) of `table` (n x d, d up to widestNarrow), largest variance first:
/// the eigenvectors of its whole covariance. In each the entry of the largest size is positive, so that the same data
/// gives the same signs. Data that does not vary, one sample included, gives unit axes with variance 0; no sample gives
/// an empty result, as does a run that was stopped. The same bits for any number of threads (0: one for each
/// processor). Throws UserError if a value is not finite, std::logic_error for a wider table.
[[nodiscard]] PrincipalComponents fitNarrowPca(const LatentTable& table, int wanted = 0, int threads = 0,
                                               const JobControl& control = {});
