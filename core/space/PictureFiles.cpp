// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PictureFiles.h"

#include "base/UserError.h"
#include "space/DelimitedText.h"

#include <sys/stat.h>

#include <algorithm>

namespace {

using Path = std::filesystem::path;
constexpr std::size_t mostEntries = 1'000'000;

std::string counted(std::size_t count, const char* one, const char* several)
{
    return std::to_string(count) + (count == 1 ? one : several);
}

} // namespace

PictureFile pictureFileNow(const Path& folder, const std::string& name)
{
    struct stat status = {};
    PictureFile file{.name = name};
    if (::stat((folder / name).c_str(), &status) == 0) {
        file.size = static_cast<std::uint64_t>(status.st_size);
        file.changedNs = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    }
    return file;
}

PictureFiles listPictureFiles(const Path& folder)
{
    PictureFiles found;
    std::size_t entries = 0;
    std::size_t others = 0;
    std::size_t links = 0;
    std::error_code error;
    auto entry = std::filesystem::recursive_directory_iterator(
        folder, std::filesystem::directory_options::skip_permission_denied, error);
    for (; !error && entry != end(entry); entry.increment(error)) {
        if (++entries > mostEntries) {
            throw UserError(folder.string() + ": there are more than a million files in and below this folder. Choose "
                                              "one that holds the pictures alone.");
        }
        std::error_code ignored;
        const bool isLink = entry->is_symlink(ignored);
        if (entry->is_directory(ignored)) {
            links += isLink ? 1 : 0;
            if (std::filesystem::exists(entry->path() / "space.json", ignored)) {
                entry.disable_recursion_pending(); // a sheet of its own
            }
        } else if (!isPictureName(entry->path().filename().native())) {
            ++others;
        } else if (isLink || entry->is_regular_file(ignored)) {
            found.files.push_back({.name = entry->path().lexically_relative(folder).native()});
        }
    }
    if (error) {
        throw UserError(folder.string() + ": the folder could not be read (" + error.message() +
                        "). Give yourself the right to read it, or choose another.");
    }
    std::ranges::sort(found.files, {}, &PictureFile::name); // by bytes
    for (PictureFile& file : found.files) {
        file = pictureFileNow(folder, file.name);
    }
    if (others > 0) {
        found.notes.push_back(folder.string() + ": " +
                              counted(others, " file that is not named like a picture is",
                                      " files that are not named like pictures are") +
                              " left out.");
    }
    if (links > 0) {
        found.notes.push_back(folder.string() + ": " + counted(links, " link to a folder is", " links to folders are") +
                              " not followed. Give the folder itself if its pictures belong here.");
    }
    return found;
}
