// SPDX-License-Identifier: GPL-3.0-or-later
#include "FormulaBackend.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <numeric>
#include <span>
#include <sstream>
#include <thread>

namespace {

std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[noreturn]] void loopForEver()
{
    while (true) {
        std::this_thread::yield();
    }
}

[[noreturn]] void computeForEver()
{
    for (std::atomic<unsigned> number = 0;;) {
        ++number;
    }
}

/// Ends its process where another would throw.
[[noreturn]] void fillMemory() noexcept
{
    std::vector<std::vector<char>> all;
    while (true) {
        all.emplace_back(std::size_t{16} << 20, 'x');
    }
}

} // namespace

EngineDescription FormulaBackend::describe()
{
    step("describe");
    const char* waiting = std::getenv("OMP_WAIT_POLICY");
    return {0, "0.0.1", {"cpu"}, waiting != nullptr ? waiting : ""};
}

LoadedModel FormulaBackend::load(const ModelBytes& files, const LoadRequest& request, const Report&)
{
    step("load");
    const std::string decoder = textOf(files.decoder);
    if (decoder == "loop") {
        loopForEver();
    }
    LoadedModel model;
    std::istringstream text(decoder);
    if (!(text >> model.latentSize >> model.picture.channels >> model.picture.height >> model.picture.width)) {
        throw ModelError(ModelProblem::NeedsNewerTorch, "it is not four numbers.");
    }
    if (textOf(files.encoder) == "bad") {
        throw PartError(ModelPart::Encoder, {ModelProblem::Unusable, "it is no encoder."});
    }
    if (textOf(files.mapping) == "bad") {
        throw PartError(ModelPart::Mapping, {ModelProblem::Unusable, "it is no mapping."});
    }
    model.inputs = request.inputs.value_or(std::vector<ModelInput>{});
    if (!files.mapping.empty()) {
        model.mappingSize = request.mappingSize;
        model.mappedMean.assign(static_cast<std::size_t>(model.latentSize), 0);
        model.mappedDeviation.assign(static_cast<std::size_t>(model.latentSize), 2);
    }
    model.hasEncoder = !files.encoder.empty();
    model.device = request.device == "auto" ? "cpu" : request.device;
    model.libTorch = "0.0.1";
    m_model = model;
    return model;
}

std::uint8_t FormulaBackend::pixelOf(float coordinate)
{
    return static_cast<std::uint8_t>(std::clamp(100 + 10 * coordinate, 0.0F, 255.0F));
}

void FormulaBackend::decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                            std::span<double> nonFinite)
{
    step("decode", points[0]);
    if (points[0] == loopsForEver) {
        loopForEver();
    } else if (points[0] == killsProcess) {
        std::abort(); // the first process of a namespace cannot kill itself
    } else if (points[0] == worksOn) {
        std::thread(computeForEver).detach();
    } else if (points[0] == fillsMemory) {
        fillMemory();
    } else if (points[0] == throwsModelError) {
        throw ModelError(ModelProblem::Unusable, "it does not like this point.");
    } else if (points[0] == throwsNumber) {
        throw 7;
    }
    const std::size_t dimensions = points.size() / count;
    const std::size_t size = m_model.picture.bytes();
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            pixels[i * size + j] = pixelOf(points[i * dimensions + j % dimensions]);
        }
        nonFinite[i] = points[i * dimensions] == isHalfNan ? 0.5 : 0;
    }
}

LatentTable FormulaBackend::encode(const PictureBatch& pictures, const GiveWay& giveWay, const Report& report)
{
    LatentTable latents(pictures.count, static_cast<std::size_t>(m_model.latentSize));
    for (std::size_t i = 0; i < pictures.count; ++i) {
        step("encode", static_cast<float>(i));
        giveWay();
        for (std::size_t j = 0; j < latents.columns(); ++j) {
            latents.row(i)[j] = static_cast<float>(pictures.pixels[i * pictures.shape.bytes() + j]);
        }
        report(static_cast<double>(i + 1) / static_cast<double>(pictures.count));
    }
    return latents;
}

