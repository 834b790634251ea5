// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MeanOfSamples.h"

#include "base/MeanPicture.h"
#include "base/UserError.h"
#include "derived/PictureImage.h"
#include "derived/SampleSource.h"
#include "latent/LatentArithmetic.h"

#include <QCoreApplication>

#include <algorithm>

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(MeanOfSamples)
};

std::vector<std::uint8_t> pixelsOf(const QImage& picture, PictureShape shape)
{
    const QSize size(shape.width, shape.height);
    const QImage fitted =
        picture.size() == size ? picture : picture.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    const QImage image =
        fitted.convertToFormat(shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    const auto rowBytes = static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels);
    std::vector<std::uint8_t> pixels(shape.bytes());
    for (int y = 0; y < shape.height; ++y) {
        std::copy_n(image.constScanLine(y), rowBytes, pixels.begin() + y * static_cast<std::ptrdiff_t>(rowBytes));
    }
    return pixels;
}

QImage meanPicture(const Space& space, const SampleSet& samples, const JobControl& control)
{
    const SampleSource source = readSampleSource(space);
    const PictureShape shape = space.manifest.decoder->picture;
    MeanPicture mean(shape);
    for (const std::uint32_t sample : samples) {
        if (control.stop.stop_requested()) {
            return {};
        }
        mean.add(pixelsOf(source.isReadOnDemand() ? source.onDisk(sample) : source.inMemory(sample), shape));
    }
    const Picture picture = mean.mean();
    return imageOf(picture.shape, picture.pixels);
}

} // namespace

MeanOfSamples meanOfSamples(const Space& space, const SampleSet& samples, const JobControl& control)
{
    MeanOfSamples mean;
    mean.latent = meanOfRows(*space.latents, samples, control);
    const bool hasPictures =
        space.manifest.samples && !space.manifest.samples->images.empty() && space.manifest.decoder->picture.width > 0;
    if (!hasPictures) {
        mean.whyNoPixels = Words::tr("This space keeps no pictures of its samples.");
        return mean;
    }
    try {
        mean.pixels = meanPicture(space, samples, control);
    } catch (const UserError& error) {
        mean.whyNoPixels = QString::fromUtf8(error.what());
    }
    return mean;
}
