// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// What a decoder's numbers mean: 8-bit = round(255 * (clamp(x, low, high) - low) / (high - low)).
struct ValueRange
{
    float low = 0;
    float high = 1;
    bool operator==(const ValueRange&) const = default;
};

/// Size of a picture: 1 (grey) or 3 (RGB) channels.
struct PictureShape
{
    int channels = 0;
    int height = 0;
    int width = 0;
    [[nodiscard]] std::size_t bytes() const
    {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    }
    bool operator==(const PictureShape&) const = default;
};

/// What a network means by its three channels. Pictures themselves are always RGB.
enum class ChannelOrder { Rgb, Bgr };

/// How a picture of another shape is brought to the wanted one.
enum class PictureFit {
    Stretch, ///< the sides are scaled apart, nothing is cut off
    Border,  ///< all of it in the middle, black beside it
    Crop,    ///< the largest part of the wanted proportions, from the middle
};

/// What a picture file held before it was brought to a size.
struct PictureOrigin
{
    int channels = 0; ///< 1 grey, 2 grey with alpha, 3 colour, 4 colour with alpha
    int height = 0;   ///< as it is seen, a camera's rotation applied
    int width = 0;
    bool isAnimated = false; ///< there are further frames, which were left
    bool operator==(const PictureOrigin&) const = default;
};

/// The largest side of a picture, in pixels, and the most latents that any part of the program takes.
inline constexpr int maxPictureSide = 1024;
inline constexpr int maxLatentSize = 4096;

/// 8-bit pixels, height x width x channels, row after row, no padding.
struct Picture
{
    PictureShape shape;
    std::vector<std::uint8_t> pixels;
    double nonFiniteShare = 0; ///< share of the decoder's values that were NaN or infinite; those pixels are 0
    bool operator==(const Picture&) const = default;
};

/// n pictures of one shape, one after the other.
struct PictureBatch
{
    std::size_t count = 0;
    PictureShape shape;
    std::vector<std::uint8_t> pixels;
    std::vector<double> nonFiniteShares; ///< one each; empty when all are finite
    bool operator==(const PictureBatch&) const = default;
};
