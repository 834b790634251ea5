// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

/// What the first bytes of a picture file say, without decoding it.
struct PictureHead
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    /// Nothing when this is none of PNG, JPEG, WebP, BMP, TIFF and GIF, or when no size stands where it should.
    static std::optional<PictureHead> parse(std::span<const std::byte> file);
};
