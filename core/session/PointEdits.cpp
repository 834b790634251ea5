// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/PointEdits.h"

#include "session/AttributeEdits.h"

#include <stdexcept>

namespace {

bool usesComponents(const SessionState& state, const PrincipalComponents* components)
{
    if (state.basis == SliderBasis::Latent) {
        return false;
    }
    if (components == nullptr) {
        throw std::logic_error("the basis of principal components needs the components");
    }
    return true;
}

/// What the attributes add to the base.
LatentVector attributeOffset(const SessionState& state)
{
    LatentVector offset(state.base.size(), 0.0F);
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        if (const float amount = state.effectiveAmount(i); amount != 0) {
            addScaled(offset, amount, state.attributes[i].vector->vector);
        }
    }
    return offset;
}

/// Sets the base so that the current point becomes `point`, exactly where no attribute adds to it.
void setCurrentPoint(SessionState& state, LatentView point)
{
    if (point.size() != state.base.size()) {
        throw std::logic_error("a point of another width than the space");
    }
    const LatentVector offset = attributeOffset(state);
    LatentVector base(point.begin(), point.end());
    for (std::size_t i = 0; i < base.size(); ++i) {
        base[i] -= offset[i];
    }
    if (base != state.base) {
        state.base = std::move(base);
        state.sample.reset();
    }
}

/// `to`, but with the locked sliders of the basis at hand where `from` has them.
LatentVector heldByLocks(const SessionState& state, const PrincipalComponents* components, LatentView from,
                         LatentView to)
{
    LatentVector held(to.begin(), to.end());
    if (!usesComponents(state, components)) {
        for (const std::uint32_t locked : state.lockedLatents) {
            if (locked < held.size()) {
                held[locked] = from[locked];
            }
        }
        return held;
    }
    LatentVector moved(to.begin(), to.end());
    addScaled(moved, -1, from);
    for (const std::uint32_t locked : state.lockedComponents) {
        if (locked < components->components.rows()) {
            const LatentView direction = components->components.row(locked);
            addScaled(held, static_cast<float>(-dot(moved, direction)), direction); // the rows are orthonormal
        }
    }
    return held;
}

void clearAmounts(SessionState& state)
{
    for (AttributeSlider& slider : state.attributes) {
        slider.amount = 0;
    }
}

} // namespace

LatentVector sliderCoordinates(const SessionState& state, const PrincipalComponents* components)
{
    const LatentVector point = state.currentPoint();
    return usesComponents(state, components) ? components->coordinates(point) : point;
}

void setSlider(SessionState& state, const PrincipalComponents* components, std::size_t index, float value)
{
    const bool inComponents = usesComponents(state, components);
    if (index >= (inComponents ? components->components.rows() : state.base.size())) {
        throw std::logic_error("there is no slider of this number");
    }
    const auto& locks = inComponents ? state.lockedComponents : state.lockedLatents;
    if (locks.contains(static_cast<std::uint32_t>(index))) {
        return;
    }
    LatentVector point = state.currentPoint();
    if (inComponents) {
        LatentVector fromMean = point;
        addScaled(fromMean, -1, components->mean);
        const LatentView direction = components->components.row(index);
        addScaled(point, static_cast<float>(value - dot(fromMean, direction)), direction);
        setCurrentPoint(state, point);
        return;
    }
    const float base = value - (point[index] - state.base[index]); // the other latents keep their bits
    if (base != state.base[index]) {
        state.base[index] = base;
        state.sample.reset();
    }
}

void goToSample(SessionState& state, std::uint32_t row, bool keepAmounts)
{
    if (!state.space || !state.space->latents || row >= state.space->latents->rows()) {
        throw std::logic_error("there is no sample of this number");
    }
    const LatentView latent = state.space->latents->row(row);
    state.base.assign(latent.begin(), latent.end());
    state.sample = row;
    if (!keepAmounts) {
        clearAmounts(state);
    }
}

void goToPoint(SessionState& state, LatentView point, const PrincipalComponents* components, bool ignoreLocks)
{
    if (ignoreLocks) {
        setCurrentPoint(state, point);
    } else {
        setCurrentPoint(state, heldByLocks(state, components, state.currentPoint(), point));
    }
}

void randomise(SessionState& state, RandomFrom from, float amount, const LatentStatistics* statistics,
               const PrincipalComponents* components, std::mt19937_64& random)
{
    const std::size_t size = state.base.size();
    const bool hasSamples = statistics != nullptr && statistics->samples > 1 && statistics->mean.size() == size;
    LatentVector point;
    if (from == RandomFrom::AroundCurrent) {
        const bool hasScale = statistics != nullptr && statistics->standardDeviation.size() == size &&
                              (hasSamples || statistics->samples == 0); // those of a mapped prior
        const LatentVector scale = hasScale ? statistics->standardDeviation : LatentVector(size, 1.0F);
        point = drawAround(state.currentPoint(), scale, amount, random);
    } else if (from == RandomFrom::Samples && hasSamples) {
        point = drawFromSamples(*statistics, random);
    } else {
        point = drawFromPrior(state.space ? state.space->manifest.prior : Prior::Unknown, size, random);
    }
    goToPoint(state, point, components);
}

void resetAll(SessionState& state, const LatentStatistics* statistics, const PrincipalComponents* components)
{
    const bool hasMean = statistics != nullptr && statistics->mean.size() == state.base.size();
    const LatentVector home = hasMean ? statistics->mean : LatentVector(state.base.size(), 0.0F);
    const LatentVector point = heldByLocks(state, components, state.currentPoint(), home);
    clearAmounts(state);
    setCurrentPoint(state, point);
}

void holdLocks(SessionState& state, LatentView before, const PrincipalComponents* components)
{
    const bool inComponents = state.basis == SliderBasis::PrincipalComponents;
    const bool holds = inComponents ? components && !state.lockedComponents.empty() : !state.lockedLatents.empty();
    if (!holds) {
        return;
    }
    const LatentVector point = state.currentPoint();
    const LatentVector held = heldByLocks(state, components, before, point);
    for (std::size_t i = 0; i < held.size(); ++i) {
        if (held[i] != point[i]) {
            state.base[i] += held[i] - point[i];
            state.sample.reset();
        }
    }
}

void bakeAttributes(SessionState& state)
{
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        bakeAttribute(state, i);
    }
}
