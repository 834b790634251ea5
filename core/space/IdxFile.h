// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "space/LabelTable.h"
#include "space/PictureStream.h"

#include <filesystem>
#include <optional>

/// What an IDX file holds: the arrays of MNIST and its relatives (Y. LeCun, "The MNIST database", file formats).
enum class IdxKind {
    Pictures, ///< idx3-ubyte, n x height x width grey; or idx4-ubyte, n x height x width x channels
    Labels,   ///< idx1-ubyte, one number for each sample
};

/// By content, gzip looked into: nothing when this is no IDX file of bytes, or none of 1, 3 or 4 dimensions.
[[nodiscard]] std::optional<IdxKind> idxKind(const std::filesystem::path& file);

/// The pictures of an IDX file, plain or gzip, a few at a time; the header is checked first. Throws UserError.
[[nodiscard]] PictureStream openIdxPictures(const std::filesystem::path& file);
/// All pictures of an IDX file, plain or gzip. The header is checked against the bytes that are there before anything
/// is allocated. Throws UserError naming `file`.
[[nodiscard]] PictureBatch readIdxPictures(const std::filesystem::path& file);
/// The labels of an IDX file, plain or gzip, as one column called *label*. Throws UserError naming `file`.
[[nodiscard]] LabelTable readIdxLabels(const std::filesystem::path& file);
