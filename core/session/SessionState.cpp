// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SessionState.h"

namespace {

template <class T> bool sameValue(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b)
{
    return a == b || (a && b && *a == *b);
}

} // namespace

bool AttributeSlider::operator==(const AttributeSlider& other) const
{
    return amount == other.amount && name == other.name && sameValue(vector, other.vector) && method == other.method &&
           with == other.with && without == other.without && notes == other.notes;
}

LatentVector SessionState::currentPoint() const
{
    LatentVector point = base;
    for (const AttributeSlider& slider : attributes) {
        if (slider.amount != 0) {
            addScaled(point, slider.amount, slider.vector->vector);
        }
    }
    return point;
}

bool SessionState::operator==(const SessionState& other) const
{
    return space == other.space && base == other.base && sample == other.sample && attributes == other.attributes &&
           basis == other.basis && sort == other.sort && lockedLatents == other.lockedLatents &&
           lockedComponents == other.lockedComponents && sameValue(selection, other.selection) &&
           sameValue(withGroup, other.withGroup) && sameValue(withoutGroup, other.withoutGroup) && map == other.map;
}
