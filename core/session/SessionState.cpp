// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SessionState.h"

#include <algorithm>

namespace {

template <class T> bool sameValue(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b)
{
    return a == b || (a && b && *a == *b);
}

} // namespace

bool AttributeSlider::operator==(const AttributeSlider& other) const
{
    return amount == other.amount && name == other.name && sameValue(vector, other.vector) && method == other.method &&
           with == other.with && without == other.without && notes == other.notes && colour == other.colour &&
           isBypassed == other.isBypassed && isSolo == other.isSolo;
}

float SessionState::effectiveAmount(std::size_t index) const
{
    const AttributeSlider& slider = attributes[index];
    const bool counts = slider.isSolo || std::ranges::none_of(attributes, &AttributeSlider::isSolo);
    return counts && !slider.isBypassed ? slider.amount : 0;
}

LatentVector SessionState::currentPoint() const
{
    LatentVector point = base;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (const float amount = effectiveAmount(i); amount != 0) {
            addScaled(point, amount, attributes[i].vector->vector);
        }
    }
    return point;
}

LatentVector SessionState::rowTail() const
{
    LatentVector tail = inputs;
    if (space) {
        const std::vector<ModelInput>& known = space->manifest.inputs;
        for (std::size_t i = tail.size(); i < known.size(); ++i) {
            tail.push_back(known[i].initial);
        }
        tail.resize(known.size());
        if (space->manifest.mapping) {
            tail.push_back(truncation);
        }
    }
    return tail;
}

const std::shared_ptr<const LabelTable>& SessionState::labels() const
{
    const auto& changed = space && space->generated ? generatedLabels : ownLabels;
    return changed || !space ? changed : space->labels;
}

bool SessionState::operator==(const SessionState& other) const
{
    return space == other.space && base == other.base && sample == other.sample && attributes == other.attributes &&
           inputs == other.inputs && truncation == other.truncation && basis == other.basis && sort == other.sort &&
           lockedLatents == other.lockedLatents && lockedComponents == other.lockedComponents &&
           sameValue(ownLabels, other.ownLabels) && sameValue(generatedLabels, other.generatedLabels) &&
           sameValue(selection, other.selection) && sameValue(withGroup, other.withGroup) &&
           sameValue(withoutGroup, other.withoutGroup) && map == other.map && projection == other.projection;
}
