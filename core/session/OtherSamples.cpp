// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/OtherSamples.h"

#include "space/LabelChange.h"
#include "space/LabelFile.h"

namespace {

void copyWhatIsNoSamples(const SessionState& from, SessionState& to)
{
    to.ownLabels = from.ownLabels; // of samples that may be shown again
    to.base = from.base;
    to.attributes = from.attributes;
    to.inputs = from.inputs;
    to.truncation = from.truncation;
    to.basis = from.basis;
    to.sort = from.sort;
    to.lockedLatents = from.lockedLatents;
    to.lockedComponents = from.lockedComponents;
}

} // namespace

SessionState withOtherSamples(const SessionState& state, std::shared_ptr<const Space> space)
{
    SessionState next;
    copyWhatIsNoSamples(state, next);
    next.space = std::move(space);
    if (const auto& labels = next.labels(); labels && !labels->columns.empty()) {
        next.map.colourBy = labels->columns.front()->name;
    }
    return next;
}

SessionState withSavedSamples(const SessionState& state, const SessionState& saved, std::shared_ptr<const Space> space)
{
    SessionState next = saved;
    copyWhatIsNoSamples(state, next);
    if (state.base != saved.base) {
        next.sample.reset();
    }
    if (saved.generatedLabels) { // they know nothing of labels that were generated with the samples
        const LabelTable none{.rows = saved.generatedLabels->rows, .columns = {}};
        next.generatedLabels =
            std::make_shared<const LabelTable>(withChange(none, *saved.generatedLabels, *labelsOf(*space)));
    }
    next.space = std::move(space);
    return next;
}
