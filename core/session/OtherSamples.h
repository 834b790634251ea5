// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

// A space whose samples are others, of the same models: what a state keeps, and what belongs to the samples.

/// `state` with `space`: point, attributes, inputs, sliders, locks and the labels of the own samples stay, everything
/// else begins anew, coloured by the first label.
[[nodiscard]] SessionState withOtherSamples(const SessionState& state, std::shared_ptr<const Space> space);
/// `state` with `space` and all that `saved` had for its samples: selection, groups, colouring, ….
[[nodiscard]] SessionState withSavedSamples(const SessionState& state, const SessionState& saved,
                                            std::shared_ptr<const Space> space);
