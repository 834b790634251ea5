// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "latent/Prior.h"

#include <cstdint>
#include <optional>

// Plain data about inversion: spoken of by the window, the command line and the messages, none of which know LibTorch.

/// How a point is looked for whose picture is like a given one.
struct InversionOptions
{
    int steps = 200;               ///< of Adam, at most: it ends earlier where nothing is gained any more
    double learningRate = 0.15;    ///< Adam's first, in standard deviations; falls along a cosine
    double priorWeight = 0.0001;   ///< w in: loss = pixel loss + w |u|^2 / values; the variance of a value's noise
    int draws = 64;                ///< of the prior, beside the given starts; the best one is where it begins
    std::optional<double> seconds; ///< at most
    std::uint64_t seed = 1;        ///< of the draws
    Prior prior = Prior::Unknown;  ///< Uniform keeps the point inside [-1, 1]; the others pull it to the centre
    bool operator==(const InversionOptions&) const = default;
};

/// The point as u = (z - centre) / spread, in which all latents are of one size. Both empty: as they are.
struct LatentScale
{
    LatentVector centre; ///< d
    LatentVector spread; ///< d, above 0
    bool operator==(const LatentScale&) const = default;
};

/// Mean and standard deviations of the samples where the prior is not known and there are enough of them; else empty.
[[nodiscard]] LatentScale inversionScale(Prior prior, const LatentTable* samples);

/// `count` of the samples at most, spread evenly over the table, as starts.
[[nodiscard]] LatentTable startsAmong(const LatentTable& samples, std::size_t count);

/// Where an inversion stands: its best point so far.
struct InversionProgress
{
    int step = 0;
    double fraction = 0; ///< of the steps
    double loss = 0;
    double error = 0; ///< root of the mean squared difference of the 8-bit pictures, in units of the range: 0 to 1
    LatentVector point;
};

struct Inversion
{
    LatentVector point;
    double loss = 0;
    double error = 0;          ///< as above, of `point`
    double startError = 0;     ///< of the point where it began
    int steps = 0;             ///< that were made
    bool stoppedEarly = false; ///< by time or by the caller
};
