// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/DirectionInput.h"
#include "cli/MapOutput.h"
#include "cli/StopSignal.h"
#include "components/NarrowPca.h"
#include "space/MapTable.h"
#include "space/NpyFile.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace {

struct ProjectOptions
{
    std::string source;
    std::string method = "pca";
    int components = 2;
    TsneOptions tsne;
    std::string start; ///< places that t-SNE goes on from; empty: it begins
    std::string x;     ///< of axes: directions; of file: columns
    std::string y;
    std::string file; ///< of file
    MapTarget target;
    std::string trust; ///< where each sample's trust goes; empty: nowhere
};

struct Source
{
    std::shared_ptr<const LatentTable> latents; ///< null: a space without
    std::shared_ptr<const Space> space;         ///< null: of a .npy file
};

Source openSource(const CommandLine& commandLine, const ProjectOptions& options)
{
    std::error_code ignored;
    const std::string& source = options.source;
    if (std::filesystem::path(source).extension() == ".npy" && !std::filesystem::is_directory(source, ignored)) {
        auto latents = std::make_shared<const LatentTable>(readLatents(source));
        requireFinite(*latents, source);
        return {latents, nullptr};
    }
    const auto space = openNamed(commandLine, source);
    return {space->latents, space};
}

/// What there is to lay out, once it is known that the map can go where it shall.
Source sourceOf(const CommandLine& commandLine, const ProjectOptions& options)
{
    Source source = openSource(commandLine, options);
    requireMapTarget(options.target, commandLine, options.source, source.space.get());
    if (!source.latents) {
        throw UserError(options.source +
                        ": there are no latents to project. Encode a data set first, and give the .npy file or "
                        "name it in space.json.");
    }
    return source;
}

/// "t-SNE: iteration 300 of 1000, KL 2.15, 12 s left", once a second.
std::function<void(const TsneProgress&)> tsneLines(const TsneOptions& options)
{
    using Clock = std::chrono::steady_clock;
    return [options, last = Clock::now()](const TsneProgress& progress) mutable {
        if (Clock::now() - last < std::chrono::seconds(1)) {
            return;
        }
        last = Clock::now();
        std::ostringstream line;
        line << std::setprecision(4) << "t-SNE: ";
        if (progress.iteration == 0) {
            line << "looking for neighbours, " << static_cast<int>(progress.fraction * 100) << " % of all";
        } else {
            line << "iteration " << progress.iteration << " of " << options.iterations << ", KL "
                 << progress.divergence;
        }
        if (progress.secondsLeft >= 0) {
            line << ", " << static_cast<int>(progress.secondsLeft + 0.5) << " s left";
        }
        say(line.str());
    };
}

/// How far the first two columns of `places` can be trusted, each sample's written where the options say.
double trustOf(EngineClient& client, const LatentTable& latents, const LatentTable& places,
               const ProjectOptions& options, const CommandLine& commandLine, const std::stop_token& stop = {})
{
    LatentTable plane(places.rows(), 2);
    for (std::size_t row = 0; row < places.rows(); ++row) {
        const LatentView place = places.row(row);
        plane.row(row)[0] = place[0];
        plane.row(row)[1] = place.size() > 1 ? place[1] : 0;
    }
    JobControl control = progressOf("trustworthiness");
    control.stop = stop;
    try {
        MapTrust trust = client.trust(latents, plane, {.threads = commandLine.common.threads}, control);
        const double mean = trust.mean();
        if (!options.trust.empty()) {
            const std::size_t rows = trust.values.size();
            writeLatents(options.trust, LatentTable(rows, 1, std::move(trust.values)));
        }
        return mean;
    } catch (const EngineError&) {
        if (stop.stop_requested()) {
            throw UserError("Stopped while the map was judged: nothing is written.");
        }
        throw;
    }
}

