// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/VariationPlan.h"

/// Points in equal steps from the one without what the amounts of now add to the one with it, or between two samples,
/// both with it; locked sliders hold as they do when an amount moves.
[[nodiscard]] VariationPlan planMorph(const SessionState& state, const VariationChoice& choice,
                                      const PrincipalComponents* components);
