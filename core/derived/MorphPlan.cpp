// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MorphPlan.h"

#include "latent/LatentArithmetic.h"
#include "session/AttributeEdits.h"

#include <QCoreApplication>

#include <array>

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(MorphPlan)
};

VariationPlan between(LatentView start, LatentView end, int steps)
{
    VariationPlan plan;
    for (int step = 0; step < steps; ++step) {
        const double share = static_cast<double>(step) / (steps - 1);
        plan.append(sumOf(std::array<LatentTerm, 2>{{{1 - share, start}, {share, end}}}), static_cast<float>(share));
    }
    return plan;
}

VariationPlan betweenSamples(const SessionState& state, const VariationChoice& choice,
                             const PrincipalComponents* components)
{
    if (!hasEncodedSamples(state)) {
        return VariationPlan::none(Words::tr("This morph leads from sample to sample, and this space has none with "
                                             "latents. Space > Generate samples… makes some."));
    }
    for (const std::uint32_t sample : {choice.from, choice.to}) {
        if (const QString why = whyNoSample(state, sample); !why.isEmpty()) {
            return VariationPlan::none(why);
        }
    }
    const LatentVector edit = editOf(state, components);
    const auto edited = [&](std::uint32_t sample) {
        const LatentView row = state.space->latents->row(sample);
        LatentVector point(row.begin(), row.end());
        addScaled(point, 1, edit);
        return point;
    };
    return between(edited(choice.from), edited(choice.to), choice.steps);
}

} // namespace

VariationPlan planMorph(const SessionState& state, const VariationChoice& choice, const PrincipalComponents* components)
{
    if (choice.isBetweenSamples) {
        return betweenSamples(state, choice, components);
    }
    SessionState without = state;
    resetAmounts(without, components);
    const LatentVector start = without.currentPoint();
    const LatentVector end = state.currentPoint();
    if (start == end) {
        return VariationPlan::none(Words::tr("A morph leads from the point without the edits of now to the point with "
                                             "them, and nothing is added now. Move an attribute's slider, or choose "
                                             "Between samples above."));
    }
    return between(start, end, choice.steps);
}
