// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/InversionWork.h"

#include "engine/SharedTables.h"

#include <algorithm>

namespace {

/// One picture of `shape`, or UserError.
PictureBatch readOne(EngineProcess& engine, const PictureFile& file, PictureShape shape, const JobControl& control)
{
    FileDescriptor memory; // bytes become a file that only the engine sees
    std::filesystem::path path = file.file;
    if (path.empty()) {
        memory =
            sealedBytes(std::as_bytes(std::span(file.bytes.constData(), static_cast<std::size_t>(file.bytes.size()))));
        path = "/proc/self/fd/" + std::to_string(memory.get());
    }
    ReadPictures read = engine.client().readPictures({&path, 1}, shape, control);
    if (!read.unreadable.empty()) {
        const std::string& reason = read.unreadable.front().reason;
        throw UserError(reason.starts_with(path.string()) ? reason : file.name + ": " + reason);
    }
    return std::move(read.pictures);
}

} // namespace

TakenPicture takePicture(EngineProcess& engine, const LoadedModel& model, PictureShape encoderShape,
                         const PictureFile& file, const JobControl& control)
{
    PictureBatch picture = readOne(engine, file, model.picture, control);
    TakenPicture taken;
    if (model.hasEncoder) {
        const PictureBatch forEncoder =
            encoderShape == model.picture ? picture : readOne(engine, file, encoderShape, control);
        const LatentTable latent = engine.client().encode(forEncoder, control);
        if (!allFinite(latent.values())) {
            throw UserError(file.name + ": the encoder gives NaN or infinite latents for this picture. Point > Search "
                                        "anew finds its point without the encoder.");
        }
        taken.encoded = LatentVector(latent.row(0).begin(), latent.row(0).end());
    }
    taken.outside = {file.name, {picture.shape, std::move(picture.pixels)}};
    return taken;
}

Inversion searchPoint(const LiveEngine& engine, const LoadRequest& model, InversionRequest request, SearchSight& sight,
                      const JobControl& control)
{
    constexpr int lives = 2;
    for (int life = 1;; ++life) {
        const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
        const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
        try {
            (void)process->client().load(model);
            return process->client().invert(request, {}, [&](const InversionProgress& progress) {
                sight.put(progress);
                control.report(progress.fraction);
            });
        } catch (const EngineError& error) {
            if (error.problem() != EngineProblem::Died || life == lives) {
                throw;
            }
        }
        if (const auto newest = sight.newest()) {
            request.starts = {1, newest->point.size(), newest->point};
            request.options.draws = 0;
            request.options.steps = std::max(1, request.options.steps - newest->step);
        }
    }
}
