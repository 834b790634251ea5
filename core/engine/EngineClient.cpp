// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineClient.h"

#include "engine/ClientImpl.h"
#include "engine/SharedTables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace {

constexpr std::size_t chunkBytes = std::size_t{256} << 20; ///< of shared memory in one call

/// Waiting that follows `control`: its stop token, and its report for the part [done, done + share] of the whole.
EngineConnection::Waiting follow(const JobControl& control, double done = 0, double share = 1)
{
    EngineConnection::Waiting waiting;
    waiting.stop = control.stop;
    waiting.event = [&control, done, share](Answer& answer) {
        if (const auto* progress = std::get_if<ProgressEvent>(&answer.body); progress && control.report) {
            control.report(done + share * progress->fraction);
        }
    };
    return waiting;
}

double part(std::size_t some, std::size_t all)
{
    return static_cast<double>(some) / static_cast<double>(all);
}

std::size_t rowsAtOnce(std::size_t bytesPerRow)
{
    return std::max<std::size_t>(1, chunkBytes / bytesPerRow);
}

void finishReport(const JobControl& control)
{
    if (control.report) {
        control.report(1);
    }
}

} // namespace

void refuseAnswer(const std::string& why)
{
    throw EngineError(EngineProblem::Protocol, "An answer of the engine was refused: " + why + ".");
}

EngineClient::EngineClient(FileDescriptor socket)
    : m_impl(std::make_unique<Impl>(std::move(socket)))
{
}

EngineClient::~EngineClient()
{
    abort();
}

void EngineClient::setDeadline(double minimumSeconds, DeadlinePassed passed, std::function<void()> answered)
{
    m_impl->connection->setDeadline(minimumSeconds, std::move(passed), std::move(answered));
}

void EngineClient::setEnding(std::function<std::string()> ending)
{
    m_impl->connection->setEnding(std::move(ending));
}

std::optional<std::uint64_t> EngineClient::idleSince() const
{
    return m_impl->connection->idleSince();
}

void EngineClient::abort()
{
    m_impl->connection->abort();
}

EngineDescription EngineClient::describe()
{
    Answer answer = m_impl->connection->call(DescribeRequest{}, {}, {});
    return resultOf<EngineDescription>(answer);
}

PictureBatch EngineClient::decodeTable(const LatentTable& points, const JobControl& control)
{
    return m_impl->decodeTable(points, m_impl->loadedModel().picture, {}, control);
}

PictureBatch EngineClient::decodeThumbnails(const LatentTable& points, int height, int width, const JobControl& control)
{
    const PictureShape thumbnail{m_impl->loadedModel().picture.channels, height, width};
    return m_impl->decodeTable(points, thumbnail, {.height = height, .width = width}, control);
}

PictureBatch EngineClient::Impl::decodeTable(const LatentTable& points, PictureShape picture,
                                             DecodeTableRequest request, const JobControl& control)
{
    const std::size_t count = points.rows();
    PictureBatch all{count, picture, std::vector<std::uint8_t>(count * picture.bytes()), {}};
    std::vector<double> shares(count);
    const std::size_t most = rowsAtOnce(std::max(picture.bytes(), points.columns() * sizeof(float)));
    for (std::size_t done = 0; done < count;) {
        const std::size_t rows = std::min(most, count - done);
        const FileDescriptor table =
            sealedTable(points.values().subspan(done * points.columns(), rows * points.columns()));
        const int descriptor = table.get();
        request.rows = rows;
        request.columns = points.columns();
        Answer answer =
            connection->call(request, {&descriptor, 1}, follow(control, part(done, count), part(rows, count)));
        const auto& result = resultOf<DecodeTableReply>(answer);
        if (result.count != rows || result.shape != picture) {
            refuseAnswer("it has other pictures than were asked for");
        }
        copyTable(
            std::move(answer.descriptors[0]),
            std::as_writable_bytes(std::span(all.pixels)).subspan(done * picture.bytes(), rows * picture.bytes()));
        copyTable(std::move(answer.descriptors[1]), std::as_writable_bytes(std::span(shares).subspan(done, rows)));
        done += rows;
    }
    if (std::any_of(shares.begin(), shares.end(), [](double share) { return !(share >= 0 && share <= 1); })) {
        refuseAnswer("a share is out of bounds");
    }
    if (std::any_of(shares.begin(), shares.end(), [](double share) { return share > 0; })) {
        all.nonFiniteShares = std::move(shares);
    }
    finishReport(control);
    return all;
}

