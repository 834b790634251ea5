// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

/// The most bytes that are unpacked from a compressed array: its header is a claim until the bytes are there.
inline constexpr std::size_t mostUnpackedBytes = std::size_t{8} << 30;

/// An ordinary file, open for reading at any place.
class OpenFile
{
public:
    /// Throws UserError naming `file` when it is not there, may not be read or is a folder or a device; `wanted`
    /// completes "... is a folder or a device, not ".
    OpenFile(const std::filesystem::path& file, const char* wanted);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// Fills `into` with the bytes from `at` on. Throws UserError when there are fewer.
    void readAt(std::size_t at, std::span<std::byte> into) const;

private:
    std::filesystem::path m_path;
    FileDescriptor m_fd;
    std::size_t m_size = 0;
};

/// Bytes taken one after the other.
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    /// Takes as many bytes as `into` holds; fewer only at the end. Throws UserError when they cannot be read.
    [[nodiscard]] virtual std::size_t read(std::span<std::byte> into) = 0;
};

/// `length` bytes of `file`, from `start` on. Keeps a reference to `file`.
class FilePart final : public ByteSource
{
public:
    FilePart(const OpenFile& file, std::size_t start, std::size_t length)
        : m_file(file)
        , m_at(start)
        , m_left(length)
    {
    }
    [[nodiscard]] std::size_t read(std::span<std::byte> into) override;

private:
    const OpenFile& m_file;
    std::size_t m_at;
    std::size_t m_left;
};

enum class Compression {
    Gzip,    ///< RFC 1952, one member or several; checksums are checked
    Deflate, ///< RFC 1951, as in a zip archive
};

/// What `packed` unpacks to. Errors name `place`.
class Unpacked final : public ByteSource
{
public:
    Unpacked(std::unique_ptr<ByteSource> packed, Compression compression, std::filesystem::path place);
    ~Unpacked() override;
    [[nodiscard]] std::size_t read(std::span<std::byte> into) override;

private:
    struct Stream;
    std::unique_ptr<ByteSource> m_packed;
    Compression m_compression;
    std::filesystem::path m_place;
    std::unique_ptr<Stream> m_stream;
};

/// Whether the file begins as gzip does. What a file is, its content says, not its suffix.
[[nodiscard]] bool isGzip(const OpenFile& file);
