// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "space/ByteSource.h"

#include <filesystem>
#include <memory>
#include <string>

/// The pictures of an array file, all of one shape, taken in their order a few at a time: the whole need not fit into
/// memory. Throws UserError naming the file when it ends too early.
class PictureStream
{
public:
    /// `pixels` gives the count * shape.bytes() bytes; `place` is what errors name.
    PictureStream(std::size_t count, PictureShape shape, std::unique_ptr<ByteSource> pixels,
                  std::filesystem::path place);

    [[nodiscard]] std::size_t count() const { return m_count; } ///< of all
    [[nodiscard]] PictureShape shape() const { return m_shape; }
    [[nodiscard]] std::size_t taken() const { return m_taken; }

    /// The next `most` pictures, or as many as are left.
    [[nodiscard]] PictureBatch next(std::size_t most);
    void skip(std::size_t count); ///< passes over the next ones

private:
    std::size_t m_count;
    PictureShape m_shape;
    std::unique_ptr<ByteSource> m_pixels;
    std::filesystem::path m_place;
    std::size_t m_taken = 0;
};

/// By content: .npy, .npz (`array` chooses one of several, as in NpzFile) or IDX, plain or gzip. The sizes are checked
/// against the file's before anything is allocated. Throws UserError.
[[nodiscard]] PictureStream openPictureStream(const std::filesystem::path& file, const std::string& array = {});
