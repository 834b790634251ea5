// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/Sandbox.h"

#include <unistd.h>

#include <algorithm>

std::uint64_t memoryLimit(const SandboxWish& wish)
{
    constexpr std::uint64_t least = std::uint64_t{1} << 30; // LibTorch alone takes a third of it
    const auto pages = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 0L));
    const auto pageBytes = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 0L));
    return std::max(least, wish.memoryBytes > 0 ? wish.memoryBytes : pages * pageBytes / 4 * 3);
}

std::string gigabytes(std::uint64_t bytes)
{
    const std::uint64_t tenths = ((bytes >> 20) * 10 + 512) >> 10;
    const std::string part = tenths % 10 == 0 ? std::string() : "." + std::to_string(tenths % 10);
    return std::to_string(tenths / 10) + part + " GB";
}
