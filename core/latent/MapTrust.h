// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

// Plain data about how far a map can be trusted: spoken of by the window, the command line and the messages.

inline constexpr int mostTrustNeighbours = 1000;

struct TrustOptions
{
    int neighbours = 10; ///< of each sample on the map, that are judged; 1 to mostTrustNeighbours
    int threads = 0;     ///< 0: as many as there are processors
    bool operator==(const TrustOptions&) const = default;
};

/// For each of n samples, whether those next to it on a map are near it in latent space too: the trustworthiness of
/// Venna and Kaski 2001, of which theirs is the mean. 1: all k are among its k nearest there. 0: they are the k
/// farthest.
struct MapTrust
{
    std::vector<float> values;    ///< n, from 0 to 1; where a sample has no place on the map: NaN
    std::size_t neighbours = 0;   ///< k: fewer than asked for where there are few samples
    std::size_t comparedRows = 0; ///< among which ranks were counted: n, or a random part of a large table

    [[nodiscard]] bool isSampled() const; ///< ranks were counted among a part
    [[nodiscard]] double mean() const;    ///< of those with a place; 1 where there are none
    bool operator==(const MapTrust&) const = default;
};
