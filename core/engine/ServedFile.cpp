// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ServedFile.h"

#include "base/UserError.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

FileDescriptor openServedFile(const std::string& file)
{
    return openServedFile(AT_FDCWD, file, "");
}

FileDescriptor openServedFile(int folder, const std::string& name, const std::string& folderName)
{
    // Not blocking, so that a named pipe is refused and not waited for.
    FileDescriptor descriptor(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    const auto file = [&] { return folderName + name; };
    if (!descriptor.isValid()) {
        const char* remedy = errno == EACCES ? " Change its permissions or choose another file." : " Check the name.";
        throw UserError(file() + " cannot be opened: " + std::strerror(errno) + "." + remedy);
    }
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        throw UserError(file() + " is not a file. Choose a file.");
    }
    if (static_cast<std::size_t>(status.st_size) > maxServedFile) {
        throw UserError(file() + " is larger than 4 GiB, the most that can be read. Choose a smaller file.");
    }
    return descriptor;
}

std::vector<std::byte> readServedFile(const FileDescriptor& file)
{
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        throw UserError("The engine got something that is not a file. Choose a file.");
    }
    if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) > maxServedFile) {
        throw UserError("The file is larger than 4 GiB, the most that the engine takes. Choose a smaller one.");
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw UserError(std::string("The file could not be read: ") + std::strerror(errno) + ".");
        }
        if (got == 0) {
            bytes.resize(done); // it was cut short since: whoever reads the content says so
        }
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}
