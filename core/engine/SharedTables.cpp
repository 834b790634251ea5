// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/SharedTables.h"

#include "engine/EngineTypes.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

SharedBuffer openShared(FileDescriptor descriptor, std::size_t bytes, SharedBuffer::Use use)
{
    try {
        return SharedBuffer::open(std::move(descriptor), bytes, use);
    } catch (const MemoryRefused& refused) {
        throw EngineError(EngineProblem::Protocol, refused.what());
    }
}

FileDescriptor sealedBytes(std::span<const std::byte> bytes)
{
    SharedTableWriter table(bytes.size());
    table.write(bytes);
    return std::move(table).sealed();
}

FileDescriptor sealedTable(const LatentTable& table)
{
    if (!table.shared()) {
        return sealedTable(table.values());
    }
    FileDescriptor same(::fcntl(table.shared()->descriptor(), F_DUPFD_CLOEXEC, 0));
    if (!same.isValid()) {
        throw UserError(std::string("The latents cannot be handed to the engine (") + std::strerror(errno) +
                        "). Close some of the program's windows and jobs.");
    }
    return same;
}

void requireTable(const FileDescriptor& descriptor, std::size_t bytes)
{
    try {
        requireSealed(descriptor, bytes, SharedBuffer::Use::Table);
    } catch (const MemoryRefused& refused) {
        throw EngineError(EngineProblem::Protocol, refused.what());
    }
}

void copyTable(FileDescriptor descriptor, std::span<std::byte> into)
{
    requireTable(descriptor, into.size());
    for (off_t at = 0; !into.empty();) {
        const ssize_t got = ::pread(descriptor.get(), into.data(), into.size(), at);
        if (got == 0 || (got < 0 && errno != EINTR)) { // its size is sealed
            throw EngineError(EngineProblem::Protocol, "Shared memory was refused: it cannot be read.");
        }
        at += std::max<ssize_t>(got, 0);
        into = into.subspan(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
}

LatentTable readLatents(FileDescriptor descriptor, std::size_t rows, std::size_t columns)
{
    if (rows * columns < LatentTable::leastShared) {
        return {rows, columns, readTable<float>(std::move(descriptor), rows * columns)};
    }
    return LatentTable::of(std::make_shared<const SharedBuffer>(openShared(
                               std::move(descriptor), rows * columns * sizeof(float), SharedBuffer::Use::Table)),
                           rows, columns);
}
