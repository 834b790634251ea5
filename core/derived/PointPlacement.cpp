// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PointPlacement.h"

#include "jobs/LatestJob.h"

#include <utility>

namespace {

using Index = std::shared_ptr<const NearestSamples>;

struct Found
{
    Index index; ///< made on the way, to be kept
    std::vector<NearSample> nearest;
};

} // namespace

struct PointPlacement::Impl
{
    PointPlacement& self;
    const Session& session;
    const ShownMap& map;
    std::shared_ptr<const LatentTable> table; ///< that `index` and `nearest` are of
    Index index;
    std::vector<NearSample> nearest; ///< to the newest point that was answered
    std::optional<PlacedPoint> place;
    LatestJob<Found> job{Supersede::FinishRunning, [this](Outcome<Found> outcome) { receive(std::move(outcome)); }};

    [[nodiscard]] bool isWanted() const
    {
        const auto& space = session.state().space;
        return map.content().positions && !map.content().plane && space && space->latents && !space->latents->isEmpty();
    }

    void refresh()
    {
        if (!isWanted()) {
            job.cancel();
            nearest.clear();
            return show();
        }
        if (table != session.state().space->latents) {
            job.cancel();
            table = session.state().space->latents;
            index = nullptr;
            nearest.clear();
        }
        if (session.currentPoint().size() != table->columns()) {
            return;
        }
        job.request([table = table, index = index, point = session.currentPoint()](const JobControl& control) {
            Found found{.index = index ? index
                                       : std::make_shared<const NearestSamples>(table, NearMetric::Euclidean, control)};
            found.nearest = found.index->nearest(point, placingNeighbours, 1);
            return found;
        });
    }

    void receive(Outcome<Found> outcome)
    {
        if (auto* found = std::get_if<Found>(&outcome)) { // else the point is not finite: it has no place
            if (&found->index->table() == table.get()) {
                index = found->index;
                nearest = std::move(found->nearest);
            }
        } else {
            nearest.clear();
        }
        show();
    }

    /// The map may have moved, too.
    void show()
    {
        const auto& positions = map.content().positions;
        std::optional<PlacedPoint> next;
        if (isWanted() && positions->rows() == table->rows()) {
            std::vector<NearSample> placed = nearest;
            std::erase_if(placed, [&](const NearSample& near) { return !allFinite(positions->row(near.sample)); });
            next = placed.empty() ? std::nullopt : std::optional(placeAmong(placed, *positions));
        }
        if (std::exchange(place, next) != next) {
            Q_EMIT self.changed();
        }
    }
};

PointPlacement::PointPlacement(const Session& session, const ShownMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .map = map})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::pointChanged, this, refresh);
    connect(&map, &ShownMap::changed, this, refresh);
    connect(&map, &ShownMap::moved, this, [this] { m_impl->nearest.empty() ? m_impl->refresh() : m_impl->show(); });
    m_impl->refresh();
}

PointPlacement::~PointPlacement() = default;

const std::optional<PlacedPoint>& PointPlacement::place() const
{
    return m_impl->place;
}
