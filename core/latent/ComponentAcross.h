// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"

/// The direction at right angles to `vector` (d, not zero) in which the samples vary most: the first principal
/// component of what is left of them when `vector` is taken out. A unit vector of d floats, whose largest number is
/// positive. From the components alone, of which all should be there: the largest root of the secular equation (Golub
/// 1973, "Some modified matrix eigenvalue problems", section 5). Throws UserError where no direction is left,
/// std::logic_error where the widths differ.
[[nodiscard]] LatentVector firstComponentAcross(const PrincipalComponents& components, LatentView vector);
