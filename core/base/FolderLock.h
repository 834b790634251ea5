// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <filesystem>

/// Held while files of a folder are read, changed and written again, so that no other window, thread or command line
/// does so in between; waits for its turn. It leaves nothing in the folder. Where the file system knows no locks, there
/// is none.
class FolderLock
{
public:
    explicit FolderLock(const std::filesystem::path& folder);

private:
    FileDescriptor m_folder; // closing it ends the lock
};
