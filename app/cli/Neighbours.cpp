// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"
#include "latent/NearestSamples.h"
#include "space/NpyFile.h"

#include <sstream>

namespace {

struct NeighboursOptions
{
    std::string space;
    std::string latent;
    std::size_t count = 16;
    std::string metric = "euclidean";
};

LatentTable pointsFor(const Space& space, const NeighboursOptions& options)
{
    LatentTable points = readLatents(options.latent);
    requireFinite(points, options.latent);
    if (points.columns() != space.latents->columns()) {
        throw UserError(options.latent + ": its latents have " + std::to_string(points.columns()) +
                        " dimensions, those of " + options.space + " have " + std::to_string(space.latents->columns()) +
                        ". Give latents of this space.");
    }
    return points;
}

void neighbours(const CommandLine& commandLine, const NeighboursOptions& options)
{
    const auto space = openNamed(commandLine, options.space);
    if (!space->latents || space->latents->isEmpty()) {
        throw UserError(options.space +
                        ": there are no samples with latents to be near to. Encode a data set first, and "
                        "name its latents in space.json.");
    }
    const LatentTable points = pointsFor(*space, options);
    const NearestSamples nearest(space->latents,
                                 options.metric == "cosine" ? NearMetric::Cosine : NearMetric::Euclidean);
    const JobControl control = progressOf("neighbours");
    nlohmann::json samples = nlohmann::json::array();
    nlohmann::json distances = nlohmann::json::array();
    std::ostringstream text;
    text << "row\tsample\tdistance";
    for (std::size_t row = 0; row < points.rows(); ++row) {
        nlohmann::json& ids = samples.emplace_back(nlohmann::json::array());
        nlohmann::json& lengths = distances.emplace_back(nlohmann::json::array());
        for (const NearSample& near : nearest.nearest(points.row(row), options.count, commandLine.common.threads)) {
            ids.push_back(near.sample);
            lengths.push_back(near.distance);
            text << '\n' << row << '\t' << near.sample << '\t' << near.distance;
        }
        control.report(static_cast<double>(row + 1) / static_cast<double>(points.rows()));
    }
    report(commandLine,
           {{"count", points.rows()}, {"metric", options.metric}, {"samples", samples}, {"distances", distances}},
           text.str());
}

} // namespace

void addNeighbours(CommandLine& commandLine)
{
    const auto options = std::make_shared<NeighboursOptions>();
    CLI::App* const verb = commandLine.addVerb("neighbours", "Find the samples nearest to latents, exactly",
                                               [&commandLine, options] { neighbours(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space with samples and their latents")->required();
    verb->add_option("--latent", options->latent, "Z.npy: float32 n x size, the points to search from")->required();
    verb->add_option("--count", options->count, "Samples for each point")
        ->check(CLI::Range(1, 1000000))
        ->default_str("16");
    verb->add_option("--metric", options->metric, "Length of the difference, or 1 - cosine of the angle")
        ->check(CLI::IsMember({"euclidean", "cosine"}))
        ->default_str("euclidean");
}
