// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/SpacePlace.h"

#include "base/FolderMove.h"
#include "create/NewSpace.h"

#include <unistd.h>

namespace {

using Path = std::filesystem::path;

/// The folder itself, or the first one above it that is there: what is missing is made.
Path nearestThatExists(Path folder)
{
    std::error_code ignored;
    while (!std::filesystem::exists(folder, ignored) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    return folder.empty() ? Path(".") : folder;
}

/// A folder that somebody is in cannot give its name to another: `.`, `..` and what ends in them.
bool isAround(const Path& place)
{
    return place.filename() == "." || place.filename() == "..";
}

} // namespace

SpacePlace lookAtPlace(const Path& out)
{
    const Path place = withoutSlash(out);
    std::error_code ignored;
    if (place.empty() || !place.has_filename() || isAround(place)) {
        return SpacePlace::NotWritable;
    }
    if (std::filesystem::exists(place / "space.json", ignored)) {
        return SpacePlace::Space;
    }
    const bool isEmptyFolder =
        std::filesystem::is_directory(place, ignored) && std::filesystem::is_empty(place, ignored);
    if (std::filesystem::exists(place, ignored) && !isEmptyFolder) {
        return SpacePlace::Occupied;
    }
    const Path above = nearestThatExists(place.parent_path());
    if (!std::filesystem::is_directory(above, ignored) || ::access(above.c_str(), W_OK) != 0) {
        return SpacePlace::NotWritable;
    }
    const Path unfinished = unfinishedFolder(place);
    if (!std::filesystem::exists(unfinished, ignored)) {
        return SpacePlace::Free;
    }
    const bool isOurs = std::filesystem::is_directory(unfinished, ignored) && ::access(unfinished.c_str(), W_OK) == 0;
    return isOurs ? SpacePlace::Unfinished : SpacePlace::NotWritable;
}