/// For what is no t-SNE map: only where it was asked for, since it takes longer than the map.
void addTrust(const CommandLine& commandLine, EngineClient& client, const LatentTable& latents,
              const LatentTable& places, const ProjectOptions& options, nlohmann::json& json, std::ostream& text)
{
    if (!options.trust.empty()) {
        const double trust = trustOf(client, latents, places, options, commandLine);
        json["trustworthiness"] = trust;
        json["trust"] = options.trust;
        text << "; trustworthiness of the first two " << std::setprecision(4) << trust;
    }
}

/// In this process: that is done before an engine would be there.
Projection projectHere(const LatentTable& latents, int components, int threads)
{
    Projection projection{.components = fitNarrowPca(latents, components, threads, progressOf("project")),
                          .coordinates = {}};
    projection.coordinates = coordinatesOf(projection.components, latents);
    requireFinite(projection.coordinates, "The coordinates along the principal components");
    return projection;
}

/// Places without their motion: those of a map that was written before, or of another program's.
TsneState startFrom(const std::string& file, const std::string& source, std::size_t rows)
{
    if (file.empty()) {
        return {};
    }
    const LatentTable places = readLatents(file);
    if (places.columns() != 2) {
        throw UserError(file + ": has " + std::to_string(places.columns()) +
                        " columns. A map to go on from has two, x and y.");
    }
    if (places.rows() != rows) {
        throw UserError(file + ": has " + std::to_string(places.rows()) + " places, and " + source + " has " +
                        std::to_string(rows) +
                        " latents. Those that were added since have no place: leave out --start to lay all of them out "
                        "anew.");
    }
    requireFinite(places, file);
    return {.iteration = 0, .positions = {places.values().begin(), places.values().end()}, .motion = {}};
}

void projectByTsne(const CommandLine& commandLine, const ProjectOptions& options)
{
    const StopSignal stopSignal("Stopping; nothing is written. Ctrl+C again quits at once.");
    const Source source = sourceOf(commandLine, options);
    const auto& latents = source.latents;
    if (latents->isEmpty()) {
        throw UserError(options.source + ": there are no latents to lay out. Encode pictures first.");
    }
    const TsneState begin = startFrom(options.start, options.source, latents->rows());
    TsneOptions tsne = options.tsne;
    tsne.threads = commandLine.common.threads;
    tsne.device = commandLine.common.device;
    const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
    constexpr double silentSeconds = 600; // between neighbours and iterations, with a million points
    process->client().setDeadline(std::max(commandLine.common.deadlineSeconds, silentSeconds), {});
    const auto start = std::chrono::steady_clock::now();
    const TsneMap map = process->client().tsne(*latents, tsne, begin, stopSignal.token(), tsneLines(tsne));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (stopSignal.token().stop_requested()) {
        throw UserError("Stopped at iteration " + std::to_string(map.iterations) + ": nothing is written.");
    }
    const LatentTable places(latents->rows(), 2, map.positions);
    const double trust = trustOf(process->client(), *latents, places, options, commandLine, stopSignal.token());
    process->finish();
    SavedMap how{.name = {}, .method = "tsne", .file = {}, .tsne = options.tsne, .quality = map, .latents = {}};
    writeMap(options.target, source.space.get(), places, std::move(how));
    std::ostringstream text;
    text << latents->rows() << " points " << placeOf(options.target, source.space.get()) << std::setprecision(4)
         << ": KL " << map.divergence << ", " << 100 * map.neighboursKept
         << " % of the 10 nearest neighbours kept, trustworthiness " << trust << ", " << seconds << " s on "
         << map.device;
    nlohmann::json json = {{"count", latents->rows()},
                           {"kl", map.divergence},
                           {"neighbours_kept", map.neighboursKept},
                           {"trustworthiness", trust},
                           {"neighbours", map.neighbourRecall ? "approximate" : "exact"},
                           {"perplexity", map.perplexity},
                           {"iterations", map.iterations},
                           {"seconds", seconds},
                           {"peak_bytes", map.peakBytes},
                           {"device", map.device},
                           {"device_reason", map.deviceReason},
                           {"out", options.target.out}};
    if (map.neighbourRecall) {
        json["neighbour_recall"] = *map.neighbourRecall;
        text << "; of the neighbours it was made from, " << 100 * *map.neighbourRecall << " % are the true ones";
    }
    if (!options.trust.empty()) {
        json["trust"] = options.trust;
    }
    report(commandLine, std::move(json), text.str());
}

