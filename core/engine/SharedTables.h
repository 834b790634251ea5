// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/SharedBuffer.h"
#include "latent/LatentTable.h"

#include <span>
#include <vector>

// Tables that travel between the two processes as sealed memory. What the other side sent is refused with an
// EngineError (Protocol) unless it is exactly that. Small tables and those that are copied anyway are written and read,
// not mapped: that fetches no page for the mapping alone.

/// SharedBuffer::open for what the other side sent.
[[nodiscard]] SharedBuffer openShared(FileDescriptor descriptor, std::size_t bytes, SharedBuffer::Use use);

[[nodiscard]] FileDescriptor sealedBytes(std::span<const std::byte> bytes);
void requireTable(const FileDescriptor& descriptor, std::size_t bytes); ///< before memory is taken for its copy
void copyTable(FileDescriptor descriptor, std::span<std::byte> into);

/// A sealed table that holds a copy of `values`.
template <class T> [[nodiscard]] FileDescriptor sealedTable(std::span<const T> values)
{
    return sealedBytes(std::as_bytes(values));
}
/// Of the table's own memory where that can be shared, else of a copy.
[[nodiscard]] FileDescriptor sealedTable(const LatentTable& table);

/// The values of a table of exactly `count` elements, copied.
template <class T> [[nodiscard]] std::vector<T> readTable(FileDescriptor descriptor, std::size_t count)
{
    requireTable(descriptor, count * sizeof(T));
    std::vector<T> values(count);
    copyTable(std::move(descriptor), std::as_writable_bytes(std::span(values)));
    return values;
}
/// rows x columns floats; large ones stay where they are.
[[nodiscard]] LatentTable readLatents(FileDescriptor descriptor, std::size_t rows, std::size_t columns);
