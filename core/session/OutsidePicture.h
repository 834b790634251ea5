// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A picture that is no sample: somebody brought it, and a point is looked for whose picture is like it. It is kept as
/// the decoder would give it, in its size and channels.
struct OutsidePicture
{
    std::string name; ///< of its file
    Picture picture;
    bool operator==(const OutsidePicture&) const = default;
};

/// As a PNG file, in which the pixels are the same.
[[nodiscard]] std::string pngOf(const Picture& picture);
/// Nothing when the bytes are no PNG, or one larger than `maxPictureSide`.
[[nodiscard]] std::optional<Picture> pictureFromPng(std::string_view png);
