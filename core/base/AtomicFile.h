// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

/// Writes `bytes` to a temporary name beside `path`, syncs, reads back, renames, syncs the folder: afterwards `path`
/// holds either all of the new bytes or what it held before. Throws UserError that names the file and the reason (full
/// disk, permission, …); then nothing is left behind, nor by a program that ends with removeUnfinished(). A symbolic
/// link stays one: what it points to is replaced. Devices, pipes and sockets are refused.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text);
/// The same for parts that lie apart in memory, written one after the other.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts);

/// Throws the UserError that writing `path` would throw at once (no such folder, no permission, no file's name), for
/// who has long work to do before. What is there stays as it is.
void requireWritable(const std::filesystem::path& path);

/// Throws the UserError for `error` (errno's value) that ended the writing of `path`, with a way out.
[[noreturn]] void failWriting(const std::filesystem::path& path, int error);

/// The whole of a regular file. Throws UserError naming the file when it cannot be read, is a folder or a device, or
/// holds more than `mostBytes`.
[[nodiscard]] std::string readWholeFile(const std::filesystem::path& path, std::size_t mostBytes);
