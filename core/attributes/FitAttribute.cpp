// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/FitAttribute.h"

#include "attributes/GroupWeights.h"
#include "attributes/HeldOut.h"
#include "attributes/LinearFits.h"
#include "base/UserError.h"
#include "latent/KeepFixed.h"
#include "maps/OneBlasThread.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

JobControl stretch(const JobControl& control, double from, double to)
{
    return {control.stop, [&control, from, to](double fraction) { control.report(from + (to - from) * fraction); }};
}

void requireTask(const LatentTable& rows, const AttributeTask& task)
{
    const auto isEach = [&](std::size_t count) { return count == rows.rows(); };
    const bool isBalanced = task.options.method == AttributeMethod::Balanced;
    const bool isRidge = task.options.method == AttributeMethod::Ridge;
    if (task.withCount > rows.rows() || (isBalanced ? !isEach(task.classes.size()) : !task.classes.empty()) ||
        (isRidge ? !isEach(task.numbers.size()) : !task.numbers.empty()) ||
        std::ranges::any_of(task.classes, [&](std::uint32_t each) { return each >= rows.rows(); }) ||
        std::ranges::any_of(task.fixed,
                            [&](const auto& each) { return each.directions.columns() != rows.columns(); })) {
        throw std::logic_error("The examples of an attribute vector do not belong together.");
    }
    for (const auto& [count, group] :
         {std::pair(task.withCount, "with"), std::pair(rows.rows() - task.withCount, "without")}) {
        if (count == 0) {
            throw UserError("The group *" + std::string(group) +
                            "* is empty: a vector needs at least one sample in each group. Choose other labels or "
                            "select some samples.");
        }
    }
}

std::vector<float> weightsOf(const LatentTable& rows, const AttributeTask& task)
{
    std::vector<std::uint8_t> isWith(rows.rows());
    std::fill_n(isWith.begin(), static_cast<std::ptrdiff_t>(task.withCount), std::uint8_t{1});
    return groupWeights(isWith, task.classes);
}

LatentVector directionOf(const LatentTable& rows, const AttributeTask& task, const LatentVector& difference,
                         const JobControl& control)
{
    switch (task.options.method) {
    case AttributeMethod::Linear:
        return logisticNormal(rows, task.withCount, control);
    case AttributeMethod::Ridge:
        return ridgeWeights(rows, task.numbers, control);
    case AttributeMethod::Mean:
    case AttributeMethod::Balanced:
        break;
    }
    return difference;
}

LatentTable takeOutFixed(AttributeVector& result, const AttributeTask& task)
{
    constexpr double leastLeft = 1e-4;
    LatentTable all(0, result.vector.size());
    std::vector<float> values;
    for (const FixedDirections& each : task.fixed) {
        LatentVector copy = result.vector;
        result.keptFixed.push_back({each.name, takeOut(copy, orthonormalBasis(each.directions))});
        values.insert(values.end(), each.directions.values().begin(), each.directions.values().end());
    }
    const std::size_t rows = values.size() / std::max<std::size_t>(1, result.vector.size());
    const LatentTable basis = orthonormalBasis(LatentTable(rows, result.vector.size(), std::move(values)));
    const double before = norm(result.vector);
    (void)takeOut(result.vector, basis);
    if (!(norm(result.vector) > leastLeft * before)) {
        throw UserError("Nothing is left of the vector when all of that is kept fixed: it moves along what must not "
                        "change. Keep less of it fixed.");
    }
    return basis;
}

/// Where all rows lie along the vector: means, effect size and histograms. One pass.
void placeGroups(AttributeVector& result, const LatentTable& rows, std::size_t withCount, const JobControl& control)
{
    constexpr double mostEffect = 1e6;
    constexpr std::size_t betweenReports = 16384;
    const double squares = dot(result.vector, result.vector);
    std::vector<double> positions(rows.rows());
    struct Group
    {
        double count = 0, sum = 0, squares = 0;
        [[nodiscard]] double mean() const { return sum / count; }
    };
    std::array<Group, 2> groups;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        positions[i] = dot(rows.row(i), result.vector) / squares;
        Group& group = groups[i < withCount ? 0 : 1];
        group.count += 1;
        group.sum += positions[i];
        if (i % betweenReports == 0) {
            control.report(static_cast<double>(i) / static_cast<double>(rows.rows()));
        }
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        Group& group = groups[i < withCount ? 0 : 1];
        group.squares += (positions[i] - group.mean()) * (positions[i] - group.mean());
    }
    result.withPosition = groups[0].mean();
    result.withoutPosition = groups[1].mean();
    AttributeTrust& trust = result.trust.emplace();
    const double freedom = groups[0].count + groups[1].count - 2;
    const double spread = freedom > 0 ? std::sqrt((groups[0].squares + groups[1].squares) / freedom) : 0;
    const double apart = result.withPosition - result.withoutPosition;
    trust.cohensD = freedom > 0 ? std::clamp(apart / std::max(spread, 1e-12), -mostEffect, mostEffect) : 0;
    GroupHistograms& histograms = trust.histograms;
    const auto [low, high] = std::ranges::minmax(positions);
    histograms = {low, high, std::vector<std::uint32_t>(GroupHistograms::bins),
                  std::vector<std::uint32_t>(GroupHistograms::bins)};
    const double width = high > low ? (high - low) / static_cast<double>(GroupHistograms::bins) : 1;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto bin = std::min(static_cast<std::size_t>((positions[i] - low) / width), GroupHistograms::bins - 1);
        ++(i < withCount ? histograms.with : histograms.without)[bin];
    }
}

} // namespace

AttributeVector fitAttribute(const LatentTable& rows, const AttributeTask& task, const JobControl& control)
{
    requireTask(rows, task);
    const OneBlasThread oneThread; // the same bits however many processors there are
    AttributeVector result{.withCount = task.withCount, .withoutCount = rows.rows() - task.withCount};
    const LatentVector difference = weightedSum(rows, weightsOf(rows, task), stretch(control, 0, 0.2));
    if (!allFinite(difference)) {
        throw UserError("The latents of these samples hold NaN or infinite values. Leave those samples out or encode "
                        "the data again.");
    }
    result.vector = directionOf(rows, task, difference, stretch(control, 0.2, 0.5));
    if (!allFinite(result.vector) || norm(result.vector) == 0) {
        throw UserError("Both groups have the same mean, so there is no direction from one to the other. "
                        "Choose groups that differ.");
    }
    const LatentTable basis = takeOutFixed(result, task);
    if (task.options.method == AttributeMethod::Linear || task.options.method == AttributeMethod::Ridge) {
        const double amount = dot(difference, result.vector) / dot(result.vector, result.vector);
        if (!(amount > 0)) {
            throw UserError("The means of the groups do not differ along this vector, so no amount leads from one to "
                            "the other. Use the mean difference, or keep less fixed.");
        }
        std::ranges::for_each(result.vector, [amount](float& value) { value *= static_cast<float>(amount); });
    }
    placeGroups(result, rows, task.withCount, stretch(control, 0.5, 0.6));
    const HeldOutTest test = testHeldOut(rows, task, basis, stretch(control, 0.6, 1));
    result.trust->tested = test.tested;
    result.trust->heldOutAuc = test.auc;
    result.trust->randomSplits = test.randomSplits;
    result.trust->randomAsGood = test.randomAsGood;
    control.report(1);
    return result;
}
