// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/GroupSummaries.h"

#include <cmath>
#include <stdexcept>

namespace {

constexpr std::size_t rowsAtATime = 8192; ///< between looks at whether it is still wanted

double distanceBetween(LatentView a, LatentView b)
{
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        squares += difference * difference;
    }
    return std::sqrt(squares);
}

/// Calls `look` for each row that is in a group; false when the run was stopped.
template <class Look>
bool forGrouped(std::span<const std::uint32_t> groupOf, std::size_t groups, const JobControl& control, const Look& look)
{
    for (std::size_t i = 0; i < groupOf.size(); ++i) {
        if (i % rowsAtATime == 0 && control.stop.stop_requested()) {
            return false;
        }
        if (groupOf[i] < groups) {
            look(i, groupOf[i]);
        }
    }
    return true;
}

} // namespace

std::vector<GroupSummary> groupSummaries(const LatentTable& latents, std::span<const std::uint32_t> groupOf,
                                         std::size_t groups, const JobControl& control)
{
    if (groupOf.size() != latents.rows()) {
        throw std::logic_error("groupSummaries: a group is needed for each row");
    }
    const std::size_t width = latents.columns();
    std::vector<GroupSummary> all(groups);
    std::vector<double> sums(groups * width);
    const auto add = [&](std::size_t i, std::size_t group) {
        const LatentView z = latents.row(i);
        for (std::size_t k = 0; k < width; ++k) {
            sums[group * width + k] += static_cast<double>(z[k]);
        }
        ++all[group].size;
    };
    const auto measure = [&](std::size_t i, std::size_t number) {
        GroupSummary& group = all[number];
        const double distance = distanceBetween(latents.row(i), group.mean);
        const bool isFirst = group.nearestDistance < 0;
        if (isFirst || distance < group.nearestDistance) {
            group.nearest = static_cast<std::uint32_t>(i);
            group.nearestDistance = distance;
        }
        if (isFirst || distance > group.farthestDistance) {
            group.farthest = static_cast<std::uint32_t>(i);
            group.farthestDistance = distance;
        }
    };
    if (!forGrouped(groupOf, groups, control, add)) {
        return {};
    }
    for (std::size_t group = 0; group < groups; ++group) {
        for (std::size_t k = 0; k < width && all[group].size > 0; ++k) {
            all[group].mean.push_back(
                static_cast<float>(sums[group * width + k] / static_cast<double>(all[group].size)));
        }
        all[group].nearestDistance = all[group].size > 0 ? -1 : 0;
    }
    return forGrouped(groupOf, groups, control, measure) ? all : std::vector<GroupSummary>();
}
