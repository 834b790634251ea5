// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"
#include "cli/PictureInput.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

namespace {

struct EncodeOptions
{
    std::string space;
    std::string pictures;
    std::string out;
};

void encode(const CommandLine& commandLine, const EncodeOptions& options)
{
    requireFileTargets({{"--out", options.out}});
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    if (!loaded.model().hasEncoder) {
        throw UserError(options.space +
                        ": there is no encoder, so pictures cannot be turned into latents. Open a space "
                        "folder whose space.json names one.");
    }
    const auto& encoder = loaded.space->manifest.encoder;
    const PictureShape shape = encoder && encoder->picture.channels > 0 ? encoder->picture : loaded.model().picture;
    const GivenPictures given = readPicturesFrom(options.pictures, shape, loaded.client());
    const LatentTable latents = loaded.client().encode(given.pictures, progressOf("encode"));
    loaded.engine.process->finish();
    requireFinite(latents, loaded.space->encoderFile.string() + ": what the encoder gave cannot be used");
    writeLatents(options.out, latents);
    sayLeftOut(given.leftOut);
    report(commandLine,
           {{"count", latents.rows()},
            {"size", latents.columns()},
            {"out", options.out},
            {"unreadable", leftOutJson(given.leftOut)}},
           std::to_string(latents.rows()) + " latents of " + std::to_string(latents.columns()) +
               " dimensions written to " + options.out);
}

} // namespace

void addEncode(CommandLine& commandLine)
{
    const auto options = std::make_shared<EncodeOptions>();
    CLI::App* const verb = commandLine.addVerb("encode", "Turn pictures into latents (the mean of a distribution)",
                                               [&commandLine, options] { encode(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder or an embedded space's name")->required();
    verb->add_option("--pictures", options->pictures,
                     "A folder, a picture file, or uint8 n x height x width x channels, .npy")
        ->required();
    verb->add_option("--out", options->out, "Z.npy: float32 n x size")->required();
}
