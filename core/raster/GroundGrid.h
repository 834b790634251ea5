// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"

#include <compare>
#include <cstdint>
#include <vector>

/// A cell of the decoded ground behind a map: its middle lies at (column * width, row * height) of its level.
struct GroundCell
{
    int level = 0;
    std::int64_t column = 0;
    std::int64_t row = 0;
    auto operator<=>(const GroundCell&) const = default;
};

/// Cells with the proportions of a picture, which lie still while the map is moved. Each cell has nine of the level
/// below in it, and its middle is the middle of one of them: what was decoded for coarse cells serves fine ones too.
class GroundGrid
{
public:
    /// A cell is so large on the screen, and less than three times that: the root of its area, in pixels.
    static constexpr double leastPixels = 32;
    static constexpr double mostPixels = 3 * leastPixels;
    /// Coarse levels that are decoded before the one that the zoom asks for.
    static constexpr int coarseLevels = 2;

    /// `aspect` is width / height of a picture, positive.
    explicit GroundGrid(double aspect);

    /// The level whose cells suit a map of so many units a pixel (positive).
    [[nodiscard]] static int levelFor(double unitsPerPixel);
    [[nodiscard]] MapRect rect(const GroundCell& cell) const;
    [[nodiscard]] MapPosition middle(const GroundCell& cell) const;
    /// The cell of the level above that holds it.
    [[nodiscard]] static GroundCell above(const GroundCell& cell);
    /// One name for all the cells that have the same middle.
    [[nodiscard]] static GroundCell sameMiddle(GroundCell cell);

    /// Those of one level that touch `view`, from its middle outwards. None where the view is so far from 0 that its
    /// cells have no numbers.
    [[nodiscard]] std::vector<GroundCell> cellsIn(const MapRect& view, int level) const;
    /// What is to be decoded for `view`, in order: coarse to fine, each middle once.
    [[nodiscard]] std::vector<GroundCell> coarseToFine(const MapRect& view, double unitsPerPixel) const;
    bool operator==(const GroundGrid&) const = default;

private:
    double m_width; ///< of a cell of level 0; its area is 1
    double m_height;
};
