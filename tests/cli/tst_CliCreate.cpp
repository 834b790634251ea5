// SPDX-License-Identifier: GPL-3.0-or-later
#include "../space/PackedFiles.h"
#include "CliRun.h"
#include "fixtures/ScriptedModels.h"
#include "space/NpyFile.h"
#include "space/NpyHeader.h"
#include "space/Space.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// Spaces made from the command line; what is in them is tested with core/create.
class tst_CliCreate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatItAssumesAndMakesNothingInADryRun();
    void makesASpaceThatOtherVerbsOpen();
    void aQuestionIsAnsweredWithAnOption();
    void aFullDiskKeepsWhatIsDone();
    void ctrlCKeepsWhatIsDone();
    void withForceItGoesOnAsWell();
    void saysWhatItFoundAlsoWhenThatIsNotEnough();
    void anArrayIsNamed();
    void theEncodersChannelsAreSaid();
    void needsAPlaceForTheSpace();
    void aPlaceThatCannotBeTakenIsRefusedFirst();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder->filePath(name); }
    [[nodiscard]] QStringList call(const QStringList& more) const
    {
        return QStringList{"create", m_folder->path(), "--device", "cpu", "--threads", "1", "--json"} + more;
    }
    void writeMany(std::size_t count) const;
    std::unique_ptr<QTemporaryDir> m_folder;
};

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

void tst_CliCreate::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    writeDecoder(at("decoder.pt").toStdString(), ScriptedDecoder::Linear);
    writeEncoder(at("encoder.pt").toStdString(), ScriptedEncoder::Plain);
    writeMany(50);
}

void tst_CliCreate::writeMany(std::size_t count) const
{
    PictureBatch pictures{.count = count, .shape = {1, 4, 6}, .pixels = std::vector<std::uint8_t>(count * 24)};
    for (std::size_t i = 0; i < pictures.pixels.size(); ++i) {
        pictures.pixels[i] = static_cast<std::uint8_t>(100 + i / 24 % 50);
    }
    writePictures(at("pictures.npy").toStdString(), pictures);
}

void tst_CliCreate::saysWhatItAssumesAndMakesNothingInADryRun()
{
    const CliResult result = runCli(call({"--dry-run", "--show", at("look.png")}));
    COMPARE_OK(result);
    QCOMPARE(result.json()["latent"].toObject()["size"].toInt(), 8);
    QVERIFY(result.json()["reconstruction_error"].toDouble() < 0.01);
    QCOMPARE(result.json()["pieces"].toArray().size(), 3);
    QVERIFY(result.errors.contains("decoder.pt is taken as the decoder"));
    QVERIFY(QFile::exists(at("look.png")));
    QVERIFY(!result.json().contains("space"));
}

void tst_CliCreate::makesASpaceThatOtherVerbsOpen()
{
    const CliResult result = runCli(call({"--out", at("made"), "--name", "Fifty"}));
    COMPARE_OK(result);
    QCOMPARE(result.json()["samples"].toInt(), 50);
    const CliResult info = runCli({"info", at("made"), "--json"});
    COMPARE_OK(info);
    QCOMPARE(info.json()["name"].toString(), QString("Fifty"));
    const CliResult again = runCli(call({"--out", at("made")}));
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(again.errors.contains("Replace it with --force"), qPrintable(again.errors));
    COMPARE_OK(runCli(call({"--out", at("made"), "--force"})));
}

void tst_CliCreate::aQuestionIsAnsweredWithAnOption()
{
    writeDecoder(at("decoder.pt").toStdString(), ScriptedDecoder::UnknownRange);
    const CliResult asked = runCli(call({"--out", at("made")}));
    QCOMPARE(asked.exitCode, 1);
    QVERIFY2(asked.errors.contains("Give it with --range LO,HI."), qPrintable(asked.errors));
    COMPARE_OK(runCli(call({"--out", at("made"), "--range", "0,100", "--encoder-range", "0,1"})));
}

