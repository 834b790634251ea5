// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/ScriptedModels.h"

#include "base/ModelError.h"
#include "engine/EngineProcess.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <thread>

namespace {

std::filesystem::path engineProgram()
{
    return std::filesystem::path(MORPHOSCOPE_BIN_DIR) / "morphoscope-engine";
}

LatentTable somePoints(std::size_t rows, std::size_t columns)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<float> values(-1.5F, 1.5F);
    LatentTable table(rows, columns);
    std::generate(table.values().begin(), table.values().end(), [&] { return values(random); });
    return table;
}

template <class Work> std::optional<EngineProblem> problemOf(const Work& work, std::string& message)
{
    try {
        work();
    } catch (const EngineError& error) {
        message = error.what();
        return error.problem();
    }
    return {};
}

/// A 24-bit BMP, bottom row first.
std::string bitmap(int width, int height, const std::vector<std::array<std::uint8_t, 3>>& rgb)
{
    const auto number = [](std::uint32_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i) {
            text += i < 4 ? static_cast<char>(value >> (8 * i)) : '\0';
        }
        return text;
    };
    std::string pixels;
    for (int y = height - 1; y >= 0; --y) {
        std::string row;
        for (int x = 0; x < width; ++x) {
            const auto& pixel = rgb[static_cast<std::size_t>(y * width + x)];
            row += {static_cast<char>(pixel[2]), static_cast<char>(pixel[1]), static_cast<char>(pixel[0])};
        }
        row.resize((row.size() + 3) / 4 * 4);
        pixels += row;
    }
    const auto size = static_cast<std::uint32_t>(pixels.size());
    return "BM" + number(54 + size, 4) + number(0, 4) + number(54, 4) + number(40, 4) +
           number(static_cast<std::uint32_t>(width), 4) + number(static_cast<std::uint32_t>(height), 4) + number(1, 2) +
           number(24, 2) + number(0, 4) + number(size, 4) + number(0, 16) + pixels;
}

} // namespace

/// The real engine, in its own process, with decoders made for the purpose.
class tst_MorphoscopeEngine : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path path(const std::string& name) { return m_folder.path().toStdString() + "/" + name; }
    LoadRequest model(ScriptedDecoder kind, bool hasEncoder = false, const ScriptedModel& shape = {})
    {
        LoadRequest request;
        request.decoder = path("decoder.pt");
        request.threads = 1; // saves measuring
        request.device = "cpu";
        writeDecoder(request.decoder, kind, shape);
        if (hasEncoder) {
            request.encoder = path("encoder.pt");
            writeEncoder(request.encoder, ScriptedEncoder::Distribution, shape);
        }
        return request;
    }

private Q_SLOTS:
    void saysWhatItIs()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        const EngineDescription description = engine.client().describe();
        QVERIFY(description.libTorch.find('.') != std::string::npos);
        QCOMPARE(description.devices.at(0), std::string("cpu"));
        QVERIFY2(!description.blas.empty() && !description.blas.starts_with("reference"), description.blas.c_str());
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && qEnvironmentVariableIsEmpty("OPENBLAS_CORETYPE")) {
            QVERIFY2(description.blas.find("Prescott") == std::string::npos, description.blas.c_str());
        }
