// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/Lasso.h"

#include <algorithm>
#include <cmath>

namespace {

struct Edge
{
    MapCorner from;
    MapCorner to;

    /// Whether a ray from (x, y) to the right crosses it.
    [[nodiscard]] bool isCrossed(double x, double y) const
    {
        return (from.y > y) != (to.y > y) && x < (to.x - from.x) * (y - from.y) / (to.y - from.y) + from.x;
    }
    [[nodiscard]] double squaredDistance(double x, double y, double stretch) const
    {
        const double dx = to.x - from.x;
        const double dy = (to.y - from.y) / stretch;
        const double px = x - from.x;
        const double py = (y - from.y) / stretch;
        const double length = dx * dx + dy * dy;
        const double along = length > 0 ? std::clamp((px * dx + py * dy) / length, 0.0, 1.0) : 0;
        const double beside = px - along * dx;
        const double above = py - along * dy;
        return beside * beside + above * above;
    }
};

MapRect boundsOf(std::span<const MapCorner> polygon)
{
    MapRect bounds{polygon[0].x, polygon[0].y, polygon[0].x, polygon[0].y};
    for (const MapCorner& corner : polygon) {
        bounds = {std::min(bounds.left, corner.x), std::min(bounds.bottom, corner.y), std::max(bounds.right, corner.x),
                  std::max(bounds.top, corner.y)};
    }
    return bounds;
}

/// The edges of a polygon by height: a point needs to look only at those in its own band.
class Bands
{
public:
    Bands(std::span<const MapCorner> polygon, const MapRect& bounds)
        : m_bottom(bounds.bottom)
        , m_bands(std::clamp<std::size_t>(polygon.size(), 1, 1024))
    {
        m_scale = static_cast<double>(m_bands.size()) / std::max(bounds.height(), 1e-300);
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Edge edge{polygon[i], polygon[(i + 1) % polygon.size()]};
            const std::size_t last = bandOf(std::max(edge.from.y, edge.to.y));
            for (std::size_t band = bandOf(std::min(edge.from.y, edge.to.y)); band <= last; ++band) {
                m_bands[band].push_back(edge);
            }
        }
    }
    [[nodiscard]] bool contains(double x, double y) const
    {
        bool isInside = false;
        for (const Edge& edge : m_bands[bandOf(y)]) {
            isInside ^= edge.isCrossed(x, y);
        }
        return isInside;
    }

private:
    [[nodiscard]] std::size_t bandOf(double y) const
    {
        const double last = static_cast<double>(m_bands.size() - 1);
        return static_cast<std::size_t>(std::clamp((y - m_bottom) * m_scale, 0.0, last));
    }
    double m_bottom;
    double m_scale = 1;
    std::vector<std::vector<Edge>> m_bands;
};

template <class Inside>
std::vector<std::uint32_t> samplesWhere(const PointCloud& cloud, const PointPalette& palette, const MapRect& bounds,
                                        const Inside& isInside)
{
    std::vector<bool> found(cloud.sampleCount());
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (!cloud.blocks()[b].touches(bounds)) {
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); ++i) {
            const double x = static_cast<double>(cloud.positions()[i].x);
            const double y = static_cast<double>(cloud.positions()[i].y);
            if (x >= bounds.left && x <= bounds.right && y >= bounds.bottom && y <= bounds.top &&
                palette[cloud.styles()[i]].isVisible && isInside(x, y)) {
                found[cloud.samples()[i]] = true;
            }
        }
    }
    std::vector<std::uint32_t> samples;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i]) {
            samples.push_back(static_cast<std::uint32_t>(i));
        }
    }
    return samples;
}

} // namespace

std::vector<std::uint32_t> samplesInside(const PointCloud& cloud, const PointPalette& palette,
                                         std::span<const MapCorner> polygon)
{
    if (polygon.size() < 3) {
        return {};
    }
    const MapRect bounds = boundsOf(polygon);
    const Bands bands(polygon, bounds);
    return samplesWhere(cloud, palette, bounds, [&](double x, double y) { return bands.contains(x, y); });
}

std::vector<std::uint32_t> samplesInside(const PointCloud& cloud, const PointPalette& palette, const MapRect& rectangle)
{
    return samplesWhere(cloud, palette, rectangle, [](double, double) { return true; });
}

std::vector<std::uint32_t> samplesAlong(const PointCloud& cloud, const PointPalette& palette,
                                        std::span<const MapCorner> path, double radius, double stretch)
{
    if (path.empty() || !(radius >= 0)) {
        return {};
    }
    // Where the path has many corners, most are far from a point: they are looked at by the bands that they touch.
    const MapRect inner = boundsOf(path);
    const double up = radius * stretch;
    const MapRect bounds{inner.left - radius, inner.bottom - up, inner.right + radius, inner.top + up};
    constexpr std::size_t most = 512;
    const double step = std::max(bounds.height() / most, 1e-300);
    std::vector<std::vector<Edge>> bands(most + 1);
    const auto bandOf = [&](double y) {
        return static_cast<std::size_t>(std::clamp((y - bounds.bottom) / step, 0.0, static_cast<double>(most)));
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const Edge edge{path[i], path[std::min(i + 1, path.size() - 1)]};
        const std::size_t last = bandOf(std::max(edge.from.y, edge.to.y) + up);
        for (std::size_t band = bandOf(std::min(edge.from.y, edge.to.y) - up); band <= last; ++band) {
            bands[band].push_back(edge);
        }
    }
    const auto isNear = [&](double x, double y) {
        return std::ranges::any_of(
            bands[bandOf(y)], [&](const Edge& edge) { return edge.squaredDistance(x, y, stretch) <= radius * radius; });
    };
    return samplesWhere(cloud, palette, bounds, isNear);
}
