// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/VariationPlan.h"

#include "derived/ArithmeticPlan.h"
#include "derived/MorphPlan.h"
#include "latent/LatentArithmetic.h"
#include "latent/PortableRandom.h"
#include "session/AttributeEdits.h"
#include "session/PointEdits.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace {

constexpr int stripSteps = 9;
constexpr float stripEnd = 2;
constexpr std::size_t pointsAroundIt = 8;
constexpr std::array<float, 5> analogySteps = {0, 0.25F, 0.5F, 0.75F, 1};

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(VariationPlan)
};

/// Locks in a basis that is not known hold nothing, rather than fail.
const PrincipalComponents* usable(const SessionState& state, const PrincipalComponents* components)
{
    const bool fits = components != nullptr && components->mean.size() == state.base.size();
    return fits ? components : nullptr;
}

bool cannotHold(const SessionState& state, const PrincipalComponents* components)
{
    return state.basis == SliderBasis::PrincipalComponents && components == nullptr;
}

VariationPlan planSamples(const SessionState& state, const VariationChoice& choice,
                          const PrincipalComponents* components)
{
    if (!hasEncodedSamples(state)) {
        return VariationPlan::none(
            Words::tr("Edits are applied to samples here, and this space has none with latents. Space > Generate "
                      "samples… makes some; Strip and Around need none."));
    }
    VariationPlan plan;
    plan.latents = state.space->latents;
    const auto count = static_cast<std::size_t>(choice.count);
    const bool hasSelection = state.selection && !state.selection->empty();
    plan.candidates = hasSelection ? state.selection->size() : plan.latents->rows();
    if (!hasSelection) {
        plan.samples = std::make_shared<const SampleSet>(randomSamples(plan.candidates, count, choice.seed));
    } else if (choice.isWholeSelection || plan.candidates <= count) {
        plan.samples = state.selection;
    } else {
        plan.samples = std::make_shared<const SampleSet>(someOf(*state.selection, count));
    }
    plan.edit = editOf(state, components);
    return plan;
}

VariationPlan planStrip(const SessionState& state, const VariationChoice& choice, const VariationSources& sources,
                        const PrincipalComponents* components)
{
    if (state.attributes.empty()) {
        return VariationPlan::none(
            Words::tr("A strip shows the point with one attribute from -2 to 2, and there is no attribute yet. Make "
                      "one in the panel Attributes."));
    }
    const auto named = [&](const std::string& name) {
        return std::ranges::find(state.attributes, name, &AttributeSlider::name);
    };
    auto found = named(choice.attribute);
    found = found == state.attributes.end() ? named(sources.touched) : found;
    if (found == state.attributes.end()) {
        found = std::ranges::find_if(state.attributes, [](const AttributeSlider& each) { return each.amount != 0; });
    }
    const auto index = static_cast<std::size_t>(found == state.attributes.end() ? 0 : found - state.attributes.begin());
    SessionState shown = state;
    shown.attributes[index].isBypassed = false; // a strip of what adds nothing would show nothing
    shown.attributes[index].isSolo =
        std::ranges::any_of(shown.attributes, [](const AttributeSlider& each) { return each.isSolo; });
    VariationPlan plan;
    plan.attribute = state.attributes[index].name;
    for (int step = 0; step < stripSteps; ++step) {
        const float amount = stripEnd * (2 * static_cast<float>(step) / (stripSteps - 1) - 1);
        SessionState there = shown;
        setAmount(there, index, amount, components);
        plan.append(there.currentPoint(), amount);
    }
    return plan;
}

VariationPlan planAround(const SessionState& state, const VariationChoice& choice, const LatentStatistics* statistics,
                         const PrincipalComponents* components)
{
    const LatentVector point = state.currentPoint();
    const bool hasScale = statistics != nullptr && statistics->standardDeviation.size() == point.size();
    const LatentVector deviations = hasScale ? statistics->standardDeviation : LatentVector(point.size(), 1.0F);
    const LatentTable around =
        pointsAround(point, deviations, static_cast<double>(choice.radius), pointsAroundIt, choice.seed);
    VariationPlan plan;
    plan.append(point);
    for (std::size_t i = 0; i < around.rows(); ++i) {
        plan.append(pointReached(state, around.row(i), components));
    }
    return plan;
}

VariationPlan planAnalogy(const SessionState& state, const VariationChoice& choice,
                          const PrincipalComponents* components)
{
    if (!hasEncodedSamples(state)) {
        return VariationPlan::none(
            Words::tr("An analogy takes two samples, and this space has none with latents. Space > Generate samples… "
                      "makes some."));
    }
    for (const std::uint32_t sample : {choice.from, choice.to}) {
        if (const QString why = whyNoSample(state, sample); !why.isEmpty()) {
            return VariationPlan::none(why);
        }
    }
    const LatentTable& latents = *state.space->latents;
    const LatentVector point = state.currentPoint();
    VariationPlan plan;
    plan.append(latents.row(choice.from), {}, choice.from);
    plan.append(latents.row(choice.to), {}, choice.to);
    for (const float amount : analogySteps) {
        const LatentVector changed =
            analogy(latents.row(choice.from), latents.row(choice.to), point, static_cast<double>(amount));
        plan.append(pointReached(state, changed, components), amount);
    }
    return plan;
}

