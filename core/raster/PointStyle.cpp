// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/PointStyle.h"

#include <cmath>

namespace {

/// An upward triangle with its middle at 0; y points down, as on the screen.
bool isInTriangle(double x, double y)
{
    constexpr double size = 1.25;
    return y <= 0.6 * size && std::abs(x) * 1.7320508 <= y + size;
}

bool isInPlus(double x, double y)
{
    constexpr double arm = 1.15;
    constexpr double thickness = 0.42;
    return (std::abs(x) <= thickness && std::abs(y) <= arm) || (std::abs(y) <= thickness && std::abs(x) <= arm);
}

} // namespace

bool isInside(PointShape shape, double x, double y)
{
    constexpr double diagonal = 0.70710678;
    switch (shape) {
    case PointShape::Disc:
        return x * x + y * y <= 1;
    case PointShape::Square:
        return std::abs(x) <= 0.9 && std::abs(y) <= 0.9;
    case PointShape::Triangle:
        return isInTriangle(x, y);
    case PointShape::TriangleDown:
        return isInTriangle(x, -y);
    case PointShape::Diamond:
        return std::abs(x) + std::abs(y) <= 1.3;
    case PointShape::Plus:
        return isInPlus(x, y);
    case PointShape::Cross:
        return isInPlus((x + y) * diagonal, (x - y) * diagonal);
    case PointShape::Ring:
        return x * x + y * y <= 1.2 && x * x + y * y >= 0.3;
    }
    return false;
}
