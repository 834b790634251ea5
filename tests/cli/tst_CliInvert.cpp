// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <algorithm>
#include <cmath>

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

/// `morphoscope-cli invert` with the real engine.
class tst_CliInvert : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    LatentTable m_latents = smallSpaceLatents();

    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return at(name).toStdString(); }
    [[nodiscard]] QStringList call(const char* out, const QStringList& more = {}) const
    {
        return QStringList{"invert", at("bare.pt"), "--pictures", at("small/images.npy"), "--out", at(out), "--json"} +
               more;
    }
    std::size_t writeManyPictures() const
    {
        PictureBatch many = readPictures(path("small/images.npy"));
        const std::vector<std::uint8_t> once = many.pixels;
        while (many.count < 24 * 4000) {
            many.pixels.insert(many.pixels.end(), once.begin(), once.end());
            many.count += 24;
        }
        writePictures(path("many.npy"), many);
        return many.count;
    }
    /// Starts of which rows `first` to `last` end every engine, and the decoder that does it.
    [[nodiscard]] LatentTable deadlyStarts(std::size_t first, std::size_t last) const
    {
        writeDecoder(path("deadly.pt"), ScriptedDecoder::KillsAboveTwo);
        LatentTable starts = m_latents;
        for (std::size_t i = 0; i < starts.rows(); ++i) {
            starts.row(i)[0] = i >= first && i <= last ? 3 : 0;
        }
        writeLatents(path("deadly-starts.npy"), starts);
        return starts;
    }
    [[nodiscard]] QStringList deadlyCall() const
    {
        return {"invert",  at("deadly.pt"),         "--range", "0,1", "--pictures", at("small/images.npy"),
                "--start", at("deadly-starts.npy"), "--steps", "0",   "--out",      at("deadly.npy"),
                "--json"};
    }
    static std::vector<pid_t> childrenOf(qint64 process)
    {
        std::vector<pid_t> children;
        const QDir tasks(QStringLiteral("/proc/%1/task").arg(process));
        for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile list(tasks.filePath(task + "/children"));
            if (list.open(QIODevice::ReadOnly)) {
                for (const QByteArray& child : list.readAll().split(' ')) {
                    if (child.toInt() > 0) {
                        children.push_back(child.toInt());
                    }
                }
            }
        }
        return children;
    }

