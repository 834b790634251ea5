// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/TsneMap.h"

#include <cstddef>

// What a run of t-SNE goes by, whether the processor computes it or a GPU.

inline constexpr double tsneStartDeviation = 1e-4; ///< of the first places along their widest axis
inline constexpr std::size_t tsneMostExact = 5500; ///< points; above, a grid repels faster than all pairs
inline constexpr float tsneSmallestGain = 0.01F;

/// Throws UserError where an option is out of bounds.
void requireSound(const TsneOptions& options);

/// A third of the others where there are fewer than 3 x perplexity.
[[nodiscard]] double tsnePerplexity(const TsneOptions& options, std::size_t rows);
/// How many neighbours that takes, at most rows - 1.
[[nodiscard]] std::size_t tsneNeighbours(double perplexity, std::size_t rows);

/// Of one iteration.
struct TsnePace
{
    float pull = 1; ///< what the affinities are multiplied by
    float rate = 0;
    float momentum = 0;
};
[[nodiscard]] TsnePace tsnePace(const TsneOptions& options, std::size_t rows, int iteration);
