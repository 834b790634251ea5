// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <cstddef>
#include <span>
#include <vector>

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
    /// Takes a descriptor that the other side sent: checks that it is a memfd with the seals that `use` asks for and of
    /// exactly `bytes`, then maps it for reading. Throws EngineError (Protocol).
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

/// A sealed table that holds a copy of `values`.
template <class T> [[nodiscard]] FileDescriptor sealedTable(std::span<const T> values);
/// The values of a table of exactly `count` elements, copied. Throws EngineError (Protocol).
template <class T> [[nodiscard]] std::vector<T> readTable(FileDescriptor descriptor, std::size_t count);

// Tables that are copied anyway are written and read, not mapped: that fetches no page for the mapping alone.
[[nodiscard]] FileDescriptor sealedBytes(std::span<const std::byte> bytes);
void requireTable(const FileDescriptor& descriptor, std::size_t bytes); ///< before memory is taken for its copy
void copyTable(FileDescriptor descriptor, std::span<std::byte> into);

template <class T> FileDescriptor sealedTable(std::span<const T> values)
{
    return sealedBytes(std::as_bytes(values));
}

template <class T> std::vector<T> readTable(FileDescriptor descriptor, std::size_t count)
{
    requireTable(descriptor, count * sizeof(T));
    std::vector<T> values(count);
    copyTable(std::move(descriptor), std::as_writable_bytes(std::span(values)));
    return values;
}
