// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/Variations.h"

// What the panel Variations says of what stands there.

/// A number with few digits and a true minus sign.
[[nodiscard]] QString amountText(float amount);
/// What all of it is; empty where there is nothing.
[[nodiscard]] QString variationNote(const Variations& variations, const SessionState& state);
/// Below tile `number`.
[[nodiscard]] QString variationText(const Variations& variations, std::uint32_t number);
/// For its tooltip and screen readers: what it is, and what a click does.
[[nodiscard]] QString variationCaption(const Variations& variations, std::uint32_t number);
