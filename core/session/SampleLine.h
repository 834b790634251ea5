// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

/// A slider that leads from one sample to another: at amount 1 from `from` to `to`, wherever the point is. Its name is
/// "12 to 57", its pair the two latents, its amount 0. Throws UserError where a sample is not there, and where both are
/// the same or not finite.
[[nodiscard]] AttributeSlider lineBetweenSamples(const SessionState& state, std::uint32_t from, std::uint32_t to);
