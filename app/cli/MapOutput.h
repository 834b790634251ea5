// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

/// Where a map goes: XY.npy, the folder of the space under a name, or both.
struct MapTarget
{
    std::string out;
    std::string name;
};

void addMapTarget(CLI::App& verb, MapTarget& target);
/// Throws CLI::RequiredError where there is no target, and UserError where the space (null: there is none) cannot keep
/// the map: to be called before the work whose result goes there.
void requireMapTarget(const MapTarget& target, const CommandLine& commandLine, const std::string& source,
                      const Space* space);
/// `map` says how the places (n x 2 or more for the folder) were made. Throws UserError.
void writeMap(const MapTarget& target, const Space* space, const LatentTable& places, SavedMap map);
/// "written to xy.npy and kept as “UMAP” in Arrows"
[[nodiscard]] std::string placeOf(const MapTarget& target, const Space* space);
