// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/LatentSum.h"

#include "base/UserError.h"
#include "latent/LatentArithmetic.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace {

using Kind = ArithmeticTerm::Kind;

constexpr double cancelled = 1e-6; ///< factors are floats that people type

LatentView sampleOf(const SessionState& state, std::uint32_t sample)
{
    const LatentTable* const latents = state.space ? state.space->latents.get() : nullptr;
    if (latents == nullptr || latents->isEmpty() || latents->columns() != state.base.size()) {
        throw UserError("This space has no samples with latents to add up. Space > Generate samples… makes some.");
    }
    if (sample >= latents->rows()) {
        throw UserError("There is no sample " + std::to_string(sample) + ": samples are 0 to " +
                        std::to_string(latents->rows() - 1) + ". Choose another above.");
    }
    return latents->row(sample);
}

LatentView attributeOf(const SessionState& state, const std::string& name)
{
    const auto found = std::ranges::find(state.attributes, name, &AttributeSlider::name);
    if (found == state.attributes.end()) {
        throw UserError(name.empty() ? "There is no attribute vector yet. Make one in the panel Attributes, or choose "
                                       "another term."
                                     : "There is no attribute \"" + name + "\" any more. Choose another above.");
    }
    return found->vector->vector;
}

std::string wordsOf(const ArithmeticTerm& term)
{
    switch (term.kind) {
    case Kind::Sample:
        return std::to_string(term.sample);
    case Kind::Point:
        return "point";
    case Kind::Selection:
        return "selection";
    case Kind::Attribute:
        break;
    }
    return term.attribute;
}

std::string numberText(float value)
{
    char text[32];
    const auto end = std::to_chars(std::begin(text), std::end(text), value);
    return {text, end.ptr};
}

std::string wordsOf(const std::vector<ArithmeticTerm>& terms)
{
    std::string words;
    for (const ArithmeticTerm& term : terms) {
        const float size = std::abs(term.factor);
        words += term.factor < 0 ? (words.empty() ? "-" : " - ") : (words.empty() ? "" : " + ");
        words += (size == 1 ? "" : numberText(size) + ' ') + wordsOf(term);
    }
    return words;
}

} // namespace

LatentSum sumOfTerms(const SessionState& state, const std::vector<ArithmeticTerm>& terms,
                     const LatentVector* selectionMean)
{
    const LatentVector point = state.currentPoint();
    std::vector<LatentTerm> parts;
    LatentSum sum;
    for (const ArithmeticTerm& term : terms) {
        const auto factor = static_cast<double>(term.factor);
        sum.pointFactors += term.kind == Kind::Attribute ? 0 : factor;
        switch (term.kind) {
        case Kind::Sample:
            parts.push_back({factor, sampleOf(state, term.sample)});
            break;
        case Kind::Point:
            parts.push_back({factor, point});
            break;
        case Kind::Selection:
            if (selectionMean == nullptr) {
                throw std::logic_error("the mean of the selection is a term, and was not given");
            }
            parts.push_back({factor, *selectionMean});
            break;
        case Kind::Attribute:
            parts.push_back({factor, attributeOf(state, term.attribute)});
            break;
        }
    }
    sum.vector = sumOf(parts);
    sum.isDirection = std::abs(sum.pointFactors) < cancelled;
    if (!allFinite(sum.vector)) {
        throw UserError("This sum holds NaN or infinite values. Choose samples that were encoded well.");
    }
    return sum;
}

LatentVector pointOfSum(const SessionState& state, const LatentSum& sum)
{
    LatentVector point = sum.vector;
    if (sum.isDirection) {
        addScaled(point, 1, state.currentPoint());
    }
    return point;
}

AttributeSlider sliderOfSum(const SessionState& state, const std::vector<ArithmeticTerm>& terms,
                            const LatentVector* selectionMean)
{
    const LatentSum sum = sumOfTerms(state, terms, selectionMean);
    AttributeSlider slider;
    slider.name = wordsOf(terms);
    slider.method = "arithmetic";
    if (sum.isDirection) {
        if (std::ranges::all_of(sum.vector, [](float value) { return value == 0; })) {
            throw UserError("These terms cancel out entirely, so they lead nowhere. Choose others.");
        }
        AttributeVector direction;
        direction.vector = sum.vector;
        slider.vector = std::make_shared<const AttributeVector>(std::move(direction));
    } else {
        slider.vector = std::make_shared<const AttributeVector>(lineBetween(state.currentPoint(), sum.vector));
        slider.with = slider.name;
        slider.without = "the point of then";
    }
    return slider;
}