LatentTable FormulaBackend::map(const LatentTable& points, const GiveWay& giveWay, const Report&)
{
    step("map");
    giveWay();
    LatentTable mapped(points.rows(), static_cast<std::size_t>(m_model.latentSize));
    for (std::size_t i = 0; i < points.rows(); ++i) {
        for (std::size_t j = 0; j < mapped.columns(); ++j) {
            mapped.row(i)[j] = 2 * points.row(i)[j % points.columns()];
        }
    }
    return mapped;
}

Projection FormulaBackend::project(const LatentTable& table, const ProjectionSize& size, const GiveWay& giveWay,
                                   const Report&)
{
    step("project");
    giveWay();
    const auto count = static_cast<std::size_t>(size.components);
    Projection projection;
    projection.components.mean.assign(table.columns(), 0);
    projection.components.components = LatentTable(count, table.columns());
    projection.components.explainedVariance.assign(count, 1);
    const auto coordinates = std::min(static_cast<std::size_t>(size.coordinates), count);
    projection.coordinates = LatentTable(table.rows(), coordinates);
    for (std::size_t i = 0; i < count; ++i) {
        projection.components.components.row(i)[i] = 1;
    }
    for (std::size_t i = 0; i < table.rows(); ++i) {
        std::copy_n(table.row(i).begin(), coordinates, projection.coordinates.row(i).begin());
    }
    return projection;
}

/// The mean difference, and the same trust in each.
AttributeVector FormulaBackend::fitAttribute(const LatentTable& rows, const AttributeTask& task, const GiveWay& giveWay,
                                             const Report& report)
{
    step("attribute", rows.row(0)[0]);
    if (rows.row(0)[0] == loopsForEver) {
        loopForEver();
    }
    giveWay();
    std::vector<std::uint32_t> samples(rows.rows());
    std::iota(samples.begin(), samples.end(), 0U);
    const std::span all(samples);
    AttributeVector vector = fitMeanDifference(rows, all.first(task.withCount), all.subspan(task.withCount));
    report(1);
    for (const FixedDirections& each : task.fixed) {
        vector.keptFixed.push_back({each.name, 0.5});
    }
    vector.trust = AttributeTrust{.tested = rows.rows(), .cohensD = 2, .randomSplits = 200, .randomAsGood = 0};
    if (vector.withCount > 1 && vector.withoutCount > 1) {
        vector.trust->heldOutAuc = 0.75;
    }
    vector.trust->histograms = {vector.withoutPosition - 1, vector.withPosition + 1, {}, {}};
    vector.trust->histograms.with.assign(GroupHistograms::bins, task.classes.empty() ? 1 : task.classes[0]);
    vector.trust->histograms.without.assign(GroupHistograms::bins, 1);
    return vector;
}

/// Row i belongs to cluster i modulo their number.
Clusters FormulaBackend::cluster(const LatentTable& table, const ClusterOptions& options, const GiveWay& giveWay,
                                 const Report& report)
{
    Clusters clusters;
    const int asked = options.counts.empty() ? 1 : std::max(1, options.counts[0]);
    const std::size_t count = std::min(table.rows(), static_cast<std::size_t>(asked));
    for (std::size_t i = 0; i < table.rows(); ++i) {
        step("cluster", static_cast<float>(i));
        giveWay();
        clusters.clusterOf.push_back(static_cast<std::uint32_t>(i % count));
        clusters.silhouettes.push_back(0.5F);
        report(static_cast<double>(i + 1) / static_cast<double>(table.rows()));
    }
    clusters.centres = LatentTable(count, table.columns());
    for (const int each : options.counts) {
        clusters.trials.push_back({each, static_cast<int>(count), 0.5, 1});
    }
    return clusters;
}

