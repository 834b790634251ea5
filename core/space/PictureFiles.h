// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

/// A picture file as it was when the folder was read.
struct PictureFile
{
    std::string name; ///< below the folder, `/` between folders
    std::uint64_t size = 0;
    std::int64_t changedNs = 0; ///< since 1970
    bool operator==(const PictureFile&) const = default;
};

struct PictureFiles
{
    std::vector<PictureFile> files; ///< in byte order of name
    std::vector<std::string> notes; ///< sentences: links to folders, folders that cannot be read
    std::size_t others = 0;         ///< files that are not named like pictures
};

/// Files in and below `folder`, with their sizes and times, that are named like pictures. Links to files are followed,
/// those to folders are not, so that no loop is ever entered; nor are folders that are spaces; a link that leads
/// nowhere stands in the list, to be found unreadable. Throws UserError when the folder cannot be read, or holds more
/// than a million entries.
[[nodiscard]] PictureFiles listPictureFiles(const std::filesystem::path& folder);

/// The same without sizes and times, which take longer than the names.
[[nodiscard]] PictureFiles listPictureNames(const std::filesystem::path& folder);

/// That `count` (one at least) of `folder`'s files are left out, in a sentence.
[[nodiscard]] std::string noteOnOthers(const std::filesystem::path& folder, std::size_t count);

/// Fills in sizes and times, in order; `noted` is the number of files that have them, and wakes who waits for it.
void noteFiles(const std::filesystem::path& folder, std::span<PictureFile> files, std::atomic<std::size_t>& noted);

/// Whether an open file has the size and the time that were listed.
[[nodiscard]] bool isAsListed(const PictureFile& listed, int descriptor);

/// How the file is now; size and time are 0 when it is not there.
[[nodiscard]] PictureFile pictureFileNow(const std::filesystem::path& folder, const std::string& name);
