// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/DirectionInput.h"
#include "cli/MapOutput.h"
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

/// How far the first two columns of `places` can be trusted.
MapTrust trustOf(EngineClient& client, const LatentTable& latents, const LatentTable& places,
                 const CommandLine& commandLine, const std::stop_token& stop = {})
{
    LatentTable plane(places.rows(), 2);
    for (std::size_t row = 0; row < places.rows(); ++row) {
        const LatentView place = places.row(row);
        plane.row(row)[0] = place[0];
        plane.row(row)[1] = place.size() > 1 ? place[1] : 0;
    }
    JobControl control = progressOf("trustworthiness");
    control.stop = stop;
    return client.trust(latents, plane, {.threads = commandLine.common.threads}, control);
}

/// For what is no t-SNE map: only where it was asked for, since it takes longer than the map.
std::vector<float> addTrust(const CommandLine& commandLine, EngineClient& client, const LatentTable& latents,
                            const LatentTable& places, const MapTarget& target, nlohmann::json& json,
                            std::ostream& text)
{
    if (target.trust.empty()) {
        return {};
    }
    MapTrust trust = trustOf(client, latents, places, commandLine);
    json["trustworthiness"] = trust.mean();
    json["trust"] = target.trust;
    text << "; trustworthiness of the first two " << std::setprecision(4) << trust.mean();
    return std::move(trust.values);
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

/// A map by t-SNE and what is to be told of it.
struct LaidOut
{
    TsneMap map;
    LatentTable places;
    MapTrust trust;
    double seconds = 0; ///< without judging
};

LaidOut layOut(const CommandLine& commandLine, const ProjectOptions& options, const LatentTable& latents,
               const TsneState& begin)
{
    TsneOptions tsne = options.tsne;
    tsne.threads = commandLine.common.threads;
    tsne.device = commandLine.common.device;
    const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
    constexpr double silentSeconds = 600; // between neighbours and iterations, with a million points
    process->client().setDeadline(std::max(commandLine.common.deadlineSeconds, silentSeconds), {});
    StopSignal& signal = commandLine.stopSignal;
    const std::stop_token stop = signal.stopSaying("Stopping; nothing is written. Ctrl+C again quits at once.");
    const std::string stopped = "Laying the latents out was stopped: nothing is written.";
    try {
        using Clock = std::chrono::steady_clock;
        const auto start = Clock::now();
        LaidOut done{
            .map = process->client().tsne(latents, tsne, begin, stop, tsneLines(tsne)), .places = {}, .trust = {}};
        done.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (!stop.stop_requested()) {
            done.places = LatentTable(latents.rows(), 2, done.map.positions);
            done.trust = trustOf(process->client(), latents, done.places, commandLine, stop);
        }
        process->finish();
        signal.requireNone(stopped);
        return done;
    } catch (const EngineError&) {
        signal.requireNone(stopped);
        throw;
    }
}

nlohmann::json jsonOf(const LaidOut& done, const MapTarget& target)
{
    const TsneMap& map = done.map;
    nlohmann::json json = {{"count", done.places.rows()},
                           {"kl", map.divergence},
                           {"neighbours_kept", map.neighboursKept},
                           {"trustworthiness", done.trust.mean()},
                           {"neighbours", map.neighbourRecall ? "approximate" : "exact"},
                           {"perplexity", map.perplexity},
                           {"iterations", map.iterations},
                           {"seconds", done.seconds},
                           {"peak_bytes", map.peakBytes},
                           {"device", map.device},
                           {"device_reason", map.deviceReason},
                           {"out", target.out}};
    if (map.neighbourRecall) {
        json["neighbour_recall"] = *map.neighbourRecall;
    }
    if (!target.trust.empty()) {
        json["trust"] = target.trust;
    }
    return json;
}

std::string textOf(const LaidOut& done, const std::string& place, double askedPerplexity)
{
    const TsneMap& map = done.map;
    std::ostringstream text;
    text << counted(done.places.rows(), "point") << ' ' << place << std::setprecision(4) << ": KL " << map.divergence
         << ", " << 100 * map.neighboursKept << " % of the 10 nearest neighbours kept, trustworthiness "
         << done.trust.mean() << ", " << done.seconds << " s on " << map.device;
    if (map.perplexity < askedPerplexity) {
        text << "; perplexity " << map.perplexity << " in place of " << askedPerplexity << ", as there are only "
             << counted(done.places.rows(), "latent");
    }
    if (map.neighbourRecall) {
        text << "; of the neighbours it was made from, " << 100 * *map.neighbourRecall << " % are the true ones";
    }
    return text.str();
}

void projectByTsne(const CommandLine& commandLine, const ProjectOptions& options)
{
    const Source source = sourceOf(commandLine, options);
    const auto& latents = source.latents;
    if (latents->isEmpty()) {
        throw UserError(options.source + ": there are no latents to lay out. Encode pictures first.");
    }
    const LaidOut done =
        layOut(commandLine, options, *latents, startFrom(options.start, options.source, latents->rows()));
    SavedMap how{.name = {}, .method = "tsne", .file = {}, .tsne = options.tsne, .quality = done.map, .latents = {}};
    writeMap(options.target, source.space.get(), done.places, std::move(how), done.trust.values);
    report(commandLine, jsonOf(done, options.target),
           textOf(done, placeOf(options.target, source.space.get()), options.tsne.perplexity));
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
    text << counted(latents->rows(), "point") << ' ' << placeOf(options.target, source.space.get())
         << "; cosine of the axes " << std::setprecision(3) << cosine;
    nlohmann::json json = {{"count", latents->rows()}, {"cosine", cosine}, {"out", options.target.out}};
    std::vector<float> trust;
    if (!options.target.trust.empty()) {
        const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
        trust = addTrust(commandLine, process->client(), *latents, places, options.target, json, text);
        process->finish();
    }
    writeMap(options.target, source.space.get(), places, {.name = {}, .method = "axes", .file = {}}, std::move(trust));
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
           counted(samples, "point") + ' ' + placeOf(options.target, source.space.get()) + ": " +
               table.columns[axes[0]].name + " to the right, " + table.columns[axes[1]].name + " upwards");
}

