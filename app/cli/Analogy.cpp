// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"
#include "latent/LatentArithmetic.h"
#include "latent/NearestSamples.h"
#include "space/NpyFile.h"

#include <sstream>

namespace {

struct AnalogyOptions
{
    std::string space;
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t apply = 0;
    double amount = 1;
    int frames = 1;
    std::string out;
    std::string latentOut;
    InputValues beside;
};

/// Of the whole way to the amount: with one frame its end.
double amountAt(std::size_t frame, const AnalogyOptions& options)
{
    return options.frames > 1 ? options.amount * static_cast<double>(frame) / (options.frames - 1) : options.amount;
}

LatentTable pointsOf(const Space& space, const AnalogyOptions& options)
{
    const LatentVector from = latentOfSample(options.from, space, options.space);
    const LatentVector to = latentOfSample(options.to, space, options.space);
    const LatentVector apply = latentOfSample(options.apply, space, options.space);
    LatentTable points(static_cast<std::size_t>(options.frames), apply.size());
    for (std::size_t i = 0; i < points.rows(); ++i) {
        std::ranges::copy(analogy(from, to, apply, amountAt(i, options)), points.row(i).begin());
    }
    requireFinite(points, "The points of the analogy");
    return points;
}

nlohmann::json nearestSteps(const Space& space, const LatentTable& points, const AnalogyOptions& options, int threads)
{
    const NearestSamples nearest(space.latents, NearMetric::Euclidean);
    nlohmann::json steps = nlohmann::json::array();
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const NearSample near = nearest.nearest(points.row(i), 1, threads).front();
        steps.push_back(
            {{"amount", amountAt(i, options)}, {"nearest_sample", near.sample}, {"distance", near.distance}});
    }
    return steps;
}

std::string textOf(const nlohmann::json& steps, const AnalogyOptions& options)
{
    std::ostringstream text;
    text << counted(steps.size(), "picture") << " written to " << options.out;
    for (const nlohmann::json& step : steps) {
        text << "\nat " << step["amount"].get<double>() << " the nearest sample is " << step["nearest_sample"]
             << ", distance " << step["distance"].get<double>();
    }
    return text.str();
}

void analogyOf(const CommandLine& commandLine, const AnalogyOptions& options)
{
    requireSheetTarget(options.out);
    requireDifferent({{"--out", options.out}, {"--latent-out", options.latentOut}});
    requireFileTargets({{"--latent-out", options.latentOut}});
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    const LatentTable points = pointsOf(*loaded.space, options);
    const PictureBatch pictures =
        loaded.client().decodeTable(rowsWithTail(points, rowTailOf(loaded, options.beside)), progressOf("analogy"));
    loaded.engine.process->finish();
    if (std::filesystem::path(options.out).extension() == ".png") {
        requireSheetFits(pictures.count, 1, pictures.shape, "Give fewer --frames.");
    }
    const nlohmann::json steps = nearestSteps(*loaded.space, points, options, commandLine.common.threads);
    writeSheetTo(options.out, pictures, options.frames);
    if (!options.latentOut.empty()) {
        const LatentView last = points.row(points.rows() - 1);
        writeLatents(options.latentOut, LatentTable(1, last.size(), {last.begin(), last.end()}));
    }
    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json.update({{"from", options.from},
                 {"to", options.to},
                 {"apply", options.apply},
                 {"amount", options.amount},
                 {"nearest_sample", steps.back()["nearest_sample"]},
                 {"distance", steps.back()["distance"]},
                 {"steps", steps}});
    report(commandLine, json, textOf(steps, options));
}

} // namespace

void addAnalogy(CommandLine& commandLine)
{
    const auto options = std::make_shared<AnalogyOptions>();
    CLI::App* const verb =
        commandLine.addVerb("analogy", "Change a sample as one other differs from another: K + M - N",
                            [&commandLine, options] { analogyOf(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples and their latents")->required();
    verb->add_option("--from", options->from, "N: number of a sample, from 0")->required()->check(sampleNumbers());
    verb->add_option("--to", options->to, "M: the sample that N would become")->required()->check(sampleNumbers());
    verb->add_option("--apply", options->apply, "K: the sample that is changed in the same way")
        ->required()
        ->check(sampleNumbers());
    verb->add_option("--amount", options->amount, "Times the difference")->default_str("1");
    verb->add_option("--frames", options->frames, "Steps from K to the result; of one, the result alone")
        ->check(CLI::Range(1, 100000))
        ->default_str("1");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "One PNG picture, X.npy or a folder of PNGs")->required();
    verb->add_option("--latent-out", options->latentOut, "Z.npy: the result as well, float32 1 x size");
}
