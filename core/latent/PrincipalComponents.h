// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <array>
#include <functional>

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

/// As many components as `table` has, `wanted` at most (0: all): never more than min(n - 1, d), and at least one for n
/// > 0.
[[nodiscard]] std::size_t componentCount(const LatentTable& table, int wanted);

/// PrincipalComponents::coordinates of `latents` (n x d, row after row) along the first `count` components (k at most):
/// n x count, the same to the last bit. Throws std::logic_error for latents of another size; a stopped run gives an
/// empty table.
[[nodiscard]] LatentTable coordinatesOf(const PrincipalComponents& components, std::span<const float> latents,
                                        std::size_t count, const JobControl& control = {});
/// The same for more latents than anybody wants to hold the coordinates of: `use` gets those of some, then of those
/// that follow. False when stopped.
[[nodiscard]] bool forEachCoordinates(const PrincipalComponents& components, std::span<const float> latents,
                                      std::size_t count, const JobControl& control,
                                      const std::function<void(const LatentTable& some)>& use);
/// Of all rows, along all components.
[[nodiscard]] LatentTable coordinatesOf(const PrincipalComponents& components, const LatentTable& table,
                                        const JobControl& control = {});
