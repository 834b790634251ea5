// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SliderStatistics.h"

#include "jobs/LatestJob.h"

#include <cmath>

namespace {

/// What there is to reach beyond the outermost samples, as a share of their extent.
constexpr float padding = 0.1F;
/// A dimension in which all samples agree still needs a track to move on.
constexpr float smallestHalfWidth = 1e-3F;

using Statistics = std::shared_ptr<const LatentStatistics>;
using StatisticsJob = LatestJob<Statistics>;

/// Statistics of `table` in the background; nothing to compute gives null.
void requestStatistics(StatisticsJob& job, std::shared_ptr<const LatentTable> table,
                       const LatentStatisticsOptions& options)
{
    job.request([table = std::move(table), options](const JobControl& control) {
        return std::make_shared<const LatentStatistics>(latentStatistics(*table, options, control));
    });
}

} // namespace

struct SliderStatistics::Impl
{
    SliderStatistics& self;
    const Session& session;
    const DatasetMap& map;
    std::shared_ptr<const LatentTable> latentTable;     ///< that `latents` is of, or will be
    std::shared_ptr<const LatentTable> coordinateTable; ///< that `coordinates` is of, or will be
    Statistics latents;
    Statistics coordinates;
    StatisticsJob latentJob{Supersede::StopRunning,
                            [this](const Outcome<Statistics>& outcome) { take(outcome, latents); }};
    StatisticsJob coordinateJob{Supersede::StopRunning,
                                [this](const Outcome<Statistics>& outcome) { take(outcome, coordinates); }};

    void take(const Outcome<Statistics>& outcome, Statistics& into)
    {
        if (const Statistics* statistics = std::get_if<Statistics>(&outcome)) { // a failure leaves the prior's ranges
            into = *statistics;
            Q_EMIT self.changed();
        }
    }

    void refreshLatents()
    {
        const std::shared_ptr<const Space> space = session.state().space;
        const std::shared_ptr<const LatentTable> table = space ? space->latents : nullptr;
        if (table == latentTable) {
            return;
        }
        latentTable = table;
        latents.reset();
        latentJob.cancel();
        if (table) {
            requestStatistics(latentJob, table, {});
        }
    }

    void refreshCoordinates()
    {
        const bool isWanted = session.state().basis == SliderBasis::PrincipalComponents;
        const std::shared_ptr<const LatentTable> table = map.coordinates();
        if (coordinateTable && table != coordinateTable) {
            coordinateTable.reset();
            coordinates.reset();
            coordinateJob.cancel();
        }
        if (isWanted && table && table != coordinateTable) {
            coordinateTable = table;
            requestStatistics(coordinateJob, table, {.largestCovariance = 0});
        }
    }
};

SliderStatistics::SliderStatistics(const Session& session, const DatasetMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{*this, session, map, nullptr, nullptr, nullptr, nullptr})
{
    const auto refresh = [this] {
        m_impl->refreshLatents();
        m_impl->refreshCoordinates();
        Q_EMIT changed();
    };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&map, &DatasetMap::changed, this, refresh);
    connect(&session, &Session::slidersChanged, this, refresh);
    refresh();
}

SliderStatistics::~SliderStatistics() = default;

std::shared_ptr<const LatentStatistics> SliderStatistics::latents() const
{
    return m_impl->latents;
}

std::shared_ptr<const LatentStatistics> SliderStatistics::sliders() const
{
    return m_impl->session.state().basis == SliderBasis::Latent ? m_impl->latents : m_impl->coordinates;
}

SliderStatistics::Range SliderStatistics::range(std::size_t slider) const
{
    const Statistics statistics = sliders();
    if (!statistics || slider >= statistics->mean.size() || statistics->samples == 0) {
        const std::shared_ptr<const Space>& space = m_impl->session.state().space;
        if (space && space->manifest.prior == Prior::Uniform) {
            return {.low = -1, .high = 1, .home = 0, .sigma = std::sqrt(1.0F / 3)};
        }
        return {};
    }
    const float low = statistics->minimum[slider];
    const float high = statistics->maximum[slider];
    const float pad = std::max(smallestHalfWidth, padding * (high - low));
    const float sigma = statistics->standardDeviation[slider];
    return {.low = low - pad,
            .high = high + pad,
            .home = statistics->mean[slider],
            .sigma = sigma > 0 ? sigma : smallestHalfWidth};
}