LatentTable EngineClient::encode(const PictureBatch& pictures, const JobControl& control)
{
    const auto latentSize = static_cast<std::size_t>(m_impl->loadedModel().latentSize);
    const std::size_t pictureBytes = pictures.shape.bytes();
    LatentTable all(pictures.count, latentSize);
    for (std::size_t done = 0; done < pictures.count;) {
        const std::size_t count = std::min(rowsAtOnce(pictureBytes), pictures.count - done);
        const FileDescriptor table =
            sealedTable(std::span(pictures.pixels).subspan(done * pictureBytes, count * pictureBytes));
        const int descriptor = table.get();
        Answer answer =
            m_impl->connection->call(EncodeRequest{count, pictures.shape}, {&descriptor, 1},
                                     follow(control, part(done, pictures.count), part(count, pictures.count)));
        const auto& result = resultOf<EncodeReply>(answer);
        if (result.rows != count || result.columns != latentSize) {
            refuseAnswer("it has other latents than were asked for");
        }
        copyTable(std::move(answer.descriptors[0]),
                  std::as_writable_bytes(all.values().subspan(done * latentSize, count * latentSize)));
        done += count;
    }
    finishReport(control);
    return all;
}

LatentTable EngineClient::map(const LatentTable& points, const JobControl& control)
{
    const LoadedModel model = m_impl->loadedModel();
    if (model.mappingSize == 0) {
        throw UserError("This space has no mapping network. Open one whose space.json names it.");
    }
    const FileDescriptor table = sealedTable(points);
    const int descriptor = table.get();
    Answer answer =
        m_impl->connection->call(MapRequest{points.rows(), points.columns()}, {&descriptor, 1}, follow(control));
    const auto& result = resultOf<MapReply>(answer);
    if (result.rows != points.rows() || result.columns != static_cast<std::size_t>(model.latentSize)) {
        refuseAnswer("it has other latents than were asked for");
    }
    LatentTable latents = readLatents(std::move(answer.descriptors[0]), result.rows, result.columns);
    if (!allFinite(std::as_const(latents).values())) {
        refuseAnswer("it has values that are not finite");
    }
    finishReport(control);
    return latents;
}

Projection EngineClient::project(const LatentTable& table, const ProjectionSize& size, const JobControl& control)
{
    const FileDescriptor shared = sealedTable(table);
    const int descriptor = shared.get();
    Answer answer = m_impl->connection->call(ProjectRequest{table.rows(), table.columns(), size}, {&descriptor, 1},
                                             follow(control));
    const auto& result = resultOf<ProjectReply>(answer);
    if (result.rows != table.rows() || result.columns != table.columns()) {
        refuseAnswer("it has another shape than the table");
    }
    if (result.components != componentCount(table, size.components)) {
        refuseAnswer("it has another number of principal components than was asked for");
    }
    Projection projection;
    PrincipalComponents& pca = projection.components;
    pca.mean = readTable<float>(std::move(answer.descriptors[0]), result.columns);
    pca.components = {result.components, result.columns,
                      readTable<float>(std::move(answer.descriptors[1]), result.components * result.columns)};
    const auto coordinates = std::min(static_cast<std::size_t>(size.coordinates), result.components);
    projection.coordinates = readLatents(std::move(answer.descriptors[2]), result.rows, coordinates);
    pca.explainedVariance = readTable<double>(std::move(answer.descriptors[3]), result.components);
    pca.totalVariance = result.totalVariance;
    const bool areVariances = std::all_of(pca.explainedVariance.begin(), pca.explainedVariance.end(),
                                          [](double variance) { return std::isfinite(variance) && variance >= 0; });
    if (!areVariances || !allFinite(pca.mean) || !allFinite(pca.components.values()) ||
        !allFinite(std::as_const(projection.coordinates).values())) {
        refuseAnswer("it has values that are not finite");
    }
    finishReport(control);
    return projection;
}

