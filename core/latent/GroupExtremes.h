// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentStatistics.h"

#include <optional>
#include <span>

// Where some samples of a table lie along its dimensions and along directions. `samples` are rows of `table` (n x d),
// ascending; those that it does not have are left out. A stopped run gives what is not to be used.

/// The outermost samples along something, of equal ones the first.
struct GroupExtremes
{
    std::uint32_t lowest = 0;
    std::uint32_t highest = 0;
    double low = 0; ///< where they lie
    double high = 0;
    double mean = 0; ///< of all
    bool operator==(const GroupExtremes&) const = default;
};

/// One for each column. None where there are no samples. One pass, sums in double.
[[nodiscard]] std::vector<GroupExtremes>
extremesOfColumns(const LatentTable& table, std::span<const std::uint32_t> samples, const JobControl& control = {});
/// Along a vector (d), in amounts: z . v / |v|^2. Nothing where there are no samples.
[[nodiscard]] std::optional<GroupExtremes> extremesAlong(const LatentTable& table,
                                                         std::span<const std::uint32_t> samples, LatentView vector,
                                                         const JobControl& control = {});
/// Counted in the bins of `all`, one histogram for each column: values beyond their ends are in the outermost ones.
[[nodiscard]] std::vector<Histogram> histogramsOf(const LatentTable& table, std::span<const std::uint32_t> samples,
                                                  const std::vector<Histogram>& all, const JobControl& control = {});
