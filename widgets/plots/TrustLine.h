// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownTrust.h"

// What is said of a map that is coloured by how far its places can be trusted.

/// "mean trust 0.94", or why there is none.
[[nodiscard]] QString trustLine(const ShownTrust& trust);
/// What that means, and among how many samples it was found.
[[nodiscard]] QString trustTip(const MapTrust& trust);
/// "trust: 0.912"; empty for a sample without a place.
[[nodiscard]] QString trustOfSample(const MapTrust& trust, std::uint32_t sample);
