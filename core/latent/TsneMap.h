// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Plain data about t-SNE: spoken of by the window, the command line and the messages, none of which know BLAS.

inline constexpr int mostTsneIterations = 100'000;

struct TsneOptions
{
    double perplexity = 30; ///< about the number of neighbours that a point cares for; 1 to 1000
    int iterations = 1000;  ///< in all, those with exaggeration among them; 0 to 100000
    int exaggerated = 250;  ///< of them, with the affinities multiplied by `exaggeration`
    double exaggeration = 12;
    double learningRate = 0; ///< 0: n / exaggeration (n behind that), at least 50
    std::uint64_t seed = 1;  ///< of the small random part of the start
    int threads = 0;         ///< 0: as many as there are processors
    /// auto, cpu, cuda or cuda:n. As with threads, no part of what the map is.
    std::string device = "auto";
    bool operator==(const TsneOptions&) const = default;
};

/// Where a run stands.
struct TsneProgress
{
    int iteration = 0;            ///< done so far
    double fraction = 0;          ///< of the whole time, as far as that can be told
    double divergence = 0;        ///< Kullback-Leibler, in nats, of some iterations ago
    double secondsLeft = -1;      ///< -1: not known yet
    std::vector<float> positions; ///< n x 2; none while neighbours are looked for
};

/// Where a run stands, for another run of the same rows to go on from there.
struct TsneState
{
    int iteration = 0;            ///< done so far
    std::vector<float> positions; ///< n x 2; none: a run that has not begun
    /// n x 4, of each point its velocity (x, y) and its gains (x, y). None where only places are known: they are at
    /// rest, and exaggeration is over.
    std::vector<float> motion;
};

/// A finished map, or one that was stopped.
struct TsneMap
{
    std::vector<float> positions; ///< n x 2, around 0
    double divergence = 0;        ///< Kullback-Leibler, in nats
    double neighboursKept = 0;    ///< of the 10 nearest in latent space, the share that is among the 10 nearest here
    double perplexity = 0;        ///< in use: less than asked for where there are few samples
    int iterations = 0;           ///< that were done
    std::uint64_t peakBytes = 0;  ///< that the run took beside the table
    /// That it was computed on: "cpu", "cuda:0"; empty: not said.
    std::string device = {};
    std::string deviceReason = {};
    /// Where the neighbours that it was made from are approximate: the share of the true ones among them, over 1,000
    /// rows. None: they are exact.
    std::optional<double> neighbourRecall = std::nullopt;
    std::vector<float> motion; ///< as in TsneState, for more iterations; none where it was not kept

    [[nodiscard]] TsneState state() const { return {iterations, positions, motion}; }
};
