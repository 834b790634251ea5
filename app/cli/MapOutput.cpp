// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/MapOutput.h"

#include "cli/FileTargets.h"
#include "space/KeepMap.h"
#include "space/LabelFile.h"
#include "space/NpyFile.h"

#include <algorithm>

void addMapTarget(CLI::App& verb, MapTarget& target)
{
    verb.add_option("--out", target.out, "XY.npy: float32 n x components");
    verb.add_option("--save-in-space", target.name,
                    "NAME: keep the map in the space's folder under this name; one that has it gives way");
    verb.add_option("--trust", target.trust,
                    "T.npy: how far each sample's place can be trusted, float32 n x 1 from 0 to 1 (of pca: on the "
                    "first two)");
}

void requireMapTarget(const MapTarget& target, const CommandLine& commandLine, const std::string& source,
                      const Space* space)
{
    if (target.out.empty() && target.name.empty()) {
        throw CLI::RequiredError("--out (or --save-in-space)");
    }
    requireFileTargets({{"--out", target.out}, {"--trust", target.trust}});
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

static void keepPlaces(const std::string& name, const Space& space, const LatentTable& places, SavedMap map)
{
    LatentTable plane(places.rows(), 2);
    for (std::size_t row = 0; row < places.rows(); ++row) {
        std::ranges::copy(places.row(row).first(2), plane.row(row).begin());
    }
    map.name = name;
    map.latents = space.latents ? digestOf(*space.latents) : "";
    map.positions = std::make_shared<const LatentTable>(std::move(plane));
    (void)keepMap(space, std::move(map));
}

void writeMap(const MapTarget& target, const Space* space, const LatentTable& places, SavedMap map,
              std::vector<float> trust)
{
    std::string written;
    const auto write = [&written](const std::string& file, const LatentTable& table) {
        if (!file.empty()) {
            writeLatents(file, table);
            written += (written.empty() ? "" : " and ") + file;
        }
    };
    try {
        const std::size_t rows = trust.size();
        write(rows > 0 ? target.trust : "", LatentTable(rows, 1, std::move(trust)));
        write(target.out, places);
        if (!target.name.empty()) {
            keepPlaces(target.name, *space, places, std::move(map));
        }
    } catch (const UserError& error) {
        throw UserError(error.what() + (written.empty() ? "" : " Written before that: " + written + "."));
    }
}

std::string placeOf(const MapTarget& target, const Space* space)
{
    const std::string kept = target.name.empty() ? "" : "kept as “" + target.name + "” in " + space->name();
    return target.out.empty() ? kept : "written to " + target.out + (kept.empty() ? "" : " and " + kept);
}