#endif
    }

    void decodesAsTheModelSays_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("in [0, 1]") << static_cast<int>(ScriptedDecoder::Linear);
        QTest::newRow("in [-1, 1]") << static_cast<int>(ScriptedDecoder::SignedLinear);
        QTest::newRow("bytes") << static_cast<int>(ScriptedDecoder::Bytes);
    }

    void decodesAsTheModelSays()
    {
        QFETCH(int, kind);
        const ScriptedModel shape{5, {3, 7, 9}};
        EngineProcess engine(engineProgram(), EngineRole::Live);
        const LoadedModel loaded = engine.client().load(model(static_cast<ScriptedDecoder>(kind), false, shape));
        QCOMPARE(loaded.latentSize, 5);
        QVERIFY(loaded.picture == shape.picture);
        QCOMPARE(loaded.atenThreads, 1);
        const auto stream = engine.client().openStream();
        const LatentTable points = somePoints(20, 5);
        const PictureBatch table = engine.client().decodeTable(points);
        Picture picture;
        for (std::size_t i = 0; i < points.rows(); ++i) {
            QVERIFY(engine.client().decode(*stream, points.row(i), picture) > 0);
            const Picture expected =
                linearPicture(LatentVector(points.row(i).begin(), points.row(i).end()), shape.picture);
            for (std::size_t j = 0; j < expected.pixels.size(); ++j) {
                QVERIFY(std::abs(picture.pixels[j] - expected.pixels[j]) <= 1);
            }
            QVERIFY(std::equal(picture.pixels.begin(), picture.pixels.end(),
                               table.pixels.begin() + static_cast<std::ptrdiff_t>(i * picture.pixels.size())));
        }
    }

    void whatIsNotANumberIsCounted()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().load(model(ScriptedDecoder::NanAboveTwo));
        const auto stream = engine.client().openStream();
        Picture picture;
        LatentVector point(8);
        (void)engine.client().decode(*stream, point, picture);
        QCOMPARE(picture.nonFiniteShare, 0.0);
        point[0] = 3;
        (void)engine.client().decode(*stream, point, picture);
        QCOMPARE(picture.nonFiniteShare, 0.5);
    }

    void encodesWhatItDecoded()
    {
        const ScriptedModel shape{8, {1, 4, 6}};
        EngineProcess engine(engineProgram(), EngineRole::Live);
        QVERIFY(engine.client().load(model(ScriptedDecoder::Linear, true, shape)).hasEncoder);
        const LatentTable points = somePoints(12, 8);
        const LatentTable again = engine.client().encode(engine.client().decodeTable(points));
        for (std::size_t i = 0; i < points.values().size(); ++i) {
            QVERIFY(std::abs(points.values()[i] - again.values()[i]) < 0.03F); // 8 bits
        }
        PictureBatch wrong{1, {1, 5, 5}, std::vector<std::uint8_t>(25), {}};
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().encode(wrong));
    }

    void measuresInfluence()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().load(model(ScriptedDecoder::Linear));
        InfluenceRequest request;
        request.bases = somePoints(3, 8);
        request.scale = {1, 2, 1, 1, 0, 1, 1, 1};
        const std::vector<float> influence = engine.client().influence(request);
        QVERIFY(std::abs(influence[1] / influence[0] - 2) < 0.2F);
        QCOMPARE(influence[4], 0.0F);
    }

    void findsThePrincipalComponents()
    {
        LatentTable table = somePoints(500, 3);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            table.row(i)[2] *= 10;
        }
        EngineProcess engine(engineProgram(), EngineRole::Job);
        const Projection projection = engine.client().project(table, {2, 2});
        QVERIFY(std::abs(projection.components.components.row(0)[2]) > 0.99F);
        QCOMPARE(projection.coordinates.rows(), std::size_t{500});
        QVERIFY(projection.components.explainedVariance[0] > 10 * projection.components.explainedVariance[1]);
        table.row(7)[1] = std::nanf("");
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().project(table, {2, 2}));
    }

    void findsClusters()
    {
        LatentTable table = somePoints(500, 3);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            table.row(i)[1] += i % 5 < 2 ? 100.0F : 0.0F;
        }
        EngineProcess engine(engineProgram(), EngineRole::Job);
        const Clusters clusters = engine.client().cluster(table, {.counts = {3, 2}});
        QCOMPARE(clusters.count(), std::size_t{2});
        QVERIFY(clusters.trials.at(1).silhouette > 0.9);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            QCOMPARE(clusters.clusterOf[i], i % 5 < 2 ? 1U : 0U);
        }
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().cluster(table, {.counts = {0}}));
    }

    void saysHowFarAMapCanBeTrusted()
    {
        const LatentTable table = somePoints(2000, 6);
        LatentTable places(2000, 2);
        for (std::size_t i = 0; i < places.rows(); ++i) {
            std::ranges::copy(table.row(i).first(2), places.row(i).begin());
        }
        EngineProcess engine(engineProgram(), EngineRole::Job);
        const MapTrust trust = engine.client().trust(table, places, {});
        QCOMPARE(trust.values.size(), std::size_t{2000});
        QCOMPARE(trust.neighbours, std::size_t{10});
        QCOMPARE(trust.comparedRows, std::size_t{2000});
        QVERIFY(trust.mean() > 0.5 && trust.mean() < 1);
        places.row(3)[1] = std::nanf("");
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().trust(table, places, {}));
    }

    void fitsAttributes()
    {
        LatentTable rows = somePoints(400, 6);
        for (std::size_t i = 0; i < 100; ++i) {
            rows.row(i)[2] += 3;
            rows.row(i)[4] += 3;
        }
        AttributeTask task{.withCount = 100};
        task.options.method = AttributeMethod::Linear;
        task.fixed = {{"other", LatentTable(1, 6, {0, 0, 0, 0, 1, 0})}};
        EngineProcess engine(engineProgram(), EngineRole::Job);
        const AttributeVector vector = engine.client().fitAttribute(rows, task);
        QVERIFY(cosine(vector.vector, LatentVector{0, 0, 1, 0, 0, 0}) > 0.9);
        QVERIFY(std::abs(vector.vector[4]) < 1e-6F);
        QVERIFY(vector.trust->heldOutAuc.value() > 0.9);
        QVERIFY(!vector.trust->couldBeNoise());
        task.withCount = 0;
        QVERIFY_THROWS_EXCEPTION(UserError, (void)engine.client().fitAttribute(rows, task));
    }

    void readsPictureFiles()
    {
        std::ofstream(path("a.bmp"), std::ios::binary) << bitmap(2, 1, {{255, 0, 0}, {0, 0, 255}});
        std::ofstream(path("b.bmp"), std::ios::binary) << bitmap(2, 1, {{1, 2, 3}, {4, 5, 6}});
        std::ofstream(path("large.bmp"), std::ios::binary) << bitmap(2, 2, {{}, {}, {}, {}});
        std::ofstream(path("text.png")) << "no picture";
        const std::vector<std::filesystem::path> files = {path("a.bmp"), path("text.png"), path("large.bmp"),
                                                          path("b.bmp")};
        EngineProcess engine(engineProgram(), EngineRole::Live);
        const ReadPictures read = engine.client().readPictures(files, {});
        QVERIFY((read.pictures.shape == PictureShape{3, 1, 2}));
        QCOMPARE(read.pictures.pixels, (std::vector<std::uint8_t>{255, 0, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6}));
        QCOMPARE(read.unreadable.size(), std::size_t{2});
        QCOMPARE(read.unreadable[1].index, std::size_t{2});
        const ReadPictures resized = engine.client().readPictures(files, {1, 4, 4});
        QCOMPARE(resized.pictures.count, std::size_t{3});
    }

    void errorsOfTheModelNameItsFile()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        for (const ScriptedDecoder kind : {ScriptedDecoder::ThrowsAlways, ScriptedDecoder::WrongRank}) {
            try {
                (void)engine.client().load(model(kind));
                QFAIL("it was loaded");
            } catch (const ModelError& error) {
                QVERIFY2(std::string(error.what()).find("decoder.pt: ") != std::string::npos, error.what());
            }
        }
        (void)engine.client().load(model(ScriptedDecoder::Linear)); // and the engine goes on
    }

    void opensBareDecodersOfAnySizeWithinTheDeadline_data()
    {
        QTest::addColumn<int>("side");
        QTest::newRow("1 pixel") << 1;
        QTest::newRow("1024 pixels") << 1024;
    }

    void opensBareDecodersOfAnySizeWithinTheDeadline()
    {
        QFETCH(int, side);
        LoadRequest request = model(ScriptedDecoder::Linear, false, {8, {3, side, side}});
        request.threads = 0;
        EngineProcess engine(engineProgram(), EngineRole::Live);
        const LoadedModel loaded = engine.client().load(request);
        QCOMPARE(loaded.picture.width, side);
        QCOMPARE(loaded.range, (ValueRange{0, 1}));
        std::ifstream status("/proc/" + std::to_string(engine.pid()) + "/status");
        std::string line;
        while (std::getline(status, line) && !line.starts_with("VmHWM:")) {
        }
        const int mostMegabytes = std::stoi(line.substr(6)) / 1024;
        QVERIFY2(mostMegabytes > 50 && mostMegabytes < 900, line.c_str());
    }

    void aModelThatNeverLoadsIsOverdue()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().describe();
        engine.client().setDeadline(0.5, {});
        std::string message;
        QCOMPARE(problemOf([&] { (void)engine.client().load(model(ScriptedDecoder::LoopsForEver)); }, message),
                 EngineProblem::DeadlinePassed);
    }

    void aDecoderThatNeverReturnsIsStoppedAtTheDeadline()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().load(model(ScriptedDecoder::LoopsAboveTwo));
        const auto stream = engine.client().openStream();
        engine.client().setDeadline(0.2, {});
        Picture picture;
        std::string message;
        QCOMPARE(problemOf([&] { (void)engine.client().decode(*stream, LatentVector(8, 3), picture); }, message),
                 EngineProblem::DeadlinePassed);
        QVERIFY2(message.find("decoder.pt") != std::string::npos, message.c_str());
        engine.finish(60); // it ends with its client, in the middle of the loop
        QVERIFY(!engine.isRunning());
    }

    void aLoopingDecoderIsLeftByAborting()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().load(model(ScriptedDecoder::LoopsAboveTwo));
        const auto stream = engine.client().openStream();
        std::optional<EngineProblem> problem;
        std::jthread waiter([&] {
            Picture picture;
            std::string message;
            problem = problemOf([&] { (void)engine.client().decode(*stream, LatentVector(8, 3), picture); }, message);
        });
        engine.client().abort();
        waiter.join();
        QCOMPARE(problem, EngineProblem::Aborted);
    }

    void aDecoderThatEndsItsProcessIsNamed()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        (void)engine.client().load(model(ScriptedDecoder::KillsAboveTwo));
        const auto stream = engine.client().openStream();
        Picture picture;
        std::string message;
        QCOMPARE(problemOf([&] { (void)engine.client().decode(*stream, LatentVector(8, 3), picture); }, message),
                 EngineProblem::Died);
        QVERIFY2(message.find("decoder.pt") != std::string::npos, message.c_str());
    }

    void invertsAPictureAndDecodesMeanwhile()
    {
        EngineProcess engine(engineProgram(), EngineRole::Job);
        writeDecoder(path("to-invert.pt"), ScriptedDecoder::Linear);
        LoadRequest request;
        request.decoder = path("to-invert.pt");
        request.threads = 1;
        (void)engine.client().load(request);
        std::filesystem::remove(path("to-invert.pt")); // the engine has its file
        const LatentVector truth = {1, -2, 0.5F, 3, -1, 0, 2, -0.5F};
        InversionRequest inversion;
        inversion.picture = linearPicture(truth, {1, 4, 6});
        const auto stream = engine.client().openStream();
        int told = 0;
        const Inversion found = engine.client().invert(inversion, {}, [&](const InversionProgress& progress) {
            Picture picture;
            (void)engine.client().decode(*stream, progress.point, picture);
            told += picture.shape == inversion.picture.shape ? 1 : 0;
        });
        QVERIFY(told > 0);
        QVERIFY2(found.error < 0.003, std::to_string(found.error).c_str());
        for (std::size_t i = 0; i < truth.size(); ++i) {
            QVERIFY(std::abs(found.point[i] - truth[i]) < 0.06F);
        }
    }

    void trainsAModelThatLoads()
    {
        PictureBatch pictures{64, {1, 16, 16}, std::vector<std::uint8_t>(64 * 256), {}};
        for (std::size_t i = 0; i < pictures.pixels.size(); ++i) {
            pictures.pixels[i] = static_cast<std::uint8_t>((i * (1 + i / 256 % 7)) % 256);
        }
        TrainingOptions options;
        options.epochs = 2;
        options.latentSize = 4;
        options.channels = {4, 8};
        std::size_t checkpoints = 0;
        double fraction = 0;
        EngineProcess engine(engineProgram(), EngineRole::Job);
        const TrainedModel trained = engine.client().train(
            pictures, options, {}, {}, [&](const TrainingProgress& progress) { fraction = progress.fraction; },
            [&](const std::vector<std::byte>& bytes) { checkpoints += bytes.empty() ? 0 : 1; });
        QCOMPARE(trained.history.size(), std::size_t{2});
        QVERIFY(checkpoints >= 2);
        QVERIFY(fraction > 0.5);
        LoadRequest request;
        request.decoder = path("trained-decoder.pt");
        request.encoder = path("trained-encoder.pt");
        request.threads = 1;
        std::ofstream(request.decoder, std::ios::binary)
            .write(reinterpret_cast<const char*>(trained.decoder.data()),
                   static_cast<std::streamsize>(trained.decoder.size()));
        std::ofstream(request.encoder, std::ios::binary)
            .write(reinterpret_cast<const char*>(trained.encoder.data()),
                   static_cast<std::streamsize>(trained.encoder.size()));
        const LoadedModel loaded = engine.client().load(request);
        QCOMPARE(loaded.latentSize, 4);
        QVERIFY(loaded.picture == pictures.shape);
        QCOMPARE(engine.client().encode(pictures).rows(), std::size_t{64});
    }

    void aGpuGivesTheSamePictures()
    {
        EngineProcess engine(engineProgram(), EngineRole::Live);
        if (engine.client().describe().devices.size() < 2) {
            QSKIP("There is no CUDA device for this engine.");
        }
        LoadRequest request = model(ScriptedDecoder::Linear);
        (void)engine.client().load(request);
        const LatentTable points = somePoints(100, 8);
        const PictureBatch onCpu = engine.client().decodeTable(points);
        request.device = "cuda";
        QVERIFY(engine.client().load(request).device.starts_with("cuda"));
        const PictureBatch onGpu = engine.client().decodeTable(points);
        for (std::size_t i = 0; i < onCpu.pixels.size(); ++i) {
            QVERIFY(std::abs(onCpu.pixels[i] - onGpu.pixels[i]) <= 1);
        }
    }
};

QTEST_GUILESS_MAIN(tst_MorphoscopeEngine)
#include "tst_MorphoscopeEngine.moc"
