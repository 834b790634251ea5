// SPDX-License-Identifier: GPL-3.0-or-later
#include "FormulaBackend.h"

#include "base/ModelError.h"
#include "base/ShrinkPicture.h"
#include "engine/EngineClient.h"
#include "engine/EngineServer.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include <fstream>
#include <latch>
#include <thread>

namespace {

/// A gate that a backend waits at, and that tells when somebody has come.
class Gate
{
public:
    void pass()
    {
        m_hasCome.count_down();
        m_isOpen.wait();
    }
    void waitForSomebody() { m_hasCome.wait(); }
    void open()
    {
        if (!m_isOpen.try_wait()) {
            m_isOpen.count_down();
        }
    }

private:
    std::latch m_hasCome{1};
    std::latch m_isOpen{1};
};

/// A server in this process, on its own thread, and a client of it.
struct SmallEngine
{
    explicit SmallEngine(FormulaBackend::Step onStep = {})
        : SmallEngine(Channel::makePair(), std::move(onStep))
    {
    }
    SmallEngine(std::pair<FileDescriptor, FileDescriptor> ends, FormulaBackend::Step onStep)
        : backend(std::move(onStep))
        , client(std::move(ends.first))
        , thread([this, socket = std::make_shared<FileDescriptor>(std::move(ends.second))] {
            EngineServer(std::move(*socket), backend).run();
        })
    {
        client.setDeadline(600, {}); // a busy machine is no reason to fail
    }
    ~SmallEngine() { client.abort(); }
    SmallEngine(const SmallEngine&) = delete;

    FormulaBackend backend;
    EngineClient client;
    std::jthread thread;
};

/// What `work` throws as an EngineError, or nothing.
template <class Work> std::optional<EngineProblem> problemOf(const Work& work)
{
    try {
        work();
    } catch (const EngineError& error) {
        return error.problem();
    }
    return {};
}

template <class Work> std::string messageOf(const Work& work)
{
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

constexpr float lastStep = 3'999'999; ///< of an encoding that goes on until it is stopped

PictureBatch greyPictures(std::size_t count, PictureShape shape)
{
    PictureBatch batch{count, shape, std::vector<std::uint8_t>(count * shape.bytes()), {}};
    for (std::size_t i = 0; i < batch.pixels.size(); ++i) {
        batch.pixels[i] = static_cast<std::uint8_t>(i % 251);
    }
    return batch;
}

} // namespace

class tst_EngineClient : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path file(const std::string& name, const std::string& content)
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/" + name;
        std::ofstream(path) << content;
        return path;
    }
    LoadRequest model(const std::string& decoder = "4 3 8 6", const std::string& encoder = {})
    {
        LoadRequest request;
        request.decoder = file("decoder.pt", decoder);
        if (!encoder.empty()) {
            request.encoder = file("encoder.pt", encoder);
        }
        return request;
    }

