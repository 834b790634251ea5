// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/Space.h"

/// Writes `map` (a name, and positions: samples x 2, finite) into the folder of `space`, which has samples of its own:
/// a .npy of its own and an entry in space.json; one of the same name gives way. Each file is replaced in one step,
/// under a lock of the folder; what else stands in space.json stays as it is, also what came there meanwhile. Returns
/// the space with the map, all else shared. Throws UserError (no room, another number of samples, values that are not
/// finite, a folder that may not be written to); then the folder is as it was.
[[nodiscard]] std::shared_ptr<const Space> keepMap(const Space& space, SavedMap map);