void tst_CliCreate::aFullDiskKeepsWhatIsDone()
{
    writeMany(5000);
    const CliResult full = runCli(call({"--out", at("made")}), {.largestFile = 60'000});
    QCOMPARE(full.exitCode, 1);
    QVERIFY2(full.errors.contains("could not be written") && full.errors.contains("What is done so far is kept"),
             qPrintable(full.errors));
    QVERIFY(!QFile::exists(at("made")));
    const CliResult more = runCli(call({"--out", at("made"), "--resume"}));
    COMPARE_OK(more);
    QCOMPARE(more.json()["samples"].toInt(), 5000);
    QVERIFY(more.json()["went_on_after"].toInt() > 0);
    QVERIFY(!QFile::exists(at("made.unfinished")));
}

void tst_CliCreate::ctrlCKeepsWhatIsDone()
{
    writeMany(20'000);
    writeEncoder(at("encoder.pt").toStdString(), ScriptedEncoder::Slow);
    QProcess process;
    process.start(cliProgram(), call({"--out", at("made")}));
    QTRY_VERIFY_WITH_TIMEOUT(QFile(at("made.unfinished/journal")).size() > 0, 120'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    const QString errors = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(errors.contains("the same command goes on from there"), qPrintable(errors));
    QVERIFY(!QFile::exists(at("made")));
    writeMany(60); // other pictures: there is nothing to go on with
    const CliResult refused = runCli(call({"--out", at("made"), "--resume"}));
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.errors.contains("is of other pieces, or of other answers"), qPrintable(refused.errors));
    COMPARE_OK(runCli(call({"--out", at("made")})));
    const auto space = openSpace(at("made").toStdString());
    QCOMPARE(space->sampleCount(), std::size_t{60});
}

void tst_CliCreate::withForceItGoesOnAsWell()
{
    COMPARE_OK(runCli(call({"--out", at("made")})));
    writeMany(5000);
    const QStringList same = call({"--out", at("made"), "--force"});
    QCOMPARE(runCli(same, {.largestFile = 60'000}).exitCode, 1);
    const CliResult more = runCli(same);
    COMPARE_OK(more);
    QVERIFY(more.json()["went_on_after"].toInt() > 0);
    QCOMPARE(more.json()["samples"].toInt(), 5000);
}

void tst_CliCreate::saysWhatItFoundAlsoWhenThatIsNotEnough()
{
    QVERIFY(QFile::remove(at("decoder.pt")));
    writeStateDict(at("decoder.pth").toStdString(), 3);
    const CliResult result = runCli(call({"--dry-run"}));
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("decoder.pth is a state dict or a pickle") &&
                 result.errors.contains("encoder.pt is taken as the encoder") &&
                 result.errors.contains("There is no decoder among these pieces"),
             qPrintable(result.errors));
}

void tst_CliCreate::anArrayIsNamed()
{
    QVERIFY(QFile::remove(at("pictures.npy")));
    const auto array = [](std::size_t count) {
        return NpyHeader::write("|u1", {count, 4, 6}) + std::string(count * 24, 'x');
    };
    QFile file(at("many.npz"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(zipOf({{"x_train.npy", array(5)}, {"x_test.npy", array(3)}})));
    file.close();
    for (const auto& [name, count] : {std::pair("many.npz", 5), std::pair("many.npz:x_test", 3)}) {
        const CliResult result = runCli({"create", "--decoder", at("decoder.pt"), "--pictures", at(name), "--dry-run",
                                         "--json", "--device", "cpu"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["pictures"].toInt(), count);
    }
}

void tst_CliCreate::theEncodersChannelsAreSaid()
{
    writeDecoder(at("decoder.pt").toStdString(), ScriptedDecoder::Linear, {8, {3, 4, 6}});
    writeEncoder(at("encoder.pt").toStdString(), ScriptedEncoder::Plain, {8, {3, 4, 6}});
    const CliResult result = runCli(call({"--dry-run", "--encoder-channels", "bgr"}));
    COMPARE_OK(result);
    const QString assumed = QJsonDocument(result.json()["assumptions"].toArray()).toJson();
    QVERIFY2(assumed.contains("The encoder's channels are blue, green, red"), qPrintable(assumed));
}

void tst_CliCreate::aPlaceThatCannotBeTakenIsRefusedFirst()
{
    QFile empty(at("empty.txt"));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    for (const auto& [out, sentence] : {std::pair(at("empty.txt"), "is no space, so it is not replaced"),
                                        std::pair(m_folder->path(), "is no space, so it is not replaced"),
                                        std::pair(at("."), "the name of a new folder"),
                                        std::pair(at("empty.txt/made"), "the name of a new folder")}) {
        const CliResult result = runCli(call({"--out", out}));
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains(sentence), qPrintable(result.errors));
        QVERIFY(!result.errors.contains("is taken as")); // nothing was looked at
    }
    QVERIFY(QFileInfo(at("empty.txt")).isFile());
}

void tst_CliCreate::needsAPlaceForTheSpace()
{
    QCOMPARE(runCli(call({})).exitCode, 2);
    QCOMPARE(runCli(call({"--out", at("made"), "--resize", "sideways"})).exitCode, 2);
}

QTEST_GUILESS_MAIN(tst_CliCreate)
#include "tst_CliCreate.moc"
