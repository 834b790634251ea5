// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/MapNames.h"

#include <algorithm>
#include <functional>

std::vector<MapPosition> placesOf(const LatentTable& positions)
{
    std::vector<MapPosition> places(positions.rows());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const LatentView row = positions.row(i);
        places[i] = {row[0], row.size() > 1 ? row[1] : 0.0f};
    }
    return places;
}

std::vector<MapName> MapNames::names(const MapColouring& colouring, const std::shared_ptr<const LatentTable>& positions,
                                     const std::shared_ptr<const LabelTable>& labels, const LabelColumn& column)
{
    if (colouring.hasColourBar || colouring.legend.size() > most) {
        return {};
    }
    const std::vector<std::string>& values = column.values;
    if (m_positions != positions || m_labels != labels || m_column != &column) {
        m_positions = positions;
        m_labels = labels;
        m_column = &column;
        m_places = densestPlaces(placesOf(*positions), column.codes, values.size());
    }
    std::vector<LegendEntry> entries = colouring.legend;
    std::ranges::stable_sort(entries, std::greater(), &LegendEntry::count);
    std::vector<MapName> names;
    for (const LegendEntry& entry : entries) {
        const auto value = static_cast<std::size_t>(std::ranges::find(values, entry.key) - values.begin());
        if (!entry.isHidden && !entry.key.empty() && value < values.size() && m_places[value]) {
            names.push_back({entry.text, *m_places[value]});
        }
    }
    return names;
}
