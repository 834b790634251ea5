// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/SpreadOut.h"

#include <cmath>
#include <limits>

namespace {

constexpr double mostCells = 1e6;

struct Choice
{
    SpreadSample best;
    double farness = std::numeric_limits<double>::infinity();
};

} // namespace

std::vector<SpreadSample> spreadOut(const PointCloud& cloud, const PointPalette& palette, const MapRect& rect,
                                    double cellWidth, double cellHeight)
{
    const double left = std::floor(rect.left / cellWidth);
    const double bottom = std::floor(rect.bottom / cellHeight);
    const double columns = std::floor(rect.right / cellWidth) - left + 1;
    const double rows = std::floor(rect.top / cellHeight) - bottom + 1;
    if (!(columns >= 1) || !(rows >= 1) || !(columns * rows <= mostCells)) {
        return {};
    }
    const auto width = static_cast<std::size_t>(columns);
    std::vector<Choice> choices(width * static_cast<std::size_t>(rows));
    const MapRect wide{left * cellWidth, bottom * cellHeight, (left + columns) * cellWidth,
                       (bottom + rows) * cellHeight};
    for (std::size_t b = 0; b < cloud.blocks().size(); ++b) {
        if (!cloud.blocks()[b].touches(wide)) {
            continue;
        }
        for (std::size_t i = b * PointCloud::blockSize; i < cloud.blockEnd(b); ++i) {
            const MapPosition at = cloud.positions()[i];
            const PointStyle& style = palette[cloud.styles()[i]];
            const double x = static_cast<double>(at.x) / cellWidth - left;
            const double y = rows - (static_cast<double>(at.y) / cellHeight - bottom);
            if (!style.isVisible || !(x >= 0 && x < columns && y >= 0 && y < rows)) {
                continue;
            }
            const auto column = static_cast<std::size_t>(x);
            const auto row = static_cast<std::size_t>(y);
            const double dx = x - static_cast<double>(column) - 0.5;
            const double dy = y - static_cast<double>(row) - 0.5;
            const double farness = dx * dx + dy * dy + (style.isBackground ? 1 : 0); // within a cell at most 0.5
            if (Choice& choice = choices[row * width + column]; farness < choice.farness) {
                choice = {{cloud.samples()[i], cloud.styles()[i], at}, farness};
            }
        }
    }
    std::vector<SpreadSample> samples;
    for (const Choice& choice : choices) {
        if (std::isfinite(choice.farness)) {
            samples.push_back(choice.best);
        }
    }
    return samples;
}
