// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/VariationPlan.h"

/// First the sum: a direction is added to the point of now, and locked sliders hold there. Then each term that is a
/// point, with its factor.
[[nodiscard]] VariationPlan planArithmetic(const SessionState& state, const VariationChoice& choice,
                                           const VariationSources& sources, const PrincipalComponents* components);