Clusters EngineClient::cluster(const LatentTable& table, const ClusterOptions& options, const JobControl& control)
{
    const FileDescriptor shared = sealedTable(table);
    const int descriptor = shared.get();
    Answer answer = m_impl->connection->call(ClusterRequest{table.rows(), table.columns(), options}, {&descriptor, 1},
                                             follow(control));
    auto& result = resultOf<ClusterReply>(answer);
    if (result.rows != table.rows() || result.columns != table.columns() ||
        (result.trials.size() != options.counts.size() && !table.isEmpty())) {
        refuseAnswer("it has clusters of another table");
    }
    Clusters clusters;
    clusters.clusterOf = readTable<std::uint32_t>(std::move(answer.descriptors[0]), result.rows);
    clusters.centres = {result.clusters, result.columns,
                        readTable<float>(std::move(answer.descriptors[1]), result.clusters * result.columns)};
    clusters.silhouettes = readTable<float>(std::move(answer.descriptors[2]), result.silhouettes);
    clusters.trials = std::move(result.trials);
    const bool areClusters =
        std::ranges::all_of(clusters.clusterOf, [&](std::uint32_t cluster) { return cluster < result.clusters; });
    const bool areSilhouettes =
        std::ranges::all_of(clusters.silhouettes, [](float value) { return value >= -1 && value <= 1; });
    if (!areClusters || !areSilhouettes || !allFinite(clusters.centres.values())) {
        refuseAnswer("it has values out of bounds");
    }
    finishReport(control);
    return clusters;
}

MapTrust EngineClient::trust(const LatentTable& table, const LatentTable& places, const TrustOptions& options,
                             const JobControl& control)
{
    if (places.rows() != table.rows() || (places.columns() != 2 && !places.isEmpty())) {
        throw std::logic_error("a map has one place, x and y, for each row of its table");
    }
    const FileDescriptor rows = sealedTable(table);
    const FileDescriptor map = sealedTable(places);
    const std::array descriptors = {rows.get(), map.get()};
    Answer answer =
        m_impl->connection->call(TrustRequest{table.rows(), table.columns(), options}, descriptors, follow(control));
    const auto result = resultOf<TrustReply>(answer);
    if (result.rows != table.rows()) {
        refuseAnswer("it is about another number of points");
    }
    MapTrust trust;
    trust.values = readTable<float>(std::move(answer.descriptors[0]), result.rows);
    trust.neighbours = result.neighbours;
    trust.comparedRows = result.comparedRows;
    if (!std::ranges::all_of(trust.values, [](float value) { return value >= 0 && value <= 1; })) {
        refuseAnswer("it has values out of bounds");
    }
    finishReport(control);
    return trust;
}

std::vector<GroupSilhouette> EngineClient::silhouettes(const LatentTable& table, std::span<const std::uint32_t> groupOf,
                                                       std::size_t groups, int threads, const JobControl& control)
{
    if (groupOf.size() != table.rows() || groups > mostSilhouetteGroups) {
        throw std::logic_error("silhouettes: a group is needed for each row, and not too many of them");
    }
    const FileDescriptor rows = sealedTable(table);
    const FileDescriptor numbers = sealedTable(groupOf);
    const std::array descriptors = {rows.get(), numbers.get()};
    Answer answer = m_impl->connection->call(SilhouettesRequest{table.rows(), table.columns(), groups, threads},
                                             descriptors, follow(control));
    auto& result = resultOf<SilhouettesReply>(answer);
    const bool areOfRows =
        std::ranges::all_of(result.groups, [&](const GroupSilhouette& group) { return group.asked <= table.rows(); });
    if (result.groups.size() != groups || !areOfRows) {
        refuseAnswer("it has silhouettes of other groups");
    }
    finishReport(control);
    return std::move(result.groups);
}

