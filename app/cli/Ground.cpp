// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "cli/DirectionInput.h"
#include "cli/FileTargets.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "create/DecodeGround.h"

#include <QBuffer>
#include <QImage>

#include <algorithm>
#include <cstdint>

namespace {

struct GroundOptions
{
    std::string space;
    std::string method = "pca";
    std::string x; ///< directions for the axes
    std::string y;
    int grid = 32;
    std::optional<bool> isMasked; ///< none: as suits the method
    std::string size;             ///< "WIDTHxHEIGHT" of one picture, or empty
    std::string out;
    InputValues beside;
};

const LatentTable& samplesOf(const LoadedSpace& loaded, const GroundOptions& options)
{
    const auto& latents = loaded.space->latents;
    if (!latents || latents->isEmpty()) {
        throw UserError(options.space + ": there are no samples with latents, so there is no plane through them. "
                                        "Encode a data set first, and name its latents in space.json.");
    }
    return *latents;
}

GroundSheet sheetOfComponents(LoadedSpace& loaded, const GroundOptions& options, const JobControl& control)
{
    const LatentTable& latents = samplesOf(loaded, options);
    const std::size_t most = std::min(latents.rows() - 1, latents.columns());
    if (most == 0) {
        throw UserError(options.space + ": principal components need at least two latents; there is 1. Encode more "
                                        "pictures first.");
    }
    const auto count = static_cast<int>(std::min<std::size_t>(most, 2));
    const Projection projection = loaded.client().project(latents, {count, count}, control);
    return sheetOverSamples(planeOf(projection.components), projection.coordinates, options.grid,
                            options.isMasked.value_or(true));
}

LatentVector meanOf(const LatentTable& latents)
{
    std::vector<double> sums(latents.columns());
    for (std::size_t row = 0; row < latents.rows(); ++row) {
        std::ranges::transform(sums, latents.row(row), sums.begin(),
                               [](double sum, float value) { return sum + static_cast<double>(value); });
    }
    LatentVector mean;
    for (const double sum : sums) {
        mean.push_back(static_cast<float>(sum / static_cast<double>(latents.rows())));
    }
    return mean;
}

GroundSheet sheetOfAxes(const LoadedSpace& loaded, const GroundOptions& options)
{
    const LatentTable& latents = samplesOf(loaded, options);
    const LatentVector mean = meanOf(latents);
    const auto axis = [&](const std::string& file) {
        return PlaneAxis::fromZero(directionIn(file, latents.columns()), mean);
    };
    const MapPlane plane = planeAlong(mean, axis(options.x), axis(options.y));
    LatentTable places(latents.rows(), 2);
    for (std::size_t row = 0; row < latents.rows(); ++row) {
        std::ranges::copy(plane.place(latents.row(row)), places.row(row).begin());
    }
    return sheetOverSamples(plane, places, options.grid, options.isMasked.value_or(true));
}

/// Over the prior where it is one of the latents themselves, else over the samples.
GroundSheet sheetOfLatents(const LoadedSpace& loaded, const GroundOptions& options)
{
    const int size = loaded.model().latentSize;
    if (size != 2) {
        throw UserError(options.space + ": --method latents shows a space with two latents; this one has " +
                        std::to_string(size) + ". Use --method pca or axes.");
    }
    const SpaceManifest& manifest = loaded.space->manifest;
    const bool isMasked = options.isMasked.value_or(false);
    const bool hasPrior = manifest.prior != Prior::Unknown && !manifest.mapping;
    if (isMasked || (!hasPrior && loaded.space->latents && !loaded.space->latents->isEmpty())) {
        return sheetOverSamples(planeOfTwoLatents(), samplesOf(loaded, options), options.grid, isMasked);
    }
    return sheetOverPrior(manifest.prior, options.grid);
}

GroundSheet sheetFor(LoadedSpace& loaded, const GroundOptions& options, const JobControl& control)
{
    if (options.method == "axes") {
        return sheetOfAxes(loaded, options);
    }
    return options.method == "latents" ? sheetOfLatents(loaded, options) : sheetOfComponents(loaded, options, control);
}

/// All that can be refused before anything is loaded.
void requireSense(const CommandLine& commandLine, const GroundOptions& options)
{
    requireUseOf(commandLine, "ground", options.method, {{"--x", {"axes"}}, {"--y", {"axes"}}});
    if (std::filesystem::path(options.out).extension() != ".png") {
        throw UserError(options.out + ": one PNG picture is to be written. Choose a name that ends in .png.");
    }
    if (options.method == "axes" && (options.x.empty() || options.y.empty())) {
        throw UserError("Custom axes need a direction each: give --x V.npy and --y V.npy.");
    }
    requireFileTargets({{"--out", options.out}});
}

PictureShape tileShape(const GroundOptions& options, PictureShape picture)
{
    if (options.size.empty()) {
        return picture;
    }
    const PictureShape size = sizeIn(options.size, "--size");
    if (size.width > picture.width || size.height > picture.height) {
        throw UserError("--size " + options.size + ": the decoder's pictures are " + pictureText(picture) +
                        ", and the ground shows none larger than they are. Choose a smaller size.");
    }
    return {picture.channels, size.height, size.width};
}

DecodedSheet decoded(LoadedSpace& loaded, const GroundSheet& sheet, const GroundOptions& options,
                     const JobControl& control)
{
    const PictureShape picture = loaded.model().picture;
    return decodeSheet(loaded.client(), sheet, rowTailOf(loaded, options.beside), picture, tileShape(options, picture),
                       "Give fewer with --grid, or smaller ones with --size.", control);
}

/// Without alpha where nothing is bare, in grey where the decoder is.
QByteArray pngOf(const DecodedSheet& sheet, bool isWhole)
{
    const QImage pixels(sheet.rgba.data(), static_cast<int>(sheet.width), static_cast<int>(sheet.height),
                        QImage::Format_RGBA8888);
    const QImage image =
        isWhole ? pixels.convertToFormat(sheet.tile.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888)
                : pixels;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (image.isNull() || !image.save(&buffer, "PNG")) {
        throw std::bad_alloc();
    }
    return bytes;
}

nlohmann::json endsOf(const std::vector<double>& places)
{
    const auto [low, high] = std::ranges::minmax(places);
    return {low, high};
}

void tell(const CommandLine& commandLine, const GroundOptions& options, const GroundSheet& sheet,
          const DecodedSheet& done)
{
    const std::size_t bare = sheet.bareCount();
    report(commandLine,
           {{"method", options.method},
            {"columns", sheet.x.size()},
            {"rows", sheet.y.size()},
            {"decoded", sheet.count() - bare},
            {"masked", bare},
            {"x", endsOf(sheet.x)},
            {"y", endsOf(sheet.y)},
            {"picture", shapeJson(done.tile)},
            {"nan_values", done.nonFiniteValues},
            {"nan_pictures", done.nonFinitePictures},
            {"out", options.out}},
           counted(sheet.count() - bare, "picture") + " in " + counted(sheet.x.size(), "column") + " and " +
               counted(sheet.y.size(), "row") + " written to " + options.out +
               (bare > 0 ? "; " + counted(bare, "place") + " far from all samples left transparent" : ""));
}

void ground(const CommandLine& commandLine, const GroundOptions& options)
{
    requireSense(commandLine, options);
    const std::string stopped = "Decoding the ground was stopped: nothing is written.";
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    JobControl control = progressOf("ground");
    control.stop = commandLine.stopSignal.stopSaying("Stopping; nothing is written. Ctrl+C again quits at once.");
    try {
        const GroundSheet sheet = sheetFor(loaded, options, {control.stop});
        const DecodedSheet done = decoded(loaded, sheet, options, control);
        loaded.engine.process->finish();
        const bool isWhole = sheet.bareCount() == 0;
        const QByteArray png = control.stop.stop_requested() ? QByteArray() : pngOf(done, isWhole);
        commandLine.stopSignal.requireNone(stopped);
        writeFileAtomically(options.out, std::string_view(png.constData(), static_cast<std::size_t>(png.size())));
        warnOf({done.nonFiniteValues, done.nonFinitePictures}, loaded.space->decoderFile);
        tell(commandLine, options, sheet, done);
    } catch (const EngineError&) {
        commandLine.stopSignal.requireNone(stopped);
        throw;
    }
}

} // namespace

void addGround(CommandLine& commandLine)
{
    const auto options = std::make_shared<GroundOptions>();
    CLI::App* const verb = commandLine.addVerb(
        "ground", "Decode a plane of latent space: the ground of a map, or the manifold of two latents",
        [&commandLine, options] { ground(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    verb->add_option("--method", options->method,
                     "pca or axes: the plane of that map, through the samples' mean; latents: the two that there are")
        ->check(CLI::IsMember({"pca", "axes", "latents"}))
        ->default_str("pca");
    verb->add_option("--x", options->x, "Of axes: V.npy, the direction to the right");
    verb->add_option("--y", options->y, "Of axes: V.npy, the direction upwards");
    verb->add_option("--grid", options->grid, "Pictures in a row, and in a column")
        ->check(CLI::Range(1, 1024))
        ->default_str("32");
    verb->add_flag_function(
        "--mask,!--no-mask", [options](std::int64_t count) { options->isMasked = count > 0; },
        "Leave what no sample is near transparent; without either, of pca and axes alone");
    verb->add_option("--size", options->size, "WIDTHxHEIGHT of one picture; without it, as the decoder makes them");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "One PNG picture")->required();
}
