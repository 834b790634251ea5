// SPDX-License-Identifier: GPL-3.0-or-later
#include "BenchReport.h"

#include "engine/EngineProcess.h"
#include "space/Space.h"

#include <QImage>

// How near inversion comes to pictures that the decoder has not learned from, beside the encoder that it does without:
// held-out strips of the Arrows. It starts from draws of the prior alone, as the samples' latents know of the encoder.

namespace {

constexpr std::size_t strips = 100;

/// Tiles of the samples' sheet.
PictureBatch picturesOf(const Space& space, const std::vector<std::uint32_t>& rows)
{
    const PictureShape shape = space.manifest.decoder->picture;
    const QImage sheet = QImage(QString::fromStdString((space.location / space.manifest.samples->images).string()))
                             .convertToFormat(QImage::Format_Grayscale8);
    PictureBatch pictures{rows.size(), shape, {}, {}};
    for (const std::uint32_t row : rows) {
        const int columns = space.manifest.samples->columns;
        const int left = static_cast<int>(row) % columns * shape.width;
        const int top = static_cast<int>(row) / columns * shape.height;
        for (int y = 0; y < shape.height; ++y) {
            const uchar* const line = sheet.constScanLine(top + y) + left;
            pictures.pixels.insert(pictures.pixels.end(), line, line + shape.width);
        }
    }
    return pictures;
}

/// Root of the mean squared difference of each picture, in units of the range.
std::vector<double> errorsOf(const PictureBatch& wanted, const PictureBatch& got)
{
    const std::size_t bytes = wanted.shape.bytes();
    std::vector<double> errors;
    for (std::size_t i = 0; i < wanted.count; ++i) {
        double sum = 0;
        for (std::size_t j = i * bytes; j < (i + 1) * bytes; ++j) {
            const double difference = (wanted.pixels[j] - got.pixels[j]) / 255.0;
            sum += difference * difference;
        }
        errors.push_back(std::sqrt(sum / static_cast<double>(bytes)));
    }
    return errors;
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

Picture pictureAt(const PictureBatch& batch, std::size_t index)
{
    const std::uint8_t* const first = batch.pixels.data() + index * batch.shape.bytes();
    return {batch.shape, {first, first + batch.shape.bytes()}};
}

} // namespace

int main(int, char** arguments)
{
    const std::filesystem::path bin = arguments[1];
    const auto space = openSpace(resolveSpace("arrows", bin / "morphoscope"));
    const std::vector<std::uint32_t> all = rowsWhere(*space->labels, parseConditions("held out=yes"));
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < strips; ++i) {
        rows.push_back(all[i * all.size() / strips]);
    }
    const PictureBatch pictures = picturesOf(*space, rows);

    EngineProcess engine(bin / "morphoscope-engine", EngineRole::Live);
    LoadRequest request;
    request.decoder = space->decoderFile;
    request.encoder = space->encoderFile;
    request.range = space->manifest.decoder->range;
    request.device = "cpu";
    (void)engine.client().load(request);
    const LatentTable encoded = engine.client().encode(pictures);

    LatentTable inverted(strips, encoded.columns());
    std::vector<double> seconds;
    for (std::size_t i = 0; i < strips; ++i) {
        const Stopwatch watch;
        InversionRequest inversion{.picture = pictureAt(pictures, i)};
        inversion.options.prior = space->manifest.prior;
        const Inversion found = engine.client().invert(inversion);
        seconds.push_back(watch.ms() / 1000);
        std::copy(found.point.begin(), found.point.end(), inverted.row(i).begin());
    }
    const std::vector<double> ofEncoder = errorsOf(pictures, engine.client().decodeTable(encoded));
    const std::vector<double> ofInversion = errorsOf(pictures, engine.client().decodeTable(inverted));
    std::vector<double> ratios;
    for (std::size_t i = 0; i < strips; ++i) {
        ratios.push_back(ofInversion[i] / ofEncoder[i]);
    }
    const double ratio = mean(ofInversion) / mean(ofEncoder);

    BenchReport report("Inversion of 100 of the Arrows' held-out strips, from draws of the prior, on the CPU");
    report.add("I1", "pixel error of inversion, as a share of the encoder's own", ratio, "x", "<= 1", ratio <= 1);
    report.add("I1", "the same, worst strip", quantile(ratios, 1), "x");
    report.add("I1", "pixel error of inversion, mean", mean(ofInversion), "of the range");
    report.add("I1", "pixel error of the encoder, mean", mean(ofEncoder), "of the range");
    report.add("I2", "a strip, p50", quantile(seconds, 0.5), "s");
    report.add("I2", "a strip, p95", quantile(seconds, 0.95), "s");
    report.print();
}
