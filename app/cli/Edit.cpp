// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/AttributeInput.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"
#include "latent/LatentArithmetic.h"
#include "space/NpyFile.h"

namespace {

struct EditOptions
{
    std::string space;
    PointChoice point;
    std::vector<std::string> attributes;
    std::string out;
    std::string latentOut;
    InputValues beside;
};

void edit(const CommandLine& commandLine, const EditOptions& options)
{
    requireSheetTarget(options.out);
    const std::vector<AttributeAmount> attributes = attributesIn(options.attributes);
    LoadedSpace loaded = loadNamed(commandLine, options.space, static_cast<int>(attributes.front().vector.size()));
    LatentVector point = pointOf(options.point, *loaded.space, options.space);
    requireSize(point, loaded.model(), options.point.latent);
    addScaled(point, 1, editOf(attributes, loaded.model()));
    const LatentTable edited(1, point.size(), point);
    requireFinite(edited, "The edited point");
    const PictureBatch pictures = loaded.client().decodeTable(rowsWithTail(edited, rowTailOf(loaded, options.beside)));
    loaded.engine.process->finish();
    writeSheetTo(options.out, pictures, 1);
    if (!options.latentOut.empty()) {
        writeLatents(options.latentOut, edited);
    }
    nlohmann::json json = toldOf(pictures, loaded.space->decoderFile, options.out);
    json["attributes"] = attributesJson(attributes);
    report(commandLine, json,
           counted(pictures.count, "picture") + " under " + counted(attributes.size(), "vector") + " written to " +
               options.out);
}

} // namespace

void addEdit(CommandLine& commandLine)
{
    const auto options = std::make_shared<EditOptions>();
    CLI::App* const verb = commandLine.addVerb("edit", "Decode a sample or a point with vectors added to it",
                                               [&commandLine, options] { edit(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    addPointOptions(*verb, options->point, "What is edited");
    addAttributeAmounts(*verb, options->attributes);
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "A PNG picture, X.npy or a folder for one PNG")->required();
    verb->add_option("--latent-out", options->latentOut, "Z.npy: the edited point as well, float32 1 x size");
}
