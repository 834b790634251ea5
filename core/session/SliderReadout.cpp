// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SliderReadout.h"

std::size_t sliderCount(const SessionState& state, const PrincipalComponents* components)
{
    if (state.basis == SliderBasis::Latent) {
        return state.base.size();
    }
    const bool fits = components && components->components.columns() == state.base.size();
    return fits ? components->components.rows() : 0;
}

float sliderCoordinate(LatentView currentPoint, SliderBasis basis, const PrincipalComponents* components,
                       std::size_t index)
{
    if (basis == SliderBasis::Latent) {
        return currentPoint[index];
    }
    const LatentView component = components->components.row(index);
    double sum = 0;
    for (std::size_t i = 0; i < component.size(); ++i) {
        sum += (static_cast<double>(currentPoint[i]) - static_cast<double>(components->mean[i])) *
               static_cast<double>(component[i]);
    }
    return static_cast<float>(sum);
}

std::string sliderName(const SessionState& state, std::size_t index)
{
    return sliderName(state, state.basis, index);
}

std::string sliderName(const SessionState& state, SliderBasis basis, std::size_t index)
{
    if (basis == SliderBasis::PrincipalComponents) {
        return "PC " + std::to_string(index + 1);
    }
    if (state.space && index < state.space->manifest.latentNames.size() &&
        !state.space->manifest.latentNames[index].empty()) {
        return state.space->manifest.latentNames[index];
    }
    return "z" + std::to_string(index);
}

static const std::set<std::uint32_t>& locksOf(const SessionState& state)
{
    return state.basis == SliderBasis::Latent ? state.lockedLatents : state.lockedComponents;
}

bool isSliderLocked(const SessionState& state, std::size_t index)
{
    return locksOf(state).contains(static_cast<std::uint32_t>(index));
}

void setSliderLocked(SessionState& state, std::size_t index, bool locked)
{
    auto& locks = state.basis == SliderBasis::Latent ? state.lockedLatents : state.lockedComponents;
    if (locked) {
        locks.insert(static_cast<std::uint32_t>(index));
    } else {
        locks.erase(static_cast<std::uint32_t>(index));
    }
}
