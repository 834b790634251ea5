// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownMap.h"

class MapCanvas;

/// Lines on the map between the two points that each attribute leads from and to, where it was made from a pair: on a
/// map without a plane, where both are samples.
class MapPairs
{
public:
    MapPairs(const Session& session, MapCanvas& canvas)
        : m_session(session)
        , m_canvas(canvas)
    {
    }
    /// Another map, or the same one on its way.
    void setContent(const MapContent& content);
    void show();

private:
    [[nodiscard]] std::optional<std::array<std::uint32_t, 2>>
    samplesOf(const std::shared_ptr<const AttributeVector>& vector);

    struct Found
    {
        std::shared_ptr<const AttributeVector> vector;
        std::shared_ptr<const LatentTable> latents;
        std::optional<std::array<std::uint32_t, 2>> samples;
    };

    const Session& m_session;
    MapCanvas& m_canvas;
    MapContent m_content;
    std::vector<Found> m_found; ///< of the attributes of now
};
