// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/SharedBuffer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

constexpr int sizeSeals = F_SEAL_SHRINK | F_SEAL_GROW;

[[noreturn]] void refuse(const std::string& why)
{
    throw MemoryRefused("Shared memory was refused: " + why + ".");
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
    requireSealed(descriptor, bytes, use);
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

SharedTableWriter::SharedTableWriter(std::size_t bytes)
    : m_memory(newMemory(bytes))
    , m_bytes(bytes)
{
}

void SharedTableWriter::write(std::span<const std::byte> some)
{
    while (!some.empty()) {
        const ssize_t written = ::write(m_memory.get(), some.data(), some.size());
        if (written < 0 && errno != EINTR) {
            noMemory(m_bytes);
        }
        const auto count = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
        m_written += count;
        some = some.subspan(count);
    }
}

FileDescriptor SharedTableWriter::sealed() &&
{
    if (m_written != m_bytes) {
        throw std::logic_error("A shared table was sealed before it was whole.");
    }
    addSeals(m_memory.get(), sizeSeals | F_SEAL_WRITE | F_SEAL_SEAL);
    return std::move(m_memory);
}

void requireSealed(const FileDescriptor& descriptor, std::size_t bytes, SharedBuffer::Use use)
{
    const int seals = ::fcntl(descriptor.get(), F_GET_SEALS);
    const int wanted = use == SharedBuffer::Use::Table ? sizeSeals | F_SEAL_WRITE : sizeSeals;
    if (seals < 0) {
        refuse("it is not a sealable memory file");
    }
    if ((seals & wanted) != wanted) {
        refuse("its seals are missing");
    }
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        refuse("it is not a memory file");
    }
    if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) != bytes) {
        refuse("it has " + std::to_string(status.st_size) + " bytes in place of " + std::to_string(bytes));
    }
}
