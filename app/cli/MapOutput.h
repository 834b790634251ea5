// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

/// Where a map goes: XY.npy, the folder of the space under a name, or both; and how far it can be trusted.
struct MapTarget
{
    std::string out;
    std::string name;
    std::string trust; ///< T.npy, or empty: that goes nowhere
};

void addMapTarget(CLI::App& verb, MapTarget& target);
/// Throws CLI::RequiredError where there is no target, and UserError where a file cannot be written or the space (null:
/// there is none) cannot keep the map: to be called before the work whose result goes there.
void requireMapTarget(const MapTarget& target, const CommandLine& commandLine, const std::string& source,
                      const Space* space);
/// `map` says how the places (n x 2 or more for the folder) were made; `trust`, n values, may be empty where it goes
/// nowhere. Throws UserError, which names the files that were written before something failed.
void writeMap(const MapTarget& target, const Space* space, const LatentTable& places, SavedMap map,
              std::vector<float> trust = {});
/// "written to xy.npy and kept as “UMAP” in Arrows"
[[nodiscard]] std::string placeOf(const MapTarget& target, const Space* space);
