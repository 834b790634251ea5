// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <cstdint>
#include <limits>

namespace {

struct MorphOptions
{
    std::string space;
    std::optional<std::int64_t> sample;
    std::string latent;
    std::string attribute;
    double from = 0;
    double to = 1;
    int frames = 9;
    std::string out;
    InputValues beside;
};

/// The one row of a .npy file.
LatentVector vectorIn(const std::string& file)
{
    const LatentTable table = readLatents(file);
    if (table.rows() != 1) {
        throw UserError(file + ": one vector is wanted, this file holds " + std::to_string(table.rows()) +
                        ". Save one row of it.");
    }
    requireFinite(table, file);
    return {table.row(0).begin(), table.row(0).end()};
}

LatentVector startOf(const MorphOptions& options, const Space& space)
{
    if (!options.latent.empty()) {
        return vectorIn(options.latent);
    }
    if (!space.latents) {
        throw UserError(options.space +
                        ": this space has no latents to take a sample from. Give a point with --latent.");
    }
    const auto sample = static_cast<std::size_t>(*options.sample);
    if (sample >= space.latents->rows()) {
        throw UserError(options.space + ": there is no sample " + std::to_string(sample) + "; samples are 0 to " +
                        std::to_string(space.latents->rows() - 1) + ".");
    }
    const LatentView row = space.latents->row(sample);
    return {row.begin(), row.end()};
}

void requireSize(const LatentVector& vector, const LoadedModel& model, const std::string& what)
{
    if (vector.size() != static_cast<std::size_t>(model.latentSize)) {
        throw UserError(what + ": it has " + std::to_string(vector.size()) + " dimensions, but the decoder takes " +
                        std::to_string(model.latentSize) + ". Use one of this space.");
    }
}

LatentTable pointsAlong(const LatentVector& start, const LatentVector& direction, const MorphOptions& options)
{
    const auto frames = static_cast<std::size_t>(options.frames);
    LatentTable points(frames, start.size());
    for (std::size_t i = 0; i < frames; ++i) {
        const double part = frames > 1 ? static_cast<double>(i) / static_cast<double>(frames - 1) : 0;
        LatentVector point = start;
        addScaled(point, static_cast<float>(options.from + part * (options.to - options.from)), direction);
        std::ranges::copy(point, points.row(i).begin());
    }
    requireFinite(points, "The points along " + options.attribute);
    return points;
}

void morph(const CommandLine& commandLine, const MorphOptions& options)
{
    requirePictureTarget(options.out);
    const LatentVector direction = vectorIn(options.attribute);
    LoadedSpace loaded = loadNamed(commandLine, options.space, static_cast<int>(direction.size()));
    const LatentVector start = startOf(options, *loaded.space);
    requireSize(direction, loaded.model(), options.attribute);
    requireSize(start, loaded.model(), options.latent);
    const LatentTable rows = rowsWithTail(pointsAlong(start, direction, options), rowTailOf(loaded, options.beside));
    const PictureBatch pictures = loaded.client().decodeTable(rows, progressOf("morph"));
    loaded.engine.process->finish();
    writePicturesTo(options.out, pictures);
    const NonFinite nonFinite = nonFiniteIn(pictures);
    warnOf(nonFinite, loaded.space->decoderFile);
    report(commandLine,
           {{"frames", pictures.count},
            {"picture", shapeJson(pictures.shape)},
            {"nan_values", nonFinite.values},
            {"nan_pictures", nonFinite.pictures},
            {"out", options.out}},
           counted(pictures.count, "frame") + " written to " + options.out);
}

} // namespace

void addMorph(CommandLine& commandLine)
{
    const auto options = std::make_shared<MorphOptions>();
    CLI::App* const verb = commandLine.addVerb("morph", "Decode a walk along a vector",
                                               [&commandLine, options] { morph(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    CLI::Option_group* const start = verb->add_option_group("start", "Where the walk starts");
    start->add_option("--sample", options->sample, "Number of a sample, from 0")
        ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
    start->add_option("--latent", options->latent, "Z.npy: one latent");
    start->require_option(1);
    verb->add_option("--attribute", options->attribute, "V.npy: the vector")->required();
    verb->add_option("--from", options->from, "First amount")->default_str("0");
    verb->add_option("--to", options->to, "Last amount")->default_str("1");
    verb->add_option("--frames", options->frames, "How many")->check(CLI::Range(1, 100000))->default_str("9");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "X.npy or a folder of PNGs")->required();
}
