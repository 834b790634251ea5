// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

/// Fills `into` with standard normal numbers that follow from `seed` alone, whatever the library: SplitMix64 (Steele,
/// Lea, Flood 2014) for 53-bit uniform numbers, and the transform of Box and Muller (1958), both of its numbers used.
void drawNoise(std::uint32_t seed, std::span<float> into);
