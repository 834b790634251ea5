// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"

#include <array>

/// A point of a map, in the map's units.
using PlanePlace = std::array<float, 2>;

/// A map whose two coordinates are read along directions of latent space: the plane through `centre` that these
/// directions span. A line where the second direction is empty.
struct MapPlane
{
    LatentVector centre;               ///< d: the samples' mean
    std::array<double, 2> centrePlace; ///< where it lies on the map
    std::array<LatentVector, 2> axes;  ///< d: z is read along them; unit vectors, at any angle
    std::array<LatentVector, 2> steps; ///< d: how z moves for one unit to the right and upwards, within the plane

    /// centrePlace + (z - centre) . axis, for both axes; 0 for an empty one.
    [[nodiscard]] PlanePlace place(LatentView z) const;
    /// The point of the plane that lies at `place`.
    [[nodiscard]] LatentVector at(PlanePlace place) const;
    /// The way through the plane that leads `x` to the right and `y` upwards.
    [[nodiscard]] LatentVector way(double x, double y) const;
    bool operator==(const MapPlane&) const = default;
};

/// The first two principal components: the samples' mean lies at (0, 0).
[[nodiscard]] MapPlane planeOf(const PrincipalComponents& components);

/// One direction of a plane (any length but 0), and what is read where z is the samples' mean.
struct PlaneAxis
{
    LatentVector direction;
    double atCentre = 0;
    /// Read as (z . direction) / |direction|: 0 at z = 0.
    [[nodiscard]] static PlaneAxis fromZero(LatentVector direction, LatentView centre);
};

/// Along two directions at any angle. Where they are parallel, every place off their common line is as good as the
/// nearest one on it. Throws std::logic_error unless both have d numbers, and UserError when one is zero.
[[nodiscard]] MapPlane planeAlong(LatentVector centre, const PlaneAxis& x, const PlaneAxis& y);
