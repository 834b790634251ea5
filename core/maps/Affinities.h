// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/NearestNeighbours.h"

/// How much each point belongs to others, symmetric, as an edge list: those of point i are at [begins[i], begins[i +
/// 1]) of `ids` and `weights`. All weights together make 1.
struct Affinities
{
    std::vector<std::uint64_t> begins; ///< n + 1
    std::vector<std::uint32_t> ids;
    std::vector<float> weights;

    [[nodiscard]] std::size_t rows() const { return begins.empty() ? 0 : begins.size() - 1; }
};

/// The affinities of t-SNE (van der Maaten and Hinton 2008, section 2): for each point a Gaussian over its neighbours
/// whose width gives them the entropy log(perplexity), made symmetric by p_ij = (p_j|i + p_i|j) / 2n. The perplexity is
/// at most the number of neighbours. Where many neighbours are equally near, no width gives a small entropy: they then
/// share it evenly. Takes the neighbours over, since both together need much memory.
[[nodiscard]] Affinities gaussianAffinities(NeighbourTable neighbours, double perplexity, BlockPool& pool);
