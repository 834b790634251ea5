// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/Spectrum.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

/// The largest entry positive; of equally large ones, the first.
double signOf(std::span<const double> direction)
{
    double largest = 0;
    for (const double entry : direction) {
        largest = std::max(largest, std::abs(entry));
    }
    for (const double entry : direction) {
        if (std::abs(entry) > largest * (1 - 1e-6)) {
            return entry < 0 ? -1 : 1;
        }
    }
    return 1;
}

} // namespace

Spectrum spectrumOf(std::span<const double> scatter, std::size_t rows)
{
    const auto d = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(scatter.size()))));
    const MatrixXd covariance =
        Eigen::Map<const MatrixXd>(scatter.data(), d, d) / static_cast<double>(std::max<std::size_t>(rows, 2) - 1);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(covariance); // reads the lower triangle, sorts upwards
    Spectrum spectrum{.directions = {}, .variances = {}, .total = covariance.trace()};
    for (Index i = d; i-- > 0;) {
        const auto direction = solver.eigenvectors().col(i);
        spectrum.directions.insert(spectrum.directions.end(), direction.begin(), direction.end());
        spectrum.variances.push_back(solver.eigenvalues()[i]);
    }
    return spectrum;
}

PrincipalComponents componentsOf(const CentredBlocks& blocks, const Spectrum& spectrum, std::size_t count)
{
    const std::size_t d = blocks.mean().size();
    const double scaleSquared = blocks.scale() * blocks.scale();
    PrincipalComponents result{.mean = blocks.mean(), .components = LatentTable(count, d)};
    result.totalVariance = spectrum.total * scaleSquared;
    for (std::size_t i = 0; i < count; ++i) {
        const auto direction = std::span(spectrum.directions).subspan(i * d, d);
        const double sign = signOf(direction);
        std::ranges::transform(direction, result.components.row(i).begin(),
                               [sign](double entry) { return static_cast<float>(sign * entry); });
        const double variance = spectrum.variances[i];
        result.explainedVariance.push_back(std::max(0.0, variance) * scaleSquared);
    }
    return result;
}

PrincipalComponents unitAxes(const CentredBlocks& blocks, std::size_t count)
{
    const std::size_t d = blocks.mean().size();
    Spectrum spectrum{.directions = std::vector<double>(count * d), .variances = std::vector<double>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        spectrum.directions[i * d + i] = 1;
    }
    return componentsOf(blocks, spectrum, count);
}
