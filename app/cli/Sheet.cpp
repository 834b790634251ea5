// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/AttributeInput.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"

#include <cmath>

namespace {

struct SheetOptions
{
    std::string space;
    SampleChoice samples;
    std::size_t count = 16;
    std::vector<std::string> attributes;
    double from = 0; ///< times the amounts: a sample beside its edit
    double to = 1;
    int steps = 2;
    int columns = 0; ///< samples side by side; 0: about a square
    std::string out;
    InputValues beside;
};

/// Each sample at all steps, one after the other.
LatentTable pointsOf(const ChosenSamples& samples, const LatentTable& latents, const LatentVector& edit,
                     const SheetOptions& options)
{
    const auto steps = static_cast<std::size_t>(options.steps);
    LatentTable points(samples.rows.size() * steps, edit.size());
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const LatentView latent = latents.row(samples.rows[i / steps]);
        const double part = steps > 1 ? static_cast<double>(i % steps) / static_cast<double>(steps - 1) : 0;
        const auto times = static_cast<float>(options.from + part * (options.to - options.from));
        LatentVector point(latent.begin(), latent.end());
        addScaled(point, times, edit);
        std::ranges::copy(point, points.row(i).begin());
    }
    requireFinite(points, "The edited points");
    return points;
}

/// Samples side by side such that the sheet is about as wide as it is high.
std::size_t squareColumns(std::size_t samples, PictureShape picture, const SheetOptions& options)
{
    const double sampleWidth = static_cast<double>(picture.width) * options.steps;
    const double columns = std::sqrt(static_cast<double>(samples) * picture.height / sampleWidth);
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(columns)), 1, samples);
}

void sheet(const CommandLine& commandLine, const SheetOptions& options)
{
    requireSheetTarget(options.out);
    const std::vector<AttributeAmount> attributes = attributesIn(options.attributes);
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    const ChosenSamples samples = samplesOf(options.samples, *loaded.space, options.space, options.count);
    const LatentVector edit = editOf(attributes, loaded.model());
    const auto steps = static_cast<std::size_t>(options.steps);
    const PictureShape picture = loaded.model().picture;
    const std::size_t across = options.columns > 0
                                   ? std::min(static_cast<std::size_t>(options.columns), samples.rows.size())
                                   : squareColumns(samples.rows.size(), picture, options);
    if (std::filesystem::path(options.out).extension() == ".png") {
        requireSheetFits(across * steps, (samples.rows.size() + across - 1) / across, picture,
                         "Give fewer samples or --steps, or another number of --columns.");
    }
    const LatentTable points = pointsOf(samples, *loaded.space->latents, edit, options);
    const PictureBatch pictures =
        loaded.client().decodeTable(rowsWithTail(points, rowTailOf(loaded, options.beside)), progressOf("sheet"));
    loaded.engine.process->finish();
    writeSheetTo(options.out, pictures, static_cast<int>(across * steps));

    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json.update({{"samples", samples.rows},
                 {"matching", samples.matching},
                 {"attributes", attributesJson(attributes)},
                 {"steps", steps},
                 {"columns", across}});
    const bool isPart = samples.matching > samples.rows.size();
    report(commandLine, json,
           counted(samples.rows.size(), "sample") +
               (isPart ? ", the first of " + std::to_string(samples.matching) + " that there are," : "") + " in " +
               counted(steps, "step") + " written to " + options.out);
}

} // namespace

void addSheet(CommandLine& commandLine)
{
    const auto options = std::make_shared<SheetOptions>();
    CLI::App* const verb =
        commandLine.addVerb("sheet", "Decode many samples with vectors added to them, each beside itself without",
                            [&commandLine, options] { sheet(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples and their latents")->required();
    addSampleOptions(*verb, options->samples, "--where", "COLUMN=VALUE[,…]: the first of those that meet it");
    verb->add_option("--count", options->count, "Of --where, so many at most")
        ->check(CLI::Range(1, 100000))
        ->default_str("16");
    addAttributeAmounts(*verb, options->attributes)->required();
    verb->add_option("--from", options->from, "The first step adds the amounts so many times")->default_str("0");
    verb->add_option("--to", options->to, "The last step adds them so many times")->default_str("1");
    verb->add_option("--steps", options->steps, "Pictures of each sample, side by side: of two, itself and its edit")
        ->check(CLI::Range(1, 1000))
        ->default_str("2");
    verb->add_option("--columns", options->columns, "Samples side by side; without it, about a square")
        ->check(CLI::Range(1, 100000));
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "One PNG picture of all, or sample by sample X.npy or a folder of PNGs")
        ->required();
}
