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
    if (options.iterations < 0 || options.iterations > 100'000 || options.exaggerated < 0) {
        refuse("the number of iterations must be between 0 and 100000. 1000 is usual.");
    }
    if (!(options.exaggeration >= 1 && options.exaggeration <= 1000)) {
        refuse("the exaggeration must be between 1 and 1000. 12 is usual.");
    }
    if (!(options.learningRate >= 0 && options.learningRate <= 1e7)) {
        refuse("the learning rate must be between 0 and ten million. 0 chooses it.");
    }
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
