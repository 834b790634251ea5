// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ShrinkPicture.h"
#include "engine/EngineServer.h"
#include "engine/ServedFile.h"
#include "engine/SharedTables.h"

#include <array>

// The verbs that work on tables, in the background.

namespace {

constexpr std::size_t mostEpochsAtOnce = 2000;

PictureBatch readPixels(FileDescriptor descriptor, std::size_t count, PictureShape shape)
{
    return {count, shape, readTable<std::uint8_t>(std::move(descriptor), count * shape.bytes()), {}};
}

template <class T> FileDescriptor tableOf(const std::vector<T>& values)
{
    return sealedTable(std::span<const T>(values));
}

} // namespace

void EngineServer::answer(Request& request, const DecodeTableRequest& body)
{
    if (body.columns != model().rowSize()) {
        throw UserError("The points have " + std::to_string(body.columns) + " numbers, the decoder takes " +
                        std::to_string(model().rowSize()) +
                        " with its inputs. Use the latents that belong to this decoder.");
    }
    const PictureShape picture = model().picture;
    const bool isThumbnail = body.height > 0;
    const PictureShape shape = isThumbnail ? PictureShape{picture.channels, body.height, body.width} : picture;
    if (shape.height > picture.height || shape.width > picture.width) {
        throw UserError("A thumbnail is never larger than its picture. Ask for a smaller one.");
    }
    const std::vector<float> points = readTable<float>(std::move(request.descriptors[0]), body.rows * body.columns);
    SharedBuffer pixels = SharedBuffer::create(body.rows * shape.bytes(), SharedBuffer::Use::Table);
    const std::span<std::uint8_t> pixelData(reinterpret_cast<std::uint8_t*>(pixels.writable().data()), pixels.size());
    std::vector<double> shares(body.rows);
    std::vector<std::uint8_t> whole; // pictures before they are shrunk

    const auto decode = [&](std::size_t done, std::size_t count) {
        const auto rows = std::span(points).subspan(done * body.columns, count * body.columns);
        const auto target = pixelData.subspan(done * shape.bytes(), count * shape.bytes());
        const auto nonFinite = std::span(shares).subspan(done, count);
        if (shape == picture) {
            return m_backend.decode(rows, count, target, nonFinite);
        }
        whole.resize(count * picture.bytes());
        m_backend.decode(rows, count, whole, nonFinite);
        for (std::size_t i = 0; i < count; ++i) {
            shrinkPicture(std::span(whole).subspan(i * picture.bytes(), picture.bytes()), picture,
                          target.subspan(i * shape.bytes(), shape.bytes()), shape);
        }
    };
    const EngineBackend::Report report = reportFor(request);
    for (std::size_t done = 0; done < body.rows;) {
        giveWay(request);
        const std::size_t left = body.rows - done;
        const std::size_t count = isThumbnail ? m_thumbnailBatch.next(left) : m_tableBatch.next(left);
        decode(done, count);
        isThumbnail ? m_thumbnailBatch.finished() : m_tableBatch.finished();
        done += count;
        report(static_cast<double>(done) / static_cast<double>(body.rows));
    }
    const FileDescriptor sealedPixels = std::move(pixels).sealed();
    const FileDescriptor sealedShares = tableOf(shares);
    const std::array descriptors = {sealedPixels.get(), sealedShares.get()};
    reply(request.message.id, DecodeTableReply{body.rows, shape}, descriptors);
}

