// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <array>

/// An orthonormal basis of the directions in which samples vary most, largest variance first.
struct PrincipalComponents
{
    LatentVector mean;                     ///< d
    LatentTable components;                ///< k x d, rows are unit vectors
    std::vector<double> explainedVariance; ///< k, sample variance (n - 1) along each component
    double totalVariance = 0;              ///< sum over all d dimensions

    /// Coordinates of `point` (d): (point - mean) . component, for each of the k components.
    [[nodiscard]] LatentVector coordinates(LatentView point) const;
    /// The first two of them.
    [[nodiscard]] std::array<float, 2> planeCoordinates(LatentView point) const;
    bool operator==(const PrincipalComponents&) const = default;
};

/// PrincipalComponents::coordinates of `latents` (n x d, row after row) along the first `count` components (k at most):
/// n x count, the same to the last bit. Throws std::logic_error for latents of another size; a stopped run gives an
/// empty table.
[[nodiscard]] LatentTable coordinatesOf(const PrincipalComponents& components, std::span<const float> latents,
                                        std::size_t count, const JobControl& control = {});
/// Of all rows, along all components.
[[nodiscard]] LatentTable coordinatesOf(const PrincipalComponents& components, const LatentTable& table,
                                        const JobControl& control = {});
