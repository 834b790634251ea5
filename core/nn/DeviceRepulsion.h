// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <array>

/// Where a map lies: the smallest and the largest x and y.
struct MapExtent
{
    std::array<float, 2> low{};
    std::array<float, 2> high{};
};

/// The repulsion of t-SNE on one of LibTorch's devices: sum over all others of q^2 (y_i - y_j), and Z, the sum of all
/// q, with q = 1 / (1 + d^2). Places and forces are 2 x n: all x, then all y.
struct DeviceRepulsion
{
    at::Tensor forces;
    at::Tensor z; ///< a double; without the points with themselves
};

/// Of all pairs, by blocks of at most 64 MB.
[[nodiscard]] DeviceRepulsion exactRepulsion(const at::Tensor& places, const MapExtent& extent);

/// Of many points, on a grid with FFT: the method, the spacing of the nodes and so the accuracy are those of
/// GridRepulsion. What the points spread is added up as whole numbers, which makes the same bits of it in whatever
/// order a GPU does that. Needs 384 bytes a point and, of the padded grid, 20 bytes a node.
class DeviceGrid
{
public:
    [[nodiscard]] DeviceRepulsion repel(const at::Tensor& places, const MapExtent& extent);

private:
    struct Axis
    {
        std::int64_t nodes = 0; ///< that hold something
        std::int64_t size = 0;  ///< of the transform: twice as many, so that nothing comes around
        double start = 0;       ///< where node 0 lies
    };
    /// Some points: the 36 nodes around each, and what the splines give them.
    struct Placed
    {
        at::Tensor nodes;  ///< 36 x points
        at::Tensor values; ///< 6 x 2 x points
        at::Tensor slopes;
    };

    void fit(const MapExtent& extent, const at::TensorOptions& options);
    void makeKernel(const at::TensorOptions& options);
    [[nodiscard]] Placed placed(const at::Tensor& places) const;

    std::array<Axis, 2> m_axes;
    double m_spacing = 0;
    bool m_isShifted = false; ///< the kernel is q - 1
    at::Tensor m_kernel;      ///< transformed; real, since q is even
    at::Tensor m_splines;     ///< 12 x 6: six values and six slopes as polynomials in t
    at::Tensor m_around;      ///< 36 x 1: from the first of a point's nodes to each
};
