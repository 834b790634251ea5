// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentStatistics.h"
#include "latent/PrincipalComponents.h"
#include "session/SessionState.h"

#include <random>

// What gestures do to the point. Plain functions on the state; the locks of the basis at hand hold.

/// The coordinates that the sliders show: of the current point (base + attributes), in the state's basis. `components`
/// may be null in the latent basis; in the other it must not.
[[nodiscard]] LatentVector sliderCoordinates(const SessionState& state, const PrincipalComponents* components);

/// Moves the base so that slider `index` shows `value`. Does nothing when it is locked.
void setSlider(SessionState& state, const PrincipalComponents* components, std::size_t index, float value);

/// Sets the base to sample `row` of the space and clears the amounts, unless `keepAmounts`. Locks do not hold here.
void goToSample(SessionState& state, std::uint32_t row, bool keepAmounts = false);
/// Moves the base so that the current point becomes `point` (d floats); locked sliders keep their value unless
/// `ignoreLocks`.
void goToPoint(SessionState& state, LatentView point, const PrincipalComponents* components, bool ignoreLocks = false);

enum class RandomFrom { Samples, Prior, AroundCurrent };
/// A random current point. `amount` is in standard deviations and used for AroundCurrent only.
void randomise(SessionState& state, RandomFrom from, float amount, const LatentStatistics* statistics,
               const PrincipalComponents* components, std::mt19937_64& random);
/// Base to the samples' mean (zero without samples), amounts to 0; locked sliders keep their value.
void resetAll(SessionState& state, const LatentStatistics* statistics, const PrincipalComponents* components);

/// Moves the base so that the locked sliders of the basis at hand show what they showed at `before` (d floats); what no
/// lock concerns keeps its bits. In the other basis than that of the latents, `components` may be null: nothing holds.
void holdLocks(SessionState& state, LatentView before, const PrincipalComponents* components);

/// Folds what the attributes add now into the base: the current point stays, these amounts become 0.
void bakeAttributes(SessionState& state);
