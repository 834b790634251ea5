// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/AttributeFit.h"

/// Two groups that are chosen but not yet fitted: what they are, how many they have, and why they will not do.
struct GroupChoice
{
    AttributeFit::Wish wish;
    std::size_t shared = 0; ///< samples that are in both
    QString counts;         ///< "380 with, 371 without"
    QString problem;        ///< a sentence; empty: they will do
};

/// Samples whose cell in `column` is the value `with`, against those of `without` (none: all others that are known).
[[nodiscard]] GroupChoice chooseValues(const LabelColumn& column, std::optional<std::uint32_t> with,
                                       std::optional<std::uint32_t> without);
/// Samples that meet a pattern, "arrow 1=left, arrow 5=up", against those that meet another (empty: all others).
[[nodiscard]] GroupChoice choosePatterns(const LabelTable& labels, const QString& with, const QString& without);
/// The numbers of `column`, for ridge regression.
[[nodiscard]] GroupChoice chooseNumbers(const LabelColumn& column);
/// Groups A and B of the state; an empty B means all but A.
[[nodiscard]] GroupChoice chooseSelections(const SessionState& state);

/// Its problem, or what else the method asks of the groups, a sentence; empty: nothing.
[[nodiscard]] QString problemOf(const GroupChoice& choice, AttributeMethod method);
