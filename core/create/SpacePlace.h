// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

/// What stands where a space is to be made.
enum class SpacePlace {
    Free,
    Unfinished,  ///< free, and work that was stopped lies beside it
    Space,       ///< one that would be replaced
    Occupied,    ///< a file, or a folder of other things, which is never replaced
    NotWritable, ///< no name of a new folder (`.`), or the folder above may not be written to, or is none
};

/// Looks at the disk, which may take as long as the disk takes.
[[nodiscard]] SpacePlace lookAtPlace(const std::filesystem::path& out);