/// The direction in `file` as a unit vector in double.
std::vector<double> axisOf(const std::string& file, std::size_t size)
{
    const LatentVector direction = directionIn(file, size);
    std::vector<double> axis(direction.begin(), direction.end());
    double squares = 0;
    for (const double value : axis) {
        squares += value * value;
    }
    for (double& value : axis) {
        value /= std::sqrt(squares);
    }
    return axis;
}

void projectOntoAxes(const CommandLine& commandLine, const ProjectOptions& options)
{
    if (options.x.empty() || options.y.empty()) {
        throw UserError("Custom axes need a direction each: give --x V.npy and --y V.npy.");
    }
    const Source source = sourceOf(commandLine, options);
    const auto& latents = source.latents;
    const std::array axes = {axisOf(options.x, latents->columns()), axisOf(options.y, latents->columns())};
    LatentTable places(latents->rows(), 2);
    for (std::size_t row = 0; row < latents->rows(); ++row) {
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const LatentView z = latents->row(row);
            places.row(row)[axis] = static_cast<float>(std::inner_product(z.begin(), z.end(), axes[axis].begin(), 0.0));
        }
    }
    const double cosine = std::inner_product(axes[0].begin(), axes[0].end(), axes[1].begin(), 0.0);
    std::ostringstream text;
    text << latents->rows() << " points " << placeOf(options.target, source.space.get()) << "; cosine of the axes "
         << std::setprecision(3) << cosine;
    nlohmann::json json = {{"count", latents->rows()}, {"cosine", cosine}, {"out", options.target.out}};
    if (!options.trust.empty()) {
        const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
        addTrust(commandLine, process->client(), *latents, places, options, json, text);
        process->finish();
    }
    writeMap(options.target, source.space.get(), places, {.name = {}, .method = "axes", .file = {}});
    report(commandLine, std::move(json), text.str());
}

std::size_t columnNamed(const MapTable& table, const std::string& name, std::size_t usual, const std::string& file)
{
    if (name.empty()) {
        return usual;
    }
    const std::string stem = std::filesystem::path(file).stem().string();
    std::string names;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name == name || table.columns[i].name == stem + ' ' + name) {
            return i;
        }
        names += (i > 0 ? ", " : "") + table.columns[i].name;
    }
    throw UserError(file + ": there is no column of numbers called " + name + ". There are: " + names + ".");
}

/// A map that was computed elsewhere, for the samples of the space.
void projectByFile(const CommandLine& commandLine, const ProjectOptions& options)
{
    const Source source = openSource(commandLine, options);
    requireMapTarget(options.target, commandLine, options.source, source.space.get());
    if (options.file.empty()) {
        throw UserError("--method file takes the places from a file: give --file with a table or an .npy.");
    }
    const std::size_t samples = source.space ? source.space->sampleCount() : source.latents->rows();
    const MapTable table = readMapTable(options.file, samples);
    const std::array axes = {columnNamed(table, options.x, table.x, options.file),
                             columnNamed(table, options.y, table.y, options.file)};
    LatentTable places(samples, 2);
    for (std::size_t row = 0; row < samples; ++row) {
        for (std::size_t axis = 0; axis < 2; ++axis) {
            places.row(row)[axis] = table.columns[axes[axis]].numbers[row];
        }
    }
    requireFinite(places, options.file + ": not every sample has a place");
    writeMap(options.target, source.space.get(), places, {.name = {}, .method = {}, .file = {}});
    report(commandLine,
           {{"count", samples},
            {"x", table.columns[axes[0]].name},
            {"y", table.columns[axes[1]].name},
            {"out", options.target.out}},
           std::to_string(samples) + " points " + placeOf(options.target, source.space.get()) + ": " +
               table.columns[axes[0]].name + " to the right, " + table.columns[axes[1]].name + " upwards");
}

