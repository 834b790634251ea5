// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/TsneEdits.h"

#include <algorithm>
#include <limits>

namespace {

/// What a session can keep and a box can show.
std::uint64_t seedBehind(std::uint64_t seed)
{
    constexpr std::uint64_t most = std::numeric_limits<int>::max();
    return seed >= most ? 0 : seed + 1;
}

} // namespace

int possibleSteps(const MapProjection& projection, int steps)
{
    return std::clamp(steps, 0, mostTsneIterations - projection.tsne.iterations);
}

void giveMoreSteps(MapProjection& projection, int steps)
{
    projection.tsne.iterations += possibleSteps(projection, steps);
}

void takeNextSeed(MapProjection& projection)
{
    std::uint64_t& seed = projection.tsne.seed;
    do {
        seed = seedBehind(seed);
    } while (seed == projection.besideSeed);
}

void showAnotherSeed(MapProjection& projection)
{
    std::uint64_t seed = projection.besideSeed.value_or(projection.tsne.seed);
    do {
        seed = seedBehind(seed);
    } while (seed == projection.tsne.seed);
    projection.besideSeed = seed;
}