AttributeVector EngineClient::fitAttribute(const LatentTable& rows, const AttributeTask& task,
                                           const JobControl& control)
{
    AttributeRequest request{
        rows.rows(), rows.columns(), task.withCount, task.classes.size(), task.numbers.size(), task.options, {}};
    std::vector<float> fixed;
    for (const FixedDirections& each : task.fixed) {
        request.fixed.push_back({each.name, each.directions.rows()});
        fixed.insert(fixed.end(), each.directions.values().begin(), each.directions.values().end());
    }
    const FileDescriptor table = sealedTable(rows);
    const FileDescriptor classes = sealedTable(std::span<const std::uint32_t>(task.classes));
    const FileDescriptor numbers = sealedTable(std::span<const float>(task.numbers));
    const FileDescriptor directions = sealedTable(std::span<const float>(fixed));
    const std::array descriptors = {table.get(), classes.get(), numbers.get(), directions.get()};
    Answer answer = m_impl->connection->call(request, descriptors, follow(control));
    auto& result = resultOf<AttributeReply>(answer);
    if (result.columns != rows.columns() || result.keptFixed.size() != task.fixed.size()) {
        refuseAnswer("it has a vector of another table");
    }
    AttributeVector vector;
    vector.vector = readTable<float>(std::move(answer.descriptors[0]), result.columns);
    if (!allFinite(vector.vector)) {
        refuseAnswer("it has values that are not finite");
    }
    vector.withCount = result.withCount;
    vector.withoutCount = result.withoutCount;
    vector.withPosition = result.withPosition;
    vector.withoutPosition = result.withoutPosition;
    vector.keptFixed = std::move(result.keptFixed);
    vector.trust = std::move(result.trust);
    const GroupHistograms* const histograms = vector.trust ? &vector.trust->histograms : nullptr;
    if (histograms != nullptr &&
        (histograms->with.size() != GroupHistograms::bins || histograms->without.size() != GroupHistograms::bins ||
         histograms->low > histograms->high)) {
        refuseAnswer("its histograms are none");
    }
    finishReport(control);
    return vector;
}

std::vector<float> EngineClient::influence(const InfluenceRequest& request, const JobControl& control)
{
    const FileDescriptor bases = sealedTable(request.bases);
    const FileDescriptor scale = sealedTable(std::span<const float>(request.scale));
    const FileDescriptor directions = sealedTable(request.directions);
    const std::array descriptors = {bases.get(), scale.get(), directions.get()};
    Answer answer = m_impl->connection->call(InfluenceMessage{request.bases.rows(), request.bases.columns(),
                                                              request.scale.size(), request.directions.rows()},
                                             descriptors, follow(control));
    const auto& result = resultOf<InfluenceReply>(answer);
    if (result.count != request.scale.size()) {
        refuseAnswer("it has not one influence for each direction");
    }
    finishReport(control);
    return readTable<float>(std::move(answer.descriptors[0]), result.count);
}

