// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/WorkFolder.h"

#include "base/UserError.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace {

using Path = std::filesystem::path;

[[noreturn]] void fail(const Path& path, int error)
{
    throw UserError(path.string() + ": could not be written: " + std::strerror(error) +
                    ". Choose another place, or make the folder around it and check its permissions.");
}

/// Without the slash at the end that would leave it without a name.
Path cleaned(const Path& path)
{
    return path.has_filename() ? path : path.parent_path();
}

} // namespace

WorkFolder::WorkFolder(const Path& out)
    : m_path(cleaned(out).parent_path() /
             ("." + cleaned(out).filename().string().substr(0, 200) + "." + std::to_string(::getpid()) + ".tmp"))
{
    std::error_code error;
    std::filesystem::remove_all(m_path, error); // of a process that had the same number and was killed
    if (!std::filesystem::create_directory(m_path, error) || error) {
        fail(out, error ? error.value() : EEXIST);
    }
}

WorkFolder::~WorkFolder()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
}

void WorkFolder::become(const Path& out)
{
    const Path target = cleaned(out);
    if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
        m_path.clear();
        return;
    }
    const bool isThere = errno == EEXIST;
    // What was there now bears the hidden name and is removed with it.
    if (!isThere || ::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
        fail(out, errno);
    }
}

void WorkFolder::moveFilesInto(const Path& folder)
{
    for (const auto& entry : std::filesystem::directory_iterator(m_path)) {
        const Path target = folder / entry.path().filename();
        if (::rename(entry.path().c_str(), target.c_str()) != 0) {
            fail(target, errno);
        }
    }
}
