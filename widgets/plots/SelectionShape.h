// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/Lasso.h"

#include <cstdint>

enum class MapTool { Rectangle, Lasso, Pan, Polygon, Brush };

/// The shape that a hand draws to select samples, in the map's units: it stays where it is when the view moves.
class SelectionShape
{
public:
    /// Of any tool but Pan.
    void start(MapTool tool, MapCorner at);
    /// The hand is elsewhere: the other corner of a rectangle, the next point of a lasso or a brush's path; a
    /// polygon's side follows it.
    /// `least`: how far apart points of a path are kept, in units to the right, of which `stretch` upwards are as long.
    void moveTo(MapCorner at, double least = 0, double stretch = 1);
    void addCorner(MapCorner at); ///< to a polygon
    void dropCorner();            ///< the last one; without one there is no shape
    void clear();

    [[nodiscard]] bool isEmpty() const { return m_corners.empty(); }
    [[nodiscard]] bool isPolygon() const { return m_tool == MapTool::Polygon && !isEmpty(); }
    [[nodiscard]] bool isPath() const { return m_tool == MapTool::Brush; } ///< what `outline` is: not closed then
    [[nodiscard]] std::vector<MapCorner> outline() const;
    [[nodiscard]] const std::vector<MapCorner>& corners() const { return m_corners; }

    /// What lies in it; `brushRadius` in the map's units to the right, of which `stretch` upwards are as long.
    [[nodiscard]] std::vector<std::uint32_t> samples(const PointCloud& cloud, const PointPalette& palette,
                                                     double brushRadius, double stretch) const;

private:
    [[nodiscard]] MapRect rectangle() const;

    MapTool m_tool = MapTool::Rectangle;
    std::vector<MapCorner> m_corners; ///< of a rectangle the one where it began
    MapCorner m_hand;
};
