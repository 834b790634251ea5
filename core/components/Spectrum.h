// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "components/CentredBlocks.h"
#include "latent/PrincipalComponents.h"

#include <vector>

/// Directions, one after the other, with the variance along each, largest first, in units of CentredBlocks::scale.
struct Spectrum
{
    std::vector<double> directions; ///< k x d
    std::vector<double> variances;  ///< k
    double total = 0;               ///< variance, over all dimensions
};

/// Of all `rows` of a table with this X^T X (d x d, of which the lower triangle is read, column after column).
[[nodiscard]] Spectrum spectrumOf(std::span<const double> scatter, std::size_t rows);

/// The first `count` directions of the table that `blocks` are of. In each the entry of the largest size is positive.
[[nodiscard]] PrincipalComponents componentsOf(const CentredBlocks& blocks, const Spectrum& spectrum,
                                               std::size_t count);

/// Of a table in which all rows are equal.
[[nodiscard]] PrincipalComponents unitAxes(const CentredBlocks& blocks, std::size_t count);
