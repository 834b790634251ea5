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

enum class Taken { GivesWay, IsRefused }; ///< what came into the folder meanwhile, under the name of a map of ours

void requireName(const std::string& name)
{
    if (name.empty() || name.size() > mostNameBytes) {
        throw UserError("A map that is kept needs a name of up to " + std::to_string(mostNameBytes) + " bytes.");
    }
}

void require(const SavedMap& map, const SpaceManifest& manifest, const fs::path& file)
{
    const std::size_t samples = manifest.samples ? manifest.samples->count : 0;
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

Json entriesOf(const Json& manifest)
{
    return manifest.contains("maps") && manifest["maps"].is_array() ? manifest["maps"] : Json::array();
}

Json::iterator entryNamed(Json& entries, const std::string& name)
{
    return std::ranges::find_if(entries, [&](const Json& entry) { return textIn(entry, "name") == name; });
}

/// Takes the entry of that name out, if there is one; returns its file.
std::string takeOut(Json& entries, const std::string& name)
{
    const auto old = entryNamed(entries, name);
    if (old == entries.end()) {
        return {};
    }
    std::string file = textIn(*old, "file");
    entries.erase(old);
    return file;
}

SavedMap& mapIn(Space& space, const std::string& name)
{
    const auto found = std::ranges::find(space.manifest.maps, name, &SavedMap::name);
    if (found == space.manifest.maps.end()) {
        throw UserError(space.name() + " has no map “" + name + "”. It may have been renamed or removed meanwhile.");
    }
    return *found;
}

bool hasMap(const Space& space, const SavedMap& map)
{
    const SavedMap* const same = mapNamed(space.manifest.maps, map.name);
    return same != nullptr && isSameMap(*same, map);
}

/// Where the map lies: in the file that it came in, as long as that is there (of others) or free (of ours).
std::string fileFor(const SavedMap& map, const fs::path& folder)
{
    const bool isOwn = map.file.starts_with(ownStart);
    const bool canStay = !map.file.empty() && fs::exists(folder / map.file) != isOwn;
    return canStay ? map.file : freeFile(folder, map.name);
}

/// The order of `maps`, and what these do not know behind them.
Json inOrderOf(const std::vector<SavedMap>& maps, Json entries)
{
    Json ordered = Json::array();
    for (const SavedMap& map : maps) {
        if (const auto entry = entryNamed(entries, map.name); entry != entries.end()) {
            ordered.push_back(*entry);
            entries.erase(entry);
        }
    }
    ordered.insert(ordered.end(), entries.begin(), entries.end());
    return ordered;
}

void removeUnnamed(const fs::path& folder, const std::string& file, const Json& entries)
{
    const bool isNamed = std::ranges::any_of(entries, [&](const Json& entry) { return textIn(entry, "file") == file; });
    if (file.starts_with(ownStart) && !isNamed) {
        std::error_code ignored; // it takes room, no more
        fs::remove(folder / file, ignored);
    }
}

/// One change of a folder's maps, while the folder is locked.
struct MapChange
{
    const Space& before;
    Space& after; ///< its new maps get the names of their files
    Taken taken;
    fs::path manifestFile = after.location / "space.json";
    SpaceManifest now = SpaceManifest::parse(readWholeFile(manifestFile, mostManifestBytes), manifestFile);
    Json entries = entriesOf(now.original);
    std::vector<std::string> oldFiles = {};
    std::vector<std::string> newFiles = {};

    void takeOutOld()
    {
        for (const SavedMap& map : before.manifest.maps) {
            if (hasMap(after, map)) {
                continue;
            }
            const std::string file = takeOut(entries, map.name);
            if (taken == Taken::IsRefused && !file.empty() && file != map.file) {
                throw UserError(manifestFile.string() + ": another program has replaced the map “" + map.name +
                                "” meanwhile, so it stays as it is there. Open the space anew to see it.");
            }
            oldFiles.push_back(file);
        }
    }

    void put(SavedMap& map)
    {
        require(map, now, manifestFile);
        if (taken == Taken::IsRefused && entryNamed(entries, map.name) != entries.end()) {
            throw UserError(manifestFile.string() + ": another program has kept a map “" + map.name +
                            "” there meanwhile, so this one was not written. Give it another name.");
        }
        oldFiles.push_back(takeOut(entries, map.name));
        if (entries.size() >= mostSavedMaps) {
            throw UserError(manifestFile.string() + ": there are " + std::to_string(entries.size()) +
                            " maps under `maps` already, so “" + map.name +
                            "” was not kept. Give it the name of one of them to take its place.");
        }
        map.file = fileFor(map, after.location);
        if (!fs::exists(after.location / map.file)) {
            newFiles.push_back(map.file);
            writeLatents(after.location / map.file, *map.positions);
        }
        Json known = entriesOf(after.manifest.original);
        const auto entry = entryNamed(known, map.name);
        if (entry == known.end() && map.latents.empty() && after.latents) {
            map.latents = digestOf(*after.latents);
        }
        entries.push_back(entry == known.end() ? savedMapToJson(map) : *entry); // with what others wrote into it
        entries.back()["file"] = map.file;
    }

    void write()
    try {
        takeOutOld();
        for (SavedMap& map : after.manifest.maps) {
            if (hasMap(before, map)) {
                map.file = mapNamed(before.manifest.maps, map.name)->file;
            } else {
                put(map);
            }
        }
        Json manifest = now.original;
        manifest["maps"] = entries = inOrderOf(after.manifest.maps, std::move(entries));
        if (entries.empty()) {
            manifest.erase("maps");
        }
        writeFileAtomically(manifestFile, spaceFileText(manifest));
        after.manifest.original["maps"] = entries;
        for (const std::string& file : oldFiles) {
            removeUnnamed(after.location, file, entries);
        }
    } catch (...) {
        for (const std::string& file : newFiles) {
            std::error_code ignored;
            fs::remove(after.location / file, ignored);
        }
        throw;
    }
};

void writeMaps(const Space& before, Space& after, Taken taken)
try {
    const FolderLock lock(after.location);
    MapChange{before, after, taken}.write();
} catch (const fs::filesystem_error& error) {
    throw UserError(after.location.string() + ": its maps could not be written (" + error.code().message() + ").");
}

std::shared_ptr<Space> spaceWith(const Space& space, SavedMap map)
{
    requireName(map.name);
    require(map, space.manifest, space.location);
    auto changed = std::make_shared<Space>(space);
    std::vector<SavedMap>& maps = changed->manifest.maps;
    const auto old = std::ranges::find(maps, map.name, &SavedMap::name);
    if (old == maps.end() && maps.size() >= mostSavedMaps) {
        throw UserError(space.name() + ": there are " + std::to_string(maps.size()) + " maps already, so “" + map.name +
                        "” was not kept. Give it the name of one of them to take its place.");
    }
    Json entries = entriesOf(changed->manifest.original);
    takeOut(entries, map.name);
    changed->manifest.original["maps"] = std::move(entries);
    map.file.clear(); // that of the map whose copy it is, if any
    if (old == maps.end()) {
        maps.push_back(std::move(map));
    } else {
        *old = std::move(map);
    }
    return changed;
}

} // namespace

