// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MeanOfSamples.h"

#include "base/UserError.h"
#include "create/SampleMeanPicture.h"
#include "derived/PictureImage.h"
#include "latent/LatentArithmetic.h"

MeanOfSamples meanOfSamples(const Space& space, const SampleSet& samples, EngineProcess* engine, PictureShape picture,
                            const JobControl& control)
{
    MeanOfSamples mean{.count = samples.size(), .latent = meanOfRows(*space.latents, samples, control)};
    if (engine == nullptr || picture.bytes() == 0 || mean.latent.empty()) {
        return mean;
    }
    try {
        const Picture pixels = sampleMeanPicture(space, samples, engine->client(), picture, control);
        mean.pixels = imageOf(pixels.shape, pixels.pixels);
    } catch (const UserError& error) { // EngineError too: the latent mean is none the worse for it
        mean.whyNoPixels = QString::fromUtf8(error.what());
    }
    return mean;
}
