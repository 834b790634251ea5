// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/SampleDepth.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

constexpr double leastShare = 1e-10;   ///< of the largest variance: below it is rounding, not difference
constexpr double leastDistance = 1e-3; ///< beside all samples, in standard deviations of the widest direction

/// The squared length of what `components` say nothing about.
double squareBeside(const PrincipalComponents& components, std::size_t rank, LatentView point, LatentView coordinates)
{
    std::vector<double> rest(point.size());
    for (std::size_t i = 0; i < rest.size(); ++i) {
        rest[i] = static_cast<double>(point[i]) - static_cast<double>(components.mean[i]);
    }
    for (std::size_t k = 0; k < rank; ++k) {
        const LatentView direction = components.components.row(k);
        for (std::size_t i = 0; i < rest.size(); ++i) {
            rest[i] -= static_cast<double>(coordinates[k]) * static_cast<double>(direction[i]);
        }
    }
    double square = 0;
    for (const double value : rest) {
        square += value * value;
    }
    return square;
}

} // namespace

SampleDepth::SampleDepth(std::shared_ptr<const PrincipalComponents> components, const LatentTable& samples,
                         const JobControl& control)
    : m_components(std::move(components))
{
    const std::vector<double>& variances = m_components->explainedVariance;
    if (samples.columns() != m_components->mean.size() || m_components->components.rows() != variances.size()) {
        throw std::logic_error("The depth of samples was asked for in another basis than theirs.");
    }
    const double least = variances.empty() ? 0 : leastShare * variances.front();
    while (m_rank < variances.size() && variances[m_rank] > least) {
        ++m_rank;
    }
    m_squares.reserve(samples.rows());
    const auto keepSquares = [this](const LatentTable& coordinates) {
        for (std::size_t row = 0; row < coordinates.rows(); ++row) {
            m_squares.push_back(squareOf(coordinates.row(row)));
        }
    };
    if (!forEachCoordinates(*m_components, samples.values(), m_rank, control, keepSquares)) {
        m_squares.clear();
        return;
    }
    std::ranges::sort(m_squares);
    m_isKnown = samples.rows() > m_rank + 1;
}

double SampleDepth::squareOf(LatentView coordinates) const
{
    double square = 0;
    for (std::size_t k = 0; k < m_rank; ++k) {
        const auto coordinate = static_cast<double>(coordinates[k]);
        square += coordinate * coordinate / m_components->explainedVariance[k];
    }
    return square;
}

std::optional<PointDepth> SampleDepth::of(LatentView point) const
{
    if (!m_isKnown || !allFinite(point)) {
        return std::nullopt;
    }
    const LatentVector coordinates = m_components->coordinates(point);
    const double widest = m_rank > 0 ? m_components->explainedVariance.front() : 0;
    // Float rounding moves a point beside the samples' directions by millionths of its length.
    const double rounding = 1e-5 * (norm(point) + norm(m_components->mean));
    const double allowed = std::max(leastDistance * std::sqrt(widest), rounding);
    if (m_rank < point.size() && squareBeside(*m_components, m_rank, point, coordinates) > allowed * allowed) {
        return PointDepth{std::numeric_limits<double>::infinity(), 0};
    }
    const double square = squareOf(coordinates);
    const auto farther = m_squares.end() - std::ranges::upper_bound(m_squares, square);
    return PointDepth{std::sqrt(square), static_cast<double>(farther) / static_cast<double>(m_squares.size())};
}
