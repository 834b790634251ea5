// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/Prior.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace {

/// Newton's method from 0: towards the lower tail the distribution is convex, so that no step goes too far.
double lowerNormalQuantile(double share)
{
    double x = 0;
    for (int step = 0; step < 100; ++step) {
        const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
        const double density = std::exp(-0.5 * x * x) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
        const double next = x - (below - share) / density;
        if (!(next < x)) {
            break;
        }
        x = next;
    }
    return x;
}

} // namespace

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

double priorQuantile(Prior prior, double share)
{
    if (!(share > 0 && share < 1)) {
        throw std::logic_error("A quantile of a prior lies between 0 and 1.");
    }
    if (prior == Prior::Uniform) {
        return 2 * share - 1;
    }
    return share <= 0.5 ? lowerNormalQuantile(share) : -lowerNormalQuantile(1 - share);
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