/// A sample at x is trusted as much as x lies above the whole number below it.
MapTrust FormulaBackend::trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                               const GiveWay& giveWay, const Report& report)
{
    MapTrust trust{{}, static_cast<std::size_t>(options.neighbours), table.rows()};
    for (std::size_t i = 0; i < table.rows(); ++i) {
        step("trust", static_cast<float>(i));
        giveWay();
        trust.values.push_back(places.row(i)[0] - std::floor(places.row(i)[0]));
        report(static_cast<double>(i + 1) / static_cast<double>(table.rows()));
    }
    return trust;
}

/// 0.5 for each group, of all its rows.
std::vector<GroupSilhouette> FormulaBackend::silhouettes(const LatentTable& table,
                                                         std::span<const std::uint32_t> groupOf, std::size_t groups,
                                                         int /*threads*/, const GiveWay& giveWay, const Report& report)
{
    std::vector<GroupSilhouette> result(groups);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        step("silhouettes", static_cast<float>(i));
        giveWay();
        if (groupOf[i] < groups) {
            result[groupOf[i]] = {.mean = 0.5, .asked = result[groupOf[i]].asked + 1};
        }
        report(static_cast<double>(i + 1) / static_cast<double>(table.rows()));
    }
    return result;
}

std::vector<float> FormulaBackend::influence(const InfluenceRequest& request, const GiveWay& giveWay,
                                             const Report& report)
{
    for (std::size_t i = 0; i < request.bases.rows(); ++i) {
        if (request.bases.row(i)[0] == loopsForEver) {
            loopForEver();
        }
    }
    for (std::size_t i = 0; i < request.scale.size(); ++i) {
        step("influence", static_cast<float>(i));
        giveWay();
        report(static_cast<double>(i + 1) / static_cast<double>(request.scale.size()));
    }
    return request.scale;
}

ReadPictures FormulaBackend::readPictures(const std::vector<std::span<const std::byte>>& files, PictureShape shape,
                                          PictureFit /*fit*/, const GiveWay& giveWay)
{
    ReadPictures read;
    read.pictures.shape = shape.height == 0 ? PictureShape{1, 1, 2} : shape;
    for (std::size_t i = 0; i < files.size(); ++i) {
        giveWay();
        if (textOf(files[i]) == killsReader) {
            std::abort();
        }
        if (files[i].size() < read.pictures.shape.bytes()) {
            read.unreadable.push_back({i, "it is too short."});
            continue;
        }
        ++read.pictures.count;
        read.origins.push_back({1, 1, 2, false});
        for (std::size_t j = 0; j < read.pictures.shape.bytes(); ++j) {
            read.pictures.pixels.push_back(static_cast<std::uint8_t>(files[i][j]));
        }
    }
    return read;
}

/// Goes halfway from its first start (or the origin) to the point that `pixelOf` gave the picture for, step by step.
Inversion FormulaBackend::invert(const InversionRequest& request, const DecoderFile& file, std::stop_token stop,
                                 const std::function<void(const InversionProgress&)>& report)
{
    if (file().empty()) {
        throw ModelError(ModelProblem::Unusable, "its file is empty.");
    }
    Inversion found;
    found.point.resize(static_cast<std::size_t>(m_model.latentSize));
    if (!request.starts.isEmpty()) {
        std::ranges::copy(request.starts.row(0), found.point.begin());
    }
    found.startError = 0.5;
    const std::uint8_t first = request.picture.pixels[0];
    const auto goesOn = [&] { return first == neverSettles || found.steps < request.options.steps; };
    while (goesOn() && !stop.stop_requested()) {
        step("invert", static_cast<float>(found.steps));
        ++found.steps;
        const bool isDeadly = first == killsEveryTime || (first == killsOnTheWay && request.starts.isEmpty());
        if (isDeadly && found.steps == 3) {
            std::_Exit(1);
        }
        for (std::size_t i = 0; i < found.point.size(); ++i) {
            const float wanted = (static_cast<float>(request.picture.pixels[i]) - 100) / 10;
            found.point[i] += (wanted - found.point[i]) / 2;
        }
        found.error = 0.5 / found.steps;
        report({found.steps, std::min(1.0, static_cast<double>(found.steps) / request.options.steps), found.error,
                found.error, found.point});
    }
    found.stoppedEarly = stop.stop_requested();
    return found;
}