void projectByPca(const CommandLine& commandLine, const ProjectOptions& options)
{
    if (options.components < 2 && !options.target.name.empty()) {
        throw UserError("A map that is kept in a space needs two components. Give --components 2.");
    }
    const Source source = sourceOf(commandLine, options);
    const auto& latents = source.latents;
    const std::size_t most = latents->isEmpty() ? 0 : std::min(latents->rows() - 1, latents->columns());
    if (most == 0) {
        throw UserError(options.source + ": principal components need at least two latents; there " +
                        (latents->rows() == 1 ? "is 1." : "are none.") + " Encode more pictures first.");
    }
    if (static_cast<std::size_t>(options.components) > most) {
        throw UserError(options.source + ": " + counted(latents->rows(), "latent") + " of " +
                        counted(latents->columns(), "dimension") + " have " + counted(most, "principal component") +
                        ", not " + std::to_string(options.components) + ". Ask for fewer with --components.");
    }
    const bool isNarrow = latents->columns() <= widestNarrow;
    const auto process = isNarrow && options.target.trust.empty()
                             ? nullptr
                             : startEngine(wishOf(commandLine), commandLine.common.device);
    const Projection projection =
        isNarrow ? projectHere(*latents, options.components, commandLine.common.threads)
                 : process->client().project(*latents, {options.components, options.components}, progressOf("project"));
    const PrincipalComponents& pca = projection.components;
    std::ostringstream text;
    text << counted(projection.coordinates.rows(), "point") << ' ' << placeOf(options.target, source.space.get())
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
    std::vector<float> trust;
    if (process) {
        trust = addTrust(commandLine, process->client(), *latents, projection.coordinates, options.target, json, text);
        process->finish();
    }
    writeMap(options.target, source.space.get(), projection.coordinates, {.name = {}, .method = "pca", .file = {}},
             std::move(trust));
    report(commandLine, std::move(json), text.str());
}

void project(const CommandLine& commandLine, const ProjectOptions& options)
{
    requireUseOf(commandLine, "project", options.method,
                 {{"--components", {"pca"}},
                  {"--perplexity", {"tsne"}},
                  {"--iterations", {"tsne"}},
                  {"--seed", {"tsne"}},
                  {"--start", {"tsne"}},
                  {"--x", {"axes", "file"}},
                  {"--y", {"axes", "file"}},
                  {"--file", {"file"}},
                  {"--trust", {"pca", "tsne", "axes"}}});
    if (options.method == "file") {
        projectByFile(commandLine, options);
    } else if (options.method == "tsne") {
        projectByTsne(commandLine, options);
    } else if (options.method == "axes") {
        projectOntoAxes(commandLine, options);
    } else {
        projectByPca(commandLine, options);
    }
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
    addMapTarget(*verb, options->target);
}
