// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>

/// The most that is read of a file of the program's own.
inline constexpr std::size_t mostUserFileBytes = std::size_t{256} << 20;

/// Makes the folder and those above it. Throws UserError.
void makeFolder(const std::filesystem::path& folder);
