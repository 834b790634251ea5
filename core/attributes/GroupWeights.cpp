// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/GroupWeights.h"

#include <algorithm>

std::vector<float> groupWeights(std::span<const std::uint8_t> isWith, std::span<const std::uint32_t> classes,
                                std::span<const std::uint8_t> isUsed)
{
    // One number for each class and group, and the first for what is not used: looked up, not branched on.
    const std::size_t count = isWith.size();
    const std::size_t classCount = classes.empty() ? 1 : static_cast<std::size_t>(std::ranges::max(classes)) + 1;
    std::vector<std::uint32_t> groupOf(count);
    std::vector<std::uint32_t> counts(2 * classCount + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t group = 1 + (classes.empty() ? 0 : 2 * classes[i]) + isWith[i];
        groupOf[i] = isUsed.empty() ? group : group * isUsed[i];
        ++counts[groupOf[i]];
    }
    std::vector<double> shares(classCount);
    double all = 0;
    for (std::size_t c = 0; c < classCount; ++c) {
        const double without = counts[1 + 2 * c];
        const double with = counts[2 + 2 * c];
        shares[c] = with > 0 && without > 0 ? with * without / (with + without) : 0;
        all += shares[c];
    }
    std::vector<float> weightOf(counts.size());
    for (std::size_t c = 0; c < classCount; ++c) {
        if (shares[c] > 0) {
            weightOf[1 + 2 * c] = static_cast<float>(-shares[c] / all / counts[1 + 2 * c]);
            weightOf[2 + 2 * c] = static_cast<float>(shares[c] / all / counts[2 + 2 * c]);
        }
    }
    std::vector<float> weights(count);
    std::ranges::transform(groupOf, weights.begin(), [&](std::uint32_t group) { return weightOf[group]; });
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
