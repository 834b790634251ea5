// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/TsneRules.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr float earlyMomentum = 0.5F;
constexpr float lateMomentum = 0.8F;
constexpr double smallestRate = 50;

} // namespace

void requireSound(const TsneOptions& options)
{
    const auto refuse = [](const std::string& what) { throw UserError("t-SNE: " + what); };
    if (!(options.perplexity >= 1 && options.perplexity <= 1000)) {
        refuse("the perplexity must be between 1 and 1000. 30 is usual.");
    }
    if (options.iterations < 0 || options.iterations > mostTsneIterations || options.exaggerated < 0) {
        refuse("the number of iterations must be between 0 and 100000. 1000 is usual.");
    }
    if (!(options.exaggeration >= 1 && options.exaggeration <= 1000)) {
        refuse("the exaggeration must be between 1 and 1000. 12 is usual.");
    }
    if (!(options.learningRate >= 0 && options.learningRate <= 1e7)) {
        refuse("the learning rate must be between 0 and ten million. 0 chooses it.");
    }
}

void requireSound(const TsneState& start, std::size_t rows)
{
    constexpr float farthest = 1e12F; // what is farther away has no squares
    const auto isFine = [](float value) { return std::abs(value) <= farthest; };
    if (start.positions.size() != 2 * rows) {
        throw UserError("t-SNE: the map to go on from has " + std::to_string(start.positions.size() / 2) +
                        " places, and there are " + std::to_string(rows) +
                        " samples. Those that were added since have none: lay all of them out anew.");
    }
    if (start.iteration < 0 || !(start.motion.empty() || start.motion.size() == 4 * rows) ||
        !std::ranges::all_of(start.positions, isFine) || !std::ranges::all_of(start.motion, isFine)) {
        throw UserError("t-SNE: the map to go on from is damaged: it has values that are not finite, or missing. Lay "
                        "all samples out anew.");
    }
    const auto isFirst = [&, i = std::size_t{0}](float value) mutable { return value == start.positions[i++ % 2]; };
    if (rows > 1 && std::ranges::all_of(start.positions, isFirst)) {
        throw UserError("t-SNE: all places of the map to go on from are the same, so none would move. Lay all samples "
                        "out anew.");
    }
}

TsneOptions optionsFrom(const TsneState& start, const TsneOptions& options)
{
    TsneOptions after = options;
    after.exaggerated = !start.positions.empty() && start.motion.empty() ? 0 : options.exaggerated;
    return after;
}

double tsnePerplexity(const TsneOptions& options, std::size_t rows)
{
    const std::size_t others = std::max<std::size_t>(rows, 1) - 1;
    return std::min(options.perplexity, std::max(static_cast<double>(others) / 3, 1.0));
}

std::size_t tsneNeighbours(double perplexity, std::size_t rows)
{
    const std::size_t others = std::max<std::size_t>(rows, 1) - 1;
    return std::min(others, static_cast<std::size_t>(std::ceil(3 * perplexity)));
}

TsnePace tsnePace(const TsneOptions& options, std::size_t rows, int iteration)
{
    const bool isExaggerated = iteration < options.exaggerated;
    const auto pull = static_cast<float>(isExaggerated ? options.exaggeration : 1.0);
    const double usual = std::max(static_cast<double>(rows) / static_cast<double>(pull), smallestRate);
    return {pull, static_cast<float>(options.learningRate > 0 ? options.learningRate : usual),
            isExaggerated ? earlyMomentum : lateMomentum};
}
