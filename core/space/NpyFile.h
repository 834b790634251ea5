// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/LatentTable.h"

#include <filesystem>
#include <vector>

class ByteSource;

/// NumPy's .npy (format 1.0 to 3.0). Reading takes little-endian float32 or float64 (narrowed) in C order for latents
/// and uint8 for pictures; sizes are checked against the file's before anything is allocated. All throw UserError
/// naming the file and what is wrong.
[[nodiscard]] LatentTable readLatents(const std::filesystem::path& file); ///< n x d, or d (one row)
[[nodiscard]] PictureBatch
readPictures(const std::filesystem::path& file); ///< uint8 n x h x w x c, or n x h x w (grey)
/// The same from `size` bytes of an array that lies in another file; `file` is what errors name.
[[nodiscard]] LatentTable readLatents(ByteSource& bytes, std::size_t size, const std::filesystem::path& file);
[[nodiscard]] PictureBatch readPictures(ByteSource& bytes, std::size_t size, const std::filesystem::path& file);
/// Shape of the pictures in an array n x h x w x c or n x h x w (grey): 1 or 3 channels, sides up to maxPictureSide.
[[nodiscard]] PictureShape pictureShapeOf(const std::filesystem::path& file, const std::vector<std::size_t>& shape);

void writeLatents(const std::filesystem::path& file, const LatentTable& table);      ///< <f4 n x d, atomically
void writePictures(const std::filesystem::path& file, const PictureBatch& pictures); ///< |u1 n x h x w x c, atomically
