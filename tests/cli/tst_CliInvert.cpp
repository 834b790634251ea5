// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
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

    void ctrlCKeepsWhatWasFound()
    {
        PictureBatch many = readPictures(path("small/images.npy"));
        const std::vector<std::uint8_t> once = many.pixels;
        while (many.count < 24 * 4000) {
            many.pixels.insert(many.pixels.end(), once.begin(), once.end());
            many.count += 24;
        }
        writePictures(path("many.npy"), many);
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
        QVERIFY(found.rows() > 1 && found.rows() < many.count);
        for (std::size_t i = 0; i < 8; ++i) {
            QVERIFY(std::abs(found.row(0)[i] - m_latents.row(0)[i]) < 0.06F);
        }
    }
};

QTEST_GUILESS_MAIN(tst_CliInvert)
#include "tst_CliInvert.moc"
