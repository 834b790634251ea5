// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"

#include "base/FileDescriptor.h"
#include "base/UnfinishedPath.h"
#include "base/UserError.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <vector>

namespace {

using Path = std::filesystem::path;
using Parts = std::span<const std::span<const std::byte>>;
constexpr std::size_t chunkBytes = std::size_t{1} << 20;

std::string remedyFor(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "Free some space or choose another folder.";
    case EACCES:
    case EPERM:
    case EROFS:
        return "Choose a folder that you may write to, or change its permissions.";
    case ENOENT:
    case ENOTDIR:
        return "Make the folder first, or choose another.";
    default:
        return "Choose another name or folder.";
    }
}

std::string temporaryNameFor(const Path& path)
{
    static std::atomic<unsigned> serial{0};
    return "." + path.filename().string().substr(0, 200) + "." + std::to_string(::getpid()) + "-" +
           std::to_string(++serial) + ".tmp";
}

/// A file that goes away again unless it was renamed.
class TemporaryFile
{
public:
    explicit TemporaryFile(const Path& target)
        : m_target(target)
        , m_unfinished(target.parent_path() / temporaryNameFor(target), [this](const Path& path) { open(path); })
    {
        struct stat before
        {
        };
        if (::stat(target.c_str(), &before) == 0 && ::fchmod(m_fd.get(), before.st_mode & 07777) != 0) {
            fail();
        }
    }

    void write(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_fd.get(), bytes.data(), std::min(bytes.size(), chunkBytes));
            if (written < 0 && errno != EINTR) {
                fail();
            }
            bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
    }

    void readBack(Parts parts)
    {
        if (::fsync(m_fd.get()) != 0 || ::lseek(m_fd.get(), 0, SEEK_SET) != 0) {
            fail();
        }
        std::vector<std::byte> buffer(chunkBytes);
        for (std::span<const std::byte> part : parts) {
            while (!part.empty()) {
                const ssize_t got = ::read(m_fd.get(), buffer.data(), std::min(part.size(), chunkBytes));
                if (got < 0 && errno == EINTR) {
                    continue;
                }
                const auto count = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
                if (got <= 0 || std::memcmp(buffer.data(), part.data(), count) != 0) {
                    throw UserError(m_target.string() + ": what was written does not read back the same. The disk may "
                                                        "be full or damaged: choose another folder.");
                }
                part = part.subspan(count);
            }
        }
    }

    void rename()
    {
        m_unfinished.become([this] {
            if (::rename(m_unfinished.path().c_str(), m_target.c_str()) != 0) {
                fail();
            }
        });
        const Path folder = m_target.parent_path();
        const FileDescriptor folderFd(
            ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folderFd.isValid()) {
            ::fsync(folderFd.get()); // some file systems cannot; the rename stands all the same
        }
    }

private:
    [[noreturn]] void fail() const { failWriting(m_target, errno); }
    void open(const Path& path)
    {
        m_fd = FileDescriptor(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666));
        if (!m_fd.isValid()) {
            fail();
        }
    }

    Path m_target;
    FileDescriptor m_fd;
    UnfinishedPath m_unfinished;
};

/// Where the bytes of `path` go: what a symbolic link points to. Throws UserError for what a file must not replace.
Path targetOf(const Path& path)
{
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status)) {
        failWriting(path, EISDIR);
    }
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw UserError(path.string() + ": this is no ordinary file but a device, a pipe or a socket, and is not "
                                        "replaced. Choose a file's name, and send that file on.");
    }
    const Path target =
        std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
    return target.empty() ? path : target;
}

} // namespace

void requireWritable(const Path& path)
{
    const TemporaryFile file(targetOf(path));
}

void failWriting(const Path& path, int error)
{
    throw UserError(path.string() + ": could not be written: " + std::strerror(error) + ". " + remedyFor(error));
}

void writeFileAtomically(const Path& path, Parts parts)
{
    TemporaryFile file(targetOf(path));
    for (const auto part : parts) {
        file.write(part);
    }
    file.readBack(parts);
    file.rename();
}

void writeFileAtomically(const Path& path, std::span<const std::byte> bytes)
{
    writeFileAtomically(path, Parts(&bytes, 1));
}

void writeFileAtomically(const Path& path, std::string_view text)
{
    writeFileAtomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

std::string readWholeFile(const Path& path, std::size_t mostBytes)
{
    const auto fail = [&](const std::string& reason, const std::string& remedy) {
        throw UserError(path.string() + ": " + reason + ". " + remedy);
    };
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.isValid()) {
        fail(std::string("could not be opened: ") + std::strerror(errno),
             errno == EACCES ? "Give yourself the right to read it, or choose another."
                             : "Check the name, or choose another file.");
    }
    struct stat info
    {
    };
    if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
        fail(S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not an ordinary file", "Choose a file.");
    }
    if (static_cast<std::size_t>(info.st_size) > mostBytes) {
        fail("holds " + std::to_string(info.st_size) + " bytes, more than the " + std::to_string(mostBytes) +
                 " that are taken",
             "Choose a smaller file.");
    }
    std::string content(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t got = ::read(fd.get(), content.data() + done, content.size() - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            fail(std::string("could not be read: ") + std::strerror(errno), "Check the disk it lies on.");
        }
        if (got == 0) {
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    content.resize(done);
    return content;
}
