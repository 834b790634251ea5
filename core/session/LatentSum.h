// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

// Sums of samples, points and attribute vectors, as the panel Variations shows them: A - B + C.

/// A point, or where its points cancel out (12 - 7, or vectors alone) a direction.
struct LatentSum
{
    LatentVector vector; ///< d
    bool isDirection = false;
    double pointFactors = 0; ///< of all terms that are points: of a point among them 1
};

/// `selectionMean` (d) may be null where no term is of that kind. Throws UserError for a sample or a vector that is not
/// there, and where a value of the sum is not finite.
[[nodiscard]] LatentSum sumOfTerms(const SessionState& state, const std::vector<ArithmeticTerm>& terms,
                                   const LatentVector* selectionMean);
/// The point that it stands for: itself, or the current point with the direction added to it.
[[nodiscard]] LatentVector pointOfSum(const SessionState& state, const LatentSum& sum);
/// A slider at amount 0 that leads there: along the direction, or from the current point to the sum, which is its pair
/// then. Named after its terms, "12 - 7 + 0.5 glasses". Throws as above, and where it leads nowhere.
[[nodiscard]] AttributeSlider sliderOfSum(const SessionState& state, const std::vector<ArithmeticTerm>& terms,
                                          const LatentVector* selectionMean);
