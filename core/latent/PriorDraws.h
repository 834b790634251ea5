// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentStatistics.h"
#include "latent/PortableRandom.h"

#include <optional>
#include <string_view>

/// What generated samples are drawn from, in d dimensions.
enum class Distribution {
    Normal,     ///< each latent standard normal
    Cube,       ///< uniform on [-1, 1]^d
    Ball,       ///< uniform in the ball of a radius around 0
    Shell,      ///< uniform on the sphere of that radius: where normal draws of many dimensions lie
    Ellipsoid,  ///< normal, with mean and covariance of given latents
    Neighbours, ///< convex blends of a given latent and those nearest to it
};

/// "normal", "cube", "ball", "shell", "ellipsoid", "neighbours": as files and the command line spell them.
[[nodiscard]] const char* nameOf(Distribution distribution);
[[nodiscard]] std::optional<Distribution> distributionNamed(std::string_view name);
[[nodiscard]] constexpr bool needsLatents(Distribution distribution)
{
    return distribution == Distribution::Ellipsoid || distribution == Distribution::Neighbours;
}

/// All that a set of draws depends on, beside the given latents.
struct DrawRecipe
{
    static constexpr std::size_t fewest = 100;
    static constexpr std::size_t most = 50'000;
    static constexpr int mostNeighbours = 50;
    static constexpr std::uint64_t largestSeed = std::uint64_t{1} << 53U; ///< whole numbers of JSON are exact to here

    Distribution distribution = Distribution::Normal;
    std::size_t count = 1000;
    std::uint64_t seed = 1;
    double radius = 0;  ///< of ball and shell; 0: the square root of d, the usual norm of a normal draw
    int neighbours = 3; ///< blended with each chosen sample
    bool operator==(const DrawRecipe&) const = default;
};

/// Draws `recipe.count` points of `dimensions` latents: the same bits on every platform, and row i does not depend on
/// the count. `given` (n x dimensions, n at least 2) is what Ellipsoid and Neighbours draw from; the others do not look
/// at it and it may be null. Neighbours are looked for among `mostBlended` of them, evenly spaced, where there are
/// more. Throws UserError when latents are missing or not finite. A stopped run returns fewer rows.
[[nodiscard]] LatentTable drawPoints(const DrawRecipe& recipe, std::size_t dimensions, const LatentTable* given,
                                     const JobControl& control = {});
inline constexpr std::size_t mostBlended = 20'000;

// One draw each, into `point` (d floats).

void drawNormal(std::span<float> point, PortableRandom& random);
void drawFromCube(std::span<float> point, PortableRandom& random); ///< uniform on [-1, 1]^d
/// Uniform in the ball: d of the d + 2 coordinates of a uniform point on a sphere (Voelker, Gosmann, Stewart 2017,
/// "Efficiently sampling vectors and coordinates from the n-sphere and n-ball", section 3.1).
void drawFromBall(std::span<float> point, double radius, PortableRandom& random);
/// Uniform on the sphere: a normal draw brought to that length (Muller 1959).
void drawFromShell(std::span<float> point, double radius, PortableRandom& random);
/// mean + factor * normal; with an empty covariance factor the standard deviations alone.
void drawFromEllipsoid(std::span<float> point, const LatentStatistics& statistics, PortableRandom& random);
/// The sum of weight_i * rows_i, the weights uniform among those that are not negative and sum to 1 (Dirichlet 1, …, 1:
/// normed exponentials, Devroye 1986, chapter V.2).
void drawBlend(std::span<float> point, const LatentTable& table, std::span<const std::uint32_t> rows,
               PortableRandom& random);

/// Rows of `table` (n x d) nearest to row `row` by Euclidean distance, the nearest first, without itself; ties by
/// number. Fewer than `count` where there are fewer.
[[nodiscard]] std::vector<std::uint32_t> nearestRows(const LatentTable& table, std::uint32_t row, std::size_t count);
