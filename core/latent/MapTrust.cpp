// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapTrust.h"

#include <algorithm>
#include <cmath>

namespace {

std::size_t placed(const std::vector<float>& values)
{
    return static_cast<std::size_t>(std::ranges::count_if(values, [](float value) { return !std::isnan(value); }));
}

} // namespace

bool MapTrust::isSampled() const
{
    return comparedRows < placed(values);
}

double MapTrust::mean() const
{
    double sum = 0;
    for (const float value : values) {
        sum += std::isnan(value) ? 0 : static_cast<double>(value);
    }
    const std::size_t count = placed(values);
    return count == 0 ? 1 : sum / static_cast<double>(count);
}
