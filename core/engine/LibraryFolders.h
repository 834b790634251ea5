// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>

/// The folders that `program` and the libraries found there name for their libraries (DT_RUNPATH and DT_RPATH of 64-bit
/// ELF files, with $ORIGIN): what it needs besides the system's own. Nothing is run. Empty for what is no such program.
[[nodiscard]] std::set<std::filesystem::path> libraryFolders(const std::filesystem::path& program);
