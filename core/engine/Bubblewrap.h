// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// How a program is started through bubblewrap (bwrap): without network, with processes of its own, and with a file
/// system that holds its libraries, read-only, the devices of a GPU, and nothing else.
struct Bubblewrap
{
    std::filesystem::path bwrap; ///< the program
    std::string problem;         ///< empty when it can be used here: it was tried once

    /// Asked once per process: looks for bwrap and starts a program that does nothing.
    static const Bubblewrap& ofSystem();

    /// Empty when `program` can be started through it, else why not.
    [[nodiscard]] std::string problemWith(const std::filesystem::path& program) const;
    /// What stands before the program's own arguments. `informationDescriptor` hears its process number.
    [[nodiscard]] std::vector<std::string> command(const std::filesystem::path& program,
                                                   int informationDescriptor) const;
};
