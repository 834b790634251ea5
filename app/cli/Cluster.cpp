// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "cli/FileTargets.h"
#include "cli/Verbs.h"
#include "space/ClusterColumn.h"
#include "space/LabelAgreement.h"
#include "space/LabelText.h"
#include "space/NpyFile.h"

#include <array>
#include <cstdio>

namespace {

constexpr const char* stoppedSentence = "Looking for clusters was stopped: nothing is written.";

struct ClusterCallOptions
{
    std::string source;
    ClusterOptions clusters;
    std::string out;
};

/// What there is to group, and the labels to compare with.
struct Source
{
    std::shared_ptr<const LatentTable> latents;
    std::shared_ptr<const LabelTable> labels; ///< null when there are none
};

Source sourceOf(const CommandLine& commandLine, const std::string& source)
{
    std::error_code ignored;
    if (std::filesystem::path(source).extension() == ".npy" && !std::filesystem::is_directory(source, ignored)) {
        auto latents = std::make_shared<const LatentTable>(readLatents(source));
        requireFinite(*latents, source);
        return {latents, nullptr};
    }
    const auto space = openNamed(commandLine, source);
    if (!space->latents || space->latents->isEmpty()) {
        throw UserError(source + ": there are no latents to group. Encode a data set first, and give the .npy file or "
                                 "name it in space.json.");
    }
    return {space->latents, space->labels};
}

std::string formatted(const char* format, double value)
{
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

/// Cells of one width a column, the first to the left, the others to the right.
std::string tableText(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths(rows.at(0).size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths[i] - row[i].size(), ' ');
            text += i == 0 ? row[i] + space : "  " + space + row[i];
        }
        text += '\n';
    }
    return text;
}

std::string clusterTable(const std::vector<ClusterSummary>& summaries)
{
    std::vector<std::vector<std::string>> rows = {
        {"cluster", "size", "silhouette", "nearest sample", "distance", "farthest sample", "distance"}};
    for (std::size_t k = 0; k < summaries.size(); ++k) {
        const ClusterSummary& cluster = summaries[k];
        rows.push_back({clusterName(k), std::to_string(cluster.size),
                        cluster.silhouette ? formatted("%.3f", *cluster.silhouette) : "-",
                        std::to_string(cluster.nearest), formatted("%.4g", cluster.nearestDistance),
                        std::to_string(cluster.farthest), formatted("%.4g", cluster.farthestDistance)});
    }
    return tableText(rows);
}

std::string trialTable(const Clusters& clusters)
{
    std::vector<std::vector<std::string>> rows = {{"k", "clusters", "silhouette", "inertia"}};
    for (const ClusterTrial& trial : clusters.trials) {
        rows.push_back({std::to_string(trial.asked), std::to_string(trial.clusters),
                        formatted("%.4f", trial.silhouette), formatted("%.6g", trial.inertia)});
    }
    return tableText(rows);
}

using NamedAgreements = std::vector<std::pair<std::string, LabelAgreement>>;

std::string agreementTable(const NamedAgreements& agreements)
{
    std::vector<std::vector<std::string>> rows = {{"label", "homogeneity", "completeness", "samples"}};
    for (const auto& [name, agreement] : agreements) {
        rows.push_back({name, formatted("%.3f", agreement.homogeneity), formatted("%.3f", agreement.completeness),
                        std::to_string(agreement.samples)});
    }
    return tableText(rows);
}

