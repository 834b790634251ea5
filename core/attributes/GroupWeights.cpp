// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/GroupWeights.h"

#include <algorithm>

std::vector<float> groupWeights(const std::vector<bool>& isWith, std::span<const std::uint32_t> classes,
                                const std::vector<bool>& isUsed)
{
    struct Counts
    {
        double with = 0;
        double without = 0;
        [[nodiscard]] double weight() const { return with > 0 && without > 0 ? with * without / (with + without) : 0; }
    };
    const std::size_t count = isWith.size();
    const auto classOf = [&](std::size_t i) { return classes.empty() ? 0U : classes[i]; };
    std::vector<Counts> counts(classes.empty() ? 1 : static_cast<std::size_t>(std::ranges::max(classes)) + 1);
    for (std::size_t i = 0; i < count; ++i) {
        if (isUsed[i]) {
            Counts& group = counts[classOf(i)];
            (isWith[i] ? group.with : group.without) += 1;
        }
    }
    double all = 0;
    for (const Counts& group : counts) {
        all += group.weight();
    }
    std::vector<float> weights(count, 0.0F);
    for (std::size_t i = 0; i < count && all > 0; ++i) {
        if (isUsed[i]) {
            const Counts& group = counts[classOf(i)];
            const double share = group.weight() / all;
            weights[i] = static_cast<float>(isWith[i] ? share / std::max(group.with, 1.0)
                                                      : -share / std::max(group.without, 1.0));
        }
    }
    return weights;
}

LatentVector weightedSum(const LatentTable& rows, std::span<const float> weights, const JobControl& control)
{
    constexpr std::size_t together = 32;         // rows summed in float before they go into the double sums
    constexpr std::size_t betweenReports = 4096; // a multiple
    const std::size_t d = rows.columns();
    std::vector<double> sums(d);
    LatentVector some(d);
    for (std::size_t first = 0; first < rows.rows(); first += together) {
        const std::size_t last = std::min(first + together, rows.rows());
        std::ranges::fill(some, 0.0F);
        for (std::size_t i = first; i < last; ++i) {
            const float* const row = rows.row(i).data();
            const float weight = weights[i];
            for (std::size_t k = 0; k < d; ++k) {
                some[k] += weight * row[k];
            }
        }
        for (std::size_t k = 0; k < d; ++k) {
            sums[k] += static_cast<double>(some[k]);
        }
        if (first % betweenReports == 0) {
            control.report(static_cast<double>(first) / static_cast<double>(rows.rows()));
        }
    }
    LatentVector result(d);
    std::ranges::transform(sums, result.begin(), [](double value) { return static_cast<float>(value); });
    return result;
}
