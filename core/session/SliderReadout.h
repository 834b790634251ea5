// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"
#include "session/SessionState.h"

// What the rows of the slider list say about the state, one row at a time: a list of thousands asks only for those it
// shows. `components` may be null in the latent basis.

/// How many sliders there are: one per latent dimension or principal component; 0 while components are missing.
[[nodiscard]] std::size_t sliderCount(const SessionState& state, const PrincipalComponents* components);

/// The coordinate that slider `index` shows for `currentPoint` (d floats): the same number as
/// sliderCoordinates(...)[index]. O(1) in the latent basis, O(d) in the other.
[[nodiscard]] float sliderCoordinate(LatentView currentPoint, SliderBasis basis, const PrincipalComponents* components,
                                     std::size_t index);

/// "z12", the latent's own name, or "PC 3".
[[nodiscard]] std::string sliderName(const SessionState& state, std::size_t index);
[[nodiscard]] std::string sliderName(const SessionState& state, SliderBasis basis, std::size_t index);

/// Locks are kept apart for the two bases.
[[nodiscard]] bool isSliderLocked(const SessionState& state, std::size_t index);
void setSliderLocked(SessionState& state, std::size_t index, bool locked);
