// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <cstddef>
#include <string>
#include <vector>

/// Largest file that is taken over a descriptor.
inline constexpr std::size_t maxServedFile = std::size_t{4} << 30;

/// Opens a file for the engine, which gets descriptors, never paths. Throws UserError that names it: it cannot be
/// opened, is no file, or too large.
[[nodiscard]] FileDescriptor openServedFile(const std::string& file);

/// The same in an open folder, which saves looking the folder up for each of many files. `folderName` with a slash at
/// its end stands before the name in messages.
[[nodiscard]] FileDescriptor openServedFile(int folder, const std::string& name, const std::string& folderName);

/// The whole of a file that came as a descriptor. Read, not mapped: a file cut short while it is mapped would end the
/// engine. Throws UserError.
[[nodiscard]] std::vector<std::byte> readServedFile(const FileDescriptor& file);
