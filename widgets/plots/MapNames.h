// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "plots/MapCanvas.h"
#include "plots/MapColours.h"
#include "raster/NamePlaces.h"

#include <memory>
#include <optional>
#include <vector>

/// Where the names of a label's values stand on a map: each where most of its samples lie. Places are kept as long as
/// map and label are the same.
class MapNames
{
public:
    static constexpr std::size_t most = 64; ///< on the map; more are a thicket

    /// Of the values that the legend shows, the most frequent first. `column` is one of `labels`.
    [[nodiscard]] std::vector<MapName> names(const MapColouring& colouring,
                                             const std::shared_ptr<const LatentTable>& positions,
                                             const std::shared_ptr<const LabelTable>& labels,
                                             const LabelColumn& column);

private:
    std::shared_ptr<const LatentTable> m_positions; ///< that `m_places` are on,
    std::shared_ptr<const LabelTable> m_labels;     ///< and of values of a column
    const LabelColumn* m_column = nullptr;          ///< of these
    std::vector<std::optional<MapPosition>> m_places;
};

/// The first two numbers of each row; a line has 0 for the second one.
[[nodiscard]] std::vector<MapPosition> placesOf(const LatentTable& positions);
