// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

enum class PointShape : std::uint8_t { Disc, Square, Triangle, Diamond, Plus, Cross, TriangleDown, Ring };
inline constexpr int pointShapeCount = 8;

/// How the points of one style look.
struct PointStyle
{
    std::uint32_t rgb = 0x808080;  ///< 0xRRGGBB
    std::uint32_t edge = 0x404040; ///< of the thin line around a shape
    PointShape shape = PointShape::Disc;
    bool isVisible = false;
    bool isBackground = false; ///< painted faintly, below all others
    bool operator==(const PointStyle&) const = default;
};

using PointPalette = std::array<PointStyle, 256>;

/// Whether (x, y), relative to the middle, lies inside `shape` of the size of a disc with radius 1.
[[nodiscard]] bool isInside(PointShape shape, double x, double y);