void EngineServer::answer(Request& request, const EncodeRequest& body)
{
    if (!model().hasEncoder) {
        throw UserError("This space has no encoder: pictures cannot be encoded. Open a space that has one.");
    }
    const PictureBatch pictures = readPixels(std::move(request.descriptors[0]), body.count, body.shape);
    const LatentTable latents = m_backend.encode(pictures, giveWayFor(request), reportFor(request));
    const FileDescriptor table = sealedTable(latents);
    const int descriptor = table.get();
    reply(request.message.id, EncodeReply{latents.rows(), latents.columns()}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const MapRequest& body)
{
    if (model().mappingSize == 0) {
        throw UserError("This space has no mapping network. Open one whose space.json names it.");
    }
    if (body.columns != static_cast<std::size_t>(model().mappingSize)) {
        throw UserError("The draws have " + std::to_string(body.columns) + " numbers, the mapping takes " +
                        std::to_string(model().mappingSize) + ". Draw as many.");
    }
    const LatentTable draws = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const LatentTable latents = m_backend.map(draws, giveWayFor(request), reportFor(request));
    const FileDescriptor table = sealedTable(latents);
    const int descriptor = table.get();
    reply(request.message.id, MapReply{latents.rows(), latents.columns()}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const ProjectRequest& body)
{
    const LatentTable table = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const Projection projection = m_backend.project(table, body.size, giveWayFor(request), reportFor(request));
    const PrincipalComponents& pca = projection.components;
    const FileDescriptor mean = tableOf(pca.mean);
    const FileDescriptor components = sealedTable(pca.components);
    const FileDescriptor coordinates = sealedTable(projection.coordinates);
    const FileDescriptor explained = tableOf(pca.explainedVariance);
    const std::array descriptors = {mean.get(), components.get(), coordinates.get(), explained.get()};
    reply(request.message.id,
          ProjectReply{projection.coordinates.rows(), pca.mean.size(), pca.components.rows(), pca.totalVariance},
          descriptors);
}

void EngineServer::answer(Request& request, const ClusterRequest& body)
{
    const LatentTable table = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const Clusters clusters = m_backend.cluster(table, body.options, giveWayFor(request), reportFor(request));
    const FileDescriptor clusterOf = tableOf(clusters.clusterOf);
    const FileDescriptor centres = sealedTable(clusters.centres);
    const FileDescriptor silhouettes = tableOf(clusters.silhouettes);
    const std::array descriptors = {clusterOf.get(), centres.get(), silhouettes.get()};
    reply(request.message.id,
          ClusterReply{body.rows, body.columns, clusters.count(), clusters.silhouettes.size(), clusters.trials},
          descriptors);
}

void EngineServer::answer(Request& request, const TrustRequest& body)
{
    const LatentTable table = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const LatentTable places = readLatents(std::move(request.descriptors[1]), body.rows, 2);
    const MapTrust trust = m_backend.trust(table, places, body.options, giveWayFor(request), reportFor(request));
    const FileDescriptor values = tableOf(trust.values);
    const int descriptor = values.get();
    reply(request.message.id, TrustReply{trust.values.size(), trust.neighbours, trust.comparedRows}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const SilhouettesRequest& body)
{
    const LatentTable table = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const auto groupOf = readTable<std::uint32_t>(std::move(request.descriptors[1]), body.rows);
    reply(request.message.id, SilhouettesReply{m_backend.silhouettes(table, groupOf, body.groups, body.threads,
                                                                     giveWayFor(request), reportFor(request))});
}

void EngineServer::answer(Request& request, const AttributeRequest& body)
{
    const LatentTable rows = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    AttributeTask task;
    task.withCount = body.withCount;
    task.options = body.options;
    task.classes = readTable<std::uint32_t>(std::move(request.descriptors[1]), body.classes);
    task.numbers = readTable<float>(std::move(request.descriptors[2]), body.numbers);
    const LatentTable fixed = readLatents(std::move(request.descriptors[3]), body.fixedDirections(), body.columns);
    std::size_t done = 0;
    for (const FixedName& each : body.fixed) {
        const auto part = fixed.values().subspan(done * body.columns, each.directions * body.columns);
        task.fixed.push_back({each.name, LatentTable(each.directions, body.columns, {part.begin(), part.end()})});
        done += each.directions;
    }
    const AttributeVector vector = m_backend.fitAttribute(rows, task, giveWayFor(request), reportFor(request));
    const FileDescriptor table = tableOf(vector.vector);
    const int descriptor = table.get();
    reply(request.message.id,
          AttributeReply{vector.vector.size(), vector.withCount, vector.withoutCount, vector.withPosition,
                         vector.withoutPosition, vector.keptFixed, vector.trust},
          {&descriptor, 1});
}

void EngineServer::answer(Request& request, const InfluenceMessage& body)
{
    if (body.columns != model().rowSize() ||
        (body.directions == 0 && body.scales != static_cast<std::size_t>(model().latentSize))) {
        throw UserError("The points have another number of coordinates than the decoder takes.");
    }
    InfluenceRequest asked;
    asked.bases = readLatents(std::move(request.descriptors[0]), body.bases, body.columns);
    asked.scale = readTable<float>(std::move(request.descriptors[1]), body.scales);
    asked.directions = readLatents(std::move(request.descriptors[2]), body.directions, body.columns);
    const std::vector<float> influence = m_backend.influence(asked, giveWayFor(request), reportFor(request));
    const FileDescriptor table = tableOf(influence);
    const int descriptor = table.get();
    reply(request.message.id, InfluenceReply{influence.size()}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const ReadPicturesRequest& body)
{
    std::vector<std::vector<std::byte>> files;
    for (const FileDescriptor& file : request.descriptors) {
        giveWay(request);
        files.push_back(readServedFile(file));
    }
    const std::vector<std::span<const std::byte>> views(files.begin(), files.end());
    const ReadPictures read = m_backend.readPictures(views, body.shape, body.fit, giveWayFor(request));
    const FileDescriptor pixels = tableOf(read.pictures.pixels);
    const int descriptor = pixels.get();
    reply(request.message.id,
          ReadPicturesReply{read.pictures.count, read.pictures.shape, read.unreadable, read.origins}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const FitPicturesRequest& body)
{
    const PictureBatch pictures = readPixels(std::move(request.descriptors[0]), body.count, body.shape);
    replyPictures(request.message.id,
                  m_backend.fitPictures(pictures, body.wanted, body.fit, giveWayFor(request), reportFor(request)));
}

void EngineServer::answer(Request& request, const CutSheetRequest& body)
{
    const std::vector<std::byte> file = readServedFile(request.descriptors[0]);
    replyPictures(request.message.id, m_backend.cutSheet(file, body.tile));
}

void EngineServer::replyPictures(std::uint64_t id, const PictureBatch& pictures)
{
    const FileDescriptor pixels = tableOf(pictures.pixels);
    const int descriptor = pixels.get();
    reply(id, PicturesReply{pictures.count, pictures.shape}, {&descriptor, 1});
}

void EngineServer::answer(Request& request, const InvertRequest& body)
{
    if (body.columns != static_cast<std::size_t>(model().latentSize) || body.shape != model().picture ||
        body.columns + body.tail != model().rowSize()) {
        throw UserError("The picture or the starts do not fit the decoder that is loaded. Bring the picture to the "
                        "decoder's size, and use starts that belong to it.");
    }
    const std::uint64_t id = request.message.id;
    InversionRequest asked;
    asked.picture = {body.shape, readTable<std::uint8_t>(std::move(request.descriptors[0]), body.shape.bytes())};
    asked.starts = readLatents(std::move(request.descriptors[1]), body.starts, body.columns);
    const LatentTable scale = readLatents(std::move(request.descriptors[2]), body.scales, body.columns);
    if (!scale.isEmpty()) {
        asked.scale = {{scale.row(0).begin(), scale.row(0).end()}, {scale.row(1).begin(), scale.row(1).end()}};
    }
    asked.tail = readTable<float>(std::move(request.descriptors[3]), body.tail);
    asked.options = body.options;
    Channel::Clock::time_point last;
    const auto report = [&](const InversionProgress& progress) {
        serveLive(); // perhaps it is to stop
        if (Channel::Clock::now() - last >= std::chrono::milliseconds(30)) {
            const FileDescriptor point = tableOf(progress.point);
            const int descriptor = point.get();
            reply(id,
                  InversionEvent{body.columns, progress.step, std::clamp(progress.fraction, 0.0, 1.0), progress.loss,
                                 std::clamp(progress.error, 0.0, 1.0)},
                  {&descriptor, 1});
            last = Channel::Clock::now();
        }
    };
    const Inversion found = m_backend.invert(
        asked, [this] { return readServedFile(m_decoderFile); }, request.stop.get_token(), report);
    const FileDescriptor point = tableOf(found.point);
    const int descriptor = point.get();
    reply(id, InvertReply{body.columns, found.steps, found.loss, found.error, found.startError, found.stoppedEarly},
          {&descriptor, 1});
}

void EngineServer::answer(Request& request, const TsneRequest& body)
{
    const std::uint64_t id = request.message.id;
    const LatentTable table = readLatents(std::move(request.descriptors[0]), body.rows, body.columns);
    const auto report = [&](const TsneProgress& progress) {
        serveLive(); // perhaps it is to stop
        const FileDescriptor positions = tableOf(progress.positions);
        const int descriptor = positions.get();
        reply(id,
              TsneEvent{progress.positions.size() / 2, progress.iteration, std::clamp(progress.fraction, 0.0, 1.0),
                        progress.divergence, progress.secondsLeft},
              {&descriptor, 1});
    };
    TsneState start;
    if (body.hasStart) {
        start = {body.startIteration, readTable<float>(std::move(request.descriptors[1]), 2 * body.rows), {}};
    }
    if (body.hasMotion) {
        start.motion = readTable<float>(std::move(request.descriptors[2]), 4 * body.rows);
    }
    const TsneMap map = m_backend.tsne(table, body.options, std::move(start), request.stop.get_token(), report);
    const FileDescriptor positions = tableOf(map.positions);
    const FileDescriptor motion = tableOf(map.motion);
    const std::array descriptors = {positions.get(), motion.get()};
    const bool hasMotion = !map.motion.empty();
    reply(id,
          TsneReply{map.positions.size() / 2, map.divergence, map.neighboursKept, map.perplexity, map.iterations,
                    map.peakBytes, map.device, map.deviceReason, map.neighbourRecall, hasMotion},
          std::span(descriptors).first(hasMotion ? 2 : 1));
}

void EngineServer::answer(Request& request, const TrainRequest& body)
{
    const std::uint64_t id = request.message.id;
    const PictureBatch pictures = readPixels(std::move(request.descriptors[0]), body.count, body.shape);
    std::vector<std::byte> resume;
    if (body.resumeBytes > 0) {
        resume = readTable<std::byte>(std::move(request.descriptors[1]), body.resumeBytes);
    }
    std::size_t told = 0; // epochs
    Channel::Clock::time_point last;
    const auto tell = [&](const std::vector<TrainingEpoch>& history, double fraction, double secondsLeft) {
        do {
            const auto from = history.begin() + static_cast<std::ptrdiff_t>(std::min(told, history.size()));
            const auto count = std::min<std::ptrdiff_t>(history.end() - from, mostEpochsAtOnce);
            reply(id, TrainingEvent{fraction, secondsLeft, told, {from, from + count}});
            told += static_cast<std::size_t>(count);
        } while (told < history.size());
        last = Channel::Clock::now();
    };
    const auto report = [&](const TrainingProgress& progress) {
        readWaiting(); // perhaps it is to stop
        if (told < progress.history.size() || Channel::Clock::now() - last >= std::chrono::milliseconds(50)) {
            tell(progress.history, std::clamp(progress.fraction, 0.0, 1.0), std::max(progress.secondsLeft, -1.0));
        }
    };
    const auto checkpoint = [&](const std::vector<std::byte>& bytes) {
        const FileDescriptor table = tableOf(bytes);
        const int descriptor = table.get();
        reply(id, CheckpointEvent{bytes.size()}, {&descriptor, 1});
    };
    const TrainedModel trained =
        m_backend.train(pictures, body.options, resume, request.stop.get_token(), report, checkpoint);
    if (told < trained.history.size()) {
        tell(trained.history, 1, 0);
    }
    const FileDescriptor decoder = tableOf(trained.decoder);
    const FileDescriptor encoder = tableOf(trained.encoder);
    const std::array descriptors = {decoder.get(), encoder.get()};
    reply(id, TrainReply{trained.decoder.size(), trained.encoder.size(), trained.bestEpoch, trained.stoppedEarly},
          descriptors);
}

void EngineServer::answer(Request&, const CancelRequest&) {} // take() has seen to it
