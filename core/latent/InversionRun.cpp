// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/InversionRun.h"

#include "latent/LatentStatistics.h"

#include <algorithm>

LatentScale inversionScale(Prior prior, const LatentTable* samples)
{
    constexpr std::size_t enough = 10;
    if (prior != Prior::Unknown || samples == nullptr || samples->rows() < enough) {
        return {};
    }
    LatentStatisticsOptions options;
    options.largestCovariance = 0;
    const LatentStatistics statistics = latentStatistics(*samples, options);
    LatentScale scale{statistics.mean, statistics.standardDeviation};
    // A latent that hardly varies may still have to, for a picture that is no sample.
    const float widest = *std::max_element(scale.spread.begin(), scale.spread.end());
    if (!(widest > 0)) {
        return {};
    }
    for (float& spread : scale.spread) {
        spread = std::max(spread, 0.05F * widest);
    }
    return scale;
}

LatentTable startsAmong(const LatentTable& samples, std::size_t count)
{
    LatentTable starts(std::min(count, samples.rows()), samples.columns());
    for (std::size_t i = 0; i < starts.rows(); ++i) {
        std::ranges::copy(samples.row(i * samples.rows() / starts.rows()), starts.row(i).begin());
    }
    return starts;
}
