// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

namespace {

struct DecodeOptions
{
    std::string space;
    std::string latents;
    std::string out;
    bool areDraws = false; ///< of the prior, for the mapping
    InputValues beside;
};

/// What the decoder takes: the latents, or what the mapping makes of draws.
LatentTable latentsFor(LoadedSpace& loaded, const DecodeOptions& options, const LatentTable& given)
{
    const LoadedModel& model = loaded.model();
    if (options.areDraws && model.mappingSize == 0) {
        throw UserError(options.space + ": there is no mapping network for draws to go through. Leave --draws out: the "
                                        "decoder takes them as latents.");
    }
    const int size = options.areDraws ? model.mappingSize : model.latentSize;
    if (given.columns() != static_cast<std::size_t>(size)) {
        throw UserError(options.latents + ": the latents are " + std::to_string(given.columns()) + " wide, but the " +
                        (options.areDraws ? "mapping" : "decoder") + " of " + options.space + " takes " +
                        std::to_string(size) + ". Use latents of this space.");
    }
    return options.areDraws ? loaded.client().map(given, progressOf("map")) : given;
}

void decode(const CommandLine& commandLine, const DecodeOptions& options)
{
    requirePictureTarget(options.out);
    const LatentTable latents = readLatents(options.latents);
    requireFinite(latents, options.latents);
    if (latents.columns() > maxLatentSize) {
        throw UserError(options.latents + ": the latents are " + std::to_string(latents.columns()) + " wide; at most " +
                        std::to_string(maxLatentSize) + " are taken. Check that rows are points.");
    }
    LoadedSpace loaded = loadNamed(commandLine, options.space, static_cast<int>(latents.columns()));
    const LatentTable rows = rowsWithTail(latentsFor(loaded, options, latents), rowTailOf(loaded, options.beside));
    const PictureBatch pictures = loaded.client().decodeTable(rows, progressOf("decode"));
    loaded.engine.process->finish();
    writePicturesTo(options.out, pictures);

    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json["count"] = pictures.count;
    report(commandLine, json,
           counted(pictures.count, "picture") + " of " + pictureText(pictures.shape) + " written to " + options.out);
}

} // namespace

void addDecode(CommandLine& commandLine)
{
    const auto options = std::make_shared<DecodeOptions>();
    CLI::App* const verb = commandLine.addVerb("decode", "Turn latents into pictures",
                                               [&commandLine, options] { decode(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    verb->add_option("--latents", options->latents, "float32 n x size, .npy")->required();
    verb->add_flag("--draws", options->areDraws,
                   "The latents are draws of the prior: they go through the mapping network first");
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "X.npy (uint8 n x height x width x channels) or a folder of PNGs")
        ->required();
}
