// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "space/NpyFile.h"
#include "space/Space.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// Training from the command line, on pictures small enough to learn in seconds.
class tst_CliTrain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void makesACompleteSpaceThatOtherVerbsOpen();
    void theSameSeedGivesTheSameLatents();
    void refusesToReplaceWhatIsThere();
    void ctrlCKeepsWhatWasLearnedAndResumeGoesOn();
    void aFailedTrainingLeavesNothing();
    void aDamagedPictureIsLeftOutWithItsLabels();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] QStringList call(const char* out, int epochs) const
    {
        return {"train",        at("bars.npy"),
                "--labels",     at("bars.csv"),
                "--out",        at(out),
                "--kind",       "vae",
                "--latent",     "4",
                "--epochs",     QString::number(epochs),
                "--seed",       "3",
                "--batch",      "16",
                "--validation", "0.2",
                "--device",     "cpu",
                "--threads",    "1",
                "--channels",   "4,8"};
    }
    QTemporaryDir m_folder;
};

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

void tst_CliTrain::initTestCase()
{
    PictureBatch pictures{
        .count = 80, .shape = {1, 16, 16}, .pixels = std::vector<std::uint8_t>(80 * 256), .nonFiniteShares = {}};
    std::string labels = "bar\n";
    for (std::size_t i = 0; i < pictures.count; ++i) {
        for (std::size_t y = 0; y < 16; ++y) {
            pictures.pixels[i * 256 + y * 16 + i % 16] = 255;
        }
        labels += std::to_string(i % 16) + '\n';
    }
    writePictures(at("bars.npy").toStdString(), pictures);
    writeFileAtomically(at("bars.csv").toStdString(), labels);
}

void tst_CliTrain::makesACompleteSpaceThatOtherVerbsOpen()
{
    const CliResult result = runCli(call("bars", 2) + QStringList{"--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["epochs"].toInt(), 2);
    QVERIFY(result.json().contains("validation_kl"));
    QVERIFY2(result.errors.contains("epoch 2 of 2") && result.errors.contains("KL"), qPrintable(result.errors));
    QCOMPARE(QDir(at("bars")).entryList(QDir::Files | QDir::Hidden, QDir::Name),
             (QStringList{"decoder.pt", "encoder.pt", "images.png", "labels.csv", "latents.npy", "space.json"}));
    QVERIFY(!QFile::exists(at("bars.checkpoint")));
    const auto space = openSpace(at("bars").toStdString());
    QCOMPARE(space->sampleCount(), 80U);
    QCOMPARE(space->latents->columns(), 4U);
    QVERIFY(space->labels->find("bar")->isNumeric);
    QCOMPARE(space->manifest.original["training"]["history"].size(), 2U);
    QCOMPARE(space->manifest.original["training"]["seed"].get<int>(), 3);

    COMPARE_OK(runCli({"encode", at("bars"), "--pictures", at("bars.npy"), "--out", at("z.npy")}));
    QCOMPARE(readLatents(at("z.npy").toStdString()), *space->latents);
    COMPARE_OK(runCli({"decode", at("bars"), "--latents", at("z.npy"), "--out", at("x.npy")}));
    QCOMPARE(readPictures(at("x.npy").toStdString()).shape, (PictureShape{1, 16, 16}));
}

void tst_CliTrain::theSameSeedGivesTheSameLatents()
{
    COMPARE_OK(runCli(call("first", 1)));
    COMPARE_OK(runCli(call("second", 1)));
    const auto latentsOf = [&](const char* name) { return *openSpace(at(name).toStdString())->latents; };
    QCOMPARE(latentsOf("first"), latentsOf("second"));
}

void tst_CliTrain::refusesToReplaceWhatIsThere()
{
    QDir().mkpath(at("mine"));
    writeFileAtomically(at("mine/diary.txt").toStdString(), "kept");
    for (const QStringList& more : {QStringList{}, QStringList{"--force"}}) {
        const CliResult result = runCli(call("mine", 1) + more);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("is no space, so it is not replaced"), qPrintable(result.errors));
    }
    QCOMPARE(readWholeFile(at("mine/diary.txt").toStdString(), 100), std::string("kept"));
    COMPARE_OK(runCli(call("again", 1)));
    const CliResult refused = runCli(call("again", 1));
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.errors.contains("--force"), qPrintable(refused.errors));
    COMPARE_OK(runCli(call("again", 1) + QStringList{"--force"}));
}

void tst_CliTrain::ctrlCKeepsWhatWasLearnedAndResumeGoesOn()
{
    QProcess process;
    process.start(cliProgram(), call("stopped", 100000));
    QString errors;
    QVERIFY(QTest::qWaitFor(
        [&] {
            errors += QString::fromUtf8(process.readAllStandardError());
            return errors.contains("epoch 2 of");
        },
        120'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(120'000));
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
             process.readAllStandardError().constData());
    const auto before = openSpace(at("stopped").toStdString());
    QVERIFY(before->manifest.original["training"]["stopped_early"].get<bool>());
    const std::size_t epochs = before->manifest.original["training"]["history"].size();
    QVERIFY(epochs >= 1);
    QVERIFY(QFile::exists(at("stopped.checkpoint")));

    const CliResult resumed = runCli(call("stopped", 100000) + QStringList{"--resume", "--minutes", "0.05"});
    COMPARE_OK(resumed);
    QVERIFY(openSpace(at("stopped").toStdString())->manifest.original["training"]["history"].size() > epochs);
    QVERIFY2(resumed.errors.contains("going on from"), qPrintable(resumed.errors));
}

void tst_CliTrain::aFailedTrainingLeavesNothing()
{
    writeFileAtomically(at("few.csv").toStdString(), "bar\n1\n");
    QStringList arguments = call("failed", 1);
    arguments[3] = at("few.csv");
    const QStringList before = QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden);
    const CliResult result = runCli(arguments);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("1 rows after the header for 80 pictures"), qPrintable(result.errors));
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden), before);
}

void tst_CliTrain::aDamagedPictureIsLeftOutWithItsLabels()
{
    QDir().mkpath(at("files"));
    std::string labels = "bar\n";
    for (int i = 0; i < 20; ++i) {
        const QString file = at("files/") + QString::number(100 + i) + ".png";
        QImage image(16, 16, QImage::Format_Grayscale8);
        image.fill(10 * i);
        QVERIFY(image.save(file));
        labels += std::to_string(i) + '\n';
    }
    writeFileAtomically(at("files/103.png").toStdString(), "\x89PNG broken");
    writeFileAtomically(at("files.csv").toStdString(), labels);
    QStringList arguments = call("mended", 1);
    arguments[1] = at("files");
    arguments[3] = at("files.csv");
    const CliResult result = runCli(arguments + QStringList{"--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["unreadable"].toArray().size(), 1);
    QVERIFY2(result.errors.contains("left out: 103.png"), qPrintable(result.errors));
    const auto space = openSpace(at("mended").toStdString());
    QCOMPARE(space->sampleCount(), 19U);
    const LabelColumn* const bars = space->labels->find("bar");
    QVERIFY(bars != nullptr);
    QCOMPARE(bars->numbers.at(2), 2.0);
    QCOMPARE(bars->numbers.at(3), 4.0);
}

QTEST_GUILESS_MAIN(tst_CliTrain)
#include "tst_CliTrain.moc"
