// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// `above` over `below`, both premultiplied ARGB32 (Porter and Duff 1984), rounded.
inline std::uint32_t blendOver(std::uint32_t above, std::uint32_t below)
{
    const std::uint32_t rest = 255 - (above >> 24);
    std::uint32_t redBlue = (below & 0x00ff00ffu) * rest + 0x00800080u;
    redBlue = (redBlue + (redBlue >> 8 & 0x00ff00ffu)) >> 8 & 0x00ff00ffu;
    std::uint32_t alphaGreen = (below >> 8 & 0x00ff00ffu) * rest + 0x00800080u;
    alphaGreen = (alphaGreen + (alphaGreen >> 8 & 0x00ff00ffu)) & 0xff00ff00u;
    return above + (redBlue | alphaGreen);
}
