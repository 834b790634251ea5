// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/KeepMap.h"

#include "base/AtomicFile.h"
#include "base/FolderLock.h"
#include "base/UserError.h"
#include "space/JsonReader.h"
#include "space/NpyFile.h"

#include <algorithm>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t mostManifestBytes = std::size_t{256} << 20;
constexpr std::size_t mostNameBytes = 200;
constexpr auto ownStart = "map-"; ///< of the files that are written here, and may be removed

void require(const SavedMap& map, const SpaceManifest& manifest, const fs::path& file)
{
    const std::size_t samples = manifest.samples ? manifest.samples->count : 0;
    if (map.name.empty() || map.name.size() > mostNameBytes) {
        throw UserError("A map that is kept needs a name of up to " + std::to_string(mostNameBytes) + " bytes.");
    }
    if (!map.positions || map.positions->columns() != 2 || map.positions->rows() != samples || samples == 0) {
        throw UserError(file.string() + ": the space has " + std::to_string(samples) +
                        " samples, and the map lays out " + std::to_string(map.positions ? map.positions->rows() : 0) +
                        ", so it was not kept. Open the space anew, and compute the map again.");
    }
    for (std::size_t row = 0; row < samples; ++row) {
        if (!allFinite(map.positions->row(row))) {
            throw UserError("Sample " + std::to_string(row) + " has no place on the map “" + map.name +
                            "”, so it was not kept: a space's map lays out all samples. Fill in the numbers that are "
                            "missing.");
        }
    }
}

/// "map-my-umap.npy": letters and digits of the name, and a number where that is taken.
std::string freeFile(const fs::path& folder, const std::string& name)
{
    std::string stem = ownStart;
    for (const char letter : name.substr(0, 40)) {
        const bool isPlain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        const bool isCapital = letter >= 'A' && letter <= 'Z';
        stem += isPlain ? letter : isCapital ? static_cast<char>(letter + 32) : '-';
    }
    std::string file = stem + ".npy";
    for (int number = 2; fs::exists(folder / file); ++number) {
        file = stem + '-' + std::to_string(number) + ".npy";
    }
    return file;
}

std::string textIn(const Json& entry, const char* key)
{
    return entry.is_object() && entry.contains(key) && entry[key].is_string() ? entry[key].get<std::string>() : "";
}

/// Takes the entry of that name out, if there is one; returns its file.
std::string takeOut(Json& entries, const std::string& name)
{
    const auto old = std::ranges::find_if(entries, [&](const Json& entry) { return textIn(entry, "name") == name; });
    if (old == entries.end()) {
        return {};
    }
    std::string file = textIn(*old, "file");
    entries.erase(old);
    return file;
}

void removeUnnamed(const fs::path& folder, const std::string& file, const Json& entries)
{
    const bool isNamed = std::ranges::any_of(entries, [&](const Json& entry) { return textIn(entry, "file") == file; });
    if (file.starts_with(ownStart) && !isNamed) {
        std::error_code ignored; // it takes room, no more
        fs::remove(folder / file, ignored);
    }
}

} // namespace

std::shared_ptr<const Space> keepMap(const Space& space, SavedMap map)
try {
    const FolderLock lock(space.location);
    const fs::path manifestFile = space.location / "space.json";
    const SpaceManifest now = SpaceManifest::parse(readWholeFile(manifestFile, mostManifestBytes), manifestFile);
    require(map, now, manifestFile);
    Json manifest = now.original;
    Json& entries = manifest["maps"];
    entries = entries.is_array() ? std::move(entries) : Json::array();
    const std::string old = takeOut(entries, map.name);
    if (entries.size() >= mostSavedMaps) {
        throw UserError(manifestFile.string() + ": there are " + std::to_string(entries.size()) +
                        " maps under `maps` already, so “" + map.name +
                        "” was not kept. Give it the name of one of them to take its place.");
    }
    map.file = freeFile(space.location, map.name);
    entries.push_back(savedMapToJson(map));
    writeLatents(space.location / map.file, *map.positions);
    try {
        writeFileAtomically(manifestFile, spaceFileText(manifest));
    } catch (...) {
        std::error_code ignored;
        fs::remove(space.location / map.file, ignored);
        throw;
    }
    removeUnnamed(space.location, old, entries);
    auto kept = std::make_shared<Space>(space);
    kept->manifest.original["maps"] = entries;
    std::erase_if(kept->manifest.maps, [&](const SavedMap& each) { return each.name == map.name; });
    kept->manifest.maps.push_back(std::move(map));
    return kept;
} catch (const fs::filesystem_error& error) {
    throw UserError(space.location.string() + ": the map could not be kept (" + error.code().message() + ").");
}
