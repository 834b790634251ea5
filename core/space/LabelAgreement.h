// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

/// How far two groupings of the same samples say the same.
struct LabelAgreement
{
    double homogeneity = 1;  ///< 1 where no cluster has samples of two classes
    double completeness = 1; ///< 1 where no class is split over two clusters
    std::size_t samples = 0; ///< those of which both are known
    bool operator==(const LabelAgreement&) const = default;
};

/// 1 - H(class | cluster) / H(class) and 1 - H(cluster | class) / H(cluster), 1 where there is but one class or cluster
/// (Rosenberg and Hirschberg 2007, "V-measure", equations 1 and 2). Both columns have as many rows (std::logic_error
/// otherwise); samples that are unknown in one of them do not count.
[[nodiscard]] LabelAgreement agreementOf(const LabelColumn& clusters, const LabelColumn& classes);