/// All points move to the right, one for each iteration, at the height of their first number.
TsneMap FormulaBackend::tsne(const LatentTable& table, const TsneOptions& options, TsneState start,
                             std::stop_token stop, const std::function<void(const TsneProgress&)>& report)
{
    TsneMap map;
    map.device = options.device;
    map.iterations = start.iteration;
    map.positions = std::move(start.positions);
    map.motion = std::move(start.motion);
    map.motion.resize(4 * table.rows());
    if (map.positions.empty()) {
        map.positions.resize(2 * table.rows());
        for (std::size_t i = 0; i < table.rows(); ++i) {
            map.positions[2 * i + 1] = table.row(i)[(options.seed + table.columns() - 1) % table.columns()];
        }
    }
    report({.iteration = 0, .fraction = 0, .positions = {}});
    while (map.iterations < options.iterations && !stop.stop_requested()) {
        step("tsne", static_cast<float>(map.iterations));
        ++map.iterations;
        if (options.perplexity == takesItsTime) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        } else if (options.perplexity == endsOnTheWay && map.iterations == 3) {
            std::_Exit(1);
        }
        for (std::size_t i = 0; i < table.rows(); ++i) {
            map.positions[2 * i] += 1;
            map.motion[4 * i] += 1;
        }
        report({map.iterations, static_cast<double>(map.iterations) / options.iterations, 1.0 / map.iterations, -1,
                map.positions});
    }
    map.divergence = 0.5;
    map.neighboursKept = 0.25;
    map.perplexity = options.perplexity;
    return map;
}

/// Every picture becomes one of the first pixel's colour.
PictureBatch FormulaBackend::fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit /*fit*/,
                                         const GiveWay& giveWay, const Report& report)
{
    PictureBatch fitted{pictures.count, wanted, {}, {}};
    for (std::size_t i = 0; i < pictures.count; ++i) {
        giveWay();
        report(static_cast<double>(i + 1) / static_cast<double>(pictures.count));
        fitted.pixels.insert(fitted.pixels.end(), wanted.bytes(), pictures.pixels[i * pictures.shape.bytes()]);
    }
    return fitted;
}

/// The bytes of the file are the pixels.
PictureBatch FormulaBackend::cutSheet(std::span<const std::byte> file, PictureShape tile)
{
    if (file.size() < tile.bytes() || tile.bytes() == 0) {
        throw UserError("the sheet is too small.");
    }
    PictureBatch cut{file.size() / tile.bytes(), tile, {}, {}};
    for (std::size_t i = 0; i < cut.count * tile.bytes(); ++i) {
        cut.pixels.push_back(static_cast<std::uint8_t>(file[i]));
    }
    return cut;
}

TrainedModel FormulaBackend::train(const PictureBatch& pictures, const TrainingOptions& options,
                                   std::span<const std::byte> resume, std::stop_token stop,
                                   const std::function<void(const TrainingProgress&)>& report,
                                   const std::function<void(std::vector<std::byte>)>& checkpoint)
{
    TrainedModel trained;
    trained.history.resize(resume.size());
    for (int epoch = 1; epoch <= options.epochs && !stop.stop_requested(); ++epoch) {
        step("train", static_cast<float>(epoch));
        trained.history.push_back({epoch, 1.0 / epoch, static_cast<double>(pictures.count), 0, 0, 0.5});
        report({static_cast<double>(epoch) / options.epochs, 1.5, trained.history});
        checkpoint(std::vector<std::byte>(static_cast<std::size_t>(epoch)));
    }
    trained.decoder.assign(3, std::byte{1});
    trained.encoder.assign(4, std::byte{2});
    trained.bestEpoch = 1;
    trained.stoppedEarly = stop.stop_requested();
    return trained;
}