nlohmann::json jsonOf(const Clusters& clusters, const std::vector<ClusterSummary>& summaries,
                      const NamedAgreements& agreements)
{
    nlohmann::json json = {{"samples", clusters.clusterOf.size()},          {"k", clusters.count()},
                           {"silhouettes_of", clusters.silhouettes.size()}, {"clusters", nlohmann::json::array()},
                           {"compared", nlohmann::json::array()},           {"labels", nlohmann::json::array()}};
    for (std::size_t k = 0; k < summaries.size(); ++k) {
        const ClusterSummary& cluster = summaries[k];
        json["clusters"].push_back({{"name", clusterName(k)},
                                    {"size", cluster.size},
                                    {"silhouette", cluster.silhouette ? nlohmann::json(*cluster.silhouette) : nullptr},
                                    {"nearest", cluster.nearest},
                                    {"nearest_distance", cluster.nearestDistance},
                                    {"farthest", cluster.farthest},
                                    {"farthest_distance", cluster.farthestDistance}});
    }
    for (const ClusterTrial& trial : clusters.trials) {
        json["compared"].push_back({{"k", trial.asked},
                                    {"clusters", trial.clusters},
                                    {"silhouette", trial.silhouette},
                                    {"inertia", trial.inertia}});
    }
    for (const auto& [name, agreement] : agreements) {
        json["labels"].push_back({{"label", name},
                                  {"homogeneity", agreement.homogeneity},
                                  {"completeness", agreement.completeness},
                                  {"samples", agreement.samples}});
    }
    return json;
}

/// Stopped wherever it is. No file is there yet.
Clusters computed(const CommandLine& commandLine, const LatentTable& latents, const ClusterOptions& options)
{
    const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
    JobControl control = progressOf("cluster");
    control.stop = commandLine.stopSignal.stopSaying("Stopping; nothing is left behind.");
    try {
        Clusters clusters = process->client().cluster(latents, options, control);
        process->finish();
        return clusters;
    } catch (const EngineError&) {
        commandLine.stopSignal.requireNone(stoppedSentence);
        throw;
    }
}

void cluster(const CommandLine& commandLine, ClusterCallOptions options)
{
    options.clusters.threads = commandLine.common.threads;
    const Source source = sourceOf(commandLine, options.source);
    if (source.latents->isEmpty()) {
        throw UserError(options.source + ": there are no latents to group. Encode pictures first.");
    }
    requireFileTargets({{"--out", options.out}}); // better now than after minutes
    const Clusters clusters = computed(commandLine, *source.latents, options.clusters);
    commandLine.stopSignal.requireNone(stoppedSentence);
    const LabelColumn column = clusterColumn("cluster", clusters);
    const LabelTable table{column.codes.size(), {column}};
    writeFileAtomically(options.out, labelText(table));

    const std::vector<ClusterSummary> summaries = summariesOf(clusters, *source.latents);
    NamedAgreements agreements;
    for (std::size_t i = 0; source.labels && i < source.labels->columns.size(); ++i) {
        const LabelColumn& label = *source.labels->columns[i];
        agreements.emplace_back(label.name, agreementOf(column, label));
    }
    nlohmann::json json = jsonOf(clusters, summaries, agreements);
    json["out"] = options.out;
    const std::size_t asked = clusters.silhouettes.size();
    report(commandLine, json,
           clusterTable(summaries) + '\n' + trialTable(clusters) + '\n' +
               (agreements.empty() ? "" : agreementTable(agreements) + '\n') +
               (asked < column.codes.size()
                    ? "Silhouettes are those of " + std::to_string(asked) + " of " +
                          counted(column.codes.size(), "sample") + ", spread evenly, each compared with all.\n"
                    : "") +
               counted(clusters.count(), "cluster") + " of " + counted(column.codes.size(), "sample") + " written to " +
               options.out);
}

} // namespace

void addCluster(CommandLine& commandLine)
{
    const auto options = std::make_shared<ClusterCallOptions>();
    CLI::App* const verb = commandLine.addVerb("cluster", "Group samples by their latents, with k-means",
                                               [&commandLine, options] { cluster(commandLine, *options); });
    ClusterOptions& clusters = options->clusters;
    verb->add_option("SOURCE", options->source, "A space with latents, or Z.npy")->required();
    verb->add_option("--k", clusters.counts, "K[,…]: so many clusters; of several numbers the best is taken")
        ->delimiter(',')
        ->allow_extra_args(false) // what follows may be the source
        ->check(CLI::Range(1, mostClusters))
        ->default_str("10");
    verb->add_option("--restarts", clusters.restarts, "Starts of which the best is taken")
        ->check(CLI::Range(1, mostRestarts))
        ->default_str("10");
    verb->add_option("--seed", clusters.seed, "Same seed, same clusters")->default_str("1");
    verb->add_option("--out", options->out, "labels.csv: a column *cluster*, row i for sample i")->required();
}