void project(const CommandLine& commandLine, const ProjectOptions& options)
{
    if (!options.start.empty() && options.method != "tsne") {
        throw CLI::ValidationError("--start", "is for --method tsne.");
    }
    if (options.method == "file") {
        return projectByFile(commandLine, options);
    }
    if (options.method == "tsne") {
        return projectByTsne(commandLine, options);
    }
    if (options.method == "axes") {
        return projectOntoAxes(commandLine, options);
    }
    const Source source = sourceOf(commandLine, options);
    const auto& latents = source.latents;
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
    const bool isNarrow = latents->columns() <= widestNarrow;
    const auto process =
        isNarrow && options.trust.empty() ? nullptr : startEngine(wishOf(commandLine), commandLine.common.device);
    const Projection projection =
        isNarrow ? projectHere(*latents, options.components, commandLine.common.threads)
                 : process->client().project(*latents, {options.components, options.components}, progressOf("project"));
    const PrincipalComponents& pca = projection.components;
    std::ostringstream text;
    text << projection.coordinates.rows() << " points " << placeOf(options.target, source.space.get())
         << "; explained variance:";
    nlohmann::json shares = nlohmann::json::array();
    for (const double variance : pca.explainedVariance) {
        const double share = pca.totalVariance > 0 ? variance / pca.totalVariance : 0;
        shares.push_back(share);
        text << ' ' << variance << " (" << 100 * share << " %)";
    }
    nlohmann::json json = {{"count", projection.coordinates.rows()},
                           {"components", projection.coordinates.columns()},
                           {"explained_variance", pca.explainedVariance},
                           {"explained_variance_ratio", shares},
                           {"out", options.target.out}};
    if (process) {
        addTrust(commandLine, process->client(), *latents, projection.coordinates, options, json, text);
        process->finish();
    }
    writeMap(options.target, source.space.get(), projection.coordinates, {.name = {}, .method = "pca", .file = {}});
    report(commandLine, std::move(json), text.str());
}

} // namespace

void addProject(CommandLine& commandLine)
{
    const auto options = std::make_shared<ProjectOptions>();
    CLI::App* const verb =
        commandLine.addVerb("project", "Lay latents out on a map: principal components, t-SNE, or axes of your own",
                            [&commandLine, options] { project(commandLine, *options); });
    verb->add_option("SOURCE", options->source, "A space with latents, or Z.npy")->required();
    verb->add_option("--method", options->method, "pca, tsne, axes, or file: a map from elsewhere")
        ->check(CLI::IsMember({"pca", "tsne", "axes", "file"}));
    verb->add_option("--components", options->components, "Of pca: how many")
        ->check(CLI::Range(1, maxLatentSize))
        ->default_str("2");
    TsneOptions& tsne = options->tsne;
    verb->add_option("--perplexity", tsne.perplexity, "Of tsne: about the number of neighbours a point cares for")
        ->check(CLI::Range(1.0, 1000.0))
        ->default_str("30");
    verb->add_option("--iterations", tsne.iterations, "Of tsne: in all, the 250 with exaggeration among them")
        ->check(CLI::Range(0, 100000))
        ->default_str("1000");
    verb->add_option("--seed", tsne.seed, "Of tsne: same seed, same map")->default_str("1");
    verb->add_option("--start", options->start,
                     "Of tsne: XY.npy, a map to go on from, without exaggeration; --iterations come on top");
    verb->add_option("--x", options->x, "Of axes: V.npy, the direction to the right; of file: the column's name");
    verb->add_option("--y", options->y, "Of axes: V.npy, the direction upwards; of file: the column's name");
    verb->add_option("--file", options->file, "Of file: a table (CSV, TSV) or .npy, row i for sample i");
    verb->add_option("--trust", options->trust,
                     "T.npy: how far each sample's place can be trusted, float32 n x 1 from 0 to 1 (of pca: on the "
                     "first two)");
    addMapTarget(*verb, options->target);
}
