// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineClient.h"

#include <nlohmann/json.hpp>

struct LeftOutPicture
{
    std::string name; ///< of its file below the folder
    std::string reason;
};

/// Pictures as a verb was given them.
struct GivenPictures
{
    PictureBatch pictures;               ///< the readable ones, in order
    std::vector<std::string> names;      ///< of their files below the folder; empty for an array
    std::vector<std::size_t> places;     ///< of each among all that were given, from 0
    std::vector<LeftOutPicture> leftOut; ///< the others

    [[nodiscard]] std::size_t count() const { return pictures.count; }
    /// The file's name, or "picture 3 (counted from 0)" of an array.
    [[nodiscard]] std::string nameOf(std::size_t picture) const;
};

/// Reads a .npy array, or one picture file or those in and below a folder in byte order of name through the engine,
/// brought to `shape` (0 x 0 x 0: as the first one is). What of a folder is not taken, is said; pictures that cannot be
/// read are left out. Throws UserError naming the file when an array has another shape, or when no picture can be read.
[[nodiscard]] GivenPictures readPicturesFrom(const std::filesystem::path& source, PictureShape shape,
                                             EngineClient& client);

/// Says on standard error which were left out, the first twenty by name.
void sayLeftOut(const std::vector<LeftOutPicture>& leftOut);
/// All of them, each with `name` and `reason`.
[[nodiscard]] nlohmann::json leftOutJson(const std::vector<LeftOutPicture>& leftOut);
