// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/AttributeEdits.h"

#include "session/PointEdits.h"

#include <algorithm>
#include <cmath>
#include <functional>

/// `name`, with a number when another attribute than `except` has it already.
static std::string freeName(const SessionState& state, const std::string& name, std::size_t except)
{
    const auto isTaken = [&](const std::string& candidate) {
        for (std::size_t i = 0; i < state.attributes.size(); ++i) {
            if (i != except && state.attributes[i].name == candidate) {
                return true;
            }
        }
        return false;
    };
    std::string candidate = name;
    for (int number = 2; isTaken(candidate); ++number) {
        candidate = name + " " + std::to_string(number);
    }
    return candidate;
}

void addAttribute(SessionState& state, AttributeSlider attribute)
{
    attribute.name = freeName(state, attribute.name, state.attributes.size());
    state.attributes.push_back(std::move(attribute));
}

void removeAttribute(SessionState& state, std::size_t index, const PrincipalComponents* components)
{
    if (index < state.attributes.size()) {
        const LatentVector before = state.currentPoint();
        state.attributes.erase(state.attributes.begin() + static_cast<std::ptrdiff_t>(index));
        holdLocks(state, before, components);
    }
}

void renameAttribute(SessionState& state, std::size_t index, const std::string& name)
{
    if (index < state.attributes.size() && !name.empty()) {
        const std::string before = state.attributes[index].name;
        state.attributes[index].name = freeName(state, name, index);
        renameAxes(state.projection.axes, MapAxis::Kind::Attribute, before, state.attributes[index].name);
    }
}

void setAmount(SessionState& state, std::size_t index, float amount, const PrincipalComponents* components)
{
    if (index < state.attributes.size() && std::isfinite(amount)) {
        const LatentVector before = state.currentPoint();
        state.attributes[index].amount = amount;
        holdLocks(state, before, components);
    }
}

void bakeAttribute(SessionState& state, std::size_t index)
{
    if (index >= state.attributes.size() || state.effectiveAmount(index) == 0) {
        return;
    }
    AttributeSlider& attribute = state.attributes[index];
    addScaled(state.base, attribute.amount, attribute.vector->vector);
    attribute.amount = 0;
    state.sample.reset();
}

std::vector<AttributeCosine> cosinesToOthers(const SessionState& state, std::size_t index)
{
    std::vector<AttributeCosine> cosines;
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        if (i != index) {
            cosines.push_back({i, cosine(state.attributes[index].vector->vector, state.attributes[i].vector->vector)});
        }
    }
    std::ranges::stable_sort(cosines, std::greater(), [](const AttributeCosine& c) { return std::abs(c.cosine); });
    return cosines;
}

AttributeReading readAttribute(const AttributeSlider& attribute, LatentView currentPoint)
{
    const AttributeVector& vector = *attribute.vector;
    AttributeReading reading;
    reading.hasMeans = vector.withPosition != vector.withoutPosition;
    reading.current = positionAlong(currentPoint, vector.vector) - vector.withoutPosition;
    reading.with = vector.withPosition - vector.withoutPosition;
    return reading;
}

static SampleSet samplesWhere(const LabelColumn& column, auto&& condition)
{
    SampleSet samples;
    for (std::uint32_t i = 0; i < column.codes.size(); ++i) {
        if (condition(column.codes[i])) {
            samples.push_back(i);
        }
    }
    return samples;
}

SampleSet samplesWith(const LabelColumn& column, std::uint32_t value)
{
    return samplesWhere(column, [value](std::uint32_t code) { return code == value; });
}

SampleSet samplesWithout(const LabelColumn& column, std::uint32_t value)
{
    return samplesWhere(column, [value](std::uint32_t code) { return code != value && code != LabelColumn::unknown; });
}

SampleSet samplesOutside(const SampleSet& set, std::size_t count)
{
    SampleSet others;
    auto next = set.begin();
    for (std::uint32_t i = 0; i < count; ++i) {
        if (next != set.end() && *next == i) {
            ++next;
        } else {
            others.push_back(i);
        }
    }
    return others;
}
