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
using Components = std::shared_ptr<const PrincipalComponents>;
using Table = std::shared_ptr<const LatentTable>;

/// The samples as sliders read them.
struct Samples
{
    Table table;
    Statistics statistics;
};

using SamplesJob = LatestJob<Samples>;

Samples samplesOf(Table table, const LatentStatisticsOptions& options, const JobControl& control)
{
    auto statistics = std::make_shared<const LatentStatistics>(latentStatistics(*table, options, control));
    return {std::move(table), std::move(statistics)};
}

} // namespace

struct SliderStatistics::Impl
{
    SliderStatistics& self;
    const Session& session;
    const DatasetMap& map;
    std::shared_ptr<const Space> shownSpace;
    Table latentTable; ///< that `latents` is of, or will be
    Samples latents;
    Statistics prior;      ///< where there are no samples
    Components components; ///< that `coordinates` is along, or will be
    Samples coordinates;   ///< has a table only in that basis
    bool areCoordinatesAsked = false;
    SamplesJob latentJob{Supersede::StopRunning, [this](const Outcome<Samples>& outcome) { take(outcome, latents); }};
    SamplesJob coordinateJob{Supersede::StopRunning,
                             [this](const Outcome<Samples>& outcome) { take(outcome, coordinates); }};

    QString failure;        ///< leaves the prior's ranges
    bool isStopped = false; ///< by the user

    [[nodiscard]] const Samples& ofSliders() const
    {
        return session.state().basis == SliderBasis::Latent ? latents : coordinates;
    }

    void take(const Outcome<Samples>& outcome, Samples& into)
    {
        if (const Samples* samples = std::get_if<Samples>(&outcome)) {
            into = *samples;
        } else {
            failure = QString::fromStdString(std::get<Failure>(outcome).message);
        }
        Q_EMIT self.runningChanged();
        Q_EMIT self.changed();
    }

    void stop()
    {
        isStopped = true;
        if (latentJob.isBusy()) {
            latentJob.cancel();
            latentTable.reset(); // what `resume` asks for again
        }
        if (coordinateJob.isBusy()) {
            dropCoordinateTable();
        }
        Q_EMIT self.runningChanged();
        Q_EMIT self.changed();
    }

    /// It is as large as the latents. Its statistics are small, and shown at once when the basis is chosen again.
    void dropCoordinateTable()
    {
        areCoordinatesAsked = false;
        coordinates.table = nullptr;
        if (coordinateJob.isBusy()) {
            coordinateJob.cancel();
            Q_EMIT self.runningChanged();
        }
    }

    void resume()
    {
        if (std::exchange(isStopped, false)) {
            refreshLatents();
            refreshCoordinates();
            Q_EMIT self.changed();
        }
    }

    /// Null unless it is of the space at hand.
    [[nodiscard]] Statistics usablePrior() const
    {
        const SessionState& state = session.state();
        const bool fits =
            prior && state.space && state.space->manifest.mapping && prior->mean.size() == state.base.size();
        return fits ? prior : nullptr;
    }

    [[nodiscard]] QString whyEmpty() const
    {
        const std::shared_ptr<const Space>& space = session.state().space;
        if (!space || self.sliders()) {
            return {};
        }
        if (space->sampleCount() == 0) {
            return tr("This space has no samples, so there are no histograms behind the sliders.");
        }
        if (!space->latents) {
            return tr("The samples of this space have no latents, so there are no histograms behind the sliders.");
        }
        if (isStopped) {
            return tr("Computing the histograms was stopped. Engine > Restart engine computes them.");
        }
        return failure.isEmpty() ? QString() : tr("The histograms could not be computed: %1").arg(failure);
    }

    void refreshLatents()
    {
        const std::shared_ptr<const Space> space = session.state().space;
        const std::shared_ptr<const LatentTable> table = space ? space->latents : nullptr;
        if (!isSameOpening(space, shownSpace)) {
            isStopped = false;
            failure.clear();
        }
        shownSpace = space;
        if (table == latentTable || isStopped) {
            return;
        }
        latentTable = table;
        latents = {};
        latentJob.cancel();
        if (table) {
            latentJob.request([table](const JobControl& control) { return samplesOf(table, {}, control); });
        }
        Q_EMIT self.runningChanged();
    }

    void refreshCoordinates()
    {
        const Table table = shownSpace ? shownSpace->latents : nullptr;
        const Components along = table && map.latents() == table ? map.components() : nullptr;
        if (along != components) {
            components = along;
            coordinates.statistics = nullptr;
            dropCoordinateTable();
        }
        if (session.state().basis != SliderBasis::PrincipalComponents) {
            dropCoordinateTable();
        } else if (along && !isStopped && !std::exchange(areCoordinatesAsked, true)) {
            coordinateJob.request([along, table, known = coordinates.statistics](const JobControl& control) {
                auto projected = std::make_shared<const LatentTable>(coordinatesOf(*along, *table, control));
                return known ? Samples{std::move(projected), known}
                             : samplesOf(std::move(projected), {.largestCovariance = 0}, control);
            });
            Q_EMIT self.runningChanged();
        }
    }
};

SliderStatistics::SliderStatistics(const Session& session, const DatasetMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .map = map})
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

void SliderStatistics::setPrior(std::shared_ptr<const LatentStatistics> prior)
{
    if (prior != m_impl->prior) {
        m_impl->prior = std::move(prior);
        Q_EMIT changed();
    }
}

std::shared_ptr<const LatentStatistics> SliderStatistics::latents() const
{
    return m_impl->latentTable || m_impl->latents.table ? m_impl->latents.statistics : m_impl->usablePrior();
}

std::shared_ptr<const LatentStatistics> SliderStatistics::sliders() const
{
    return m_impl->ofSliders().statistics;
}

std::shared_ptr<const LatentTable> SliderStatistics::table() const
{
    return m_impl->ofSliders().table;
}

SliderStatistics::Range SliderStatistics::range(std::size_t slider) const
{
    const Statistics statistics = sliders();
    if (!statistics || slider >= statistics->mean.size() || statistics->samples == 0) {
        const std::shared_ptr<const Space>& space = m_impl->session.state().space;
        const Statistics prior = m_impl->usablePrior();
        if (prior && m_impl->session.state().basis == SliderBasis::Latent && slider < prior->mean.size()) {
            const float home = prior->mean[slider];
            const float reach = std::max(smallestHalfWidth, 3 * prior->standardDeviation[slider]);
            return {.low = home - reach, .high = home + reach, .home = home, .sigma = reach / 3};
        }
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

QString SliderStatistics::message() const
{
    return m_impl->whyEmpty();
}

bool SliderStatistics::isRunning() const
{
    return m_impl->latentJob.isBusy() || m_impl->coordinateJob.isBusy();
}

void SliderStatistics::stop()
{
    m_impl->stop();
}

void SliderStatistics::resume()
{
    m_impl->resume();
}
