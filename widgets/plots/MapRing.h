// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PointPlacement.h"
#include "plots/MapEdits.h"
#include "raster/PointCloud.h"

#include <deque>

class MapCanvas;

/// The current point on the map: where its ring is, where it has been, and where a hand carries it.
class MapRing
{
public:
    MapRing(const Session& session, MapEdits& edits, MapCanvas& canvas)
        : m_session(session)
        , m_edits(edits)
        , m_canvas(canvas)
    {
    }
    /// Where points lie on maps without a plane, and the basis whose locks hold while the ring is carried.
    void setSources(const PointPlacement* placement, const DatasetMap* basis);
    /// Another map, or the same one on its way.
    void setContent(const MapContent& content);

    void show();
    void take();
    /// Along the map's two directions alone; on a map that has none, by the difference between the samples around the
    /// new place and those around the old one, so that what is the point's own stays.
    void carry(MapPosition to);
    void putDown();

private:
    struct Seen ///< the point of a moment
    {
        LatentVector point;
        std::optional<MapPosition> place; ///< on a map without a plane; none: it was shown on another map
    };

    void showPlaced();
    void remember(std::optional<MapPosition> placed);
    void showTrail();

    const Session& m_session;
    MapEdits& m_edits;
    MapCanvas& m_canvas;
    const PointPlacement* m_placement = nullptr;
    const DatasetMap* m_basis = nullptr;
    MapContent m_content;
    PlanePlace m_takenAt{};                 ///< where the ring was when the hand took it
    LatentVector m_takenBlend;              ///< of the samples around that, on a map without a plane
    std::optional<MapPosition> m_carriedTo; ///< on such a map the ring stays in the hand until it is put down
    std::deque<Seen> m_trail;               ///< oldest first
    std::shared_ptr<const Space> m_trailSpace;
};
