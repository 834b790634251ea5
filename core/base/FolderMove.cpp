// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/FolderMove.h"

#include "base/UserError.h"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <cstring>
#include <string>

std::filesystem::path withoutSlash(const std::filesystem::path& path)
{
    return path.has_filename() ? path : path.parent_path();
}

void moveFolderTo(const std::filesystem::path& folder, const std::filesystem::path& target)
{
    if (::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
        return;
    }
    if (errno != EEXIST || ::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
        throw UserError(target.string() + ": could not be written: " + std::strerror(errno) +
                        ". Choose another place, or make the folder around it and check its permissions.");
    }
    std::error_code ignored; // what was there now bears the other name
    std::filesystem::remove_all(folder, ignored);
}
