// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <sstream>

namespace {

struct ProjectOptions
{
    std::string source;
    std::string method = "pca";
    int components = 2;
    std::string out;
};

std::shared_ptr<const LatentTable> latentsOf(const CommandLine& commandLine, const std::string& source)
{
    std::error_code ignored;
    if (std::filesystem::path(source).extension() == ".npy" && !std::filesystem::is_directory(source, ignored)) {
        auto latents = std::make_shared<const LatentTable>(readLatents(source));
        requireFinite(*latents, source);
        return latents;
    }
    const auto space = openNamed(commandLine, source);
    if (!space->latents) {
        throw UserError(source +
                        ": there are no latents to project. Encode a data set first, and give the .npy file or "
                        "name it in space.json.");
    }
    return space->latents;
}

void project(const CommandLine& commandLine, const ProjectOptions& options)
{
    const auto latents = latentsOf(commandLine, options.source);
    const std::size_t most = latents->isEmpty() ? 0 : std::min(latents->rows() - 1, latents->columns());
    if (most == 0) {
        throw UserError(options.source + ": principal components need at least two latents; there " +
                        (latents->rows() == 1 ? "is 1." : "are none.") + " Encode more pictures first.");
    }
    if (static_cast<std::size_t>(options.components) > most) {
        throw UserError(options.source + ": " + std::to_string(latents->rows()) + " latents of " +
                        std::to_string(latents->columns()) + " dimensions have " + std::to_string(most) +
                        " principal components, not " + std::to_string(options.components) +
                        ". Ask for fewer with --components.");
    }
    const auto process = startEngine(wishOf(commandLine), commandLine.common.device);
    const Projection projection = process->client().project(*latents, options.components, progressOf("project"));
    process->finish();
    writeLatents(options.out, projection.coordinates);

    const PrincipalComponents& pca = projection.components;
    std::ostringstream text;
    text << projection.coordinates.rows() << " points written to " << options.out << "; explained variance:";
    nlohmann::json shares = nlohmann::json::array();
    for (const double variance : pca.explainedVariance) {
        const double share = pca.totalVariance > 0 ? variance / pca.totalVariance : 0;
        shares.push_back(share);
        text << ' ' << variance << " (" << 100 * share << " %)";
    }
    report(commandLine,
           {{"count", projection.coordinates.rows()},
            {"components", projection.coordinates.columns()},
            {"explained_variance", pca.explainedVariance},
            {"explained_variance_ratio", shares},
            {"out", options.out}},
           text.str());
}

} // namespace

void addProject(CommandLine& commandLine)
{
    const auto options = std::make_shared<ProjectOptions>();
    CLI::App* const verb = commandLine.addVerb("project", "Lay latents out along their principal components",
                                               [&commandLine, options] { project(commandLine, *options); });
    verb->add_option("SOURCE", options->source, "A space with latents, or Z.npy")->required();
    verb->add_option("--method", options->method, "pca")->check(CLI::IsMember({"pca"}));
    verb->add_option("--components", options->components, "How many")
        ->check(CLI::Range(1, maxLatentSize))
        ->default_str("2");
    verb->add_option("--out", options->out, "XY.npy: float32 n x components")->required();
}
