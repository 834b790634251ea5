// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/MapKernels.h"
#include "maps/ScaledPoints.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// The points nearest to a few others, looked for in one range of points after the other. Products of blocks choose a
/// few more than are wanted, whose distances are then computed one by one: of the ranges that were looked through they
/// are the exact ones, whatever the order of the ranges. Of equally near ones each query has its own choice, as if
/// drawn: if all equal points named the same few as their neighbours, those would draw a whole map to themselves.
class NeighbourScan
{
public:
    static constexpr std::size_t mostQueries = 192;
    static constexpr std::size_t mostAtOnce = 1024; ///< with the queries they stay in a processor's own cache

    /// `queries` are rows of `points`, mostQueries at most; of each the `wanted` nearest others are looked for.
    /// `largestNorm` is that of `points`.
    NeighbourScan(const ScaledPoints& points, std::span<const std::uint32_t> queries, std::size_t wanted,
                  float largestNorm);

    /// Looks at points [first, first + count), mostAtOnce at most, none of them twice. One BLAS thread is expected.
    void look(std::size_t first, std::size_t count);

    /// Writes the numbers and squared distances of query `q`'s neighbours, nearest first, `wanted` of each. There must
    /// have been as many.
    void finish(std::size_t q, std::uint32_t* ids, float* squared);

private:
    struct Candidate
    {
        float distance = 0;
        std::uint32_t id = 0;
    };
    /// The nearest so far; those above are dropped when too many have gathered.
    struct Nearest
    {
        float limit = std::numeric_limits<float>::infinity();
        std::vector<Candidate> candidates;
        void cut(std::uint32_t query, std::size_t wanted);
    };
    void judge(std::size_t q, std::size_t first, std::size_t count, const float* distances);

    const ScaledPoints& m_points;
    const MapKernels& m_kernels = mapKernels();
    std::span<const std::uint32_t> m_queries;
    std::size_t m_wanted;
    std::size_t m_kept; ///< some more: rounding may have pushed them back
    std::vector<float> m_rows;
    std::vector<float> m_slack; ///< what rounding may add to a distance that comes of a product
    std::vector<Nearest> m_nearest;
    std::vector<float> m_distances;
};