std::shared_ptr<const Space> withMap(const Space& space, SavedMap map)
{
    return spaceWith(space, std::move(map));
}

std::shared_ptr<const Space> withoutMap(const Space& space, const std::string& name)
{
    auto changed = std::make_shared<Space>(space);
    (void)mapIn(*changed, name);
    std::erase_if(changed->manifest.maps, [&](const SavedMap& map) { return map.name == name; });
    Json entries = entriesOf(space.manifest.original);
    takeOut(entries, name);
    changed->manifest.original["maps"] = std::move(entries);
    return changed;
}

std::shared_ptr<const Space> withRenamedMap(const Space& space, const std::string& name, const std::string& next)
{
    requireName(next);
    auto changed = std::make_shared<Space>(space);
    SavedMap& map = mapIn(*changed, name);
    if (next != name && mapNamed(space.manifest.maps, next) != nullptr) {
        throw UserError(space.name() + " has a map “" + next + "” already. Choose another name.");
    }
    map.name = next;
    if (map.file.starts_with(ownStart)) {
        map.file.clear(); // it gets one that is called like it
    }
    Json entries = entriesOf(space.manifest.original);
    if (const auto entry = entryNamed(entries, name); entry != entries.end()) {
        (*entry)["name"] = next;
    }
    changed->manifest.original["maps"] = std::move(entries);
    return changed;
}

std::shared_ptr<const Space> writeMaps(const Space& before, const Space& after)
{
    auto written = std::make_shared<Space>(after);
    writeMaps(before, *written, Taken::IsRefused);
    return written;
}

std::shared_ptr<const Space> keepMap(const Space& space, SavedMap map)
{
    const std::shared_ptr<Space> kept = spaceWith(space, std::move(map));
    writeMaps(space, *kept, Taken::GivesWay);
    return kept;
}
