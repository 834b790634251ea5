// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/GroupExtremes.h"

#include "latent/AttributeVector.h"

#include <algorithm>

namespace {

constexpr std::size_t rowsAtATime = 8192; ///< between looks at whether it is still wanted

/// Calls `look` with each sample that there is; returns how many there are.
template <class Look>
std::size_t forSamples(const LatentTable& table, std::span<const std::uint32_t> samples, const JobControl& control,
                       const Look& look)
{
    std::size_t count = 0;
    for (const std::uint32_t sample : samples) {
        if (sample >= table.rows() || (count % rowsAtATime == 0 && control.stop.stop_requested())) {
            break; // ascending: the rest are not there either
        }
        look(sample);
        ++count;
    }
    return count;
}

void take(GroupExtremes& extremes, std::uint32_t sample, double value, bool isFirst)
{
    if (isFirst || value < extremes.low) {
        extremes.lowest = sample;
        extremes.low = value;
    }
    if (isFirst || value > extremes.high) {
        extremes.highest = sample;
        extremes.high = value;
    }
    extremes.mean += value;
}

} // namespace

std::vector<GroupExtremes> extremesOfColumns(const LatentTable& table, std::span<const std::uint32_t> samples,
                                             const JobControl& control)
{
    std::vector<GroupExtremes> all(table.columns());
    bool isFirst = true;
    const std::size_t count = forSamples(table, samples, control, [&](std::uint32_t sample) {
        const LatentView z = table.row(sample);
        for (std::size_t k = 0; k < z.size(); ++k) {
            take(all[k], sample, static_cast<double>(z[k]), isFirst);
        }
        isFirst = false;
    });
    for (GroupExtremes& extremes : all) {
        extremes.mean /= static_cast<double>(std::max<std::size_t>(count, 1));
    }
    return count > 0 ? all : std::vector<GroupExtremes>();
}

std::optional<GroupExtremes> extremesAlong(const LatentTable& table, std::span<const std::uint32_t> samples,
                                           LatentView vector, const JobControl& control)
{
    GroupExtremes extremes;
    bool isFirst = true;
    const std::size_t count = forSamples(table, samples, control, [&](std::uint32_t sample) {
        take(extremes, sample, positionAlong(table.row(sample), vector), isFirst);
        isFirst = false;
    });
    extremes.mean /= static_cast<double>(std::max<std::size_t>(count, 1));
    return count > 0 ? std::optional(extremes) : std::nullopt;
}

std::vector<Histogram> histogramsOf(const LatentTable& table, std::span<const std::uint32_t> samples,
                                    const std::vector<Histogram>& all, const JobControl& control)
{
    std::vector<Histogram> some;
    std::vector<double> binsPerUnit; // as latentStatistics has them: all samples give the same counts
    for (const Histogram& each : all) {
        const std::size_t bins = each.counts.size();
        some.push_back({each.low, each.high, std::vector<std::uint32_t>(bins)});
        const double width = static_cast<double>(each.high) - static_cast<double>(each.low);
        binsPerUnit.push_back(width > 0 ? static_cast<double>(bins) / width : 0);
    }
    (void)forSamples(table, samples, control, [&](std::uint32_t sample) {
        const LatentView z = table.row(sample);
        for (std::size_t k = 0; k < std::min(some.size(), z.size()); ++k) {
            std::vector<std::uint32_t>& counts = some[k].counts;
            if (!counts.empty()) {
                const double offset = static_cast<double>(z[k]) - static_cast<double>(some[k].low);
                const auto bin = static_cast<std::size_t>(std::max(0.0, offset * binsPerUnit[k]));
                ++counts[std::min(bin, counts.size() - 1)];
            }
        }
    });
    return some;
}
