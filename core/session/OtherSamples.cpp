// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/OtherSamples.h"

namespace {

void copyWhatIsNoSamples(const SessionState& from, SessionState& to)
{
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
    if (space->labels && !space->labels->columns.empty()) {
        next.map.colourBy = space->labels->columns.front()->name;
    }
    next.space = std::move(space);
    return next;
}

SessionState withSavedSamples(const SessionState& state, const SessionState& saved, std::shared_ptr<const Space> space)
{
    SessionState next = saved;
    copyWhatIsNoSamples(state, next);
    if (state.base != saved.base) {
        next.sample.reset();
    }
    next.space = std::move(space);
    return next;
}
