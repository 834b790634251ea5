// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/AttributeTask.h"
#include "space/LabelTable.h"

#include <optional>

/// What a vector is asked to be made of, in the words of a space.
struct AttributeQuestion
{
    std::vector<std::uint32_t> with; ///< sample numbers, ascending; not used by Ridge
    std::vector<std::uint32_t> without;
    /// Ridge: the samples that are used, ascending; none: all. Labels that are kept fixed count these alone as well.
    std::optional<std::vector<std::uint32_t>> among;
    AttributeOptions options;
    std::vector<std::string> balance; ///< Balanced: labels whose classes are matched, 1 to mostBalanceLabels
    std::string number;               ///< Ridge: the label of numbers that is predicted
    std::vector<std::string> fixedLabels;
    std::vector<FixedDirections> fixedVectors; ///< 1 x d each
};

/// The same as rows and numbers, and what was left out on the way.
struct AttributeExamples
{
    LatentTable rows; ///< of the samples of both groups, *with* first
    AttributeTask task;
    std::size_t shared = 0;    ///< samples that were in both groups, and are in neither now
    std::size_t unmatched = 0; ///< Balanced: samples of classes that only one group has
    std::size_t beyond = 0;    ///< Linear and Ridge: samples left out because there were more than mostLinearRows
};

/// Gathers the samples. Those in both groups are left out of both; numbers are split at their median into *with*
/// (above) and *without*. `labels` may be null where none is named. Throws UserError, each in its own sentence: a group
/// that is empty or has nothing but shared samples, too few samples for the method, a label that does not exist, is no
/// number, does not vary, a latent that is not finite.
[[nodiscard]] AttributeExamples gatherExamples(const LatentTable& latents, const LabelTable* labels,
                                               const AttributeQuestion& question, const JobControl& control = {});

/// The rows that do not meet all conditions, but whose cells in the columns named are all known: *everything else*.
/// Throws UserError as rowsWhere does.
[[nodiscard]] std::vector<std::uint32_t> rowsElsewhere(const LabelTable& labels,
                                                       const std::vector<LabelCondition>& conditions);

/// Directions along which `column` varies: for each of its values (the 64 most frequent) the mean of its samples minus
/// the mean of all, for numbers the covariance with each latent. Samples whose cell is unknown do not count, nor do
/// those that are not in `among` (all are where it is none).
[[nodiscard]] FixedDirections directionsOf(const LabelColumn& column, const LatentTable& latents,
                                           const std::optional<std::vector<std::uint32_t>>& among = {});
