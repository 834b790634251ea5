// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/AttributeVector.h"

#include "base/UserError.h"

#include <algorithm>
#include <stdexcept>

namespace {

using Rows = std::span<const std::uint32_t>;

std::vector<double> meanOf(const LatentTable& table, Rows rows, const std::string& group, const JobControl& control,
                           double fractionBefore)
{
    if (rows.empty()) {
        throw UserError("The group *" + group +
                        "* is empty: a vector needs at least one sample in each group. "
                        "Choose other labels or select some samples.");
    }
    std::vector<double> mean(table.columns());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] >= table.rows()) {
            throw std::logic_error("A sample beyond the end of the latents was named.");
        }
        const LatentView latent = table.row(rows[i]);
        if (!allFinite(latent)) {
            throw UserError("The latent of sample " + std::to_string(rows[i]) + " in the group *" + group +
                            "* holds NaN or infinite values. Leave that sample out or encode the data again.");
        }
        for (std::size_t k = 0; k < mean.size(); ++k) {
            mean[k] += static_cast<double>(latent[k]);
        }
        if (i % 4096 == 4095) {
            if (control.stop.stop_requested()) {
                return {};
            }
            control.report(fractionBefore + 0.5 * static_cast<double>(i) / static_cast<double>(rows.size()));
        }
    }
    for (double& value : mean) {
        value /= static_cast<double>(rows.size());
    }
    return mean;
}

} // namespace

AttributeVector fitMeanDifference(const LatentTable& table, Rows with, Rows without, const JobControl& control)
{
    const std::vector<double> withMean = meanOf(table, with, "with", control, 0);
    const std::vector<double> withoutMean = meanOf(table, without, "without", control, 0.5);
    if (control.stop.stop_requested()) {
        return {};
    }
    AttributeVector result{
        .vector = LatentVector(table.columns()), .withCount = with.size(), .withoutCount = without.size()};
    double squares = 0;
    double withDot = 0;
    double withoutDot = 0;
    for (std::size_t k = 0; k < table.columns(); ++k) {
        const double difference = withMean[k] - withoutMean[k];
        result.vector[k] = static_cast<float>(difference);
        squares += difference * difference;
        withDot += withMean[k] * difference;
        withoutDot += withoutMean[k] * difference;
    }
    if (std::ranges::all_of(result.vector, [](float x) { return x == 0; })) {
        throw UserError("Both groups have the same mean, so there is no direction from one to the other. "
                        "Choose groups that differ.");
    }
    result.withPosition = withDot / squares;
    result.withoutPosition = withoutDot / squares;
    control.report(1);
    return result;
}

double positionAlong(LatentView point, LatentView vector)
{
    const double squares = dot(vector, vector);
    return squares > 0 ? dot(point, vector) / squares : 0;
}
