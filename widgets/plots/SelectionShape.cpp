// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/SelectionShape.h"

#include <cmath>

void SelectionShape::start(MapTool tool, MapCorner at)
{
    m_tool = tool;
    m_corners = {at};
    m_hand = at;
}

void SelectionShape::moveTo(MapCorner at, double least, double stretch)
{
    m_hand = at;
    const MapCorner& last = m_corners.back();
    const bool isFar = std::hypot(at.x - last.x, (at.y - last.y) / stretch) > least;
    if (isFar && (m_tool == MapTool::Lasso || m_tool == MapTool::Brush)) {
        m_corners.push_back(at);
    }
}

void SelectionShape::addCorner(MapCorner at)
{
    m_corners.push_back(at);
    m_hand = at;
}

void SelectionShape::dropCorner()
{
    if (!m_corners.empty()) {
        m_corners.pop_back();
    }
}

void SelectionShape::clear()
{
    m_corners.clear();
}

MapRect SelectionShape::rectangle() const
{
    const MapCorner& from = m_corners.front();
    return {std::min(from.x, m_hand.x), std::min(from.y, m_hand.y), std::max(from.x, m_hand.x),
            std::max(from.y, m_hand.y)};
}

std::vector<MapCorner> SelectionShape::outline() const
{
    if (isEmpty()) {
        return {};
    }
    if (m_tool == MapTool::Rectangle) {
        const MapRect box = rectangle();
        return {{box.left, box.bottom}, {box.right, box.bottom}, {box.right, box.top}, {box.left, box.top}};
    }
    std::vector<MapCorner> corners = m_corners;
    if (m_tool == MapTool::Polygon) {
        corners.push_back(m_hand);
    }
    return corners;
}

std::vector<std::uint32_t> SelectionShape::samples(const PointCloud& cloud, const PointPalette& palette,
                                                   double brushRadius, double stretch) const
{
    if (isEmpty()) {
        return {};
    }
    switch (m_tool) {
    case MapTool::Rectangle:
        return samplesInside(cloud, palette, rectangle());
    case MapTool::Brush:
        return samplesAlong(cloud, palette, m_corners, brushRadius, stretch);
    case MapTool::Lasso:
    case MapTool::Polygon:
    case MapTool::Pan:
        break;
    }
    return samplesInside(cloud, palette, m_corners);
}
