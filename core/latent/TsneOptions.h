// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

struct TsneOptions
{
    double perplexity = 30; ///< about the number of neighbours that a point cares for; 1 to 1000
    int iterations = 1000;  ///< in all, those with exaggeration among them; 0 to 100000
    int exaggerated = 250;  ///< of them, with the affinities multiplied by `exaggeration`
    double exaggeration = 12;
    double learningRate = 0; ///< 0: n / 12, at least 50
    std::uint64_t seed = 1;  ///< of the small random part of the start
    int threads = 0;         ///< 0: as many as there are processors
    bool operator==(const TsneOptions&) const = default;
};
