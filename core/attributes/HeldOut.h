// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/AttributeTask.h"

#include <functional>
#include <optional>

/// How well vectors of the task's method tell apart samples that they have not seen.
struct HeldOutTest
{
    std::size_t tested = 0;    ///< rows in the cross-validation
    std::optional<double> auc; ///< mean over the folds; none where a group has fewer than two rows
    int randomSplits = 0;      ///< that were tried
    double randomAsGood = 1;   ///< the share of them with an AUC as high
};

/// Up to five folds, each with its share of both groups; at most mostTestedRows rows, as many of each group as in the
/// whole. `basis` (k x d, orthonormal) is what is held fixed.
///
/// Random splits: the rows are dealt anew into groups of the same sizes (within their classes, where classes are
/// matched) and go through the same test as the real groups. It is the difference of means that is tested on both
/// sides, for Linear and Ridge that of rows times the inverse covariance, which is the least-squares plane and costs no
/// fit for each split (Ojala and Garriga 2010, test 1).
[[nodiscard]] HeldOutTest testHeldOut(const LatentTable& rows, const AttributeTask& task, const LatentTable& basis,
                                      const JobControl& control = {});
