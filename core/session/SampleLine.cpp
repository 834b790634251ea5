// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SampleLine.h"

#include "base/UserError.h"
#include "latent/LatentArithmetic.h"

AttributeSlider lineBetweenSamples(const SessionState& state, std::uint32_t from, std::uint32_t to)
{
    const LatentTable* const latents = state.space ? state.space->latents.get() : nullptr;
    if (latents == nullptr || from >= latents->rows() || to >= latents->rows()) {
        throw UserError("A line leads from one sample to another, and this space does not have both. Choose two of "
                        "its samples.");
    }
    AttributeSlider slider;
    slider.name = std::to_string(from) + " to " + std::to_string(to);
    slider.vector = std::make_shared<const AttributeVector>(lineBetween(latents->row(from), latents->row(to)));
    slider.method = "pair";
    slider.with = "sample " + std::to_string(to);
    slider.without = "sample " + std::to_string(from);
    return slider;
}
