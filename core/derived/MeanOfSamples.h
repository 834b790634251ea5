// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineProcess.h"
#include "session/SessionState.h"

#include <QImage>
#include <QString>

/// What many samples have in common, twice: in latent space and in pixels.
struct MeanOfSamples
{
    std::size_t count = 0;
    LatentVector latent; ///< empty when stopped
    QImage pixels;       ///< null where the samples have no pictures, or none were asked for
    QString whyNoPixels;
};

/// Reads latents of `samples` (ascending, at least one) of `space`, and through `engine`, unless it is null or
/// `picture` is empty, their pictures, whose mean has that shape. On a worker's thread. Throws UserError for a latent
/// that is not finite.
[[nodiscard]] MeanOfSamples meanOfSamples(const Space& space, const SampleSet& samples, EngineProcess* engine,
                                          PictureShape picture, const JobControl& control);
