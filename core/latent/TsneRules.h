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

/// Throws UserError where a start is not of that many rows, not finite, or all in one place.
void requireSound(const TsneState& start, std::size_t rows);

/// A start without motion has what exaggeration is for behind it, and would be pulled apart by it.
[[nodiscard]] TsneOptions optionsFrom(const TsneState& start, const TsneOptions& options);

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
