// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <cstddef>
#include <vector>

/// Largest file that is taken over a descriptor.
inline constexpr std::size_t maxServedFile = std::size_t{4} << 30;

/// The whole of a file that came as a descriptor. Read, not mapped: a file cut short while it is mapped would end the
/// engine. Throws UserError.
[[nodiscard]] std::vector<std::byte> readServedFile(const FileDescriptor& file);
