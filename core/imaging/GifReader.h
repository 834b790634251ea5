// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// The first frame of a GIF file on its canvas.
struct GifFrame
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> bgra; ///< height x width x 4; what no pixel covers is transparent
    bool isAnimated = false;        ///< further frames follow
};

[[nodiscard]] bool isGif(std::span<const std::byte> file);
/// Reads GIF87a and GIF89a (CompuServe, "Graphics Interchange Format", 1990), interlaced or not. The canvas has at most
/// as many pixels as its head says, which the caller has checked. Throws UserError when the file is damaged or cut off.
[[nodiscard]] GifFrame readGif(std::span<const std::byte> file);
