// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapPairs.h"

#include "plots/MapCanvas.h"

#include <algorithm>
#include <cmath>

namespace {

std::optional<std::uint32_t> rowOf(LatentView point, const LatentTable& latents)
{
    if (point.size() == latents.columns()) {
        for (std::uint32_t row = 0; row < latents.rows(); ++row) {
            if (std::ranges::equal(latents.row(row), point)) {
                return row;
            }
        }
    }
    return {};
}

MapPosition placeOf(LatentView row)
{
    return {row[0], row.size() > 1 ? row[1] : 0.0F};
}

} // namespace

void MapPairs::setContent(const MapContent& content)
{
    m_content = content;
    show();
}

/// Looked for once: a map on its way asks many times a second.
std::optional<std::array<std::uint32_t, 2>> MapPairs::samplesOf(const std::shared_ptr<const AttributeVector>& vector)
{
    const auto& latents = m_session.state().space->latents;
    const auto known = std::ranges::find_if(
        m_found, [&](const Found& found) { return found.vector == vector && found.latents == latents; });
    if (known != m_found.end()) {
        return known->samples;
    }
    std::optional<std::array<std::uint32_t, 2>> samples;
    const auto from = rowOf((*vector->pair)[0], *latents);
    const auto to = from ? rowOf((*vector->pair)[1], *latents) : std::nullopt;
    if (to) {
        samples = {*from, *to};
    }
    m_found.push_back({vector, latents, samples});
    return samples;
}

void MapPairs::show()
{
    const SessionState& state = m_session.state();
    const auto& positions = m_content.positions;
    std::vector<MapPair> pairs;
    std::erase_if(m_found, [&](const Found& found) {
        return std::ranges::find(state.attributes, found.vector, &AttributeSlider::vector) == state.attributes.end();
    });
    for (const AttributeSlider& each : state.attributes) {
        if (!positions || !state.space || !state.space->latents || !each.vector->pair) {
            continue;
        }
        const std::array<LatentVector, 2>& ends = *each.vector->pair;
        const QColor colour = each.colour.empty() ? QColor() : QColor(QString::fromStdString(each.colour));
        if (m_content.plane && m_content.plane->centre.size() == ends[0].size() && ends[0].size() == ends[1].size()) {
            const PlanePlace from = m_content.plane->place(ends[0]);
            const PlanePlace to = m_content.plane->place(ends[1]);
            pairs.push_back({{from[0], from[1]}, {to[0], to[1]}, colour});
        } else if (!m_content.plane && positions->rows() == state.space->latents->rows()) {
            if (const auto samples = samplesOf(each.vector)) {
                pairs.push_back(
                    {placeOf(positions->row((*samples)[0])), placeOf(positions->row((*samples)[1])), colour});
            }
        }
    }
    std::erase_if(pairs, [](const MapPair& pair) { // of samples that have no place
        return !std::isfinite(pair.from.x + pair.from.y + pair.to.x + pair.to.y);
    });
    m_canvas.setPairs(std::move(pairs));
}
