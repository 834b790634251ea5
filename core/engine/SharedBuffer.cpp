// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/SharedBuffer.h"

#include "engine/EngineTypes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace {

constexpr int sizeSeals = F_SEAL_SHRINK | F_SEAL_GROW;

[[noreturn]] void refuse(const std::string& why)
{
    throw EngineError(EngineProblem::Protocol, "Shared memory was refused: " + why + ".");
}

[[noreturn]] void noMemory(std::size_t bytes)
{
    throw UserError("There are not " + std::to_string(bytes >> 20) + " MiB of memory left to share with the engine (" +
                    std::strerror(errno) + "). Close other programs or work with fewer pictures at once.");
}

/// An empty memory file that is to hold so many bytes.
FileDescriptor newMemory(std::size_t bytes)
{
    FileDescriptor memory(::memfd_create("morphoscope", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory.isValid()) {
        noMemory(bytes);
    }
    // The system would take page after page until nothing is left, and then end some process.
    if (bytes >
        static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) {
        errno = ENOMEM;
        noMemory(bytes);
    }
    return memory;
}

/// Throws EngineError (Protocol) unless it is a memory file with the seals that `use` asks for, of exactly `bytes`.
void requireSealed(int descriptor, std::size_t bytes, SharedBuffer::Use use)
{
    const int seals = ::fcntl(descriptor, F_GET_SEALS);
    const int wanted = use == SharedBuffer::Use::Table ? sizeSeals | F_SEAL_WRITE : sizeSeals;
    if (seals < 0) {
        refuse("it is not a sealable memory file");
    }
    if ((seals & wanted) != wanted) {
        refuse("its seals are missing");
    }
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        refuse("it is not a memory file");
    }
    if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) != bytes) {
        refuse("it has " + std::to_string(status.st_size) + " bytes in place of " + std::to_string(bytes));
    }
}

void addSeals(int descriptor, int seals)
{
    if (::fcntl(descriptor, F_ADD_SEALS, seals) != 0) {
        throw UserError(std::string("Memory to share with the engine could not be sealed (") + std::strerror(errno) +
                        "). Restart the program.");
    }
}

} // namespace

SharedBuffer::SharedBuffer(SharedBuffer&& other) noexcept
    : m_descriptor(std::move(other.m_descriptor))
    , m_data(std::exchange(other.m_data, nullptr))
    , m_bytes(std::exchange(other.m_bytes, 0))
{
}

SharedBuffer& SharedBuffer::operator=(SharedBuffer&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_data, other.m_data);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

SharedBuffer::~SharedBuffer()
{
    unmap();
}

SharedBuffer SharedBuffer::create(std::size_t bytes, Use use)
{
    SharedBuffer buffer;
    buffer.m_descriptor = newMemory(bytes);
    // Reserved at once: a page that cannot be had later would be a SIGBUS in place of an error.
    if (bytes > 0 && ::fallocate(buffer.descriptor(), 0, 0, static_cast<off_t>(bytes)) != 0) {
        noMemory(bytes);
    }
    buffer.m_bytes = bytes;
    buffer.map(PROT_READ | PROT_WRITE);
    if (use == Use::Stream) {
        addSeals(buffer.descriptor(), sizeSeals | F_SEAL_SEAL);
    }
    return buffer;
}

SharedBuffer SharedBuffer::open(FileDescriptor descriptor, std::size_t bytes, Use use)
{
    requireSealed(descriptor.get(), bytes, use);
    SharedBuffer buffer;
    buffer.m_descriptor = std::move(descriptor);
    buffer.m_bytes = bytes;
    buffer.map(PROT_READ);
    return buffer;
}

FileDescriptor SharedBuffer::sealed() &&
{
    unmap(); // a writable mapping would keep the seal off
    addSeals(m_descriptor.get(), sizeSeals | F_SEAL_WRITE | F_SEAL_SEAL);
    return std::move(m_descriptor);
}

void SharedBuffer::map(int protection)
{
    if (m_bytes == 0) {
        return;
    }
    void* data = ::mmap(nullptr, m_bytes, protection, MAP_SHARED, m_descriptor.get(), 0);
    if (data == MAP_FAILED) {
        noMemory(m_bytes);
    }
    m_data = static_cast<std::byte*>(data);
}

void SharedBuffer::unmap()
{
    if (m_data) {
        ::munmap(m_data, m_bytes);
        m_data = nullptr;
    }
}

FileDescriptor sealedBytes(std::span<const std::byte> bytes)
{
    FileDescriptor memory = newMemory(bytes.size());
    while (!bytes.empty()) {
        const ssize_t written = ::write(memory.get(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            noMemory(bytes.size());
        }
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    addSeals(memory.get(), sizeSeals | F_SEAL_WRITE | F_SEAL_SEAL);
    return memory;
}

void requireTable(const FileDescriptor& descriptor, std::size_t bytes)
{
    requireSealed(descriptor.get(), bytes, SharedBuffer::Use::Table);
}

void copyTable(FileDescriptor descriptor, std::span<std::byte> into)
{
    requireTable(descriptor, into.size());
    for (off_t at = 0; !into.empty();) {
        const ssize_t got = ::pread(descriptor.get(), into.data(), into.size(), at);
        if (got == 0 || (got < 0 && errno != EINTR)) { // its size is sealed
            refuse("it cannot be read");
        }
        at += std::max<ssize_t>(got, 0);
        into = into.subspan(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
}
