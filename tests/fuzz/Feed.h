// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"
#include "base/UserError.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

// How bytes are fed to readers.

using Bytes = std::span<const std::byte>;

[[nodiscard]] inline std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What is wrong with the bytes is said, and that is all that may happen.
template <class Work> void tolerant(const Work& work)
{
    try {
        (void)work();
    } catch (const UserError&) { // as it should be
    }
}

/// Ends the process, as a crash does: a promise was broken.
[[noreturn]] void fault(std::string_view what);

/// What we have written ourselves must be read again.
template <class Work> auto readAgain(const Work& work)
{
    try {
        return work();
    } catch (const UserError& error) {
        fault(error.what());
    }
}

/// The bytes as a file, in memory.
class MemoryFile
{
public:
    explicit MemoryFile(Bytes bytes);
    [[nodiscard]] int descriptor() const { return m_file.get(); }
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_file.get()); }

private:
    FileDescriptor m_file;
};

/// A folder of this process's own, which goes away with it.
class OwnFolder
{
public:
    OwnFolder();
    ~OwnFolder();
    OwnFolder(const OwnFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    void write(const char* name, std::string_view text) const;

private:
    std::filesystem::path m_path;
};
