// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"
#include "base/UserError.h"

#include <cstddef>
#include <span>

/// A descriptor that was to be shared memory is not what it was said to be.
class MemoryRefused : public UserError
{
public:
    using UserError::UserError;
};

/// Memory that two processes see: a memfd that can neither grow nor shrink, so that no mapping of it ever faults.
class SharedBuffer
{
public:
    enum class Use {
        Stream, ///< written again and again by its maker
        Table,  ///< written once, then sealed against writing too
    };

    SharedBuffer() = default;
    SharedBuffer(SharedBuffer&& other) noexcept;
    SharedBuffer& operator=(SharedBuffer&& other) noexcept;
    ~SharedBuffer();

    /// New memory, zero, mapped for writing. Throws UserError when there is not enough.
    [[nodiscard]] static SharedBuffer create(std::size_t bytes, Use use);
    /// Takes a descriptor, be it another process's: checks that it is a memfd with the seals that `use` asks for and of
    /// exactly `bytes`, then maps it for reading. Throws MemoryRefused.
    [[nodiscard]] static SharedBuffer open(FileDescriptor descriptor, std::size_t bytes, Use use);

    /// Unmaps a table, seals it against writing and gives its descriptor away.
    [[nodiscard]] FileDescriptor sealed() &&;

    [[nodiscard]] int descriptor() const { return m_descriptor.get(); }
    [[nodiscard]] std::size_t size() const { return m_bytes; }
    [[nodiscard]] std::span<std::byte> writable() { return {m_data, m_bytes}; } ///< of those made here only
    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_data, m_bytes}; }

private:
    void map(int protection);
    void unmap();

    FileDescriptor m_descriptor;
    std::byte* m_data = nullptr;
    std::size_t m_bytes = 0;
};

/// A table filled from its beginning by writing, which fetches no page for a mapping, and sealed when it is whole.
class SharedTableWriter
{
public:
    explicit SharedTableWriter(std::size_t bytes); ///< throws UserError where the machine has less memory than that
    void write(std::span<const std::byte> some); ///< the next bytes; throws UserError when there is no memory for them
    /// The table. Throws std::logic_error unless all bytes were written.
    [[nodiscard]] FileDescriptor sealed() &&;

private:
    FileDescriptor m_memory;
    std::size_t m_bytes;
    std::size_t m_written = 0;
};

/// Throws MemoryRefused unless it is a memory file with the seals that `use` asks for, of exactly `bytes`.
void requireSealed(const FileDescriptor& descriptor, std::size_t bytes, SharedBuffer::Use use);
