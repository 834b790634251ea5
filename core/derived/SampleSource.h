// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/PictureArrayFile.h"
#include "space/Space.h"

#include <QImage>

/// One data set's pictures in whichever of the three forms a space has them; immutable.
struct SampleSource
{
    QImage sheet; ///< images.png: tiles are cut from it
    int columns = 1;
    std::shared_ptr<const PictureBatch> array;        ///< images.npy
    std::shared_ptr<const PictureArrayReader> stored; ///< a large one: read one by one
    std::vector<std::filesystem::path> files;         ///< images/, in byte order of name: read one by one
    std::size_t count = 0;
    QSize tile;

    [[nodiscard]] bool isReadOnDemand() const { return stored || !files.empty(); }
    /// One that is read on demand, by any thread. Throws UserError.
    [[nodiscard]] QImage onDisk(std::uint32_t sample) const;
    /// Null for those that are read on demand.
    [[nodiscard]] QImage inMemory(std::uint32_t sample) const;
};

/// Reads the pictures of `space` (manifest and location are enough), those in files of their own excepted. Throws
/// UserError that names the file.
[[nodiscard]] SampleSource readSampleSource(const Space& space);
/// One file of a folder of pictures. Throws UserError.
[[nodiscard]] QImage readSampleFile(const std::filesystem::path& file);
