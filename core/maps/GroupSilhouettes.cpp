// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/GroupSilhouettes.h"

#include "maps/Silhouettes.h"

#include <algorithm>
#include <stdexcept>

namespace {

constexpr std::size_t mostAsked = 10'000;
constexpr std::size_t fewestAsked = 1000;
constexpr std::size_t mostPairs = 2'000'000'000;
constexpr std::size_t fewestOfGroup = 50;
constexpr std::size_t fewForThreads = 2000; ///< rows; below, threads cost more than they bring

/// The rows that are in a group, each with its group.
struct Grouped
{
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> groupOf;
};

Grouped groupedOf(std::span<const std::uint32_t> groupOf, std::size_t groups)
{
    Grouped grouped;
    for (std::size_t i = 0; i < groupOf.size(); ++i) {
        if (groupOf[i] < groups) {
            grouped.rows.push_back(static_cast<std::uint32_t>(i));
            grouped.groupOf.push_back(groupOf[i]);
        }
    }
    return grouped;
}

ScaledPoints pointsOf(const LatentTable& table, const Grouped& grouped, const std::stop_token& stop)
{
    if (grouped.rows.size() == table.rows()) {
        return scaledPoints(table, stop);
    }
    LatentTable rows(grouped.rows.size(), table.columns());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        std::ranges::copy(table.row(grouped.rows[i]), rows.row(i).begin());
    }
    return scaledPoints(rows, stop);
}

/// Of each group its share, ascending.
std::vector<std::size_t> askedOf(const Grouped& grouped, std::size_t groups)
{
    const std::size_t n = grouped.rows.size();
    if (n <= mostAsked) {
        return spreadEvenly(n, n);
    }
    const std::size_t all = std::clamp(mostPairs / n, fewestAsked, mostAsked);
    std::vector<std::vector<std::size_t>> members(groups);
    for (std::size_t i = 0; i < n; ++i) {
        members[grouped.groupOf[i]].push_back(i);
    }
    std::vector<std::size_t> asked;
    for (const std::vector<std::size_t>& group : members) {
        for (const std::size_t k : spreadEvenly(group.size(), std::max(fewestOfGroup, group.size() * all / n))) {
            asked.push_back(group[k]);
        }
    }
    std::ranges::sort(asked);
    return asked;
}

} // namespace

std::vector<GroupSilhouette> groupSilhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                              std::size_t groups, int threads, const JobControl& control)
{
    if (groupOf.size() != table.rows()) {
        throw std::logic_error("groupSilhouettes: a group is needed for each row");
    }
    std::vector<GroupSilhouette> result(groups);
    const Grouped grouped = groupedOf(groupOf, groups);
    const ScaledPoints points = pointsOf(table, grouped, control.stop);
    if (control.stop.stop_requested()) {
        return {};
    }
    if (points.rows == 0 || points.columns == 0) {
        return result;
    }
    const std::vector<std::size_t> asked = askedOf(grouped, groups);
    BlockPool pool(points.rows < fewForThreads ? 1 : threads);
    const auto found = silhouettes(points, {{grouped.groupOf, groups}}, asked, pool, control);
    if (found.empty()) {
        return {};
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        GroupSilhouette& group = result[grouped.groupOf[asked[i]]];
        group.mean += static_cast<double>(found[0][i]);
        ++group.asked;
    }
    for (GroupSilhouette& group : result) {
        group.mean /= static_cast<double>(std::max<std::size_t>(group.asked, 1));
    }
    return result;
}
