// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapRing.h"

#include "plots/MapCanvas.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace {

constexpr std::size_t longestTrail = 48;
constexpr double leastTrailStep = 6; ///< pixels between places that are kept

MapPosition positionOf(PlanePlace place)
{
    return {place[0], place[1]};
}

} // namespace

void MapRing::setSources(const PointPlacement* placement, const DatasetMap* basis)
{
    m_placement = placement;
    m_basis = basis;
}

void MapRing::setContent(const MapContent& content)
{
    if (content.positions != m_content.positions) { // places on the map before mean nothing on this one
        std::ranges::for_each(m_trail, [](Seen& seen) { seen.place.reset(); });
    }
    m_content = content;
    show();
}

void MapRing::show()
{
    const SessionState& state = m_session.state();
    const LatentVector& point = m_session.currentPoint();
    const auto& plane = m_content.plane;
    if (!m_content.positions || !plane || plane->centre.size() != point.size()) {
        return showPlaced();
    }
    m_canvas.setMarkerMovable(true);
    const bool hasAmounts = point != state.base;
    m_canvas.setMarker(positionOf(plane->place(point)),
                       hasAmounts ? std::optional(positionOf(plane->place(state.base))) : std::nullopt);
    remember(std::nullopt);
}

/// On a map without a plane: in the hand, else where its neighbours lie.
void MapRing::showPlaced()
{
    const bool hasMap = m_content.positions && !m_content.plane && m_placement != nullptr;
    const std::optional<PlacedPoint> place = hasMap ? m_placement->place() : std::nullopt;
    m_canvas.setMarkerMovable(place.has_value());
    if (hasMap && m_carriedTo) {
        m_canvas.setMarker(m_carriedTo, std::nullopt);
    } else if (place) {
        m_canvas.setMarker(MapPosition{place->x, place->y}, std::nullopt, place->doubt);
    } else {
        m_canvas.setMarker(std::nullopt, std::nullopt);
    }
    if (hasMap && (m_carriedTo || place)) {
        remember(m_carriedTo ? *m_carriedTo : MapPosition{place->x, place->y});
    }
}

void MapRing::remember(std::optional<MapPosition> placed)
{
    const auto before = std::exchange(m_trailSpace, m_session.state().space);
    if (!isSameOpening(m_trailSpace, before)) {
        m_trail.clear();
    }
    const LatentVector& point = m_session.currentPoint();
    const auto placeOf = [this](const Seen& seen) -> std::optional<MapPosition> {
        return m_content.plane ? std::optional(positionOf(m_content.plane->place(seen.point))) : seen.place;
    };
    const Seen now{point, placed};
    if (!m_trail.empty()) {
        const std::optional<MapPosition> last = placeOf(m_trail.back());
        if (last && placeOf(now)) {
            const QPointF step = m_canvas.pixelAt(*placeOf(now)) - m_canvas.pixelAt(*last);
            if (std::hypot(step.x(), step.y()) < leastTrailStep) {
                return showTrail();
            }
        } else if (m_trail.back().point == point) {
            m_trail.back().place = placed;
            return showTrail();
        }
    }
    m_trail.push_back(now);
    if (m_trail.size() > longestTrail) {
        m_trail.pop_front();
    }
    showTrail();
}

void MapRing::showTrail()
{
    std::vector<MapPosition> places;
    for (const Seen& seen : m_trail) {
        if (m_content.plane) {
            places.push_back(positionOf(m_content.plane->place(seen.point)));
        } else if (seen.place) {
            places.push_back(*seen.place);
        }
    }
    m_canvas.setTrail(std::move(places));
}

void MapRing::take()
{
    m_edits.takePoint();
    const auto& space = m_session.state().space;
    if (m_content.plane) {
        m_takenAt = m_content.plane->place(m_session.currentPoint());
    } else if (m_placement != nullptr && m_placement->place() && m_content.positions && space && space->latents) {
        m_takenAt = {m_placement->place()->x, m_placement->place()->y};
        m_takenBlend = blendAt(*space->latents, *m_content.positions, m_takenAt[0], m_takenAt[1]);
    }
}

void MapRing::carry(MapPosition to)
{
    const PrincipalComponents* const locks = m_basis != nullptr ? m_basis->components().get() : nullptr;
    const auto& space = m_session.state().space;
    const auto& positions = m_content.positions;
    if (m_content.plane) {
        m_edits.carryPoint(
            m_content.plane->way(static_cast<double>(to.x - m_takenAt[0]), static_cast<double>(to.y - m_takenAt[1])),
            locks);
    } else if (!m_takenBlend.empty() && positions && space && space->latents &&
               positions->rows() == space->latents->rows() && space->latents->columns() == m_takenBlend.size()) {
        LatentVector way = blendAt(*space->latents, *positions, to.x, to.y);
        std::ranges::transform(way, m_takenBlend, way.begin(), std::minus());
        m_carriedTo = to;
        m_edits.carryPoint(way, locks);
        show();
    }
}

void MapRing::putDown()
{
    m_takenBlend.clear();
    m_carriedTo.reset();
    show();
}
