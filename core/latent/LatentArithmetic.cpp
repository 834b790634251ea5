// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/LatentArithmetic.h"

#include "base/UserError.h"
#include "latent/PortableRandom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace {

LatentVector rounded(std::span<const double> values)
{
    LatentVector result(values.size());
    std::ranges::transform(values, result.begin(), [](double value) { return static_cast<float>(value); });
    return result;
}

} // namespace

LatentVector sumOf(std::span<const LatentTerm> terms)
{
    if (terms.empty()) {
        throw std::logic_error("A sum of latents without terms has no width.");
    }
    std::vector<double> sums(terms.front().vector.size());
    for (const LatentTerm& term : terms) {
        if (term.vector.size() != sums.size()) {
            throw std::logic_error("Latent vectors of different sizes were added.");
        }
        std::ranges::transform(sums, term.vector, sums.begin(),
                               [&](double sum, float value) { return sum + term.factor * static_cast<double>(value); });
    }
    return rounded(sums);
}

LatentVector analogy(LatentView from, LatentView to, LatentView apply, double amount)
{
    return sumOf(std::array<LatentTerm, 3>{{{1, apply}, {amount, to}, {-amount, from}}});
}

LatentVector meanOfRows(const LatentTable& table, std::span<const std::uint32_t> rows, const JobControl& control)
{
    if (rows.empty()) {
        throw UserError("There is no sample to take the mean of. Choose at least one.");
    }
    std::vector<double> sums(table.columns());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] >= table.rows()) {
            throw std::logic_error("A sample beyond the end of the latents was named.");
        }
        const LatentView latent = table.row(rows[i]);
        if (!allFinite(latent)) {
            throw UserError("The latent of sample " + std::to_string(rows[i]) +
                            " holds NaN or infinite values. Leave that sample out or encode the data again.");
        }
        std::ranges::transform(sums, latent, sums.begin(),
                               [](double sum, float value) { return sum + static_cast<double>(value); });
        if (i % 4096 == 4095) {
            if (control.stop.stop_requested()) {
                return {};
            }
            control.report(static_cast<double>(i) / static_cast<double>(rows.size()));
        }
    }
    std::ranges::for_each(sums, [&](double& sum) { sum /= static_cast<double>(rows.size()); });
    return rounded(sums);
}

AttributeVector lineBetween(LatentView from, LatentView to)
{
    if (!allFinite(from) || !allFinite(to)) {
        throw UserError("One of the two points holds NaN or infinite values, so no line leads from one to the other. "
                        "Choose other points.");
    }
    AttributeVector line;
    line.vector = sumOf(std::array<LatentTerm, 2>{{{1, to}, {-1, from}}});
    if (std::ranges::all_of(line.vector, [](float value) { return value == 0; })) {
        throw UserError("Both points are the same, so no line leads from one to the other. Choose two that differ.");
    }
    line.withoutPosition = positionAlong(from, line.vector);
    line.withPosition = positionAlong(to, line.vector);
    line.pair = {LatentVector(from.begin(), from.end()), LatentVector(to.begin(), to.end())};
    return line;
}

LatentTable pointsAround(LatentView point, LatentView deviations, double radius, std::size_t count, std::uint64_t seed)
{
    if (point.size() != deviations.size()) {
        throw std::logic_error("A point and the deviations around it differ in width.");
    }
    LatentTable points(count, point.size());
    const auto varying = std::ranges::count_if(deviations, [](float deviation) { return deviation > 0; });
    for (std::size_t i = 0; i < count; ++i) {
        PortableRandom random(seed, i);
        std::vector<double> steps(point.size());
        double squares = 0;
        for (std::size_t k = 0; k < steps.size(); ++k) {
            const double drawn = random.normal(); // for each latent, so that others do not depend on which ones vary
            steps[k] = deviations[k] > 0 ? drawn : 0;
            squares += steps[k] * steps[k];
        }
        const double scale = varying > 0 ? radius * std::sqrt(static_cast<double>(varying) / squares) : 0;
        for (std::size_t k = 0; k < steps.size(); ++k) {
            points.row(i)[k] = static_cast<float>(static_cast<double>(point[k]) +
                                                  scale * steps[k] * static_cast<double>(deviations[k]));
        }
    }
    return points;
}
