// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "maps/ScaledPoints.h"

#include <cstdint>
#include <span>
#include <vector>

/// For each of `rows` points its `count` nearest others, nearest first. Of equally near ones each point
/// has its own choice (NeighbourScan).
struct NeighbourTable
{
    std::size_t rows = 0;
    std::size_t count = 0;
    std::vector<std::uint32_t> ids;      ///< rows x count
    std::vector<float> squaredDistances; ///< rows x count, in units of `unit` squared
    double unit = 1;                     ///< the largest deviation of a value from its column's mean

    [[nodiscard]] std::span<const std::uint32_t> idsOf(std::size_t row) const { return {&ids[row * count], count}; }
    [[nodiscard]] std::span<const float> distancesOf(std::size_t row) const
    {
        return {&squaredDistances[row * count], count};
    }
};

/// The exact Euclidean neighbours of all rows of `table` (n x d), `count` of them, at most n - 1: products of blocks of
/// the matrix with itself choose a few more, whose distances are then computed one by one. n^2 d multiplications and
/// additions; the same bits for any number of threads. Values may be as large as 1e30. A stopped run gives an empty
/// table. `control.report` is called on the calling thread. Throws UserError if a value is not finite.
[[nodiscard]] NeighbourTable exactNeighbours(const LatentTable& table, std::size_t count, BlockPool& pool,
                                             const JobControl& control = {});

/// The same for some rows only: row i of the result is about row `queries[i]`.
[[nodiscard]] NeighbourTable exactNeighboursOf(std::span<const std::uint32_t> queries, const LatentTable& table,
                                               std::size_t count, BlockPool& pool, const JobControl& control = {});
[[nodiscard]] NeighbourTable exactNeighboursOf(std::span<const std::uint32_t> queries, const ScaledPoints& points,
                                               std::size_t count, BlockPool& pool, const JobControl& control = {});
