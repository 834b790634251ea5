// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"
#include "space/KeepMap.h"
#include "space/LabelFile.h"

namespace {

struct MapsOptions
{
    std::string space;
    std::string map;
    std::string rename;
    bool isRemoved = false;
};

/// "UMAP (umap), t-SNE (tsne)"
std::string listOf(const Space& space)
{
    std::string list;
    for (const SavedMap& map : space.manifest.maps) {
        list += (list.empty() ? "" : ", ") + map.name + (map.method.empty() ? "" : " (" + map.method + ")");
    }
    return list;
}

/// Writes the space's folder, and says what was done; `space` is what is left.
std::string change(std::shared_ptr<const Space>& space, const MapsOptions& options, const CommandLine& commandLine)
{
    if (space->isBareDecoder) {
        throw UserError(options.space + ": maps are kept in the folder of a space, and this is none.");
    }
    if (const std::string why = whyLabelsCannotBeWritten(*space, commandLine.executable); !why.empty()) {
        throw UserError(why + ", so its maps stay as they are. Copy it to where you may write, and change the copy.");
    }
    const auto before = space;
    space = options.isRemoved ? withoutMap(*before, options.map) : withRenamedMap(*before, options.map, options.rename);
    space = writeMaps(*before, *space);
    return options.isRemoved ? "removed the map *" + options.map + "*"
                             : "renamed the map *" + options.map + "* to *" + options.rename + "*";
}

void maps(const CommandLine& commandLine, const MapsOptions& options)
{
    const bool isChange = options.isRemoved || !options.rename.empty();
    if (isChange == options.map.empty()) {
        throw CLI::ValidationError("--map", "names the map for --rename NAME or --remove, and goes with one of them.");
    }
    auto space = openNamed(commandLine, options.space);
    std::string text = isChange ? change(space, options, commandLine) : listOf(*space);
    if (text.empty()) {
        text = space->name() + " keeps no maps";
    }
    nlohmann::json json = nlohmann::json::array();
    for (const SavedMap& map : space->manifest.maps) {
        json.push_back({{"name", map.name}, {"method", map.method}});
    }
    report(commandLine, {{"space", space->location.string()}, {"maps", std::move(json)}}, text);
}

} // namespace

void addMaps(CommandLine& commandLine)
{
    const auto options = std::make_shared<MapsOptions>();
    CLI::App* const verb = commandLine.addVerb("maps", "List the maps that a space keeps; rename and remove them",
                                               [&commandLine, options] { maps(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space; to change its maps, in a folder that may be written to")
        ->required();
    verb->add_option("--map", options->map, "NAME: the map to rename or remove");
    CLI::Option* const rename = verb->add_option("--rename", options->rename, "What it is called from now on");
    verb->add_flag("--remove", options->isRemoved,
                   "Take it from the space's folder, and its file if that is called map-…")
        ->excludes(rename);
}
