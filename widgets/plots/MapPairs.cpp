// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapPairs.h"

#include "plots/MapCanvas.h"

#include <algorithm>
#include <cmath>

void MapPairs::setContent(const MapContent& content)
{
    m_content = content;
    show();
}

void MapPairs::setChosen(const std::optional<std::array<std::uint32_t, 2>>& samples)
{
    m_chosen = samples;
    show();
}

/// Those whose ends are as wide as the point.
std::vector<MapPairs::Pair> MapPairs::pairs() const
{
    const SessionState& state = m_session.state();
    std::vector<Pair> pairs;
    for (const AttributeSlider& each : state.attributes) {
        if (each.vector->pair) {
            const QColor colour = each.colour.empty() ? QColor() : QColor(QString::fromStdString(each.colour));
            pairs.push_back({*each.vector->pair, colour});
        }
    }
    const LatentTable* const latents = state.space ? state.space->latents.get() : nullptr;
    if (m_chosen && latents != nullptr && std::max((*m_chosen)[0], (*m_chosen)[1]) < latents->rows()) {
        const auto rowOf = [&](std::uint32_t sample) {
            const LatentView row = latents->row(sample);
            return LatentVector(row.begin(), row.end());
        };
        pairs.push_back({{rowOf((*m_chosen)[0]), rowOf((*m_chosen)[1])}, {}});
    }
    std::erase_if(pairs, [width = state.base.size()](const Pair& pair) {
        return pair.ends[0].size() != width || pair.ends[1].size() != width;
    });
    return pairs;
}

void MapPairs::show()
{
    const std::vector<Pair> all = m_content.positions && m_session.state().space ? pairs() : std::vector<Pair>();
    std::vector<MapPair> lines;
    if (m_content.plane) {
        for (const Pair& pair : all) {
            if (m_content.plane->centre.size() == pair.ends[0].size()) {
                const PlanePlace from = m_content.plane->place(pair.ends[0]);
                const PlanePlace to = m_content.plane->place(pair.ends[1]);
                lines.push_back({{from[0], from[1]}, {to[0], to[1]}, pair.colour});
            }
        }
    } else if (m_placement != nullptr) {
        m_placed.clear();
        for (const Pair& pair : all) {
            m_placed.insert(m_placed.end(), pair.ends.begin(), pair.ends.end());
        }
        m_placement->placeToo(m_placed);
        const auto& places = m_placement->otherPlaces();
        for (std::size_t i = 0; i < all.size() && places.size() == m_placed.size(); ++i) {
            const std::optional<PlacedPoint>& from = places[2 * i];
            const std::optional<PlacedPoint>& to = places[2 * i + 1];
            if (from && to) {
                lines.push_back({{from->x, from->y}, {to->x, to->y}, all[i].colour});
            }
        }
    }
    std::erase_if(
        lines, [](const MapPair& line) { return !std::isfinite(line.from.x + line.from.y + line.to.x + line.to.y); });
    m_canvas.setPairs(std::move(lines));
}
