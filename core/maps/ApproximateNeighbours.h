// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/NearestNeighbours.h"

#include <optional>

struct FoundNeighbours
{
    NeighbourTable table;
    /// The share of the `count` neighbours that are no farther than the true ones, over 1,000 rows drawn at random (the
    /// same each time). None: they are exact.
    std::optional<double> recall;
};

/// Rows above which neighbours are approximate: up to there the exact ones take less time than the iterations of a map.
inline constexpr std::size_t mostExactRows = 100'000;
inline constexpr double usualRecall = 0.97; ///< that approximate ones are to have

/// The Euclidean neighbours of all rows of `table` (n x d), `count` of them, at most n - 1: the exact ones
/// (NearestNeighbours.h) of at most `mostExact` rows, else approximateNeighbours.
[[nodiscard]] FoundNeighbours nearestNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool,
                                                const JobControl& control = {}, std::size_t mostExact = mostExactRows);

/// Most of them: points lie in cells, about 4.5 sqrt(n) of them, each around a centre (k-means of a part of the
/// points), and the points of a cell are held against those of the cells next to it, by products of blocks. How many of
/// them is what the true neighbours of 1,000 rows need for a recall of `wanted`; where that is most of the table, all
/// are looked at and the result is exact. Takes the table twice beside the result, and 256 MiB at most while cells are
/// learned. The same bits for any number of threads. A stopped run gives an empty table. `control.report` is called on
/// the calling thread. Throws UserError if a value is not finite.
[[nodiscard]] FoundNeighbours approximateNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool,
                                                    const JobControl& control = {}, double wanted = usualRecall);
