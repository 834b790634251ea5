// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapPlane.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

constexpr double leastSine2 = 1e-6; ///< of axes that are told apart

LatentVector combined(double a, LatentView x, double b, LatentView y)
{
    LatentVector sum(x.size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const double second = y.empty() ? 0 : b * static_cast<double>(y[i]);
        sum[i] = static_cast<float>(a * static_cast<double>(x[i]) + second);
    }
    return sum;
}

LatentVector unit(const LatentVector& direction, std::size_t size)
{
    if (direction.size() != size) {
        throw std::logic_error("A direction of another size than the latents is an axis of a map.");
    }
    const double length = norm(direction);
    if (!(length > 0) || !std::isfinite(length)) {
        throw UserError("An axis of the map is zero, which is no direction. Choose another one.");
    }
    return combined(1 / length, direction, 0, {});
}

} // namespace

PlanePlace MapPlane::place(LatentView z) const
{
    if (z.size() != centre.size()) {
        throw std::logic_error("A point of another size than the map's latents was placed.");
    }
    PlanePlace result{};
    for (std::size_t k = 0; k < axes.size(); ++k) {
        double sum = centrePlace[k];
        for (std::size_t i = 0; i < axes[k].size(); ++i) {
            sum += (static_cast<double>(z[i]) - static_cast<double>(centre[i])) * static_cast<double>(axes[k][i]);
        }
        result[k] = static_cast<float>(sum);
    }
    return result;
}

LatentVector MapPlane::way(double x, double y) const
{
    return combined(x, steps[0], y, steps[1]);
}

LatentVector MapPlane::at(PlanePlace place) const
{
    LatentVector point =
        way(static_cast<double>(place[0]) - centrePlace[0], static_cast<double>(place[1]) - centrePlace[1]);
    for (std::size_t i = 0; i < point.size(); ++i) {
        point[i] += centre[i];
    }
    return point;
}

MapPlane planeOf(const PrincipalComponents& components)
{
    MapPlane plane{.centre = components.mean, .centrePlace = {}, .axes = {}, .steps = {}};
    for (std::size_t k = 0; k < std::min<std::size_t>(2, components.components.rows()); ++k) {
        const LatentView row = components.components.row(k);
        plane.axes[k].assign(row.begin(), row.end());
    }
    plane.steps = plane.axes; // at right angles
    return plane;
}

PlaneAxis PlaneAxis::fromZero(LatentVector direction, LatentView centre)
{
    const LatentVector along = unit(direction, centre.size());
    return {std::move(direction), dot(along, centre)};
}

MapPlane planeAlong(LatentVector centre, const PlaneAxis& x, const PlaneAxis& y)
{
    const std::size_t size = centre.size();
    MapPlane plane{.centre = std::move(centre),
                   .centrePlace = {x.atCentre, y.atCentre},
                   .axes = {unit(x.direction, size), unit(y.direction, size)},
                   .steps = {}};
    const double cosine = dot(plane.axes[0], plane.axes[1]);
    const double sine2 = 1 - cosine * cosine;
    if (sine2 < leastSine2) { // the pseudo-inverse of two readings that are one
        plane.steps = {combined(0.5, plane.axes[0], 0, {}), combined(0.5, plane.axes[1], 0, {})};
    } else {
        plane.steps = {combined(1 / sine2, plane.axes[0], -cosine / sine2, plane.axes[1]),
                       combined(1 / sine2, plane.axes[1], -cosine / sine2, plane.axes[0])};
    }
    return plane;
}
