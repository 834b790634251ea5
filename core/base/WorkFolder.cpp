// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/WorkFolder.h"

#include "base/FolderMove.h"
#include "base/UserError.h"

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

void makeEmpty(const Path& path, const Path& out)
{
    std::error_code error;
    std::filesystem::remove_all(path, error); // of a process that had the same number and was killed
    if (!std::filesystem::create_directory(path, error) || error) {
        fail(out, error ? error.value() : EEXIST);
    }
}

} // namespace

WorkFolder::WorkFolder(const Path& out)
    : m_folder(withoutSlash(out).parent_path() / ("." + withoutSlash(out).filename().string().substr(0, 200) + "." +
                                                  std::to_string(::getpid()) + ".tmp"),
               [&out](const Path& path) { makeEmpty(path, out); })
{
}

void WorkFolder::become(const Path& out)
{
    m_folder.become([&] { moveFolderTo(path(), withoutSlash(out)); });
}

void WorkFolder::moveFilesInto(const Path& folder)
{
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
        const Path target = folder / entry.path().filename();
        if (::rename(entry.path().c_str(), target.c_str()) != 0) {
            fail(target, errno);
        }
    }
}
