// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/AreaUnderCurve.h"

#include <algorithm>

double areaUnderCurve(std::span<float> with, std::span<float> without)
{
    if (with.empty() || without.empty()) {
        return 0.5;
    }
    std::ranges::sort(with);
    std::ranges::sort(without);
    double pairs = 0;
    std::size_t below = 0; // of `without`, less than the value at hand
    std::size_t upTo = 0;  // less or equal
    for (const float value : with) {
        while (below < without.size() && without[below] < value) {
            ++below;
        }
        upTo = std::max(upTo, below);
        while (upTo < without.size() && without[upTo] <= value) {
            ++upTo;
        }
        pairs += 0.5 * static_cast<double>(below + upTo);
    }
    return pairs / static_cast<double>(with.size()) / static_cast<double>(without.size());
}
