// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/MapProjection.h"

// Edits of the t-SNE map, and of the one beside it.

/// How many of `steps` more iterations the map can be given; 0: it has all that it may have.
[[nodiscard]] int possibleSteps(const MapProjection& projection, int steps);
/// More iterations, for the map beside as well: it goes on from where it is.
void giveMoreSteps(MapProjection& projection, int steps);
/// The first map gets the next seed, but not that of the map beside it.
void takeNextSeed(MapProjection& projection);
/// A map of the next seed beside the first one; of another one where there is one already.
void showAnotherSeed(MapProjection& projection);
