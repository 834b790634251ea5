// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/TrainedSpace.h"

#include "base/AtomicFile.h"
#include "base/WorkFolder.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <QByteArray>

#include <cmath>

namespace {

using Path = std::filesystem::path;

constexpr double mostSheetPixels = 64e6;
constexpr double mostSheetSide = 32767;

/// Tiles a row for a sheet that is about square; 0 when a sheet would be too large.
int sheetColumns(const PictureBatch& pictures)
{
    const auto count = static_cast<double>(pictures.count);
    const double columns = std::ceil(std::sqrt(count * pictures.shape.height / pictures.shape.width));
    const double rows = std::ceil(count / columns);
    const double width = columns * pictures.shape.width;
    const double height = rows * pictures.shape.height;
    const bool fits = width <= mostSheetSide && height <= mostSheetSide && width * height <= mostSheetPixels;
    return fits ? static_cast<int>(columns) : 0;
}

ManifestSamples writeSamples(const Path& folder, const TrainedSpace& space, const LatentTable& latents)
{
    ManifestSamples samples{.count = space.pictures->count, .latents = "latents.npy"};
    writeLatents(folder / samples.latents, latents);
    const int columns = sheetColumns(*space.pictures);
    samples.images = columns > 0 ? "images.png" : "images.npy";
    samples.columns = std::max(columns, 1);
    if (columns > 0) {
        const QByteArray png = pngSheet(*space.pictures, columns);
        writeFileAtomically(folder / samples.images,
                            std::string_view(png.constData(), static_cast<std::size_t>(png.size())));
    } else {
        writePictures(folder / samples.images, *space.pictures);
    }
    if (!space.labels.empty()) {
        samples.labels = "labels.csv";
        writeFileAtomically(folder / samples.labels, space.labels);
    }
    return samples;
}

SpaceManifest manifestOf(const TrainedSpace& space)
{
    const bool isVariational = space.options.kind == AutoencoderKind::Variational;
    SpaceManifest manifest;
    manifest.name = space.name;
    manifest.madeBy = "morphoscope-cli train " MORPHOSCOPE_VERSION;
    manifest.latentSize = space.options.latentSize;
    manifest.prior = isVariational ? Prior::Normal : Prior::Unknown;
    manifest.decoder = ManifestModel{"decoder.pt", space.pictures->shape, ValueRange{0, 1}};
    manifest.encoder = ManifestModel{"encoder.pt", space.pictures->shape, ValueRange{0, 1}};
    manifest.original = {{"training", space.record}};
    return manifest;
}

} // namespace

nlohmann::json trainingRecord(const TrainingOptions& options, const TrainedModel& model,
                              const EngineDescription& engine, std::size_t pictures)
{
    nlohmann::json history = nlohmann::json::array();
    for (const TrainingEpoch& epoch : model.history) {
        history.push_back({{"epoch", epoch.epoch},
                           {"reconstruction", epoch.reconstruction},
                           {"kl", epoch.kl},
                           {"validation_reconstruction", epoch.validationReconstruction},
                           {"validation_kl", epoch.validationKl},
                           {"seconds", epoch.seconds}});
    }
    nlohmann::json record = {{"kind", options.kind == AutoencoderKind::Variational ? "vae" : "plain"},
                             {"beta", options.beta},
                             {"epochs", options.epochs},
                             {"batch", options.batchSize},
                             {"learning_rate", options.learningRate},
                             {"seed", options.seed},
                             {"validation", options.validationShare},
                             {"device", options.device},
                             {"libtorch", engine.libTorch},
                             {"pictures", pictures},
                             {"best_epoch", model.bestEpoch},
                             {"stopped_early", model.stoppedEarly},
                             {"history", std::move(history)}};
    if (options.minutes) {
        record["minutes"] = *options.minutes;
    }
    if (!options.channels.empty()) { // else as many as the picture's size asks for
        record["channels"] = options.channels;
    }
    return record;
}

void writeTrainedSpace(const Path& out, const TrainedSpace& space, EngineClient& client, const std::string& device)
{
    WorkFolder folder(out);
    writeFileAtomically(folder.path() / "decoder.pt", std::span<const std::byte>(space.model->decoder));
    writeFileAtomically(folder.path() / "encoder.pt", std::span<const std::byte>(space.model->encoder));
    SpaceManifest manifest = manifestOf(space);
    const LoadRequest request{.decoder = folder.path() / "decoder.pt",
                              .encoder = folder.path() / "encoder.pt",
                              .device = device,
                              .latentSize = manifest.latentSize,
                              .range = ValueRange{0, 1},
                              .picture = space.pictures->shape};
    manifest.original["training"]["device"] = client.load(request).device; // which `auto` was
    const LatentTable latents = client.encode(*space.pictures, progressOf("encoding the pictures"));
    requireFinite(latents, out.string() + ": training ended in an encoder that cannot be used; a smaller "
                                          "--learning-rate may help");
    manifest.samples = writeSamples(folder.path(), space, latents);
    writeFileAtomically(folder.path() / "space.json", manifest.toJson());
    (void)openSpace(folder.path()); // what cannot be opened is not handed over
    folder.become(out);
}
