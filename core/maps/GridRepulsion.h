// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"

#include <memory>
#include <span>

/// The repulsion of t-SNE for many points: sum over all others of q^2 (y_i - y_j), and Z, the sum of all q, with
/// q = 1 / (1 + d^2). The idea is that of Linderman et al. 2019 (interpolation on a grid, convolution by FFT). Here one
/// field is enough: the forces are -1/2 times the gradient of sum q. It is spread and read with B-splines of degree 5,
/// whose smoothing the convolution undoes, as smooth particle-mesh Ewald does for charges (Essmann et al. 1995), so
/// that two and a half nodes a unit of length suffice. Errors of the forces are 1e-5 of their root mean square on a
/// dense map and 1e-2 where points lie a unit or more apart.
class GridRepulsion
{
public:
    explicit GridRepulsion(BlockPool& pool);
    ~GridRepulsion();
    GridRepulsion(const GridRepulsion&) = delete;

    /// `positions` and `forces` are n x 2. Gives Z, without the points with themselves. The same bits for any number of
    /// threads.
    double repel(std::span<const float> positions, std::span<float> forces);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
