// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/AttributeTask.h"

/// Fits a vector to the rows of `rows` (n x d), the first `task.withCount` of which are *with*, and says how far it can
/// be trusted. Amount 1 leads from the one group's mean to the other's along it.
///
/// - Mean: the difference of the two means. One pass over the rows, and one that says where they lie.
/// - Balanced: the same within each class of `task.classes`, each class weighted by n1 n0 / (n1 + n0) (Cochran 1954),
/// so
///   that what the classes are made of takes no part. One pass and one.
/// - Linear: the normal of a logistic regression with L2 penalty 1 on standardised latents (LogisticRegression.h).
/// - Ridge: the same of a linear regression of `task.numbers` (n).
///
/// What is named in `task.fixed` is then taken out by least squares (KeepFixed.h). The same bits for any number of
/// threads. `control.report` is called on the calling thread and may throw. Throws UserError where a group is empty, a
/// value is not finite, the groups do not differ, or nothing is left of the vector.
[[nodiscard]] AttributeVector fitAttribute(const LatentTable& rows, const AttributeTask& task,
                                           const JobControl& control = {});
