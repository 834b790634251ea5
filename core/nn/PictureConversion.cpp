// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/PictureConversion.h"

#include <algorithm>
#include <bit>

namespace {

/// Without branches, so that the compiler makes vector instructions of it.
template <int channels>
std::size_t convert(const float* planes, std::size_t area, ValueRange range, std::uint8_t* pixels)
{
    const float span = range.high - range.low;
    std::size_t nonFinite = 0;
    for (std::size_t i = 0; i < area; ++i) {
        for (std::size_t c = 0; c < channels; ++c) {
            const float x = planes[c * area + i];
            const bool isFinite = x - x == 0;
            const float clamped = std::min(std::max(range.low, x), range.high); // NaN becomes low
            // Adding 2^23 rounds to a whole number and leaves it in the low bits of the mantissa.
            const float rounded = 255 * (clamped - range.low) / span + 8388608.0F;
            const auto byte = std::bit_cast<std::uint32_t>(rounded) & 0xffU;
            pixels[i * channels + c] = static_cast<std::uint8_t>(isFinite ? byte : 0U);
            nonFinite += isFinite ? 0U : 1U;
        }
    }
    return nonFinite;
}

} // namespace

double toPixels(std::span<const float> planes, const PictureShape& shape, ValueRange range,
                std::span<std::uint8_t> pixels)
{
    const std::size_t area = static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
    const std::size_t nonFinite = shape.channels == 1 ? convert<1>(planes.data(), area, range, pixels.data())
                                                      : convert<3>(planes.data(), area, range, pixels.data());
    return static_cast<double>(nonFinite) / static_cast<double>(shape.bytes());
}

void toPixels(std::span<const std::uint8_t> planes, const PictureShape& shape, std::span<std::uint8_t> pixels)
{
    const auto channels = static_cast<std::size_t>(shape.channels);
    const std::size_t area = shape.bytes() / channels;
    for (std::size_t i = 0; i < area; ++i) {
        for (std::size_t c = 0; c < channels; ++c) {
            pixels[i * channels + c] = planes[c * area + i];
        }
    }
}
