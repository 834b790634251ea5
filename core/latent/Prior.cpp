// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/Prior.h"

#include <stdexcept>

LatentVector drawFromPrior(Prior prior, std::size_t dimensions, std::mt19937_64& random)
{
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> uniform(-1, 1);
    LatentVector point(dimensions);
    for (float& value : point) {
        value = prior == Prior::Uniform ? uniform(random) : normal(random);
    }
    return point;
}

LatentVector drawAround(LatentView point, LatentView scale, float amount, std::mt19937_64& random)
{
    if (point.size() != scale.size()) {
        throw std::logic_error("A point and its scale have different sizes.");
    }
    std::normal_distribution<float> normal;
    LatentVector result(point.begin(), point.end());
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] += amount * scale[i] * normal(random);
    }
    return result;
}
