// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/NearestToPoint.h"

#include "base/ThreadPriority.h"
#include "jobs/LatestJob.h"

#include <algorithm>
#include <thread>

namespace {

using Prepared = std::shared_ptr<const NearestSamples>;
using Answer = std::vector<NearSample>;

/// The live engine decodes the same point meanwhile.
int threadsBesideTheEngine()
{
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency() / 2));
}

/// So many samples' neighbours that a large table takes a second or two.
std::size_t samplesForMedian(std::size_t rows)
{
    return std::clamp<std::size_t>(200'000'000 / std::max<std::size_t>(rows, 1), 100, 1000);
}

} // namespace

struct NearestToPoint::Impl
{
    NearestToPoint& self;
    const Session& session;
    bool isWanted = false;
    bool isStopped = false;                   ///< by the user
    std::shared_ptr<const LatentTable> table; ///< that `prepared` is of, or will be
    NearMetric metric = NearMetric::Euclidean;
    Prepared prepared;
    Answer samples;
    TypicalDistance typical;
    QString failure;
    LatestJob<Prepared> preparing{Supersede::StopRunning,
                                  [this](Outcome<Prepared> outcome) { receive(std::move(outcome)); }};
    LatestJob<TypicalDistance> measuring{Supersede::StopRunning,
                                         [this](Outcome<TypicalDistance> outcome) { receive(std::move(outcome)); }};
    LatestJob<Answer> asking{Supersede::FinishRunning,
                             [this](Outcome<Answer> outcome) { receive(std::move(outcome)); }};

    [[nodiscard]] std::shared_ptr<const LatentTable> wantedTable() const
    {
        const auto& space = session.state().space;
        return space && space->latents && !space->latents->isEmpty() ? space->latents : nullptr;
    }

    /// Forgets what is of another space or metric, and prepares what is wanted.
    void refresh()
    {
        const auto wanted = wantedTable();
        const NearMetric wantedMetric = session.view().nearMetric;
        const bool isOther = wanted != table || wantedMetric != metric;
        if (isOther) {
            forget();
            isStopped = false;
        }
        if (!isWanted || isStopped) {
            return isOther ? Q_EMIT self.changed() : void();
        }
        if (wanted && !prepared && !preparing.isBusy()) {
            table = wanted;
            metric = wantedMetric;
            preparing.request([wanted, wantedMetric](const JobControl& control) {
                return std::make_shared<const NearestSamples>(wanted, wantedMetric, control);
            });
            Q_EMIT self.runningChanged();
        }
        ask();
        if (isOther) {
            Q_EMIT self.changed();
        }
    }

    void forget()
    {
        const bool wasRunning = preparing.isBusy();
        preparing.cancel();
        measuring.cancel();
        asking.cancel();
        table.reset();
        prepared.reset();
        samples.clear();
        typical = {};
        failure.clear();
        if (wasRunning) {
            Q_EMIT self.runningChanged();
        }
    }

    void ask()
    {
        if (!prepared || !isWanted || session.currentPoint().size() != prepared->table().columns()) {
            return;
        }
        const auto count = static_cast<std::size_t>(session.view().nearCount);
        asking.request([nearest = prepared, point = session.currentPoint(), count](const JobControl&) {
            return nearest->nearest(point, count, threadsBesideTheEngine());
        });
    }

    void receive(Outcome<Prepared> outcome)
    {
        if (const Failure* why = std::get_if<Failure>(&outcome)) {
            failure = QString::fromStdString(why->message);
            isStopped = true;
        } else {
            prepared = std::get<Prepared>(std::move(outcome));
            measuring.request([nearest = prepared](const JobControl& control) {
                giveWayToJobs();
                return typicalDistance(*nearest, samplesForMedian(nearest->table().rows()), control);
            });
            ask();
        }
        Q_EMIT self.runningChanged();
        Q_EMIT self.changed();
    }

    void receive(Outcome<TypicalDistance> outcome)
    {
        if (const TypicalDistance* found = std::get_if<TypicalDistance>(&outcome)) {
            typical = *found;
            Q_EMIT self.changed();
        }
    }

    void receive(Outcome<Answer> outcome)
    {
        const Failure* const why = std::get_if<Failure>(&outcome);
        failure = why ? QString::fromStdString(why->message) : QString();
        samples = why ? Answer{} : std::get<Answer>(std::move(outcome));
        Q_EMIT self.changed();
    }

    [[nodiscard]] QString whyEmpty() const
    {
        const auto& space = session.state().space;
        if (!space) {
            return tr("The samples nearest to the point are shown here. Open a space.");
        }
        if (space->sampleCount() == 0) {
            return tr("This space has no samples, so none is near the point. Space > Generate samples… makes some.");
        }
        if (!wantedTable()) {
            return tr("The samples of this space have no latents, so none is near the point.");
        }
        if (!failure.isEmpty()) {
            return failure;
        }
        return isStopped ? tr("Reading the latents was stopped. Hide the panel and show it to read them.")
                         : tr("Reading the latents…");
    }
};

NearestToPoint::NearestToPoint(const Session& session, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::viewChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::pointChanged, this, [this] { m_impl->ask(); });
}

NearestToPoint::~NearestToPoint() = default;

void NearestToPoint::setWanted(bool wanted)
{
    if (std::exchange(m_impl->isWanted, wanted) != wanted && wanted) {
        m_impl->isStopped = false;
        m_impl->refresh();
    }
}

const std::vector<NearSample>& NearestToPoint::samples() const
{
    return m_impl->samples;
}

NearMetric NearestToPoint::metric() const
{
    return m_impl->metric;
}

bool NearestToPoint::isBusy() const
{
    return m_impl->preparing.isBusy() || m_impl->asking.isBusy();
}

const TypicalDistance& NearestToPoint::typical() const
{
    return m_impl->typical;
}

QString NearestToPoint::message() const
{
    return m_impl->samples.empty() ? m_impl->whyEmpty() : QString();
}

bool NearestToPoint::isRunning() const
{
    return m_impl->preparing.isBusy();
}

void NearestToPoint::stop()
{
    m_impl->forget();
    m_impl->isStopped = true;
    m_impl->table = m_impl->wantedTable();
    m_impl->metric = m_impl->session.view().nearMetric;
    Q_EMIT changed();
}
