// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"

namespace {

struct MorphOptions
{
    std::string space;
    PointChoice start;
    std::string attribute;
    double from = 0;
    double to = 1;
    int frames = 9;
    std::string out;
    InputValues beside;
};

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
    const LatentVector start = pointOf(options.start, *loaded.space, options.space);
    requireSize(direction, loaded.model(), options.attribute);
    requireSize(start, loaded.model(), options.start.latent);
    const LatentTable rows = rowsWithTail(pointsAlong(start, direction, options), rowTailOf(loaded, options.beside));
    const PictureBatch pictures = loaded.client().decodeTable(rows, progressOf("morph"));
    loaded.engine.process->finish();
    writePicturesTo(options.out, pictures);
    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json["frames"] = pictures.count;
    report(commandLine, json, counted(pictures.count, "frame") + " written to " + options.out);
}

} // namespace

void addMorph(CommandLine& commandLine)
{
    const auto options = std::make_shared<MorphOptions>();
    CLI::App* const verb = commandLine.addVerb("morph", "Decode a walk along a vector",
                                               [&commandLine, options] { morph(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    addPointOptions(*verb, options->start, "Where the walk starts");
    verb->add_option("--attribute", options->attribute, "V.npy: the vector")->required();
    verb->add_option("--from", options->from, "First amount")->default_str("0");
    verb->add_option("--to", options->to, "Last amount")->default_str("1");
    verb->add_option("--frames", options->frames, "How many")->check(CLI::Range(1, 100000))->default_str("9");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "X.npy or a folder of PNGs")->required();
}