Inversion EngineClient::invert(const InversionRequest& request, std::stop_token stop,
                               const std::function<void(const InversionProgress&)>& report)
{
    const auto latentSize = static_cast<std::size_t>(m_impl->loadedModel().latentSize);
    const LatentScale& given = request.scale;
    LatentVector both = given.centre;
    both.insert(both.end(), given.spread.begin(), given.spread.end());
    const FileDescriptor pixels = sealedTable(std::span<const std::uint8_t>(request.picture.pixels));
    const FileDescriptor starts = sealedTable(request.starts);
    const FileDescriptor scale = sealedTable(std::span<const float>(both));
    const FileDescriptor tail = sealedTable(std::span<const float>(request.tail));
    const std::array descriptors = {pixels.get(), starts.get(), scale.get(), tail.get()};
    const auto pointOf = [latentSize](Answer& answer, std::size_t columns) {
        if (columns != latentSize) {
            refuseAnswer("it has a point of another width than the decoder takes");
        }
        LatentVector point = readTable<float>(std::move(answer.descriptors[0]), latentSize);
        if (!allFinite(point)) {
            refuseAnswer("it has a point that is not finite");
        }
        return point;
    };
    EngineConnection::Waiting waiting;
    waiting.stop = std::move(stop);
    waiting.untilResult = true;
    waiting.event = [&](Answer& answer) {
        if (const auto* event = std::get_if<InversionEvent>(&answer.body)) {
            const InversionProgress progress{event->step, event->fraction, event->loss, event->error,
                                             pointOf(answer, event->columns)};
            if (report) {
                report(progress);
            }
        }
    };
    const std::size_t scales = both.empty() ? 0 : 2;
    Answer answer = m_impl->connection->call(InvertRequest{request.picture.shape, latentSize, request.starts.rows(),
                                                           scales, request.tail.size(), request.options},
                                             descriptors, waiting);
    const auto result = resultOf<InvertReply>(answer);
    return {pointOf(answer, result.columns),
            result.loss,
            result.error,
            result.startError,
            result.steps,
            result.stoppedEarly};
}

TsneMap EngineClient::tsne(const LatentTable& table, const TsneOptions& options, const TsneState& start,
                           std::stop_token stop, const std::function<void(const TsneProgress&)>& report)
{
    const bool hasStart = !start.positions.empty();
    const bool hasMotion = hasStart && !start.motion.empty();
    const FileDescriptor rows = sealedTable(table);
    const FileDescriptor places = sealedTable(std::span<const float>(start.positions));
    const FileDescriptor motion = sealedTable(std::span<const float>(start.motion));
    const std::array descriptors = {rows.get(), places.get(), motion.get()};
    const auto positionsOf = [&table](Answer& answer, std::size_t count) {
        if (count != 0 && count != table.rows()) {
            refuseAnswer("it has places for another number of points");
        }
        std::vector<float> positions = readTable<float>(std::move(answer.descriptors[0]), 2 * count);
        constexpr float farthest = 1e12F; // no map is as wide, and what is drawn can be squared
        if (!std::ranges::all_of(positions, [](float place) { return std::abs(place) <= farthest; })) {
            refuseAnswer("it has places that are not finite, or too far away");
        }
        return positions;
    };
    EngineConnection::Waiting waiting;
    waiting.stop = std::move(stop);
    waiting.untilResult = true;
    waiting.event = [&](Answer& answer) {
        if (const auto* event = std::get_if<TsneEvent>(&answer.body); event != nullptr && report) {
            report({event->iteration, event->fraction, event->divergence, event->secondsLeft,
                    positionsOf(answer, event->rows)});
        }
    };
    Answer answer = m_impl->connection->call(
        TsneRequest{table.rows(), table.columns(), options, hasStart ? start.iteration : 0, hasStart, hasMotion},
        std::span(descriptors)
            .first(hasMotion  ? 3
                   : hasStart ? 2
                              : 1),
        waiting);
    const auto result = resultOf<TsneReply>(answer);
    if (result.rows != table.rows() && !waiting.stop.stop_requested()) {
        refuseAnswer("it has no places");
    }
    TsneMap map{.positions = positionsOf(answer, result.rows),
                .divergence = result.divergence,
                .neighboursKept = result.neighboursKept,
                .perplexity = result.perplexity,
                .iterations = result.iterations,
                .peakBytes = result.peakBytes,
                .device = result.device,
                .deviceReason = result.deviceReason,
                .neighbourRecall = result.neighbourRecall,
                .motion = {}};
    if (result.hasMotion) {
        map.motion = readTable<float>(std::move(answer.descriptors[1]), 4 * result.rows);
        if (!allFinite(map.motion)) {
            refuseAnswer("it has motion that is not finite");
        }
    }
    return map;
}

