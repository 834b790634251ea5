// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PictureFiles.h"

#include "base/FileDescriptor.h"
#include "base/UserError.h"
#include "space/DelimitedText.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace {

using Path = std::filesystem::path;
constexpr std::size_t mostEntries = 1'000'000;

void note(const struct stat& status, PictureFile& file)
{
    file.size = static_cast<std::uint64_t>(status.st_size);
    file.changedNs = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

enum class Kind {
    File, ///< or a link that leads to one, or nowhere
    Folder,
    LinkToFolder,
    Other, ///< a device, a socket
};

Kind kindOf(int folder, const dirent& entry)
{
    struct stat status = {};
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN && ::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        type = static_cast<unsigned char>(IFTODT(status.st_mode)); // not every file system says it at once
    }
    switch (type) {
    case DT_REG:
        return Kind::File;
    case DT_DIR:
        return Kind::Folder;
    case DT_LNK:
        return ::fstatat(folder, entry.d_name, &status, 0) == 0 && S_ISDIR(status.st_mode) ? Kind::LinkToFolder
                                                                                           : Kind::File;
    default:
        return Kind::Other;
    }
}

/// With readdir: the standard library's iterator puts a path together for every file, which takes twice as long.
class Listing
{
public:
    explicit Listing(const Path& folder)
        : m_folder(folder)
    {
        list("");
        if (m_error != 0) {
            throw UserError(folder.string() + ": the folder could not be read (" + std::strerror(m_error) +
                            "). Give yourself the right to read it, or choose another.");
        }
    }

    PictureFiles take()
    {
        std::ranges::sort(m_found.files, {}, &PictureFile::name); // by bytes
        noteLinks();
        noteClosed();
        return std::move(m_found);
    }

private:
    void noteLinks()
    {
        const std::string remedy = " not followed. Give the folder itself if its pictures belong here.";
        if (m_links == 1) {
            m_found.notes.push_back((m_folder / m_firstLink).string() + ": this link to a folder is" + remedy);
        } else if (m_links > 1) {
            m_found.notes.push_back(m_folder.string() + ": " + std::to_string(m_links) + " links to folders are" +
                                    remedy);
        }
    }

    void noteClosed()
    {
        const std::string remedy = " could not be read (" + std::string(std::strerror(EACCES)) +
                                   "), and what is in it is left out. Give yourself the right to read it.";
        if (m_closed == 1) {
            m_found.notes.push_back((m_folder / m_firstClosed).string() + ": this folder" + remedy);
        } else if (m_closed > 1) {
            m_found.notes.push_back(m_folder.string() + ": each of " + std::to_string(m_closed) + " folders, " +
                                    m_firstClosed + " the first," + remedy);
        }
    }

    /// What is in `below`, which is empty or ends in a slash.
    void list(const std::string& below)
    {
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir((m_folder / below).c_str()), ::closedir);
        if (!folder) {
            const bool isLeftOut = errno == EACCES && !below.empty();
            m_error = isLeftOut ? m_error : errno;
            if (isLeftOut && ++m_closed == 1) {
                m_firstClosed = below.substr(0, below.size() - 1);
            }
            return;
        }
        for (errno = 0; const dirent* const entry = ::readdir(folder.get()); errno = 0) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") {
                take(below, name, kindOf(::dirfd(folder.get()), *entry));
            }
        }
        m_error = errno != 0 ? errno : m_error;
    }

    void take(const std::string& below, std::string_view name, Kind kind)
    {
        if (++m_entries > mostEntries) {
            throw UserError(m_folder.string() +
                            ": there are more than a million files in and below this folder. Choose one that holds "
                            "the pictures alone.");
        }
        std::error_code ignored;
        if (kind == Kind::LinkToFolder) {
            m_firstLink = ++m_links == 1 ? below + std::string(name) : m_firstLink;
        } else if (kind == Kind::Folder) {
            const std::string inner = below + std::string(name) + '/';
            if (!std::filesystem::exists(m_folder / inner / "space.json", ignored)) { // else a sheet of its own
                list(inner);
            }
        } else if (!isPictureName(name)) {
            ++m_found.others;
        } else if (kind == Kind::File) {
            m_found.files.push_back({.name = below + std::string(name)});
        }
    }

    const Path& m_folder;
    PictureFiles m_found;
    std::size_t m_entries = 0;
    std::size_t m_links = 0;
    std::size_t m_closed = 0;
    std::string m_firstLink;
    std::string m_firstClosed;
    int m_error = 0;
};

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

std::string noteOnOthers(const Path& folder, std::size_t count)
{
    return folder.string() + ": " + std::to_string(count) +
           (count == 1 ? " file that is not named like a picture is" : " files that are not named like pictures are") +
           " left out.";
}

void noteFiles(const Path& folder, std::span<PictureFile> files, std::atomic<std::size_t>& noted)
{
    constexpr std::size_t tellEvery = 64;
    const FileDescriptor opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)); // no path is put together
    for (std::size_t i = 0; i < files.size(); ++i) {
        struct stat status = {};
        if (::fstatat(opened.get(), files[i].name.c_str(), &status, 0) == 0) {
            note(status, files[i]);
        }
        if ((i + 1) % tellEvery == 0 || i + 1 == files.size()) {
            noted.store(i + 1);
            noted.notify_all();
        }
    }
}

PictureFiles listPictureFiles(const Path& folder)
{
    PictureFiles found = listPictureNames(folder);
    std::atomic<std::size_t> noted = 0;
    noteFiles(folder, found.files, noted);
    return found;
}

PictureFiles listPictureNames(const Path& folder)
{
    return Listing(folder).take();
}
