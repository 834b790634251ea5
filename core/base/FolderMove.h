// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

/// `folder` takes the name `target` in one step; a folder that bears it is exchanged and then removed. Both lie on one
/// file system. Throws UserError naming `target`; then both are as they were.
void moveFolderTo(const std::filesystem::path& folder, const std::filesystem::path& target);

/// `path` without the slash at its end that would leave it without a name.
[[nodiscard]] std::filesystem::path withoutSlash(const std::filesystem::path& path);
