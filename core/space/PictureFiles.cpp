// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PictureFiles.h"

#include "base/FileDescriptor.h"
#include "base/UserError.h"
#include "space/DelimitedText.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace {

using Path = std::filesystem::path;
constexpr std::size_t mostEntries = 1'000'000;

std::string counted(std::size_t count, const char* one, const char* several)
{
    return std::to_string(count) + (count == 1 ? one : several);
}

void note(const struct stat& status, PictureFile& file)
{
    file.size = static_cast<std::uint64_t>(status.st_size);
    file.changedNs = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

/// The same as pictureFileNow for many files: no path is put together.
void noteAll(const Path& folder, std::vector<PictureFile>& files)
{
    const FileDescriptor opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (PictureFile& file : files) {
        struct stat status = {};
        if (::fstatat(opened.get(), file.name.c_str(), &status, 0) == 0) {
            note(status, file);
        }
    }
}

} // namespace

PictureFile pictureFileNow(const Path& folder, const std::string& name)
{
    struct stat status = {};
    PictureFile file{.name = name};
    if (::stat((folder / name).c_str(), &status) == 0) {
        note(status, file);
    }
    return file;
}

bool isAsListed(const PictureFile& listed, int descriptor)
{
    struct stat status = {};
    PictureFile now{.name = listed.name};
    if (::fstat(descriptor, &status) == 0) {
        note(status, now);
    }
    return now == listed;
}

PictureFiles listPictureFiles(const Path& folder)
{
    PictureFiles found;
    const std::size_t prefix = (folder / "").native().size();
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
            found.files.push_back({.name = entry->path().native().substr(prefix)});
        }
    }
    if (error) {
        throw UserError(folder.string() + ": the folder could not be read (" + error.message() +
                        "). Give yourself the right to read it, or choose another.");
    }
    std::ranges::sort(found.files, {}, &PictureFile::name); // by bytes
    noteAll(folder, found.files);
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
