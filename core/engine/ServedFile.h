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

/// The whole of a file that came as a descriptor. Read, not mapped: a file cut short while it is mapped would end the
/// engine. Throws UserError.
[[nodiscard]] std::vector<std::byte> readServedFile(const FileDescriptor& file);
