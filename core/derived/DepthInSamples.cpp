// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DepthInSamples.h"

#include "base/ThreadPriority.h"
#include "jobs/LatestJob.h"

#include <utility>

namespace {

using Prepared = std::shared_ptr<const SampleDepth>;
using Answer = std::optional<PointDepth>;

} // namespace

struct DepthInSamples::Impl
{
    DepthInSamples& self;
    const Session& session;
    const DatasetMap& map;
    bool isWanted = false;
    std::shared_ptr<const LatentTable> table; ///< that `prepared` is of, or will be
    Prepared prepared;
    Answer depth;
    LatestJob<Prepared> preparing{Supersede::StopRunning,
                                  [this](Outcome<Prepared> outcome) { receive(std::move(outcome)); }};
    LatestJob<Answer> asking{Supersede::FinishRunning, [this](Outcome<Answer> outcome) {
                                 const Answer* const found = std::get_if<Answer>(&outcome);
                                 tell(found != nullptr ? *found : std::nullopt);
                             }};

    void refresh()
    {
        const auto& space = session.state().space;
        const auto components = map.components();
        const bool isOfSpace = space && components && map.latents() == space->latents;
        const auto latents = isOfSpace ? map.latents() : nullptr; // else none yet, or of the space before
        if (latents != table) {
            preparing.cancel();
            asking.cancel();
            prepared = nullptr;
            table = nullptr;
            tell(std::nullopt);
        }
        if (isWanted && latents && !table) {
            table = latents;
            preparing.request([components, latents](const JobControl& control) {
                giveWayToJobs();
                return std::make_shared<const SampleDepth>(components, *latents, control);
            });
        }
        ask();
    }

    void ask()
    {
        if (!isWanted || !prepared || !map.components() ||
            session.currentPoint().size() != map.components()->mean.size()) {
            return;
        }
        asking.request(
            [depth = prepared, point = session.currentPoint()](const JobControl&) { return depth->of(point); });
    }

    void receive(Outcome<Prepared> outcome)
    {
        if (auto* found = std::get_if<Prepared>(&outcome)) {
            prepared = std::move(*found);
            ask();
            Q_EMIT self.changed(); // perhaps there are too few
        }
    }

    void tell(const Answer& next)
    {
        if (std::exchange(depth, next) != next) {
            Q_EMIT self.changed();
        }
    }
};

DepthInSamples::DepthInSamples(const Session& session, const DatasetMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .map = map})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&map, &DatasetMap::changed, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::pointChanged, this, [this] { m_impl->ask(); });
}

DepthInSamples::~DepthInSamples() = default;

void DepthInSamples::setWanted(bool wanted)
{
    if (std::exchange(m_impl->isWanted, wanted) != wanted && wanted) {
        m_impl->refresh();
    }
}

const std::optional<PointDepth>& DepthInSamples::depth() const
{
    return m_impl->depth;
}

bool DepthInSamples::areTooFew() const
{
    return m_impl->prepared && !m_impl->prepared->isKnown();
}
