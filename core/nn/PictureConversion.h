// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <cstdint>
#include <span>

/// One picture of a network, channel by channel (c x h x w), to 8-bit h x w x c: round(255 * (clamp(x) - low) /
/// (high - low)), halves to even. NaN and infinite values become 0; their share is returned.
double toPixels(std::span<const float> planes, const PictureShape& shape, ValueRange range,
                std::span<std::uint8_t> pixels);
/// The same for a network that gives bytes.
void toPixels(std::span<const std::uint8_t> planes, const PictureShape& shape, std::span<std::uint8_t> pixels);
