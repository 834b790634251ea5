// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/Outcome.h"
#include "derived/DecodedPreview.h"
#include "fixtures/ScriptedModels.h"

#include <QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>

namespace {

/// Session, engine with LibTorch and picture as the window has them, on a decoder made for the test.
struct Window
{
    Session session;
    LiveEngine engine{MORPHOSCOPE_BIN_DIR "/morphoscope", MORPHOSCOPE_BIN_DIR "/morphoscope-engine"};
    DecodedPreview preview{session, engine};
    QTemporaryDir folder;
    ScriptedModel model;

    void open(ScriptedDecoder kind)
    {
        Space space;
        space.location = folder.path().toStdString();
        space.decoderFile = space.location / (std::to_string(static_cast<int>(kind)) + ".pt");
        space.manifest.latentSize = model.latentSize;
        writeDecoder(space.decoderFile, kind, model);
        session.edit("Open", [&](SessionState& state) {
            state = {};
            state.space = std::make_shared<const Space>(space);
            state.base.assign(static_cast<std::size_t>(model.latentSize), 0.0F);
        });
        LoadRequest request;
        request.decoder = space.decoderFile;
        request.device = "cpu";
        request.threads = 1;
        engine.load(request);
    }
    void moveTo(float z0, float z1)
    {
        session.edit("Move", [z0, z1](SessionState& state) {
            state.base[0] = z0;
            state.base[1] = z1;
        });
    }
    /// For a test that waited in vain.
    [[nodiscard]] QByteArray state() const
    {
        return "status " + QByteArray::number(static_cast<int>(engine.status())) + ", pid " +
               QByteArray::number(engine.pid()) + ": " + preview.message().toUtf8() + "\n" + engine.log().toUtf8();
    }
    [[nodiscard]] bool isUpToDate() const
    {
        return engine.status() == LiveEngine::Status::Ready && preview.serial() == preview.newestSerial() &&
               preview.point() == session.currentPoint() && !preview.image().isNull();
    }
    [[nodiscard]] bool showsThePoint() const
    {
        const Picture expected = linearPicture(session.currentPoint(), model.picture);
        for (int y = 0; y < model.picture.height; ++y) {
            for (int x = 0; x < model.picture.width; ++x) {
                const int difference = preview.image().constScanLine(y)[x] -
                                       expected.pixels[static_cast<std::size_t>(y * model.picture.width + x)];
                if (difference < -1 || difference > 1) { // rounding
                    return false;
                }
            }
        }
        return true;
    }
};

/// A long job in an engine of its own, killed at its `reports`-th sign of life (0: as it starts).
class DoomedJob
{
public:
    enum class Kind { Encode, Train };

    DoomedJob(std::unique_ptr<EngineProcess> engine, Kind kind, std::filesystem::path folder, ScriptedModel model,
              int reports)
        : m_engine(std::move(engine))
        , m_reportsLeft(reports)
        , m_thread([this, kind, folder = std::move(folder), model] {
            const auto outcome = outcomeOf([&] {
                kind == Kind::Train ? train(model) : encode(folder, model);
                return true;
            });
            if (const auto* failure = std::get_if<Failure>(&outcome)) {
                m_message = QString::fromStdString(failure->message);
            }
            m_isOver = true;
        })
    {
        if (reports == 0) {
            m_engine->kill();
        }
    }

    [[nodiscard]] bool isOver() const { return m_isOver; }
    [[nodiscard]] QString message() // empty when the job ended well
    {
        if (m_thread.joinable()) {
            m_thread.join();
        }
        return m_message;
    }

private:
    void report()
    {
        if (--m_reportsLeft == 0) {
            m_engine->kill();
        }
    }
    void encode(const std::filesystem::path& folder, const ScriptedModel& model)
    {
        LoadRequest request;
        request.decoder = folder / "job.pt";
        request.encoder = folder / "encoder.pt";
        request.device = "cpu";
        request.threads = 1;
        writeDecoder(request.decoder, ScriptedDecoder::Linear, model);
        writeEncoder(request.encoder, ScriptedEncoder::Plain, model);
        m_engine->client().load(request);
        PictureBatch pictures{5000, model.picture, {}, {}};
        pictures.pixels.assign(pictures.count * model.picture.bytes(), 100);
        while (true) { // until it is killed; the last answer may already be on its way then
            m_engine->client().encode(pictures, JobControl{{}, [this](double) { report(); }});
            report();
        }
    }
    void train(const ScriptedModel& model)
    {
        PictureBatch pictures{64, model.picture, {}, {}};
        pictures.pixels.assign(pictures.count * model.picture.bytes(), 100);
        TrainingOptions options;
        options.latentSize = 2;
        options.epochs = 100'000;
        m_engine->client().train(
            pictures, options, {}, {}, [this](const TrainingProgress&) { report(); }, [](std::vector<std::byte>) {});
    }

