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
    const TsneLayout& tsne;
    std::shared_ptr<const LatentTable> table; ///< that `index` and `nearest` are of
    Index index;
    std::vector<NearSample> nearest; ///< to the newest point that was answered
    std::optional<PlacedPoint> place;
    LatestJob<Found> job{Supersede::FinishRunning, [this](Outcome<Found> outcome) { receive(std::move(outcome)); }};

    [[nodiscard]] bool isWanted() const
    {
        return session.state().projection.kind == MapKind::Tsne && tsne.positions() && session.state().space &&
               session.state().space->latents && !session.state().space->latents->isEmpty();
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
        const auto positions = tsne.positions();
        std::optional<PlacedPoint> next;
        if (isWanted() && !nearest.empty() && positions->rows() == table->rows()) {
            next = placeAmong(nearest, *positions);
        }
        if (std::exchange(place, next) != next) {
            Q_EMIT self.changed();
        }
    }
};

PointPlacement::PointPlacement(const Session& session, const TsneLayout& tsne, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .tsne = tsne})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::pointChanged, this, refresh);
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::mapChanged, this, refresh);
    connect(&tsne, &TsneLayout::changed, this, refresh);
    connect(&tsne, &TsneLayout::moved, this, [this] { m_impl->nearest.empty() ? m_impl->refresh() : m_impl->show(); });
    m_impl->refresh();
}

PointPlacement::~PointPlacement() = default;

const std::optional<PlacedPoint>& PointPlacement::place() const
{
    return m_impl->place;
}
