// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PointPlacement.h"

#include "jobs/LatestJob.h"

#include <algorithm>
#include <utility>

namespace {

using Index = std::shared_ptr<const NearestSamples>;
using Points = std::shared_ptr<const std::vector<LatentVector>>;
using Near = std::vector<NearSample>;

struct Found
{
    Index index;  ///< made on the way, to be kept
    Near nearest; ///< to the point; none where it is not finite
    Points others;
    std::vector<Near> nearestToOthers;
};

Near nearestTo(const NearestSamples& index, const LatentVector& point)
{
    const bool hasPlace = point.size() == index.table().columns() && allFinite(point);
    return hasPlace ? index.nearest(point, placingNeighbours, 1) : Near();
}

} // namespace

struct PointPlacement::Impl
{
    PointPlacement& self;
    const Session& session;
    const ShownMap& map;
    std::shared_ptr<const LatentTable> table; ///< that `index` and `nearest` are of
    Index index;
    Near nearest;    ///< to the newest point that was answered
    Points others;   ///< as they were asked for
    Points answered; ///< that `nearestToOthers` is of
    std::vector<Near> nearestToOthers;
    std::optional<PlacedPoint> place;
    std::vector<std::optional<PlacedPoint>> otherPlaces;
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
            forget();
            return show();
        }
        if (table != session.state().space->latents) {
            job.cancel();
            table = session.state().space->latents;
            index = nullptr;
            forget();
        }
        if (session.currentPoint().size() != table->columns()) {
            return;
        }
        job.request([table = table, index = index, point = session.currentPoint(),
                     others = others == answered ? nullptr : others](const JobControl& control) {
            Found found{.index = index ? index
                                       : std::make_shared<const NearestSamples>(table, NearMetric::Euclidean, control),
                        .others = others};
            found.nearest = nearestTo(*found.index, point);
            if (others) {
                std::ranges::transform(*others, std::back_inserter(found.nearestToOthers),
                                       [&](const LatentVector& other) { return nearestTo(*found.index, other); });
            }
            return found;
        });
    }

    void forget()
    {
        nearest.clear();
        answered = nullptr;
        nearestToOthers.clear();
    }

    void receive(Outcome<Found> outcome)
    {
        auto* const found = std::get_if<Found>(&outcome);
        if (found == nullptr || &found->index->table() != table.get()) {
            return;
        }
        index = found->index;
        nearest = std::move(found->nearest);
        if (found->others) {
            answered = std::move(found->others);
            nearestToOthers = std::move(found->nearestToOthers);
        }
        show();
    }

    [[nodiscard]] static std::optional<PlacedPoint> placed(Near near, const LatentTable& positions)
    {
        std::erase_if(near, [&](const NearSample& each) { return !allFinite(positions.row(each.sample)); });
        return near.empty() ? std::nullopt : std::optional(placeAmong(near, positions));
    }

    /// The map may have moved, too.
    void show()
    {
        const auto& positions = map.content().positions;
        std::optional<PlacedPoint> next;
        std::vector<std::optional<PlacedPoint>> nextOthers;
        if (isWanted() && positions->rows() == table->rows()) {
            next = placed(nearest, *positions);
            std::ranges::transform(nearestToOthers, std::back_inserter(nextOthers),
                                   [&](const Near& near) { return placed(near, *positions); });
        }
        const bool isOther = next != place || nextOthers != otherPlaces;
        place = next;
        otherPlaces = std::move(nextOthers);
        if (isOther) {
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

void PointPlacement::placeToo(const std::vector<LatentVector>& others)
{
    if (!m_impl->others || *m_impl->others != others) {
        m_impl->others = std::make_shared<const std::vector<LatentVector>>(others);
        m_impl->answered = nullptr;
        m_impl->nearestToOthers.clear();
        m_impl->otherPlaces.clear();
        m_impl->refresh();
    }
}

const std::vector<std::optional<PlacedPoint>>& PointPlacement::otherPlaces() const
{
    return m_impl->otherPlaces;
}
