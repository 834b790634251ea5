// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

/// Writes `bytes` to a temporary name beside `path`, syncs, reads back, renames, syncs the folder: afterwards `path`
/// holds either all of the new bytes or what it held before. Throws UserError that names the file and the reason (full
/// disk, permission, …); then nothing is left behind.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text);
