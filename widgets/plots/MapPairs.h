// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PointPlacement.h"

#include <QColor>

class MapCanvas;

/// Lines on the map between the two points that each attribute leads from and to, where it was made from a pair, and
/// between two samples that are chosen elsewhere. On a map without a plane, where PointPlacement places the ends.
class MapPairs
{
public:
    MapPairs(const Session& session, MapCanvas& canvas)
        : m_session(session)
        , m_canvas(canvas)
    {
    }
    void setPlacement(PointPlacement& placement) { m_placement = &placement; }
    /// Another map, or the same one on its way.
    void setContent(const MapContent& content);
    /// Two samples whose line is shown until others are chosen.
    void setChosen(const std::optional<std::array<std::uint32_t, 2>>& samples);
    void show();

private:
    struct Pair
    {
        std::array<LatentVector, 2> ends;
        QColor colour;
    };
    [[nodiscard]] std::vector<Pair> pairs() const;

    const Session& m_session;
    MapCanvas& m_canvas;
    PointPlacement* m_placement = nullptr;
    MapContent m_content;
    std::optional<std::array<std::uint32_t, 2>> m_chosen;
    std::vector<LatentVector> m_placed; ///< ends that the placement was asked for
};
