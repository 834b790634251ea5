// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QImage>
#include <QString>

/// What many samples have in common, twice: in latent space and in pixels.
struct MeanOfSamples
{
    LatentVector latent; ///< empty when stopped
    QImage pixels;       ///< null where the samples have no pictures
    QString whyNoPixels;
};

/// Reads latents and pictures of `samples` (ascending, at least one) of `space`. Pictures of another size than the
/// decoder's are brought to it. On any thread. Throws UserError for a latent that is not finite.
[[nodiscard]] MeanOfSamples meanOfSamples(const Space& space, const SampleSet& samples, const JobControl& control);
