// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/FolderLock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

FolderLock::FolderLock(const std::filesystem::path& folder)
    : m_folder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    while (m_folder.isValid() && ::flock(m_folder.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
}
