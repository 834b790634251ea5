// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "space/Space.h"

#include <algorithm>
#include <cstdlib>

namespace {

using Path = std::filesystem::path;

constexpr std::string_view first = "avatars"; ///< of a folder's spaces: it opens where there is nothing to restore

std::string lowerCase(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// The source tree that `program` was built in, if it was: a folder above it with CMakeLists.txt and models/.
Path sourceTreeOf(const Path& program)
{
    std::error_code ignored;
    for (Path folder = program.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
        if (std::filesystem::exists(folder / "CMakeLists.txt", ignored) &&
            std::filesystem::is_directory(folder / "models", ignored)) {
            return folder;
        }
    }
    return {};
}

void addSpacesIn(const Path& folder, std::vector<Path>& spaces)
{
    std::error_code ignored;
    std::vector<Path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        if (std::filesystem::exists(entry.path() / "space.json", ignored)) {
            found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    std::stable_partition(found.begin(), found.end(),
                          [](const Path& path) { return lowerCase(path.filename().string()) == first; });
    for (Path& path : found) {
        const auto sameName = [&](const Path& other) {
            return lowerCase(other.filename().string()) == lowerCase(path.filename().string());
        };
        if (std::ranges::none_of(spaces, sameName)) {
            spaces.push_back(std::move(path));
        }
    }
}

} // namespace

std::vector<Path> embeddedSpaces(const Path& executable)
{
    std::error_code ignored;
    const Path program = std::filesystem::weakly_canonical(
        std::filesystem::exists(executable, ignored) ? executable : Path("/proc/self/exe"), ignored);
    std::vector<Path> spaces;
    if (const char* const folder = std::getenv("MORPHOSCOPE_SPACES"); folder != nullptr && *folder != '\0') {
        addSpacesIn(folder, spaces);
    }
    if (const Path tree = sourceTreeOf(program); !tree.empty()) {
        addSpacesIn(tree / "models", spaces);
    }
    addSpacesIn((program.parent_path() / "../share/morphoscope/spaces").lexically_normal(), spaces);
    return spaces;
}

Path resolveSpace(const std::string& spec, const Path& executable)
{
    std::error_code error;
    const auto status = std::filesystem::status(spec, error);
    // What may not be looked at is not missing: opening it says why it cannot be read.
    if (std::filesystem::exists(status) || error == std::errc::permission_denied) {
        return spec;
    }
    std::string names;
    for (const Path& space : embeddedSpaces(executable)) {
        const std::string name = space.filename().string();
        if (lowerCase(name) == lowerCase(spec)) {
            return space;
        }
        names += (names.empty() ? "" : ", ") + name;
    }
    throw UserError(spec + ": there is no such file or folder, and no embedded space of that name. " +
                    (names.empty() ? "No spaces are embedded." : "Embedded spaces: " + names + "."));
}

bool isEmbedded(const std::filesystem::path& space, const std::filesystem::path& executable)
{
    const auto embedded = embeddedSpaces(executable);
    return std::any_of(embedded.begin(), embedded.end(), [&](const std::filesystem::path& one) {
        std::error_code ignored;
        return std::filesystem::equivalent(one, space, ignored);
    });
}
