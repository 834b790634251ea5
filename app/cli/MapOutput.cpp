// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/MapOutput.h"

#include "space/KeepMap.h"
#include "space/LabelFile.h"
#include "space/NpyFile.h"

#include <algorithm>

void addMapTarget(CLI::App& verb, MapTarget& target)
{
    verb.add_option("--out", target.out, "XY.npy: float32 n x components");
    verb.add_option("--save-in-space", target.name,
                    "NAME: keep the map in the space's folder under this name; one that has it gives way");
}

void requireMapTarget(const MapTarget& target, const CommandLine& commandLine, const std::string& source,
                      const Space* space)
{
    if (target.out.empty() && target.name.empty()) {
        throw CLI::RequiredError("--out (or --save-in-space)");
    }
    if (target.name.empty()) {
        return;
    }
    if (space == nullptr || space->isBareDecoder) {
        throw UserError(source + ": --save-in-space keeps a map in the folder of a space, and this is none. Give a "
                                 "space, or leave the option out.");
    }
    if (const std::string why = whyLabelsCannotBeWritten(*space, commandLine.executable); !why.empty()) {
        throw UserError(why + ", so no map is kept there. Copy it to where you may write, and give the copy.");
    }
}

void writeMap(const MapTarget& target, const Space* space, const LatentTable& places, SavedMap map)
{
    if (!target.name.empty()) {
        if (places.columns() < 2) {
            throw UserError("A map that is kept in a space needs two components. Give --components 2.");
        }
        LatentTable plane(places.rows(), 2);
        for (std::size_t row = 0; row < places.rows(); ++row) {
            std::ranges::copy(places.row(row).first(2), plane.row(row).begin());
        }
        map.name = target.name;
        map.latents = space->latents ? digestOf(*space->latents) : "";
        map.positions = std::make_shared<const LatentTable>(std::move(plane));
        (void)keepMap(*space, std::move(map));
    }
    if (!target.out.empty()) {
        writeLatents(target.out, places);
    }
}

std::string placeOf(const MapTarget& target, const Space* space)
{
    const std::string kept = target.name.empty() ? "" : "kept as “" + target.name + "” in " + space->name();
    return target.out.empty() ? kept : "written to " + target.out + (kept.empty() ? "" : " and " + kept);
}
