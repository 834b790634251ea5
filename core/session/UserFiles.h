// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

/// The whole file. Throws UserError naming it when it cannot be read or is larger than any of the program's own.
[[nodiscard]] std::string readTextFile(const std::filesystem::path& file);
/// Makes the folder and those above it. Throws UserError.
void makeFolder(const std::filesystem::path& folder);