    std::unique_ptr<EngineProcess> m_engine;
    std::atomic<int> m_reportsLeft;
    std::atomic<bool> m_isOver = false;
    QString m_message;
    std::jthread m_thread; // last
};

} // namespace

/// The window's side against the engine that users have.
class tst_RealEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePictureFollowsThePoint();
    void livesThroughFiftyDeathsInDragLoadEncodeAndTrain();
    void aModelThatNeverLoadsCanBeStopped();
    void aPointThatNeverEndsCanBeStopped();
    void aModelThatKillsItsEngineGivesUp();
};

void tst_RealEngine::thePictureFollowsThePoint()
{
    Window window;
    window.open(ScriptedDecoder::Linear);
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
    QVERIFY(window.showsThePoint());
    for (int move = 1; move <= 100; ++move) {
        window.moveTo(static_cast<float>(move) / 50, -1);
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
    QVERIFY(window.showsThePoint());
}

void tst_RealEngine::livesThroughFiftyDeathsInDragLoadEncodeAndTrain()
{
    Window window;
    window.engine.setMostDeaths(1000);
    QSignalSpy restarted(&window.engine, &LiveEngine::restarted);
    window.open(ScriptedDecoder::Linear);
    std::mt19937_64 random(20240611);
    const auto upTo = [&](int last) { return std::uniform_int_distribution<int>(0, last)(random); };
    const auto randomMove = [&] {
        window.moveTo(static_cast<float>(upTo(100)) / 50, static_cast<float>(upTo(100)) / 50);
        QCoreApplication::processEvents();
    };
    const auto killLiveEngine = [&] {
        const auto before = restarted.count();
        ::kill(window.engine.pid(), SIGKILL);
        randomMove();
        QTRY_VERIFY2_WITH_TIMEOUT(restarted.count() > before, window.state().constData(), 60000);
    };
    for (int death = 0; death < 50; ++death) {
        QTRY_VERIFY2_WITH_TIMEOUT(window.engine.pid() > 0, window.state().constData(), 60000);
        if (death % 4 == 0) { // while it starts or loads
            killLiveEngine();
            continue;
        }
        QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
        if (death % 4 == 1) { // in a drag
            for (int moves = upTo(30); moves > 0; --moves) {
                randomMove();
            }
            killLiveEngine();
            continue;
        }
        const bool isTraining = death % 4 == 3;
        DoomedJob job(window.engine.startJobEngine(), isTraining ? DoomedJob::Kind::Train : DoomedJob::Kind::Encode,
                      window.folder.path().toStdString(), window.model, upTo(4));
        while (!job.isOver()) { // the hand goes on meanwhile
            randomMove();
        }
        QVERIFY2(job.message().contains(QStringLiteral("before it answered")), qPrintable(job.message()));
        QVERIFY(window.engine.pid() > 0);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
    QVERIFY(window.showsThePoint());
}

void tst_RealEngine::aModelThatNeverLoadsCanBeStopped()
{
    Window window;
    window.engine.setDeadline(0.5);
    QSignalSpy overdue(&window.engine, &LiveEngine::overdue);
    window.open(ScriptedDecoder::LoopsForEver);
    QTRY_VERIFY2_WITH_TIMEOUT(overdue.count() > 0, window.state().constData(), 60000);
    window.engine.stopAndRestart();
    QCOMPARE(window.engine.status(), LiveEngine::Status::Failed);
    window.open(ScriptedDecoder::Linear);
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
}

void tst_RealEngine::aPointThatNeverEndsCanBeStopped()
{
    Window window;
    window.engine.setDeadline(0.5);
    QSignalSpy overdue(&window.engine, &LiveEngine::overdue);
    QSignalSpy ready(&window.engine, &LiveEngine::ready);
    window.open(ScriptedDecoder::LoopsAboveTwo);
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
    const auto before = overdue.count(); // loading may be overdue on a busy machine
    window.moveTo(3, 0);
    QTRY_VERIFY2_WITH_TIMEOUT(overdue.count() > before, window.state().constData(), 60000);
    window.engine.stopAndRestart();
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 2, 60000);
    QVERIFY(!window.isUpToDate());
    window.moveTo(1, 0);
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
    QVERIFY(window.showsThePoint());
}

void tst_RealEngine::aModelThatKillsItsEngineGivesUp()
{
    Window window;
    QSignalSpy gaveUp(&window.engine, &LiveEngine::gaveUp);
    window.open(ScriptedDecoder::Kills);
    QTRY_COMPARE_WITH_TIMEOUT(gaveUp.count(), 1, 60000);
    window.open(ScriptedDecoder::Linear);
    QTRY_VERIFY2_WITH_TIMEOUT(window.isUpToDate(), window.state().constData(), 60000);
}

QTEST_MAIN(tst_RealEngine)
#include "tst_RealEngine.moc"
