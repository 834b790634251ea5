// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>

/// The readers of strangers' bytes, by name. Each takes any bytes and ends well: what is wrong with them is a
/// UserError, which stays inside; anything else is a fault of the reader.
using FuzzTarget = void (*)(std::span<const std::byte> bytes);
[[nodiscard]] const std::map<std::string, FuzzTarget>& fuzzTargets();
