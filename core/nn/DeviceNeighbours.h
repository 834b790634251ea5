// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

#include <ATen/ATen.h>

/// The exact Euclidean neighbours of the rows of a table (n x d), on one of LibTorch's devices. As on the processor,
/// products of blocks choose a few more than are asked for, whose distances are then computed one by one, and where two
/// rows lie so near each other that a product would leave few digits they are measured at once. Of equally near ones at
/// the edge of what is asked for any may be left out.
class DeviceNeighbours
{
public:
    /// Values are finite, and may be as large as 1e30.
    DeviceNeighbours(const LatentTable& table, at::Device device);

    /// So many rows are asked about at once that a block of distances has a bounded size.
    [[nodiscard]] std::int64_t rowsAtOnce() const;

    struct Some
    {
        at::Tensor ids;              ///< rows x count, 64 bits
        at::Tensor squaredDistances; ///< rows x count, float, nearest first
    };
    /// Of rows [first, first + rows) the `count` nearest others, at most n - 1.
    [[nodiscard]] Some nearest(std::int64_t first, std::int64_t rows, std::int64_t count) const;

private:
    void measureNearOnes(at::Tensor& distances, const at::Tensor& limits, std::int64_t first) const;
    [[nodiscard]] at::Tensor measured(const at::Tensor& ids, std::int64_t first) const;

    at::Tensor m_points; ///< n x d, minus their mean, divided by the largest deviation
    at::Tensor m_squares;
};