VariationPlan planMean(const SessionState& state, const VariationChoice& choice, const VariationSources& sources)
{
    if (!hasEncodedSamples(state)) {
        return VariationPlan::none(Words::tr("A mean is that of samples, and this space has none with latents. Space > "
                                             "Generate samples… makes some."));
    }
    const bool hasSelection = state.selection && !state.selection->empty();
    if (choice.meanOf.empty() && !hasSelection) {
        return VariationPlan::none(
            Words::tr("The mean is that of the selected samples. Select some on the map, keep some on the contact "
                      "sheet, or write above which labels they have."));
    }
    if (sources.mean == nullptr) {
        return VariationPlan::none(sources.whyNoMean.isEmpty() ? Words::tr("Computing the mean…") : sources.whyNoMean);
    }
    VariationPlan plan;
    plan.append(*sources.mean);
    plan.total = sources.meanCount;
    return plan;
}

} // namespace

VariationPlan VariationPlan::none(const QString& why)
{
    VariationPlan plan;
    plan.whyNone = why;
    return plan;
}

void VariationPlan::append(LatentView point, std::optional<float> amount, std::optional<std::uint32_t> sample)
{
    std::vector<float> values(points.values().begin(), points.values().end());
    values.insert(values.end(), point.begin(), point.end());
    points = LatentTable(points.rows() + 1, point.size(), std::move(values));
    amounts.push_back(amount.value_or(std::numeric_limits<float>::quiet_NaN()));
    are.push_back(sample);
}

LatentVector VariationPlan::point(std::size_t index) const
{
    const LatentView row = samples ? latents->row((*samples)[index]) : points.row(index);
    LatentVector point(row.begin(), row.end());
    if (samples) {
        addScaled(point, 1, edit);
    }
    return point;
}

std::optional<std::uint32_t> VariationPlan::sample(std::size_t index) const
{
    return samples ? (*samples)[index] : are.at(index);
}

bool VariationPlan::isEdited() const
{
    return std::ranges::any_of(edit, [](float value) { return value != 0; });
}

VariationPlan planVariations(const SessionState& state, const VariationChoice& choice, const VariationSources& sources)
{
    if (!state.space || state.base.empty()) {
        return VariationPlan::none(
            Words::tr("Variations of the point and of samples stand here side by side. Open a space."));
    }
    const PrincipalComponents* const components = usable(state, sources.components);
    if (cannotHold(state, components)) {
        return VariationPlan::none(Words::tr("The principal components, which the sliders show, are not there yet."));
    }
    switch (choice.view) {
    case VariationView::Samples:
        return planSamples(state, choice, components);
    case VariationView::Strip:
        return planStrip(state, choice, sources, components);
    case VariationView::Around:
        return planAround(state, choice, sources.statistics, components);
    case VariationView::Analogy:
        return planAnalogy(state, choice, components);
    case VariationView::Arithmetic:
        return planArithmetic(state, choice, sources, components);
    case VariationView::Morph:
        return planMorph(state, choice, components);
    case VariationView::Mean:
        break;
    }
    return planMean(state, choice, sources);
}

LatentVector pointReached(const SessionState& state, LatentView point, const PrincipalComponents* components)
{
    SessionState there = state;
    goToPoint(there, point, components);
    return there.currentPoint();
}

bool hasEncodedSamples(const SessionState& state)
{
    return state.space && state.space->latents && !state.space->latents->isEmpty() &&
           state.space->latents->columns() == state.base.size();
}

QString whyNoSample(const SessionState& state, std::uint32_t sample)
{
    const std::size_t samples = state.space->latents->rows();
    return sample < samples ? QString()
                            : Words::tr("There is no sample %1: samples are 0 to %2. Choose another above.")
                                  .arg(QLocale().toString(sample), QLocale().toString(qulonglong{samples - 1}));
}

SampleSet someOf(const SampleSet& from, std::size_t count)
{
    if (from.size() <= count) {
        return from;
    }
    SampleSet some;
    for (std::size_t i = 0; i < count; ++i) {
        some.push_back(from[i * from.size() / count]);
    }
    return some;
}

/// The first `count` of a shuffle (Fisher and Yates), of which only the places that were touched are kept.
SampleSet randomSamples(std::size_t samples, std::size_t count, std::uint64_t seed)
{
    PortableRandom random(seed, 0);
    std::unordered_map<std::uint32_t, std::uint32_t> moved;
    const auto at = [&](std::uint32_t place) {
        const auto found = moved.find(place);
        return found == moved.end() ? place : found->second;
    };
    SampleSet chosen;
    for (std::size_t i = 0; i < std::min(samples, count); ++i) {
        const auto other = static_cast<std::uint32_t>(i + random.below(samples - i));
        chosen.push_back(at(other));
        moved[other] = at(static_cast<std::uint32_t>(i));
    }
    std::ranges::sort(chosen);
    return chosen;
}

LatentVector editOf(const SessionState& state, const PrincipalComponents* components)
{
    SessionState onOrigin = state;
    onOrigin.base.assign(state.base.size(), 0);
    const LatentVector origin = onOrigin.base;
    holdLocks(onOrigin, origin, components);
    return onOrigin.currentPoint();
}
