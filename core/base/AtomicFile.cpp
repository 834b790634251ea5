// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"

#include "base/FileDescriptor.h"
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
        , m_path(target.parent_path() / temporaryNameFor(target))
        , m_fd(::open(m_path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666))
    {
        if (!m_fd.isValid()) {
            failWriting(target, errno);
        }
        struct stat before
        {
        };
        if (::stat(target.c_str(), &before) == 0 && ::fchmod(m_fd.get(), before.st_mode & 07777) != 0) {
            fail();
        }
    }
    ~TemporaryFile()
    {
        if (!m_renamed) {
            ::unlink(m_path.c_str());
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

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
        if (::rename(m_path.c_str(), m_target.c_str()) != 0) {
            fail();
        }
        m_renamed = true;
        const Path folder = m_target.parent_path();
        const FileDescriptor folderFd(
            ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folderFd.isValid()) {
            ::fsync(folderFd.get()); // some file systems cannot; the rename stands all the same
        }
    }

private:
    [[noreturn]] void fail() const { failWriting(m_target, errno); }

    Path m_target;
    Path m_path;
    FileDescriptor m_fd;
    bool m_renamed = false;
};

} // namespace

void failWriting(const Path& path, int error)
{
    throw UserError(path.string() + ": could not be written: " + std::strerror(error) + ". " + remedyFor(error));
}

void writeFileAtomically(const Path& path, Parts parts)
{
    std::error_code ignored;
    Path target = path;
    if (std::filesystem::is_symlink(path, ignored)) {
        target = std::filesystem::weakly_canonical(path, ignored);
    }
    if (std::filesystem::is_directory(target, ignored)) {
        failWriting(path, EISDIR);
    }
    TemporaryFile file(target.empty() ? path : target);
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
