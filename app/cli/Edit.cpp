// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/AttributeInput.h"
#include "cli/FileTargets.h"
#include "cli/InputValues.h"
#include "cli/PictureOutput.h"
#include "cli/PointInput.h"
#include "cli/TermInput.h"
#include "latent/LatentArithmetic.h"
#include "latent/NearestSamples.h"
#include "space/NpyFile.h"

#include <cmath>

namespace {

struct EditOptions
{
    std::string space;
    PointChoice point;
    std::vector<std::string> attributes;
    TermChoice terms;
    std::string out;
    std::string latentOut;
    InputValues beside;
};

bool hasStart(const EditOptions& options)
{
    return options.point.sample || !options.point.latent.empty();
}

/// The start, if one was given, and all terms.
LatentVector sumOfChosen(const EditOptions& options, const std::vector<Term>& terms, const LoadedSpace& loaded)
{
    LatentVector start(static_cast<std::size_t>(loaded.model().latentSize));
    if (hasStart(options)) {
        start = pointOf(options.point, *loaded.space, options.space);
        requireSize(start, loaded.model(), options.point.latent);
    } else if (std::abs(pointFactors(terms)) < 1e-6) {
        throw UserError("These terms are a direction, not a point: their samples cancel out, or there are none. Give "
                        "--sample or --latent to add it to, or --plus a sample more.");
    }
    std::vector<LatentTerm> all = {{1, start}};
    for (const Term& term : terms) {
        requireSize(term.vector, loaded.model(), term.what);
        all.push_back({term.factor, term.vector});
    }
    return sumOf(all);
}

nlohmann::json nearestJson(const Space& space, LatentView point, int threads)
{
    if (!space.latents || space.latents->isEmpty()) {
        return nlohmann::json::object();
    }
    const NearSample near = NearestSamples(space.latents, NearMetric::Euclidean).nearest(point, 1, threads).front();
    return {{"nearest_sample", near.sample}, {"distance", near.distance}};
}

std::string textOf(std::size_t vectors, std::size_t terms, const nlohmann::json& json, const std::string& out)
{
    std::string text = "1 picture";
    text += terms > 0 ? " of " + counted(terms, "term") : "";
    text += vectors > 0 ? " under " + counted(vectors, "vector") : "";
    text += " written to " + out;
    if (json.contains("nearest_sample")) {
        text += "; the nearest sample is " + json["nearest_sample"].dump();
    }
    return text;
}

void edit(const CommandLine& commandLine, const EditOptions& options)
{
    requireSheetTarget(options.out);
    requireDifferent({{"--out", options.out}, {"--latent-out", options.latentOut}});
    requireFileTargets({{"--latent-out", options.latentOut}});
    if (options.attributes.empty() && options.terms.isEmpty()) {
        throw CLI::ValidationError("--attribute", "Nothing is added. Give --attribute V.npy:AMOUNT, --plus or "
                                                  "--minus; decode shows a point as it is.");
    }
    const std::vector<AttributeAmount> attributes = attributesIn(options.attributes);
    const int width = attributes.empty() ? 0 : static_cast<int>(attributes.front().vector.size());
    LoadedSpace loaded = loadNamed(commandLine, options.space, width);
    const std::vector<Term> terms = termsIn(options.terms, *loaded.space, options.space);
    LatentVector point = sumOfChosen(options, terms, loaded);
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
    json["terms"] = termsJson(terms);
    json.update(nearestJson(*loaded.space, point, commandLine.common.threads));
    report(commandLine, json, textOf(attributes.size(), terms.size(), json, options.out));
}

} // namespace

void addEdit(CommandLine& commandLine)
{
    const auto options = std::make_shared<EditOptions>();
    CLI::App* const verb = commandLine.addVerb(
        "edit", "Decode a sample or a point with vectors added to it, or a sum of samples and vectors",
        [&commandLine, options] { edit(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    addPointOptions(*verb, options->point, "What is edited; without it the sum of --plus and --minus", false);
    addTermOptions(*verb, options->terms);
    addAttributeAmounts(*verb, options->attributes);
    addInputOptions(*verb, options->beside);
    verb->add_option("--out", options->out, "A PNG picture, X.npy or a folder for one PNG")->required();
    verb->add_option("--latent-out", options->latentOut, "Z.npy: the edited point as well, float32 1 x size");
}
