// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PrincipalComponents.h"
#include "session/SessionState.h"
#include "space/LabelTable.h"

// What the attribute panel does to the state and reads from it. `index` counts state.attributes; one that is out of
// range is ignored by edits.

/// Appends the slider; a name already taken gets a number: "smile 2".
void addAttribute(SessionState& state, AttributeSlider attribute);
/// With what it adds; locked sliders stay where they are (holdLocks).
void removeAttribute(SessionState& state, std::size_t index, const PrincipalComponents* components = nullptr);
/// Renames; an empty name is ignored, one already taken gets a number.
void renameAttribute(SessionState& state, std::size_t index, const std::string& name);
/// Locked sliders stay where they are (holdLocks).
void setAmount(SessionState& state, std::size_t index, float amount, const PrincipalComponents* components = nullptr);
/// All amounts become 0, also those that add nothing now; locked sliders stay where they are.
void resetAmounts(SessionState& state, const PrincipalComponents* components = nullptr);
/// Those that add something now become `factor` times as much; locked sliders stay where they are.
void scaleAmounts(SessionState& state, float factor, const PrincipalComponents* components = nullptr);
/// It adds nothing while it is bypassed; locked sliders stay where they are.
void setBypassed(SessionState& state, std::size_t index, bool isBypassed,
                 const PrincipalComponents* components = nullptr);
/// While any is soloed the others add nothing; locked sliders stay where they are.
void setSolo(SessionState& state, std::size_t index, bool isSolo, const PrincipalComponents* components = nullptr);
/// Folds one amount into the base: the current point stays, this amount becomes 0. One that adds nothing stays.
void bakeAttribute(SessionState& state, std::size_t index);
/// Puts it at place `to`; the others keep their order.
void moveAttribute(SessionState& state, std::size_t index, std::size_t to);

/// The sum of what all add now as one new slider at amount 1, named after them; their amounts become 0, and the current
/// point stays (to rounding). It is soloed where they were. Nothing happens where fewer than two add something.
void keepMix(SessionState& state);
[[nodiscard]] bool canKeepMix(const SessionState& state);

/// What the attribute called `name` in `before` is called in `now`: another name where it was renamed, else the same.
[[nodiscard]] std::string nameAfter(const std::string& name, const std::vector<AttributeSlider>& before,
                                    const std::vector<AttributeSlider>& now);

struct AttributeCosine
{
    std::size_t other = 0; ///< index into state.attributes
    double cosine = 0;
};
/// Cosines of attribute `index` to all others, the largest absolute one first.
[[nodiscard]] std::vector<AttributeCosine> cosinesToOthers(const SessionState& state, std::size_t index);

/// Where the current point and the groups' means lie along an attribute, counted from the *without* mean in whole
/// differences: *without* at 0, *with* at 1 (for a mean difference). Adding 1 to the amount moves `current` by 1.
struct AttributeReading
{
    double current = 0;
    double with = 0;
    double low = 0; ///< the outermost samples of both groups; low == high where nothing is known of them
    double high = 0;
    bool hasMeans = false; ///< false for a vector read from a file: `current` then counts from the origin
};
[[nodiscard]] AttributeReading readAttribute(const AttributeSlider& attribute, LatentView currentPoint);

/// Samples whose cell in `column` is `value`.
[[nodiscard]] SampleSet samplesWith(const LabelColumn& column, std::uint32_t value);
/// Samples whose cell in `column` is known and not `value`.
[[nodiscard]] SampleSet samplesWithout(const LabelColumn& column, std::uint32_t value);
/// All of `count` samples that are not in `set`.
[[nodiscard]] SampleSet samplesOutside(const SampleSet& set, std::size_t count);
