// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

/// What a file is that somebody drops on the window or names on the command line. Known by content, not by suffix.
enum class DroppedKind {
    Space,        ///< a folder with a space.json, or that space.json
    Decoder,      ///< a zip archive: every TorchScript file is one
    Session,      ///< JSON that is no space.json
    PointPicture, ///< a PNG that carries a point
    Picture,      ///< any other picture: PNG, JPEG, WebP, BMP, TIFF, GIF
    Direction,    ///< a .npy file
    Folder,       ///< one without a space.json
    Unknown
};

/// Reads a few bytes at most.
[[nodiscard]] DroppedKind kindOfFile(const std::filesystem::path& file);
