// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/AttributeInput.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"
#include "latent/LatentArithmetic.h"

namespace {

struct MorphOptions
{
    std::string space;
    PointChoice start;
    std::optional<std::int64_t> end; ///< a sample; none: the start
    std::vector<std::string> attributes;
    double from = 0;
    double to = 1;
    int frames = 9;
    std::string out;
    InputValues beside;
};

/// On the line from `start` to `end`, with the edit added `from` to `to` times.
LatentTable pointsAlong(const LatentVector& start, const LatentVector& end, const LatentVector& edit,
                        const MorphOptions& options)
{
    const auto frames = static_cast<std::size_t>(options.frames);
    LatentTable points(frames, start.size());
    for (std::size_t i = 0; i < frames; ++i) {
        const double part = frames > 1 ? static_cast<double>(i) / static_cast<double>(frames - 1) : 0;
        const double times = options.from + part * (options.to - options.from);
        std::ranges::copy(sumOf(std::array<LatentTerm, 3>{{{1 - part, start}, {part, end}, {times, edit}}}),
                          points.row(i).begin());
    }
    requireFinite(points, "The points along the way");
    return points;
}

void morph(const CommandLine& commandLine, const MorphOptions& options)
{
    requireSheetTarget(options.out);
    if (options.attributes.empty() && !options.end) {
        throw CLI::ValidationError("--attribute", "A morph needs somewhere to go. Give --attribute V.npy, "
                                                  "--end-sample N, or both.");
    }
    const std::vector<AttributeAmount> attributes = attributesIn(options.attributes);
    const int width = attributes.empty() ? 0 : static_cast<int>(attributes.front().vector.size());
    LoadedSpace loaded = loadNamed(commandLine, options.space, width);
    const LatentVector start = pointOf(options.start, *loaded.space, options.space);
    requireSize(start, loaded.model(), options.start.latent);
    const LatentVector end = options.end ? latentOfSample(*options.end, *loaded.space, options.space) : start;
    const LatentTable points = pointsAlong(start, end, editOf(attributes, loaded.model()), options);
    if (std::filesystem::path(options.out).extension() == ".png") {
        requireSheetFits(points.rows(), 1, loaded.model().picture, "Give fewer --frames.");
    }
    const PictureBatch pictures =
        loaded.client().decodeTable(rowsWithTail(points, rowTailOf(loaded, options.beside)), progressOf("morph"));
    loaded.engine.process->finish();
    writeSheetTo(options.out, pictures, options.frames);
    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json["frames"] = pictures.count;
    json["attributes"] = attributesJson(attributes);
    report(commandLine, json, counted(pictures.count, "frame") + " written to " + options.out);
}

} // namespace

void addMorph(CommandLine& commandLine)
{
    const auto options = std::make_shared<MorphOptions>();
    CLI::App* const verb = commandLine.addVerb("morph", "Decode a walk along vectors, or from one sample to another",
                                               [&commandLine, options] { morph(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    addPointOptions(*verb, options->start, "Where the walk starts");
    verb->add_option("--end-sample", options->end, "Number of the sample where it ends; without it only amounts change")
        ->check(sampleNumbers());
    addAttributeAmounts(*verb, options->attributes, AmountSaid::OrOne);
    verb->add_option("--from", options->from, "The first frame adds the amounts so many times")->default_str("0");
    verb->add_option("--to", options->to, "The last frame adds them so many times")->default_str("1");
    verb->add_option("--frames", options->frames, "How many")->check(CLI::Range(1, 100000))->default_str("9");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "One PNG picture, X.npy or a folder of PNGs")->required();
}