TrainedModel EngineClient::train(const PictureBatch& pictures, const TrainingOptions& options,
                                 std::span<const std::byte> resume, std::stop_token stop,
                                 std::function<void(const TrainingProgress&)> report,
                                 std::function<void(std::vector<std::byte>)> checkpoint)
{
    const FileDescriptor pixels = sealedTable(std::span<const std::uint8_t>(pictures.pixels));
    const FileDescriptor before = resume.empty() ? FileDescriptor() : sealedBytes(resume);
    const std::array descriptors = {pixels.get(), before.get()};
    TrainingProgress progress;
    EngineConnection::Waiting waiting;
    waiting.stop = std::move(stop);
    waiting.untilResult = true;
    waiting.event = [&](Answer& answer) {
        if (auto* training = std::get_if<TrainingEvent>(&answer.body)) {
            if (training->from > progress.history.size()) {
                refuseAnswer("epochs of the training are missing");
            }
            progress.history.resize(training->from);
            progress.history.insert(progress.history.end(), training->epochs.begin(), training->epochs.end());
            progress.fraction = training->fraction;
            progress.secondsLeft = training->secondsLeft;
            if (report) {
                report(progress);
            }
        } else if (const auto* saved = std::get_if<CheckpointEvent>(&answer.body)) {
            auto bytes = readTable<std::byte>(std::move(answer.descriptors[0]), saved->bytes);
            if (checkpoint) {
                checkpoint(std::move(bytes));
            }
        }
    };
    Answer answer = m_impl->connection->call(TrainRequest{pictures.count, pictures.shape, options, resume.size()},
                                             std::span(descriptors).first(resume.empty() ? 1 : 2), waiting);
    const auto& result = resultOf<TrainReply>(answer);
    TrainedModel trained;
    trained.decoder = readTable<std::byte>(std::move(answer.descriptors[0]), result.decoderBytes);
    trained.encoder = readTable<std::byte>(std::move(answer.descriptors[1]), result.encoderBytes);
    trained.history = std::move(progress.history);
    trained.bestEpoch = result.bestEpoch;
    trained.stoppedEarly = result.stoppedEarly;
    return trained;
}

PictureBatch EngineClient::fitPictures(const PictureBatch& pictures, PictureShape wanted, PictureFit fit,
                                       const JobControl& control)
{
    PictureBatch all{pictures.count, wanted, {}, {}};
    const std::size_t from = pictures.shape.bytes();
    all.pixels.reserve(pictures.count * wanted.bytes());
    for (std::size_t done = 0; done < pictures.count;) {
        const std::size_t count = std::min(rowsAtOnce(std::max(from, wanted.bytes())), pictures.count - done);
        const FileDescriptor table = sealedTable(std::span(pictures.pixels).subspan(done * from, count * from));
        const int descriptor = table.get();
        Answer answer =
            m_impl->connection->call(FitPicturesRequest{count, pictures.shape, wanted, fit}, {&descriptor, 1},
                                     follow(control, part(done, pictures.count), part(count, pictures.count)));
        const auto& result = resultOf<PicturesReply>(answer);
        if (result.count != count || result.shape != wanted) {
            refuseAnswer("it has other pictures than were asked for");
        }
        const auto pixels = readTable<std::uint8_t>(std::move(answer.descriptors[0]), count * wanted.bytes());
        all.pixels.insert(all.pixels.end(), pixels.begin(), pixels.end());
        done += count;
    }
    finishReport(control);
    return all;
}
