// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "space/ByteSource.h"

#include <filesystem>

/// Pictures in a .npy file (|u1, n x h x w x c or n x h x w), read one by one: nothing is held in memory.
class PictureArrayReader
{
public:
    /// Checks the header against the file's size. Throws UserError naming the file and what is wrong.
    explicit PictureArrayReader(const std::filesystem::path& file);

    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] PictureShape shape() const { return m_shape; }
    /// The pixels of picture `index` into `into` (shape().bytes()). Throws UserError when the file was cut short.
    void read(std::size_t index, std::span<std::uint8_t> into) const;

private:
    OpenFile m_file;
    std::size_t m_offset = 0;
    std::size_t m_count = 0;
    PictureShape m_shape;
};

/// Writes such a file picture by picture. What it is made in goes away by itself, e.g. a WorkFolder.
class PictureArrayWriter
{
public:
    /// For `count` pictures, whose place on the disk is taken at once. Throws UserError.
    PictureArrayWriter(std::filesystem::path file, std::size_t count, PictureShape shape);

    /// The next pictures, n * shape.bytes(). Throws UserError (a full disk, …).
    void append(std::span<const std::uint8_t> pixels);
    /// On the disk, whole. Throws UserError; std::logic_error when pictures are missing.
    void finish();

private:
    void write(std::span<const std::byte> bytes);

    std::filesystem::path m_path;
    FileDescriptor m_file;
    std::size_t m_left; ///< bytes to come
};