private Q_SLOTS:
    void describesAndLoads()
    {
        SmallEngine engine;
        const EngineDescription description = engine.client.describe();
        QCOMPARE(description.libTorch, std::string("0.0.1"));
        QVERIFY(description.protocol > 0);
        const LoadedModel loaded = engine.client.load(model());
        QCOMPARE(loaded.latentSize, 4);
        QVERIFY((loaded.picture == PictureShape{3, 8, 6}));
        QVERIFY(!loaded.hasEncoder);
    }

    void decodesPointAfterPoint()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        Picture picture;
        for (int i = 0; i < 20; ++i) {
            const LatentVector point = {static_cast<float>(i) * 0.5F, 1, 2, 3};
            QVERIFY(engine.client.decode(*stream, point, picture) >= 0);
            QVERIFY((picture.shape == PictureShape{3, 8, 6}));
            for (std::size_t j = 0; j < picture.pixels.size(); ++j) {
                QCOMPARE(picture.pixels[j], FormulaBackend::pixelOf(point[j % 4]));
            }
        }
        (void)engine.client.decode(*stream, LatentVector{FormulaBackend::isHalfNan, 0, 0, 0}, picture);
        QCOMPARE(picture.nonFiniteShare, 0.5);
    }

    void aPointOfAnotherSizeIsOurOwnFault()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        Picture picture;
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)engine.client.decode(*stream, LatentVector(5), picture));
    }

    void aTableDecodesAsItsPoints()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        LatentTable points(50, 4);
        for (std::size_t i = 0; i < points.values().size(); ++i) {
            points.values()[i] = static_cast<float>(i % 13);
        }
        points.row(7)[0] = FormulaBackend::isHalfNan;
        double reported = 0;
        JobControl control;
        control.report = [&](double fraction) { reported = fraction; };
        const PictureBatch batch = engine.client.decodeTable(points, control);
        QCOMPARE(batch.count, std::size_t{50});
        QCOMPARE(batch.nonFiniteShares[7], 0.5);
        QCOMPARE(batch.nonFiniteShares[8], 0.0);
        QCOMPARE(reported, 1.0);
        const auto stream = engine.client.openStream();
        Picture picture;
        for (std::size_t i = 0; i < 50; ++i) {
            (void)engine.client.decode(*stream, points.row(i), picture);
            QVERIFY(std::equal(picture.pixels.begin(), picture.pixels.end(),
                               batch.pixels.begin() + static_cast<std::ptrdiff_t>(i * picture.pixels.size())));
        }
        QVERIFY(engine.client.decodeTable(LatentTable(0, 4)).pixels.empty());
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client.decodeTable(LatentTable(1, 5)));
    }

    void thumbnailsAreTheSamePicturesSmaller()
    {
        SmallEngine engine;
        (void)engine.client.load(model("4 3 8 6", {}));
        LatentTable points(300, 4);
        for (std::size_t i = 0; i < points.rows(); ++i) {
            points.row(i)[0] = static_cast<float>(i % 10);
        }
        points.row(7)[0] = FormulaBackend::isHalfNan;
        const PictureBatch whole = engine.client.decodeTable(points);
        const PictureBatch small = engine.client.decodeThumbnails(points, 4, 3);
        QCOMPARE(small.count, std::size_t{300});
        QCOMPARE(small.shape, (PictureShape{3, 4, 3}));
        QCOMPARE(small.nonFiniteShares, whole.nonFiniteShares);
        std::vector<std::uint8_t> shrunk(small.shape.bytes());
        for (std::size_t i = 0; i < points.rows(); ++i) {
            shrinkPicture(std::span(whole.pixels).subspan(i * whole.shape.bytes(), whole.shape.bytes()), whole.shape,
                          shrunk, small.shape);
            QVERIFY(std::equal(shrunk.begin(), shrunk.end(),
                               small.pixels.begin() + static_cast<std::ptrdiff_t>(i * shrunk.size())));
        }
        QCOMPARE(engine.client.decodeThumbnails(points, 8, 6).pixels, whole.pixels);
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client.decodeThumbnails(points, 9, 6));
    }

    void aDeviceDecodesATableInOneBatchAndTheProcessorOneByOne()
    {
        std::atomic<int> calls = 0;
        SmallEngine engine([&](const char* verb, float) { calls += std::string_view(verb) == "decode" ? 1 : 0; });
        const auto callsFor = [&](const std::string& device) {
            LoadRequest request = model("4 3 8 6", {});
            request.device = device;
            (void)engine.client.load(request);
            int fewest = INT_MAX;
            for (int round = 0; round < 50 && fewest > 1; ++round) { // until it knows that a batch is fast
                calls = 0;
                (void)engine.client.decodeTable(LatentTable(64, 4));
                fewest = std::min<int>(fewest, calls);
            }
            return fewest;
        };
        QCOMPARE(callsFor("cuda"), 1);
        QCOMPARE(callsFor("cpu"), 64); // sums depend on the size of the batch
    }

    void encodesProjectsAndMeasuresInfluence()
    {
        SmallEngine engine;
        (void)engine.client.load(model("4 3 8 6", "any"));
        const PictureBatch pictures = greyPictures(5, {3, 8, 6});
        const LatentTable latents = engine.client.encode(pictures);
        QCOMPARE(latents.rows(), std::size_t{5});
        QCOMPARE(latents.row(2)[3], static_cast<float>(pictures.pixels[2 * 144 + 3]));

        const Projection projection = engine.client.project(latents, {2, 2});
        QCOMPARE(projection.coordinates.row(4)[1], latents.row(4)[1]);
        QCOMPARE(projection.components.components.rows(), std::size_t{2});

        const Clusters clusters = engine.client.cluster(latents, {.counts = {2, 3}});
        QCOMPARE(clusters.clusterOf, (std::vector<std::uint32_t>{0, 1, 0, 1, 0}));
        QCOMPARE(clusters.centres, LatentTable(2, 4));
        QCOMPARE(clusters.silhouettes, std::vector<float>(5, 0.5F));
        QCOMPARE(clusters.trials.at(1).asked, 3);
        QCOMPARE(engine.client.cluster(LatentTable(0, 4), {}).count(), std::size_t{0});

        const MapTrust trust = engine.client.trust(latents, LatentTable(5, 2, std::vector<float>(10, 0.25F)), {7, 1});
        QCOMPARE(trust, (MapTrust{std::vector<float>(5, 0.25F), 7, 5}));
        QCOMPARE(engine.client.trust(LatentTable(0, 4), LatentTable(), {}).values.size(), std::size_t{0});

        const auto silhouettes = engine.client.silhouettes(latents, std::vector<std::uint32_t>{0, 1, 0, 9, 1}, 2);
        QCOMPARE(silhouettes, (std::vector<GroupSilhouette>(2, {.mean = 0.5, .asked = 2})));

        AttributeTask task{.withCount = 2, .classes = {7, 1, 1, 1, 1}};
        task.fixed = {{"beard", LatentTable(2, 4)}, {"v", LatentTable(1, 4)}};
        const AttributeVector vector = engine.client.fitAttribute(latents, task);
        const auto mean = [&](std::size_t first, std::size_t last) {
            float sum = 0;
            for (std::size_t i = first; i <= last; ++i) {
                sum += latents.row(i)[1];
            }
            return sum / static_cast<float>(last - first + 1);
        };
        QVERIFY(std::abs(vector.vector[1] - (mean(0, 1) - mean(2, 4))) < 1e-4F);
        QCOMPARE(vector.withCount, std::size_t{2});
        QCOMPARE(vector.withoutCount, std::size_t{3});
        QCOMPARE(vector.keptFixed.at(1).name, std::string("v"));
        QCOMPARE(vector.trust->histograms.with.at(3), 7U); // the classes arrived

        InfluenceRequest request;
        request.bases = LatentTable(3, 4);
        request.scale = {1, 2, 3, 4};
        QCOMPARE(engine.client.influence(request), (std::vector<float>{1, 2, 3, 4}));
        request.directions = LatentTable(2, 4);
        request.scale = {5, 6};
        QCOMPARE(engine.client.influence(request), (std::vector<float>{5, 6}));
    }

    void readsPicturesAndNamesThoseItCannot()
    {
        SmallEngine engine;
        std::vector<std::filesystem::path> files;
        for (int i = 0; i < 130; ++i) { // more than fit in one message
            files.push_back(file("picture" + std::to_string(i), std::string(2, static_cast<char>('a' + i % 26))));
        }
        files[3] = file("short", "x");
        files[64] = m_folder.path().toStdString() + "/missing";
        files[65] = m_folder.path().toStdString(); // a folder
        const ReadPictures read = engine.client.readPictures(files, {});
        QCOMPARE(read.pictures.count, std::size_t{127});
        QVERIFY((read.pictures.shape == PictureShape{1, 1, 2}));
        QCOMPARE(read.pictures.pixels[6], static_cast<std::uint8_t>('e'));
        QCOMPARE(read.unreadable.size(), std::size_t{3});
        QCOMPARE(read.unreadable[0].index, std::size_t{3});
        QCOMPARE(read.unreadable[1].index, std::size_t{64});
        QCOMPARE(read.unreadable[2].index, std::size_t{65});
        QVERIFY(read.unreadable[1].reason.find("missing") != std::string::npos);
    }

    void trainsWithProgressAndCheckpoints()
    {
        SmallEngine engine;
        TrainingOptions options;
        options.epochs = 5;
        std::vector<std::size_t> epochs;
        std::vector<std::size_t> checkpoints;
        const TrainedModel trained = engine.client.train(
            greyPictures(7, {1, 4, 4}), options, {}, {},
            [&](const TrainingProgress& progress) { epochs.push_back(progress.history.size()); },
            [&](const std::vector<std::byte>& bytes) { checkpoints.push_back(bytes.size()); });
        QCOMPARE(epochs, (std::vector<std::size_t>{1, 2, 3, 4, 5}));
        QCOMPARE(checkpoints, (std::vector<std::size_t>{1, 2, 3, 4, 5}));
        QCOMPARE(trained.history.size(), std::size_t{5});
        QCOMPARE(trained.history[4].reconstruction, 0.2);
        QCOMPARE(trained.history[4].kl, 7.0);
        QCOMPARE(trained.encoder, std::vector<std::byte>(4, std::byte{2}));
        QVERIFY(!trained.stoppedEarly);
    }

    void aStoppedTrainingKeepsWhatItLearned()
    {
        SmallEngine engine;
        TrainingOptions options;
        options.epochs = 1'000'000;
        std::stop_source stop;
        const std::vector<std::byte> resume(2);
        const TrainedModel trained =
            engine.client.train(greyPictures(7, {1, 4, 4}), options, resume, stop.get_token(),
                                [&](const TrainingProgress& progress) {
                                    if (progress.history.size() >= 4) { // two of them from the checkpoint
                                        stop.request_stop();
                                    }
                                },
                                {});
        QVERIFY(trained.stoppedEarly);
        QVERIFY(trained.history.size() >= 4);
        QCOMPARE(trained.decoder.size(), std::size_t{3});
    }

    void invertsAndTellsWhereItStands()
    {
        SmallEngine engine;
        (void)engine.client.load(model("2 1 2 2"));
        InversionRequest request;
        request.picture = {{1, 2, 2}, {140, 60, 140, 60}};
        request.options.steps = 20;
        std::vector<InversionProgress> told;
        const Inversion found =
            engine.client.invert(request, {}, [&](const InversionProgress& progress) { told.push_back(progress); });
        QVERIFY(std::abs(found.point.at(0) - 4) < 1e-4F);
        QVERIFY(std::abs(found.point.at(1) + 4) < 1e-4F);
        QCOMPARE(found.steps, 20);
        QCOMPARE(found.startError, 0.5);
        QVERIFY(!found.stoppedEarly);
        QVERIFY(!told.empty()); // the first one always
        QCOMPARE(told.front().step, 1);
        QCOMPARE(told.front().point, (LatentVector{2, -2}));
    }

    void aStoppedInversionKeepsItsBestPoint()
    {
        SmallEngine engine;
        (void)engine.client.load(model("1 1 1 1"));
        InversionRequest request;
        request.picture = {{1, 1, 1}, {200}};
        request.starts = {1, 1, {8}};
        request.options.steps = 10'000'000;
        std::stop_source stop;
        const Inversion found =
            engine.client.invert(request, stop.get_token(), [&](const InversionProgress&) { stop.request_stop(); });
        QVERIFY(found.stoppedEarly);
        QVERIFY(found.steps >= 1);
        QVERIFY(found.point.at(0) > 8.9F);
    }

    void laysOutAndTellsWhereItStands()
    {
        SmallEngine engine;
        std::vector<TsneProgress> told;
        const TsneMap map = engine.client.tsne(LatentTable(3, 5), {.perplexity = 7, .iterations = 20}, {}, {},
                                               [&](const TsneProgress& progress) { told.push_back(progress); });
        QCOMPARE(map.iterations, 20);
        QCOMPARE(map.positions, (std::vector<float>{20, 0, 20, 0, 20, 0}));
        QCOMPARE(map.neighboursKept, 0.25);
        QCOMPARE(map.perplexity, 7.0);
        QVERIFY(told.size() >= 2);
        QVERIFY(told.front().positions.empty());
        QCOMPARE(told.back().positions.at(2), static_cast<float>(told.back().iteration));
    }

    void aStoppedMapKeepsItsPlaces()
    {
        SmallEngine engine;
        std::stop_source stop;
        const TsneMap map = engine.client.tsne(LatentTable(2, 1), {.iterations = 100'000}, {}, stop.get_token(),
                                               [&](const TsneProgress& progress) {
                                                   if (progress.iteration > 0) {
                                                       stop.request_stop();
                                                   }
                                               });
        QVERIFY(map.iterations >= 1);
        QVERIFY(map.iterations < 100'000);
        QCOMPARE(map.positions.at(0), static_cast<float>(map.iterations));
    }

    void aMapThatWasStoppedGoesOn()
    {
        SmallEngine engine;
        const LatentTable table(2, 1);
        const TsneMap stopped = engine.client.tsne(table, {.iterations = 5});
        QCOMPARE(stopped.motion, (std::vector<float>{5, 0, 0, 0, 5, 0, 0, 0}));
        const TsneMap whole = engine.client.tsne(table, {.iterations = 8}, stopped.state());
        QCOMPARE(whole.iterations, 8);
        QCOMPARE(whole.positions, (std::vector<float>{8, 0, 8, 0}));
        QCOMPARE(whole.motion, (std::vector<float>{8, 0, 0, 0, 8, 0, 0, 0}));
        const TsneMap fromPlaces = engine.client.tsne(table, {.iterations = 8}, {5, stopped.positions, {}});
        QCOMPARE(fromPlaces.positions, (std::vector<float>{8, 0, 8, 0}));
        QCOMPARE(fromPlaces.motion, (std::vector<float>{3, 0, 0, 0, 3, 0, 0, 0}));
    }

    void refusesToInvertWhatDoesNotFit()
    {
        SmallEngine engine;
        (void)engine.client.load(model("2 1 2 2"));
        InversionRequest request;
        request.picture = {{1, 1, 4}, {1, 2, 3, 4}};
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client.invert(request));
    }

    void theHandIsServedWhileBackgroundWorkRuns()
    {
        std::atomic<bool> isDecoded = false;
        std::latch isUnderWay(1);
        SmallEngine engine([&](const char* verb, float step) {
            if (std::string_view(verb) == "decode") {
                isDecoded = true;
            } else if (std::string_view(verb) == "encode" && step == 0) {
                isUnderWay.count_down();
            } else if (std::string_view(verb) == "encode" && step == lastStep && !isDecoded) {
                throw UserError("The decode was not served.");
            }
        });
        (void)engine.client.load(model("1 1 1 1", "any"));
        const auto stream = engine.client.openStream();
        const std::jthread hand([&] {
            isUnderWay.wait();
            Picture picture;
            (void)engine.client.decode(*stream, LatentVector(1), picture);
        });
        JobControl control;
        std::stop_source stop;
        control.stop = stop.get_token();
        control.report = [&](double) {
            if (isDecoded) {
                stop.request_stop();
            }
        };
        // Endless but for the decode.
        const auto endless = greyPictures(static_cast<std::size_t>(lastStep) + 1, {1, 1, 1});
        QCOMPARE(problemOf([&] { (void)engine.client.encode(endless, control); }), EngineProblem::Aborted);
        QVERIFY(isDecoded);
    }

    void cancelEndsBackgroundWorkInTheEngine()
    {
        std::atomic<int> steps = 0;
        std::stop_source stop;
        SmallEngine engine([&](const char* verb, float) {
            if (std::string_view(verb) == "encode" && ++steps == 3) {
                stop.request_stop();
            }
        });
        (void)engine.client.load(model("1 1 1 1", "any"));
        const PictureBatch pictures = greyPictures(1'000'000, {1, 1, 1});
        JobControl control;
        control.stop = stop.get_token();
        QCOMPARE(problemOf([&] { (void)engine.client.encode(pictures, control); }), EngineProblem::Aborted);
        (void)engine.client.describe(); // is served only when the encoding has ended
        QVERIFY(steps < 1'000'000);
    }

    void abortWakesEveryWaiter()
    {
        Gate gate;
        SmallEngine engine([&](const char* verb, float) {
            if (std::string_view(verb) == "decode") {
                gate.pass();
            }
        });
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        std::array<std::optional<EngineProblem>, 3> problems;
        std::vector<std::jthread> waiters;
        waiters.emplace_back([&] {
            Picture picture;
            problems[0] = problemOf([&] { (void)engine.client.decode(*stream, LatentVector(4), picture); });
        });
        gate.waitForSomebody();
        waiters.emplace_back([&] { problems[1] = problemOf([&] { (void)engine.client.describe(); }); });
        waiters.emplace_back(
            [&] { problems[2] = problemOf([&] { (void)engine.client.decodeTable(LatentTable(2, 4)); }); });
        engine.client.abort();
        waiters.clear(); // returns although the engine is held
        for (const auto& problem : problems) {
            QCOMPARE(problem, EngineProblem::Aborted);
        }
        QCOMPARE(problemOf([&] { (void)engine.client.describe(); }), EngineProblem::Aborted);
        gate.open();
    }

    void anEngineThatIsGoneWakesEveryWaiter()
    {
        auto [ours, theirs] = Channel::makePair();
        EngineClient client(std::move(ours));
        std::array<std::optional<EngineProblem>, 3> problems;
        std::vector<std::jthread> waiters;
        for (auto& problem : problems) {
            waiters.emplace_back([&] { problem = problemOf([&] { (void)client.describe(); }); });
        }
        {
            Channel engine(std::move(theirs));
            Frame frame;
            for (std::size_t i = 0; i < problems.size(); ++i) {
                QCOMPARE(engine.receive(frame), Channel::Received::Frame);
            }
        }
        waiters.clear();
        for (const auto& problem : problems) {
            QCOMPARE(problem, EngineProblem::Died);
        }
        QCOMPARE(problemOf([&] { (void)client.describe(); }), EngineProblem::Died);
    }

    void atTheDeadlineTheCallerIsAsked()
    {
        Gate gate;
        SmallEngine engine([&](const char* verb, float value) {
            if (std::string_view(verb) == "decode" && value == 5) {
                gate.pass();
            }
        });
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        int asked = 0;
        engine.client.setDeadline(0.02, [&](const std::string& verb, double seconds) {
            ++asked;
            Q_ASSERT(verb == "decode" && seconds >= 0.02);
            return asked < 3 ? EngineClient::AtDeadline::KeepWaiting : EngineClient::AtDeadline::Stop;
        });
        Picture picture;
        const std::string message = messageOf([&] {
            (void)engine.client.decode(*stream, LatentVector{5, 0, 0, 0}, picture);
        });
        QCOMPARE(asked, 3);
        QVERIFY2(message.find("decoder.pt") != std::string::npos, message.c_str());
        engine.client.setDeadline(60, {});
        gate.open();
        for (int i = 0; i < 10; ++i) { // the late picture is dropped and its slots come back
            (void)engine.client.decode(*stream, LatentVector{1, 0, 0, 0}, picture);
            QCOMPARE(picture.pixels[0], FormulaBackend::pixelOf(1));
        }
    }

    void withoutAnybodyToAskTheDeadlineEndsTheCall()
    {
        Gate gate;
        SmallEngine engine([&](const char*, float) { gate.pass(); });
        engine.client.setDeadline(0.02, {});
        QCOMPARE(problemOf([&] { (void)engine.client.describe(); }), EngineProblem::DeadlinePassed);
        gate.open();
    }

    void errorsNameTheFileTheyAreAbout()
    {
        SmallEngine engine;
        const std::string decoder = messageOf([&] { (void)engine.client.load(model("bad")); });
        QVERIFY2(decoder.ends_with("decoder.pt: it is not four numbers."), decoder.c_str());
        const std::string encoder = messageOf([&] { (void)engine.client.load(model("4 3 8 6", "bad")); });
        QVERIFY2(encoder.ends_with("encoder.pt: it is no encoder."), encoder.c_str());
        LoadRequest missing;
        missing.decoder = "/no/such/file.pt";
        const std::string absent = messageOf([&] { (void)engine.client.load(missing); });
        QVERIFY2(absent.starts_with("/no/such/file.pt cannot be opened"), absent.c_str());
        try {
            (void)engine.client.load(model("bad"));
            QFAIL("it was loaded");
        } catch (const ModelError& error) {
            QCOMPARE(error.problem(), ModelProblem::NeedsNewerTorch);
        }
    }

    void aDecoderThatThrowsIsReportedAndUsedAgain()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        Picture picture;
        for (int i = 0; i < 5; ++i) {
            QVERIFY_THROWS_EXCEPTION(
                ModelError,
                (void)engine.client.decode(*stream, LatentVector{FormulaBackend::throwsModelError, 0, 0, 0}, picture));
            QVERIFY_THROWS_EXCEPTION(
                UserError,
                (void)engine.client.decode(*stream, LatentVector{FormulaBackend::throwsNumber, 0, 0, 0}, picture));
            (void)engine.client.decode(*stream, LatentVector{2, 0, 0, 0}, picture);
            QCOMPARE(picture.pixels[0], FormulaBackend::pixelOf(2));
        }
    }

    void aFailedLoadLeavesTheModelAndItsStreams()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        QVERIFY_THROWS_EXCEPTION(ModelError, (void)engine.client.load(model("bad")));
        Picture picture;
        (void)engine.client.decode(*stream, LatentVector{2, 0, 0, 0}, picture);
        QCOMPARE(picture.pixels[0], FormulaBackend::pixelOf(2));
    }

    void aStreamEndsWithItsModel()
    {
        SmallEngine engine;
        (void)engine.client.load(model());
        const auto stream = engine.client.openStream();
        (void)engine.client.load(model("4 1 2 2"));
        Picture picture;
        QCOMPARE(problemOf([&] { (void)engine.client.decode(*stream, LatentVector(4), picture); }),
                 EngineProblem::Aborted);
        const auto fresh = engine.client.openStream();
        (void)engine.client.decode(*fresh, LatentVector(4), picture);
        QCOMPARE(picture.pixels.size(), std::size_t{4});
    }

    void withoutAModelASentenceSaysSo()
    {
        SmallEngine engine;
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client.openStream());
        (void)engine.client.load(model());
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client.encode(greyPictures(1, {3, 8, 6})));
    }

    void manyThreadsUseOneEngine()
    {
        SmallEngine engine;
        (void)engine.client.load(model("4 3 8 6", "any"));
        std::atomic<int> wrong = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t) {
                threads.emplace_back([&, t] {
                    const auto stream = engine.client.openStream();
                    Picture picture;
                    for (int i = 0; i < 150; ++i) {
                        const float value = static_cast<float>((i + t) % 14);
                        (void)engine.client.decode(*stream, LatentVector(4, value), picture);
                        wrong += picture.pixels[5] == FormulaBackend::pixelOf(value) ? 0 : 1;
                    }
                });
            }
            threads.emplace_back([&] {
                const PictureBatch pictures = greyPictures(300, {3, 8, 6});
                for (int i = 0; i < 5; ++i) {
                    wrong += engine.client.encode(pictures).rows() == 300 ? 0 : 1;
                }
            });
        }
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_EngineClient)
#include "tst_EngineClient.moc"
