// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <random>

/// A space in memory: `samples` normal latents of `size` dimensions, no models.
inline std::shared_ptr<const Space> spaceInMemory(int size, std::size_t samples, std::uint64_t seed = 1)
{
    Space space;
    space.location = "/nowhere/made-" + std::to_string(seed);
    space.hash = std::to_string(seed);
    space.manifest.name = "made";
    space.manifest.latentSize = size;
    space.manifest.prior = Prior::Normal;
    if (samples > 0) {
        std::mt19937_64 random(seed);
        std::normal_distribution<float> normal;
        LatentTable table(samples, static_cast<std::size_t>(size));
        for (float& value : table.values()) {
            value = normal(random);
        }
        space.latents = std::make_shared<const LatentTable>(std::move(table));
        space.manifest.samples = ManifestSamples{.count = samples};
    }
    return std::make_shared<const Space>(std::move(space));
}

inline AttributeSlider sliderAlong(LatentVector vector, float amount = 0, std::string name = "made")
{
    AttributeVector attribute;
    attribute.vector = std::move(vector);
    AttributeSlider slider;
    slider.name = std::move(name);
    slider.vector = std::make_shared<const AttributeVector>(std::move(attribute));
    slider.amount = amount;
    return slider;
}

inline SessionState stateAt(std::shared_ptr<const Space> space, LatentVector base)
{
    SessionState state;
    state.space = std::move(space);
    state.base = std::move(base);
    return state;
}
