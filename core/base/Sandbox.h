// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

/// How well an engine is kept from everything but what it is given. Weakest first; each has what stands before it,
/// where the system grants that too.
enum class SandboxLevel {
    None,
    Seccomp,    ///< no network, no programs, no files written
    Landlock,   ///< and no files read but its libraries
    Bubblewrap, ///< and a file system, processes and a network of its own, in which there is nothing
};

inline constexpr std::array<std::pair<SandboxLevel, const char*>, 4> sandboxLevels = {{
    {SandboxLevel::None, "none"},
    {SandboxLevel::Seccomp, "seccomp"},
    {SandboxLevel::Landlock, "landlock+seccomp"},
    {SandboxLevel::Bubblewrap, "bwrap"},
}};

[[nodiscard]] constexpr const char* nameOf(SandboxLevel level)
{
    return sandboxLevels[static_cast<std::size_t>(level)].second;
}

/// What an engine reached, and why no more (or what it is made of).
struct Sandbox
{
    SandboxLevel level = SandboxLevel::None;
    std::string reason;
    bool operator==(const Sandbox&) const = default;
};

/// What a client asks of an engine that it starts.
struct SandboxWish
{
    SandboxLevel most = SandboxLevel::Bubblewrap; ///< None: the user wants none
    std::uint64_t memoryBytes = 0;                ///< that a model may fill; 0: three quarters of the machine's
    bool operator==(const SandboxWish&) const = default;
};

/// The bytes that `wish` allows on this machine.
[[nodiscard]] std::uint64_t memoryLimit(const SandboxWish& wish);
/// "6 GB", "1.5 GB": 1024^3 bytes, rounded to a tenth.
[[nodiscard]] std::string gigabytes(std::uint64_t bytes);
