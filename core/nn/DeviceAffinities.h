// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <ATen/ATen.h>

#include <vector>

/// How much each point belongs to others, symmetric, as edges ordered by the point they belong to. On the device.
struct DeviceEdges
{
    at::Tensor counts;  ///< n, 64 bits: edges of each point
    at::Tensor points;  ///< the point of each edge, 32 bits
    at::Tensor others;  ///< the point at its other end, 32 bits
    at::Tensor weights; ///< float; all together make 1
    /// Points [firstPoint, firstPoint + points) with all their edges: what is worked on at once.
    struct Block
    {
        std::int64_t firstPoint = 0;
        std::int64_t points = 0;
        std::int64_t firstEdge = 0;
        std::int64_t edges = 0;
    };
    std::vector<Block> blocks;
};

/// The affinities of t-SNE (van der Maaten and Hinton 2008, section 2) over each row's `count` nearest others (at least
/// 1): a Gaussian whose width gives them the entropy log(perplexity), made symmetric by p_ij = (p_j|i + p_i|j) / 2n.
/// Where many are equally near, they share it evenly. Needs 40 bytes a neighbour at its peak, and 12 an edge
/// afterwards, beside the table and about 2 GB for a block of distances. A stopped one has no points. Nothing in it is
/// added by atomics: the same table gives the same bits on one device and LibTorch.
[[nodiscard]] DeviceEdges deviceAffinities(const LatentTable& table, std::int64_t count, double perplexity,
                                           at::Device device, const JobControl& control);
