// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/AttributeEdits.h"

#include "session/PointEdits.h"

#include <QString>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

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

/// `change` moves the current point; locked sliders stay where they are.
static void withLocks(SessionState& state, const PrincipalComponents* components, auto&& change)
{
    const LatentVector before = state.currentPoint();
    change();
    holdLocks(state, before, components);
}

std::string nameAfter(const std::string& name, const std::vector<AttributeSlider>& before,
                      const std::vector<AttributeSlider>& now)
{
    const auto old = std::ranges::find(before, name, &AttributeSlider::name);
    if (old == before.end() || std::ranges::find(now, name, &AttributeSlider::name) != now.end()) {
        return name;
    }
    const auto same = std::ranges::find(now, old->vector, &AttributeSlider::vector);
    return same != now.end() ? same->name : name;
}

void setAmount(SessionState& state, std::size_t index, float amount, const PrincipalComponents* components)
{
    if (index < state.attributes.size() && std::isfinite(amount)) {
        withLocks(state, components, [&] { state.attributes[index].amount = amount; });
    }
}

void resetAmounts(SessionState& state, const PrincipalComponents* components)
{
    withLocks(state, components, [&] {
        for (AttributeSlider& attribute : state.attributes) {
            attribute.amount = 0;
        }
    });
}

void scaleAmounts(SessionState& state, float factor, const PrincipalComponents* components)
{
    withLocks(state, components, [&] {
        for (std::size_t i = 0; i < state.attributes.size(); ++i) {
            if (state.effectiveAmount(i) != 0) {
                state.attributes[i].amount *= factor;
            }
        }
    });
}

void setBypassed(SessionState& state, std::size_t index, bool isBypassed, const PrincipalComponents* components)
{
    if (index < state.attributes.size()) {
        withLocks(state, components, [&] { state.attributes[index].isBypassed = isBypassed; });
    }
}

void setSolo(SessionState& state, std::size_t index, bool isSolo, const PrincipalComponents* components)
{
    if (index < state.attributes.size()) {
        withLocks(state, components, [&] { state.attributes[index].isSolo = isSolo; });
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

void moveAttribute(SessionState& state, std::size_t index, std::size_t to)
{
    if (index >= state.attributes.size() || to >= state.attributes.size()) {
        return;
    }
    const auto place = [&](std::size_t i) { return state.attributes.begin() + static_cast<std::ptrdiff_t>(i); };
    if (index < to) {
        std::rotate(place(index), place(index + 1), place(to + 1));
    } else {
        std::rotate(place(to), place(index), place(index + 1));
    }
}

/// Those that add something to the base now.
static std::vector<std::size_t> activeAttributes(const SessionState& state)
{
    std::vector<std::size_t> active;
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        if (state.effectiveAmount(i) != 0) {
            active.push_back(i);
        }
    }
    return active;
}

bool canKeepMix(const SessionState& state)
{
    return activeAttributes(state).size() > 1;
}

/// "0.8 × smile − 0.4 × beard"
static std::string mixInWords(const SessionState& state, const std::vector<std::size_t>& active)
{
    std::string words;
    for (const std::size_t i : active) {
        const float amount = state.effectiveAmount(i);
        const QString number = QString::number(static_cast<double>(std::abs(amount)), 'g', 3);
        words += (words.empty() ? (amount < 0 ? "−" : "") : (amount < 0 ? " − " : " + ")) + number.toStdString() +
                 " × " + state.attributes[i].name;
    }
    return words;
}

void keepMix(SessionState& state)
{
    constexpr std::size_t namedInFull = 3;
    const std::vector<std::size_t> active = activeAttributes(state);
    if (active.size() < 2) {
        return;
    }
    AttributeVector mix;
    mix.vector.assign(state.base.size(), 0);
    AttributeSlider slider;
    for (const std::size_t i : active) {
        addScaled(mix.vector, state.effectiveAmount(i), state.attributes[i].vector->vector);
        slider.isSolo = slider.isSolo || state.attributes[i].isSolo;
        slider.name += (slider.name.empty() ? "" : " + ") + state.attributes[i].name;
    }
    if (active.size() > namedInFull) {
        slider.name = "mix of " + std::to_string(active.size());
    }
    slider.notes = mixInWords(state, active);
    slider.method = "mix";
    slider.amount = 1;
    for (const std::size_t i : active) {
        state.attributes[i].amount = 0;
    }
    slider.vector = std::make_shared<const AttributeVector>(std::move(mix));
    addAttribute(state, std::move(slider));
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
    if (vector.trust) {
        reading.low = vector.trust->histograms.low - vector.withoutPosition;
        reading.high = vector.trust->histograms.high - vector.withoutPosition;
    }
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
