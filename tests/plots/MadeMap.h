// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"
#include "session/SessionState.h"

#include <random>

/// A space whose latents are their own map: three clusters in `size` dimensions, spread along the first two, with the
/// label columns *kind* (a, b, c), *size* (a number for each sample) and *shelf* (unknown for every fifth).
struct MadeMap
{
    std::shared_ptr<const Space> space;
    std::shared_ptr<const PrincipalComponents> components;
    std::shared_ptr<const LatentTable> coordinates;
};

inline LabelColumn labelColumn(const std::string& name, std::vector<std::string> values,
                               std::vector<std::uint32_t> codes)
{
    LabelColumn column;
    column.name = name;
    column.values = std::move(values);
    column.codes = std::move(codes);
    return column;
}

inline MadeMap madeMap(std::size_t samples, int size = 4)
{
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    LatentTable latents(samples, static_cast<std::size_t>(size));
    LabelColumn kind = labelColumn("kind", {"a", "b", "c"}, {});
    LabelColumn shelf = labelColumn("shelf", {"low", "top"}, {});
    LabelColumn number = labelColumn("size", {}, {});
    number.isNumeric = true;
    for (std::size_t i = 0; i < samples; ++i) {
        latents.row(i)[0] = 6 * static_cast<float>(i % 3) - 6 + normal(random);
        latents.row(i)[1] = (i % 3 == 1 ? 4.0f : 0.0f) + normal(random);
        kind.codes.push_back(static_cast<std::uint32_t>(i % 3));
        shelf.codes.push_back(i % 5 == 0 ? LabelColumn::unknown : static_cast<std::uint32_t>(i % 2));
        number.numbers.push_back(latents.row(i)[0]);
        number.codes.push_back(static_cast<std::uint32_t>(i));
        number.values.push_back(std::to_string(i));
    }
    Space space;
    space.manifest.latentSize = size;
    space.manifest.samples = ManifestSamples{.count = samples};
    space.latents = std::make_shared<const LatentTable>(latents);
    space.labels = std::make_shared<const LabelTable>(LabelTable{samples, {kind, shelf, number}});

    PrincipalComponents components;
    components.mean.assign(static_cast<std::size_t>(size), 0.0f);
    components.components = LatentTable(2, static_cast<std::size_t>(size));
    components.components.row(0)[0] = 1;
    components.components.row(1)[1] = 1;
    components.explainedVariance = {6, 3};
    components.totalVariance = 10;
    return {std::make_shared<const Space>(std::move(space)), std::make_shared<const PrincipalComponents>(components),
            std::make_shared<const LatentTable>(std::move(latents))};
}

inline SessionState stateOf(const MadeMap& map)
{
    SessionState state;
    state.space = map.space;
    state.base.assign(static_cast<std::size_t>(map.space->latentSize()), 0.0f);
    return state;
}
