// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/PrincipalComponents.h"

#include <algorithm>
#include <stdexcept>

namespace {

double coordinate(const PrincipalComponents& basis, LatentView point, std::size_t component)
{
    const LatentView direction = basis.components.row(component);
    double sum = 0;
    for (std::size_t i = 0; i < point.size(); ++i) {
        sum += (static_cast<double>(point[i]) - static_cast<double>(basis.mean[i])) * static_cast<double>(direction[i]);
    }
    return sum;
}

void requireSize(const PrincipalComponents& basis, LatentView point)
{
    if (point.size() != basis.mean.size()) {
        throw std::logic_error("A point of another size than the principal components was projected.");
    }
}

} // namespace

LatentVector PrincipalComponents::coordinates(LatentView point) const
{
    requireSize(*this, point);
    LatentVector result(components.rows());
    for (std::size_t k = 0; k < result.size(); ++k) {
        result[k] = static_cast<float>(coordinate(*this, point, k));
    }
    return result;
}

std::array<float, 2> PrincipalComponents::planeCoordinates(LatentView point) const
{
    requireSize(*this, point);
    std::array<float, 2> result{};
    for (std::size_t k = 0; k < std::min<std::size_t>(2, components.rows()); ++k) {
        result[k] = static_cast<float>(coordinate(*this, point, k));
    }
    return result;
}