private Q_SLOTS:
    void initTestCase()
    {
        makeSpace(path("small"));
        writeDecoder(path("bare.pt"), ScriptedDecoder::Linear);
    }

    void findsTheLatentsWithoutAnEncoder()
    {
        const CliResult result = runCli(call("z.npy"));
        COMPARE_OK(result);
        const QJsonObject json = result.json();
        QCOMPARE(json["count"].toInt(), 24);
        QCOMPARE(json["size"].toInt(), 8);
        QCOMPARE(json["stopped_early"].toBool(), false);
        QCOMPARE(json["pictures"].toArray().size(), 24);
        QVERIFY(json["error"].toDouble() < 0.003);
        QVERIFY(json["seconds"].toDouble() > 0);
        const QJsonObject first = json["pictures"].toArray().at(0).toObject();
        QVERIFY(first["start_error"].toDouble() > first["error"].toDouble());
        QVERIFY(first["steps"].toInt() > 0);
        const LatentTable found = readLatents(path("z.npy"));
        QCOMPARE(found.rows(), 24U);
        for (std::size_t i = 0; i < found.values().size(); ++i) {
            QVERIFY(std::abs(found.values()[i] - m_latents.values()[i]) < 0.06F); // a grey level is 0.04
        }
    }

    void theSameSeedWritesTheSameFile()
    {
        COMPARE_OK(runCli(call("once.npy", {"--steps", "5"})));
        COMPARE_OK(runCli(call("twice.npy", {"--steps", "5"})));
        COMPARE_OK(runCli(call("other.npy", {"--steps", "5", "--seed", "2"})));
        QCOMPARE(readLatents(path("once.npy")), readLatents(path("twice.npy")));
        QVERIFY(readLatents(path("once.npy")) != readLatents(path("other.npy")));
    }

    void startsWhereItIsTold()
    {
        writeLatents(path("start.npy"), m_latents);
        COMPARE_OK(runCli(call("kept.npy", {"--start", at("start.npy"), "--steps", "0"})));
        QCOMPARE(readLatents(path("kept.npy")), m_latents);
        const CliResult encoded = runCli({"invert", at("small"), "--pictures", at("small/images.npy"), "--out",
                                          at("encoded.npy"), "--start", "encoder", "--steps", "0", "--json"});
        COMPARE_OK(encoded);
        QVERIFY(encoded.json()["error"].toDouble() < 0.003);
        QVERIFY(runCli(call("no.npy", {"--start", "encoder"})).errors.contains("no encoder"));
        QVERIFY(runCli(call("no.npy", {"--start", "samples"})).errors.contains("no samples"));
        QVERIFY(runCli(call("no.npy", {"--start", at("small/images.npy")})).exitCode == 1);
        QVERIFY(!QFile::exists(at("no.npy")));
    }

    void takesOnePictureFileOfAnySize()
    {
        QImage image(60, 40, QImage::Format_ARGB32);
        image.fill(qRgba(200, 200, 200, 255));
        QVERIFY(image.save(at("big.png")));
        const CliResult result =
            runCli({"invert", at("bare.pt"), "--pictures", at("big.png"), "--out", at("big.npy"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(readLatents(path("big.npy")).rows(), 1U);
        QVERIFY(result.json()["error"].toDouble() < 0.003);
    }

    void whatCannotBeInvertedGetsASentence()
    {
        writeFileAtomically(path("broken.png"), "\x89PNG broken");
        const CliResult broken =
            runCli({"invert", at("bare.pt"), "--pictures", at("broken.png"), "--out", at("no.npy")});
        QCOMPARE(broken.exitCode, 1);
        QVERIFY2(broken.errors.contains("broken.png"), qPrintable(broken.errors));
        for (const auto& [kind, says] :
             {std::pair{ScriptedDecoder::Bytes, "uint8"}, {ScriptedDecoder::AlwaysNan, "nowhere to begin"}}) {
            writeDecoder(path("bad.pt"), kind);
            const CliResult result = runCli({"invert", at("bad.pt"), "--range", "0,1", "--pictures",
                                             at("small/images.npy"), "--out", at("no.npy")});
            QCOMPARE(result.exitCode, 1);
            QVERIFY2(result.errors.contains(says) && result.errors.contains("bad.pt"), qPrintable(result.errors));
        }
        QVERIFY(!QFile::exists(at("no.npy")));
    }

    void damagedFilesOfAFolderAreLeftOutAndNamed()
    {
        QDir().mkpath(at("photos/inner"));
        QImage image(6, 4, QImage::Format_Grayscale8);
        image.fill(140);
        QVERIFY(image.save(at("photos/a.png")));
        QVERIFY(image.save(at("photos/inner/c.png")));
        writeFileAtomically(path("photos/b.png"), "\x89PNG broken");
        for (const QString verb : {"invert", "encode"}) {
            const CliResult result =
                runCli({verb, at("small"), "--pictures", at("photos"), "--out", at("photos.npy"), "--json"});
            COMPARE_OK(result);
            QCOMPARE(readLatents(path("photos.npy")).rows(), 2U);
            const QJsonArray leftOut = result.json()["unreadable"].toArray();
            QCOMPARE(leftOut.size(), 1);
            QCOMPARE(leftOut[0]["name"].toString(), QStringLiteral("b.png"));
            QVERIFY2(result.errors.contains("left out: b.png: "), qPrintable(result.errors));
        }
        const CliResult none =
            runCli({"invert", at("bare.pt"), "--pictures", at("photos/b.png"), "--out", at("no.npy")});
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.errors.contains("b.png: ") && !none.errors.contains("Take it out"), qPrintable(none.errors));
    }

    void aGifIsAPicture()
    {
        writeFileAtomically(path("red.gif"), "GIF89a\x01");
        const CliResult result = runCli({"invert", at("bare.pt"), "--pictures", at("red.gif"), "--out", at("no.npy")});
        QVERIFY2(!result.errors.contains(".npy file"), qPrintable(result.errors));
        QVERIFY2(result.errors.contains("red.gif: "), qPrintable(result.errors));
    }

    void aPictureThatEndsTheEngineTwiceIsLeftOut()
    {
        const LatentTable starts = deadlyStarts(1, 1);
        const CliResult result = runCli(deadlyCall());
        COMPARE_OK(result);
        QCOMPARE(result.json()["count"].toInt(), 23);
        const QJsonArray leftOut = result.json()["unreadable"].toArray();
        QCOMPARE(leftOut.size(), 1);
        QVERIFY(leftOut[0]["name"].toString().contains("picture 1 "));
        QVERIFY2(result.errors.contains("picture 1 "), qPrintable(result.errors));
        const LatentTable found = readLatents(path("deadly.npy"));
        QCOMPARE(found.rows(), 23U);
        QVERIFY(std::ranges::equal(found.row(0), starts.row(0)));
        QVERIFY(std::ranges::equal(found.row(1), starts.row(2)));
    }

    void whatWasFoundIsKeptWhenTheEngineEndsAgainAndAgain()
    {
        const LatentTable starts = deadlyStarts(2, 23);
        const CliResult result = runCli(deadlyCall());
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("2 rows, is written to"), qPrintable(result.errors));
        const LatentTable found = readLatents(path("deadly.npy"));
        QCOMPARE(found.rows(), 2U);
        QVERIFY(std::ranges::equal(found.row(1), starts.row(1)));
    }

    void aKilledEngineIsFollowedByAnother()
    {
        writeManyPictures();
        QProcess process;
        process.start(cliProgram(), {"invert", at("bare.pt"), "--sandbox", "off", "--pictures", at("many.npy"), "--out",
                                     at("part.npy"), "--json"});
        QString errors;
        const auto says = [&](const char* text) {
            return QTest::qWaitFor(
                [&] {
                    errors += QString::fromUtf8(process.readAllStandardError());
                    return errors.contains(text);
                },
                120'000);
        };
        QVERIFY(says("invert:"));
        for (const pid_t engine : childrenOf(process.processId())) {
            ::kill(engine, SIGKILL);
        }
        QVERIFY(says("Another engine is started."));
        errors.clear();
        QVERIFY(says("invert:"));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, qPrintable(errors));
        const QJsonObject json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QVERIFY(json["unreadable"].toArray().isEmpty());
        const LatentTable found = readLatents(path("part.npy"));
        for (std::size_t i = 0; i + 1 < found.rows(); ++i) { // each is of the picture of its row
            QVERIFY(std::abs(found.row(i)[0] - m_latents.row(i % 24)[0]) < 0.06F);
        }
    }

    void ctrlCKeepsWhatWasFound()
    {
        const std::size_t count = writeManyPictures();
        QProcess process;
        process.start(cliProgram(),
                      {"invert", at("bare.pt"), "--pictures", at("many.npy"), "--out", at("part.npy"), "--json"});
        QString errors;
        QVERIFY(QTest::qWaitFor(
            [&] {
                errors += QString::fromUtf8(process.readAllStandardError());
                return errors.contains("invert:");
            },
            120'000));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        const LatentTable found = readLatents(path("part.npy"));
        QVERIFY(found.rows() > 1 && found.rows() < count);
        for (std::size_t i = 0; i < 8; ++i) {
            QVERIFY(std::abs(found.row(0)[i] - m_latents.row(0)[i]) < 0.06F);
        }
    }
};

QTEST_GUILESS_MAIN(tst_CliInvert)
#include "tst_CliInvert.moc"
