// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/Space.h"

// Maps that a space's folder keeps: a .npy and an entry in space.json each.

/// `space` with the map in place of the one of its name, else behind the others; all else is shared. The folder stays
/// as it is. Throws UserError: no name or one of more than 200 bytes, no room for another map, or one that does not lay
/// out all samples (positions: samples x 2, finite).
[[nodiscard]] std::shared_ptr<const Space> withMap(const Space& space, SavedMap map);
/// Likewise, without the map of that name. Throws UserError where there is none.
[[nodiscard]] std::shared_ptr<const Space> withoutMap(const Space& space, const std::string& name);
/// Likewise, the map `name` called `next` from now on. Throws UserError where there is none, or `next` is no name that
/// is free.
[[nodiscard]] std::shared_ptr<const Space> withRenamedMap(const Space& space, const std::string& name,
                                                          const std::string& next);

/// Writes what differs in the maps of `before`, which is what the folder was last known to hold, and `after` into their
/// folder: a file for each that is new, and space.json, each replaced in one step under a lock of the folder. Files
/// that nothing names any more are removed if they are called map-…; what else stands in space.json stays as it is,
/// also what came there meanwhile. Maps that are new and do not say which latents they were made from get that of the
/// latents of `after`, where it has some. Returns `after` with the files that its maps lie in. Throws UserError (no
/// room, another number of samples, values that are not finite, a name that another program took or a map that it
/// replaced meanwhile, a folder that may not be written to); then the folder is as it was.
[[nodiscard]] std::shared_ptr<const Space> writeMaps(const Space& before, const Space& after);

/// `space` with the map, in memory and in its folder; one of the same name gives way, also one that came there
/// meanwhile. Throws as the others do.
[[nodiscard]] std::shared_ptr<const Space> keepMap(const Space& space, SavedMap map);
