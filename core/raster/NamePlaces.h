// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointCloud.h"

#include <optional>

/// Where the name of each class stands: amid its samples at the place of the map where they lie densest, so that a
/// class of several clusters is named at one of them and not between. `positions` and `codes` (a class for each sample,
/// from 0; others than `classes` many are left out) are of equal size. None for a class without a place, and
/// for one that is nowhere at home: where it lies densest, more than half of the samples are others.
[[nodiscard]] std::vector<std::optional<MapPosition>>
densestPlaces(std::span<const MapPosition> positions, std::span<const std::uint32_t> codes, std::size_t classes);
