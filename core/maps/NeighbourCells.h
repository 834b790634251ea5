// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "base/JobControl.h"
#include "maps/ScaledPoints.h"

#include <cstdint>
#include <span>
#include <vector>

/// Points in the order of the cells that they lie in: those of cell c are at [begins[c], begins[c + 1]).
struct NeighbourCells
{
    ScaledPoints points;
    std::vector<std::uint32_t> rows;  ///< of the table, that the points are
    std::vector<std::size_t> begins;  ///< cells + 1; none when it was stopped
    std::vector<float> centres;       ///< cells x d
    std::vector<float> centreSquares; ///< of their lengths

    [[nodiscard]] std::size_t count() const { return centreSquares.size(); }
    /// All cells, those whose centres lie nearest to that of `cell` first.
    [[nodiscard]] std::vector<std::uint32_t> around(std::size_t cell) const;
};

/// About `wanted` cells, at most as many as there are points. Their centres are the means that k-means finds in some
/// steps from points drawn at random, always the same; a cell may be empty.
[[nodiscard]] NeighbourCells neighbourCells(ScaledPoints points, std::size_t wanted, BlockPool& pool,
                                            const JobControl& control);

/// One row drawn from each of `count` equal parts of [0, n): ascending, and the same each time for a `stream`.
[[nodiscard]] std::vector<std::uint32_t> drawnRows(std::size_t n, std::size_t count, std::uint64_t stream);
