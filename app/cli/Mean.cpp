// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"
#include "create/SampleMeanPicture.h"
#include "latent/LatentArithmetic.h"
#include "space/NpyFile.h"

#include <algorithm>

namespace {

struct MeanOptions
{
    std::string space;
    SampleChoice samples;
    std::string kind = "both";
    std::string out;
    std::string latentOut;
    InputValues beside;
};

/// Each sample counts once.
std::vector<std::uint32_t> distinct(std::vector<std::uint32_t> rows)
{
    std::ranges::sort(rows);
    const auto doubles = std::ranges::unique(rows);
    rows.erase(doubles.begin(), doubles.end());
    return rows;
}

void append(PictureBatch& pictures, const Picture& picture)
{
    pictures.shape = picture.shape;
    pictures.pixels.insert(pictures.pixels.end(), picture.pixels.begin(), picture.pixels.end());
    ++pictures.count;
}

Picture pixelMean(const std::vector<std::uint32_t>& rows, LoadedSpace& loaded, const std::string& named)
{
    try {
        return sampleMeanPicture(*loaded.space, rows, loaded.client(), loaded.model().picture,
                                 progressOf("reading pictures"));
    } catch (const EngineError&) {
        throw;
    } catch (const UserError& error) {
        throw UserError(named + ": " + error.what() + " Or give --kind latent.");
    }
}

void mean(const CommandLine& commandLine, const MeanOptions& options)
{
    requireSheetTarget(options.out);
    requireDifferent({{"--out", options.out}, {"--latent-out", options.latentOut}});
    requireFileTargets({{"--latent-out", options.latentOut}});
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    const std::vector<std::uint32_t> rows = distinct(samplesOf(options.samples, *loaded.space, options.space).rows);
    const LatentVector middle = meanOfRows(*loaded.space->latents, rows);
    const LatentTable point(1, middle.size(), middle);
    PictureBatch pictures;
    if (options.kind != "pixels") {
        pictures = loaded.client().decodeTable(rowsWithTail(point, rowTailOf(loaded, options.beside)));
    }
    if (options.kind != "latent") {
        append(pictures, pixelMean(rows, loaded, options.space));
    }
    loaded.engine.process->finish();
    writeSheetTo(options.out, pictures, static_cast<int>(pictures.count));
    if (!options.latentOut.empty()) {
        writeLatents(options.latentOut, point);
    }
    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json.update({{"samples", rows.size()}, {"kind", options.kind}});
    report(commandLine, json,
           "mean of " + counted(rows.size(), "sample") + " written to " + options.out +
               (pictures.count == 2 ? ": the decoded mean latent, and the mean of the pixels" : ""));
}

} // namespace

void addMean(CommandLine& commandLine)
{
    const auto options = std::make_shared<MeanOptions>();
    CLI::App* const verb =
        commandLine.addVerb("mean", "Decode the mean latent of samples, and show the mean of their pixels beside it",
                            [&commandLine, options] { mean(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples and their latents")->required();
    addSampleOptions(*verb, options->samples, "--with", "COLUMN=VALUE[,…]: those that meet it");
    verb->add_option("--kind", options->kind, "latent: the decoded mean latent; pixels: the mean of the pictures; both")
        ->check(CLI::IsMember({"latent", "pixels", "both"}))
        ->default_str("both");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "One PNG picture, X.npy or a folder of PNGs")->required();
    verb->add_option("--latent-out", options->latentOut, "Z.npy: the mean latent, float32 1 x size");
}
