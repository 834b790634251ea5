// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/TsneMap.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

enum class MapKind { PrincipalComponents, Tsne, Axes, Kept };

/// What a map of one's own is read along. What the space or the session does not have (any more) is said when it is
/// shown.
struct MapAxis
{
    enum class Kind { Latent, Component, Attribute, Label };
    Kind kind = Kind::Latent;
    std::uint32_t index = 0; ///< of Latent and Component, from 0
    std::string name;        ///< of Attribute and Label (of numbers); of Component: of what this attribute leaves
    bool operator==(const MapAxis&) const = default;
};

/// Axes of that kind and name are called `name` from now on: what they stand for was renamed.
void renameAxes(std::array<MapAxis, 2>& axes, MapAxis::Kind kind, const std::string& before, const std::string& name);

/// Which map is shown, and what it is computed with.
struct MapProjection
{
    MapKind kind = MapKind::PrincipalComponents;
    TsneOptions tsne;
    std::array<MapAxis, 2> axes = {MapAxis{.index = 0, .name = {}}, MapAxis{.index = 1, .name = {}}};
    std::string kept = {};                   ///< of Kept: the name of the map in the space's folder
    std::optional<std::uint64_t> besideSeed; ///< of a second t-SNE map beside the first; else with its options
    bool operator==(const MapProjection&) const = default;
};
