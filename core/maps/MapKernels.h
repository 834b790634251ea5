// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// The inner loops of the maps, once for each instruction set. Positions are n x 2 floats, x and y side by side. An
/// edge list has the places `begins[i]` to `begins[i + 1]` of `ids` and `weights` for point i.
struct MapKernels
{
    const char* name; ///< of the instruction set

    /// For points [first, last): forces (n x 2) = sum over edges of weight * q * (y_i - y_j), q = 1 / (1 + d^2).
    void (*attract)(const float* positions, const std::uint64_t* begins, const std::uint32_t* ids, const float* weights,
                    std::size_t first, std::size_t last, float* forces);
    /// For the edges of points [first, last): the sum of weight * log(1 + d^2).
    double (*edgeLogs)(const float* positions, const std::uint64_t* begins, const std::uint32_t* ids,
                       const float* weights, std::size_t first, std::size_t last);
    /// For points [first, last) of `padded` (a multiple of 16; what is too many lies far away): forces (n x 2) = sum
    /// over all points of q^2 * (y_i - y_j). Gives the sum of all q, those of the points with themselves included.
    double (*repel)(const float* x, const float* y, std::size_t padded, std::size_t first, std::size_t last,
                    float* forces);
    /// Of e = exp(-beta * (value - smallest)): the sums of e, of e * (value - smallest) and of e * (value -
    /// smallest)^2.
    void (*gaussianSums)(const float* values, std::size_t count, float smallest, float beta, float* sums);
    /// Writes exp(-beta * (value - smallest)) * scale.
    void (*gaussian)(const float* values, std::size_t count, float smallest, float beta, float scale, float* results);
    /// The places of values below `limit`, in order; room for `count` of them. Gives their number.
    std::size_t (*below)(const float* values, std::size_t count, float limit, std::uint32_t* places);
    /// dots[i] becomes norms[i] - 2 * dots[i]: squared distances to one point, less that point's own square.
    void (*toDistances)(float* dots, const float* norms, std::size_t count);
    /// How many values are below `limit`.
    std::size_t (*countBelow)(const float* values, std::size_t count, float limit);
};

/// Those of the best instruction set that this processor has.
[[nodiscard]] const MapKernels& mapKernels();

/// All that this processor can run, the plain ones first.
[[nodiscard]] const MapKernels* const* allMapKernels(std::size_t* count);
