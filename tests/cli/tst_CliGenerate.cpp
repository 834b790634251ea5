// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "latent/PriorDraws.h"
#include "space/NpyFile.h"
#include "space/Space.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// Spaces of generated samples, from the command line.
class tst_CliGenerate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void makesASpaceOfWhatTheDecoderMakesOfTheDraws();
    void largePicturesBecomeThumbnails();
    void drawsAroundGivenLatents();
    void brokenPicturesAreKeptAndLabelled();
    void ctrlCLeavesNothing();
    void whatFailsLeavesNothing_data();
    void whatFailsLeavesNothing();
    void aFullDiskIsSaidAtOnce();
    void refusesWrongNumbers();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString decoder(ScriptedDecoder kind = ScriptedDecoder::Linear,
                                  PictureShape picture = {1, 4, 6}) const
    {
        const QString file = at("decoder.pt");
        writeDecoder(file.toStdString(), kind, {.picture = picture});
        return file;
    }
    [[nodiscard]] QStringList everything() const
    {
        return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    QTemporaryDir m_folder;
};

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

void tst_CliGenerate::makesASpaceOfWhatTheDecoderMakesOfTheDraws()
{
    const CliResult result = runCli({"generate", decoder(), "--latent-size", "8", "--count", "150", "--distribution",
                                     "cube", "--seed", "5", "--out", at("drawn"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["generated"].toObject()["count"].toInt(), 150);
    QCOMPARE(result.json()["nan_pictures"].toInt(), 0);
    QCOMPARE(QDir(at("drawn")).entryList(QDir::Files | QDir::Hidden, QDir::Name),
             (QStringList{"decoder.pt", "images.npy", "latents.npy", "space.json"}));
    const auto space = openSpace(at("drawn").toStdString());
    QCOMPARE(*space->latents, drawPoints({.distribution = Distribution::Cube, .count = 150, .seed = 5}, 8, nullptr));
    QVERIFY(space->manifest.prior == Prior::Uniform);
    const PictureBatch pictures = readPictures(at("drawn/images.npy").toStdString());
    QCOMPARE(pictures.count, std::size_t{150});
    for (std::size_t i = 0; i < pictures.count; ++i) {
        const LatentView z = space->latents->row(i);
        const Picture expected = linearPicture({z.begin(), z.end()}, {1, 4, 6});
        for (std::size_t k = 0; k < expected.pixels.size(); ++k) {
            QVERIFY(std::abs(expected.pixels[k] - pictures.pixels[i * 24 + k]) <= 1);
        }
    }
    const CliResult again = runCli({"generate", at("drawn"), "--count", "100", "--out", at("drawn")});
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(again.errors.contains("is not replaced"), qPrintable(again.errors));
}

void tst_CliGenerate::largePicturesBecomeThumbnails()
{
    COMPARE_OK(runCli({"generate", decoder(ScriptedDecoder::Linear, {1, 128, 256}), "--latent-size", "8", "--count",
                       "100", "--out", at("large")}));
    const auto space = openSpace(at("large").toStdString());
    QCOMPARE(space->manifest.decoder->picture, (PictureShape{1, 128, 256}));
    QCOMPARE(readPictures(at("large/images.npy").toStdString()).shape, (PictureShape{1, 64, 128}));
    QCOMPARE(space->manifest.samples->thumbnail.width, 128);
}

void tst_CliGenerate::drawsAroundGivenLatents()
{
    LatentTable given(30, 8);
    for (std::size_t i = 0; i < given.rows(); ++i) {
        given.row(i)[0] = 1 + 0.01F * static_cast<float>(i % 7);
    }
    writeLatents(at("given.npy").toStdString(), given);
    const QStringList call = {"generate", decoder(),        "--latent-size", "8",     "--count",
                              "100",      "--distribution", "neighbours",    "--out", at("blends")};
    const CliResult missing = runCli(call);
    QCOMPARE(missing.exitCode, 1);
    QVERIFY2(missing.errors.contains("draws around latents"), qPrintable(missing.errors));
    COMPARE_OK(runCli(call + QStringList{"--latents", at("given.npy")}));
    const auto space = openSpace(at("blends").toStdString());
    for (std::size_t i = 0; i < 100; ++i) {
        const float first = space->latents->row(i)[0];
        QVERIFY(first >= 0.999F && first <= 1.061F);
    }
}

void tst_CliGenerate::brokenPicturesAreKeptAndLabelled()
{
    const CliResult result = runCli({"generate", decoder(ScriptedDecoder::NanAboveTwo), "--latent-size", "8", "--count",
                                     "300", "--out", at("broken"), "--json"});
    COMPARE_OK(result);
    const auto space = openSpace(at("broken").toStdString());
    QCOMPARE(space->sampleCount(), std::size_t{300});
    const LabelColumn* column = space->labels->find("NaN");
    QVERIFY(column != nullptr);
    int broken = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        const bool isBroken = space->latents->row(i)[0] > 2;
        QCOMPARE(column->values[column->codes[i]], std::string(isBroken ? "yes" : "no"));
        broken += isBroken ? 1 : 0;
    }
    QVERIFY(broken > 0);
    QCOMPARE(result.json()["nan_pictures"].toInt(), broken);
}

void tst_CliGenerate::ctrlCLeavesNothing()
{
    const QString file = decoder(ScriptedDecoder::Linear, {3, 512, 512});
    const QStringList before = everything();
    QProcess process;
    process.start(cliProgram(), {"generate", file, "--latent-size", "8", "--count", "50000", "--out", at("stopped")});
    QString errors;
    QVERIFY(QTest::qWaitFor(
        [&] {
            errors += QString::fromUtf8(process.readAllStandardError());
            return errors.contains("s left");
        },
        120'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("was stopped"));
    QCOMPARE(everything(), before);
}

void tst_CliGenerate::whatFailsLeavesNothing_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("killed") << static_cast<int>(ScriptedDecoder::KillsAboveTwo) << "ended";
    QTest::newRow("throws") << static_cast<int>(ScriptedDecoder::ThrowsAboveTwo) << "decoder.pt";
}

void tst_CliGenerate::whatFailsLeavesNothing()
{
    QFETCH(int, kind);
    QFETCH(QString, sentence);
    const QString file = decoder(static_cast<ScriptedDecoder>(kind));
    const QStringList before = everything();
    const CliResult result = runCli({"generate", file, "--latent-size", "8", "--range", "0,1", "--count", "2000",
                                     "--seed", "4", "--out", at("failed")});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains(sentence), qPrintable(result.errors));
    QCOMPARE(everything(), before);
}

void tst_CliGenerate::aFullDiskIsSaidAtOnce()
{
    const QString file = decoder();
    const QStringList before = everything();
    const CliResult result = runCli({"generate", file, "--latent-size", "8", "--count", "50000", "--out", at("full")},
                                    {.largestFile = 100'000});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("could not be written") && result.errors.contains("Free some space"),
             qPrintable(result.errors));
    QCOMPARE(everything(), before);
}

void tst_CliGenerate::refusesWrongNumbers()
{
    const QString file = decoder();
    for (const QStringList& wrong : {QStringList{"--count", "99"}, QStringList{"--count", "50001"},
                                     QStringList{"--seed", "-1"}, QStringList{"--distribution", "gauss"}}) {
        QCOMPARE(runCli(QStringList{"generate", file, "--out", at("wrong")} + wrong).exitCode, 2);
    }
    const CliResult noClass = runCli(
        {"generate", file, "--latent-size", "8", "--draw-class", "breed", "--count", "100", "--out", at("wrong")});
    QCOMPARE(noClass.exitCode, 1);
    QVERIFY2(noClass.errors.contains("It takes none at all"), qPrintable(noClass.errors));
    QVERIFY(!QFile::exists(at("wrong")));
}

QTEST_GUILESS_MAIN(tst_CliGenerate)
#include "tst_CliGenerate.moc"
