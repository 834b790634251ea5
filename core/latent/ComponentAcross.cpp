// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/ComponentAcross.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

using Numbers = std::vector<double>;

constexpr double nothing = 1e-6; ///< of a unit vector: what rounding leaves of a right angle

/// The vector in the basis of the components, of length 1; all 0 where it lies outside their span.
Numbers coordinatesOf(LatentView vector, const LatentTable& basis)
{
    const double length = norm(vector);
    Numbers coordinates(basis.rows());
    double squares = 0;
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
        coordinates[i] = length > 0 ? dot(vector, basis.row(i)) / length : 0;
        squares += coordinates[i] * coordinates[i];
    }
    const double inside = std::sqrt(squares);
    std::ranges::for_each(coordinates, [inside](double& x) { x = inside > nothing ? x / inside : 0; });
    return coordinates;
}

Numbers unit(std::size_t size, std::size_t index)
{
    Numbers vector(size);
    vector[index] = 1;
    return vector;
}

/// Sum of a_i^2 / (variance_i - x): rises from one pole to the next.
double secular(const Numbers& variances, const Numbers& a, double x)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * a[i] / (variances[i] - x);
    }
    return sum;
}

/// Coordinates of the wanted direction: of length 1 and at right angles to `a`, with the largest variance.
Numbers largestAcross(const Numbers& variances, const Numbers& a)
{
    if (std::abs(a[0]) < nothing) {
        return unit(a.size(), 0);
    }
    double low = variances[1];
    double high = variances[0];
    if (high - low <= 1e-12 * high) { // the two directions are as good: what of their plane is across
        Numbers across(a.size());
        const double length = std::hypot(a[0], a[1]);
        across[0] = a[1] / length;
        across[1] = -a[0] / length;
        return across;
    }
    if (std::abs(a[1]) < nothing && secular(variances, a, low + 1e-9 * (high - low)) >= 0) {
        return unit(a.size(), 1);
    }
    for (int step = 0; step < 200 && low < high; ++step) {
        const double middle = low + (high - low) / 2;
        (secular(variances, a, middle) < 0 ? low : high) = middle;
    }
    const double root = low + (high - low) / 2;
    Numbers across(a.size());
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        across[i] = a[i] / (variances[i] - root);
        squares += across[i] * across[i];
    }
    std::ranges::for_each(across, [&](double& x) { x /= std::sqrt(squares); });
    return across;
}

} // namespace

LatentVector firstComponentAcross(const PrincipalComponents& components, LatentView vector)
{
    const LatentTable& basis = components.components;
    if (vector.size() != basis.columns() || components.explainedVariance.size() != basis.rows()) {
        throw std::logic_error("A vector and the components differ in width.");
    }
    const Numbers a = basis.isEmpty() ? Numbers() : coordinatesOf(vector, basis);
    if (a.empty() || (a.size() == 1 && std::abs(a[0]) > nothing)) {
        throw UserError("The samples differ along one direction only, and nothing is left at right angles to it. "
                        "Choose another axis.");
    }
    const Numbers across = a.size() == 1 ? unit(1, 0) : largestAcross(components.explainedVariance, a);
    Numbers sums(vector.size());
    for (std::size_t i = 0; i < across.size(); ++i) {
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums[k] += across[i] * static_cast<double>(basis.row(i)[k]);
        }
    }
    const double largest =
        *std::ranges::max_element(sums, {}, [](double x) { return std::abs(x); }); // its sign is arbitrary else
    LatentVector direction(sums.size());
    std::ranges::transform(sums, direction.begin(), [&](double x) { return static_cast<float>(largest < 0 ? -x : x); });
    return direction;
}
