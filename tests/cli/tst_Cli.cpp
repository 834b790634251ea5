// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <cmath>

/// The promises of the command line, kept by the real program and the real engine.
class tst_Cli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void infoTellsWhatASpaceHolds();
    void aModelRunsWithoutASandboxWhereThatIsWished();
    void infoWarnsOfPicturesThatAreMissing();
    void infoTellsWhatABareDecoderHolds();
    void embeddedSpacesAreKnownByName();
    void decodeWritesTheDecodersPixels();
    void decodeTakesTheLatentSizeFromTheLatents();
    void decodeWritesOnePngEach();
    void aBareDecodersRangeCanBeGiven();
    void nanPixelsAreZeroAndCountedOnce();
    void encodeGivesTheMean();
    void encodeReadsAFolderInByteOrder();
    void projectGivesPrincipalComponents();
    void attributeIsTheDifferenceOfTheMeans();
    void attributeTakesConditionsAndQuoting();
    void attributeSaysHowFarToTrustIt();
    void morphWalksFromASampleAlongAVector();
    void morphWalksFromALatentIntoAFolder();
    void waitsForItsEngines();
    void usageErrorsExitWithTwo_data();
    void usageErrorsExitWithTwo();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return at(name).toStdString(); }
    QTemporaryDir m_folder;
    LatentTable m_latents = smallSpaceLatents();
};

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

namespace {

Picture pictureAt(const PictureBatch& batch, std::size_t index)
{
    const std::uint8_t* const first = batch.pixels.data() + index * batch.shape.bytes();
    return {batch.shape, {first, first + batch.shape.bytes()}};
}

LatentVector rowOf(const LatentTable& table, std::size_t index)
{
    const LatentView row = table.row(index);
    return {row.begin(), row.end()};
}

/// Rounding may fall the other way in another order of summing.
bool nearlyEqual(const Picture& a, const Picture& b)
{
    return a.shape == b.shape && std::equal(a.pixels.begin(), a.pixels.end(), b.pixels.begin(),
                                            [](std::uint8_t x, std::uint8_t y) { return std::abs(x - y) <= 1; });
}

} // namespace

void tst_Cli::initTestCase()
{
    makeSpace(path("small"));
    writeDecoder(path("bare.pt"), ScriptedDecoder::Linear, {.latentSize = 8, .picture = {3, 5, 4}});
    writeLatents(path("z.npy"), m_latents);
}

void tst_Cli::infoTellsWhatASpaceHolds()
{
    const CliResult result = runCli({"info", at("small"), "--json"});
    COMPARE_OK(result);
    const QJsonObject json = result.json();
    QCOMPARE(json["name"].toString(), "Small");
    QCOMPARE(json["latent"]["size"].toInt(), 8);
    QCOMPARE(json["picture"].toObject(),
             (QJsonObject{{"channels", 1}, {"height", 4}, {"width", 6}, {"range", QJsonArray{0.0, 1.0}}}));
    QCOMPARE(json["encoder"].toBool(), true);
    QCOMPARE(json["samples"].toInt(), 24);
    QCOMPARE(json["labels"].toArray(), (QJsonArray{"side", "held out", "size"}));
    QCOMPARE(json["device"].toString().left(3), "cpu");
    QVERIFY(!json["device_reason"].toString().isEmpty() && !json["libtorch"].toString().isEmpty());
    const QString level = json["sandbox"]["level"].toString();
    QVERIFY2((QStringList{"none", "seccomp", "landlock+seccomp", "bwrap"}.contains(level)), qPrintable(level));
    QVERIFY(!json["sandbox"]["reason"].toString().isEmpty());
    QCOMPARE(result.errors.contains("Warning"), level == "none"); // the only thing there is to say
}

void tst_Cli::aModelRunsWithoutASandboxWhereThatIsWished()
{
    const CliResult result = runCli({"info", at("small"), "--json", "--sandbox", "off"});
    COMPARE_OK(result);
    const QJsonObject json = result.json();
    QCOMPARE(json["sandbox"]["level"].toString(), "none");
    QCOMPARE(runCli({"info", at("small"), "--sandbox", "perhaps"}).exitCode, 2);
}

void tst_Cli::infoWarnsOfPicturesThatAreMissing()
{
    makeSpace(path("short"));
    std::filesystem::remove(path("short/images.npy"));
    std::string manifest = readWholeFile(path("short/space.json"), 1 << 20);
    manifest.replace(manifest.find("images.npy"), 10, "images.png");
    writeFileAtomically(path("short/space.json"), manifest);
    QImage sheet(600, 600, QImage::Format_RGB888);
    sheet.fill(Qt::red);
    QVERIFY(sheet.save(at("short/images.png")));
    QVERIFY(runCli({"info", at("short")}).errors.isEmpty());
    std::filesystem::resize_file(path("short/images.png"), std::filesystem::file_size(path("short/images.png")) - 20);
    const CliResult result = runCli({"info", at("short"), "--json"});
    COMPARE_OK(result);
    QVERIFY2(result.errors.contains("images.png"), qPrintable(result.errors));
}

void tst_Cli::infoTellsWhatABareDecoderHolds()
{
    const CliResult result = runCli({"info", at("bare.pt"), "--json", "--device", "cpu", "--threads", "1"});
    COMPARE_OK(result);
    const QJsonObject json = result.json();
    QCOMPARE(json["latent"]["size"].toInt(), 8);
    QCOMPARE(json["picture"]["channels"].toInt(), 3);
    QCOMPARE(json["encoder"].toBool(), false);
    QCOMPARE(json["samples"].toInt(), 0);
}

void tst_Cli::embeddedSpacesAreKnownByName()
{
    const CliResult result = runCli({"info", "SMALL", "--json"}, {.spaces = m_folder.path()});
    COMPARE_OK(result);
    QCOMPARE(result.json()["name"].toString(), "Small");
}

void tst_Cli::decodeWritesTheDecodersPixels()
{
    const CliResult result = runCli({"decode", at("small"), "--latents", at("z.npy"), "--out", at("x.npy"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["count"].toInt(), 24);
    const PictureBatch pictures = readPictures(path("x.npy"));
    QCOMPARE(pictures.count, 24U);
    for (std::size_t i = 0; i < 24; ++i) {
        QVERIFY(nearlyEqual(pictureAt(pictures, i), linearPicture(rowOf(m_latents, i), {1, 4, 6})));
    }
}

void tst_Cli::decodeTakesTheLatentSizeFromTheLatents()
{
    const CliResult result = runCli({"decode", at("bare.pt"), "--latents", at("z.npy"), "--out", at("colour.npy")});
    COMPARE_OK(result);
    QVERIFY(nearlyEqual(pictureAt(readPictures(path("colour.npy")), 7), linearPicture(rowOf(m_latents, 7), {3, 5, 4})));
}

void tst_Cli::decodeWritesOnePngEach()
{
    COMPARE_OK(runCli({"decode", at("bare.pt"), "--latents", at("z.npy"), "--out", at("frames")}));
    const QDir frames(at("frames"));
    QCOMPARE(frames.entryList(QDir::Files | QDir::Hidden).size(), 24);
    const QImage image = QImage(frames.filePath("000003.png")).convertToFormat(QImage::Format_RGB888);
    QCOMPARE(image.size(), QSize(4, 5));
    const Picture expected = linearPicture(rowOf(m_latents, 3), {3, 5, 4});
    QVERIFY(std::abs(qGreen(image.pixel(2, 1)) - expected.pixels[3 * (4 + 2) + 1]) <= 1);
    COMPARE_OK(runCli({"decode", at("bare.pt"), "--latents", at("z.npy"), "--out", at("frames") + "/"})); // once more
    QCOMPARE(frames.entryList(QDir::Files | QDir::Hidden).size(), 24);
}

void tst_Cli::aBareDecodersRangeCanBeGiven()
{
    writeDecoder(path("wide.pt"), ScriptedDecoder::UnknownRange);
    const QStringList call = {"decode", at("wide.pt"), "--latents", at("z.npy"), "--out", at("wide.npy")};
    const CliResult refused = runCli(call);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.errors.contains("--range") && refused.errors.contains("wide.pt"), qPrintable(refused.errors));
    QVERIFY(!QFile::exists(at("wide.npy")));
    COMPARE_OK(runCli(call + QStringList{"--range", "0,100"}));
    QVERIFY(nearlyEqual(pictureAt(readPictures(path("wide.npy")), 0), linearPicture(rowOf(m_latents, 0), {1, 4, 6})));
}

void tst_Cli::nanPixelsAreZeroAndCountedOnce()
{
    writeDecoder(path("nan.pt"), ScriptedDecoder::NanAboveTwo);
    LatentTable latents(3, 8);
    latents.row(0)[0] = 3;
    latents.row(2)[0] = 4;
    writeLatents(path("far.npy"), latents);
    const CliResult result =
        runCli({"decode", at("nan.pt"), "--latents", at("far.npy"), "--out", at("nan.npy"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["nan_values"].toInt(), 24);
    QCOMPARE(result.json()["nan_pictures"].toInt(), 2);
    QCOMPARE(result.errors.count("warning"), 1);
    const Picture first = pictureAt(readPictures(path("nan.npy")), 0);
    QCOMPARE(first.pixels[0], 0);
    QCOMPARE(first.pixels[11], 0);
    QVERIFY(first.pixels[12] > 100);
}

void tst_Cli::encodeGivesTheMean()
{
    const CliResult result =
        runCli({"encode", at("small"), "--pictures", at("small/images.npy"), "--out", at("encoded.npy"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["count"].toInt(), 24);
    const LatentTable latents = readLatents(path("encoded.npy"));
    QCOMPARE(latents.rows(), 24U);
    QCOMPARE(latents.columns(), 8U);
    for (std::size_t i = 0; i < latents.values().size(); ++i) {
        QVERIFY(std::abs(latents.values()[i] - m_latents.values()[i]) < 0.021F); // half a grey level
    }
}

void tst_Cli::encodeReadsAFolderInByteOrder()
{
    QDir().mkpath(at("pictures"));
    for (const auto& [name, grey] : {std::pair{"b.png", 200}, {"B.png", 100}, {"a10.png", 150}}) {
        QImage image(12, 8, QImage::Format_Grayscale8); // twice as large: it is shrunk
        image.fill(qRgb(grey, grey, grey));
        QVERIFY(image.save(at("pictures/") + name));
    }
    writeFileAtomically(path("pictures/notes.txt"), "left out");
    const CliResult result = runCli({"encode", at("small"), "--pictures", at("pictures"), "--out", at("folder.npy")});
    COMPARE_OK(result);
    QVERIFY2(result.errors.contains("1 file that is not named like a picture is left out"), qPrintable(result.errors));
    const LatentTable latents = readLatents(path("folder.npy"));
    QCOMPARE(latents.rows(), 3U);
    for (const auto& [row, grey] : {std::pair{0U, 100}, {1U, 150}, {2U, 200}}) {
        QVERIFY(std::abs(latents.row(row)[3] - (static_cast<float>(grey) / 255 - 0.5F) * 10) < 0.021F);
    }
}

void tst_Cli::projectGivesPrincipalComponents()
{
    for (const QString& source : {at("small"), at("z.npy")}) {
        const CliResult result =
            runCli({"project", source, "--method", "pca", "--components", "3", "--out", at("xy.npy"), "--json"});
        COMPARE_OK(result);
        const QJsonArray variances = result.json()["explained_variance"].toArray();
        QCOMPARE(variances.size(), 3);
        const LatentTable points = readLatents(path("xy.npy"));
        QCOMPARE(points.rows(), 24U);
        QCOMPARE(points.columns(), 3U);
        double squares = 0;
        for (std::size_t i = 0; i < 24; ++i) {
            squares += std::pow(static_cast<double>(points.row(i)[0]), 2);
        }
        QVERIFY(std::abs(squares / 23 - variances[0].toDouble()) < 1e-3);
        QVERIFY(variances[0].toDouble() >= variances[1].toDouble());
    }
}

void tst_Cli::attributeIsTheDifferenceOfTheMeans()
{
    const CliResult result = runCli(
        {"attribute", at("small"), "--with", "side=left", "--without", "side=right", "--out", at("v.npy"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["with"].toInt(), 12);
    QCOMPARE(result.json()["without"].toInt(), 12);
    QVERIFY(std::abs(result.json()["norm"].toDouble() - 3) < 1e-5);
    const LatentTable vector = readLatents(path("v.npy"));
    QCOMPARE(vector.rows(), 1U);
    QCOMPARE(vector.row(0)[0], -3.0F);
    for (std::size_t k = 1; k < 8; ++k) {
        QVERIFY(std::abs(vector.row(0)[k]) < 1e-6F);
    }
}

void tst_Cli::attributeTakesConditionsAndQuoting()
{
    const CliResult result = runCli({"attribute", at("small"), "--with", "side=right", "--without", "side=left",
                                     "--where", "\"held out\"=no", "--out", at("w.npy"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["with"].toInt(), 6);
    QCOMPARE(result.json()["without"].toInt(), 12);
    // Several conditions, and a name with everything that must be quoted.
    makeSpace(path("odd"));
    const std::string odd = "\"a,b=\"\"c\"\"\",side\n";
    std::string rows;
    for (int i = 0; i < 24; ++i) {
        rows += std::string(i < 6 ? "\"x=1,\"" : "y") + (i % 2 == 0 ? ",left\n" : ",right\n");
    }
    writeFileAtomically(path("odd/labels.csv"), odd + rows);
    const CliResult quoted = runCli({"attribute", at("odd"), "--with", R"("a,b=""c"""="x=1,",side=left)", "--without",
                                     "side=right", "--out", at("w.npy"), "--json"});
    COMPARE_OK(quoted);
    QCOMPARE(quoted.json()["with"].toInt(), 3);
    QCOMPARE(quoted.json()["without"].toInt(), 12);
    const CliResult unknown =
        runCli({"attribute", at("small"), "--with", "side=up", "--without", "side=left", "--out", at("none.npy")});
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY2(unknown.errors.contains("left, right"), qPrintable(unknown.errors));
    QVERIFY(!QFile::exists(at("none.npy")));
}

void tst_Cli::attributeSaysHowFarToTrustIt()
{
    const QStringList asked = {"attribute", at("small"), "--with", "side=left", "--out", at("v.npy"), "--json"};
    const CliResult mean = runCli(asked + QStringList{"--random-splits", "60"});
    COMPARE_OK(mean);
    const QJsonObject json = mean.json();
    QCOMPARE(json["without"].toInt(), 12); // everything else
    QVERIFY2(json["auc"].toDouble() > 0.9, qPrintable(QString::number(json["auc"].toDouble())));
    QVERIFY(json["cohens_d"].toDouble() > 1);
    QCOMPARE(json["random_splits"].toInt(), 60);
    QVERIFY(json["random_as_good"].toDouble() < 0.05);
    QCOMPARE(json["could_be_noise"].toBool(true), false);
    const CliResult fixed = runCli(asked + QStringList{"--method", "linear", "--keep-fixed", "\"held out\""});
    COMPARE_OK(fixed);
    QCOMPARE(fixed.json()["kept_fixed"][0]["name"].toString(), QString("held out"));
    QCOMPARE(readLatents(path("v.npy")).rows(), 1U);
}

void tst_Cli::morphWalksFromASampleAlongAVector()
{
    LatentTable vector(1, 8);
    vector.row(0)[2] = 2;
    writeLatents(path("step.npy"), vector);
    COMPARE_OK(runCli({"morph", at("small"), "--sample", "5", "--attribute", at("step.npy"), "--from", "-1", "--to",
                       "1", "--frames", "5", "--out", at("walk.npy")}));
    const PictureBatch frames = readPictures(path("walk.npy"));
    QCOMPARE(frames.count, 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        LatentVector point = rowOf(m_latents, 5);
        point[2] += 2 * (static_cast<float>(i) * 0.5F - 1);
        QVERIFY(nearlyEqual(pictureAt(frames, i), linearPicture(point, {1, 4, 6})));
    }
    const CliResult beyond =
        runCli({"morph", at("small"), "--sample", "24", "--attribute", at("step.npy"), "--out", at("none")});
    QCOMPARE(beyond.exitCode, 1);
    QVERIFY2(beyond.errors.contains("samples are 0 to 23"), qPrintable(beyond.errors));
}

void tst_Cli::morphWalksFromALatentIntoAFolder()
{
    LatentTable vector(1, 8);
    vector.row(0)[2] = 2;
    writeLatents(path("step.npy"), vector);
    LatentTable start(1, 8);
    start.row(0)[1] = 1;
    writeLatents(path("start.npy"), start);
    COMPARE_OK(runCli({"morph", at("small"), "--latent", at("start.npy"), "--attribute", at("step.npy"), "--out",
                       at("frames-of-morph")}));
    const QDir frames(at("frames-of-morph"));
    QCOMPARE(frames.entryList(QDir::Files | QDir::Hidden).size(), 9);
    LatentVector end = rowOf(start, 0);
    end[2] = 2;
    const QImage last = QImage(frames.filePath("000008.png")).convertToFormat(QImage::Format_Grayscale8);
    const Picture expected = linearPicture(end, {1, 4, 6});
    for (int x = 0; x < 6; ++x) {
        QVERIFY(std::abs(qGray(last.pixel(x, 1)) - expected.pixels[static_cast<std::size_t>(6 + x)]) <= 1);
    }
    const CliResult shorter = runCli({"morph", at("small"), "--latent", at("start.npy"), "--attribute", at("step.npy"),
                                      "--frames", "4", "--out", at("frames-of-morph")});
    COMPARE_OK(shorter);
    QVERIFY2(shorter.errors.contains("5 pictures from 000004.png"), qPrintable(shorter.errors));
}

/// What `time` counts: the processor time of children that were waited for.
void tst_Cli::waitsForItsEngines()
{
    rusage before = {};
    rusage after = {};
    ::getrusage(RUSAGE_CHILDREN, &before);
    COMPARE_OK(runCli({"info", at("small")}));
    ::getrusage(RUSAGE_CHILDREN, &after);
    const auto seconds = [](const rusage& usage) {
        return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
    };
    // Reading LibTorch alone takes 0.2 s of an engine; the command line's own part is a few milliseconds.
    QVERIFY2(seconds(after) - seconds(before) > 0.1, qPrintable(QString::number(seconds(after) - seconds(before))));
}

void tst_Cli::usageErrorsExitWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown verb") << QStringList{"paint"};
    QTest::newRow("missing option") << QStringList{"decode", "small", "--out", "x.npy"};
    QTest::newRow("no number") << QStringList{"info", "small", "--latent-size", "many"};
    QTest::newRow("device") << QStringList{"info", "small", "--device", "tpu"};
    QTest::newRow("range") << QStringList{"info", "small", "--range", "1,0"};
    QTest::newRow("sample below 0") << QStringList{"morph",       "small", "--sample", "-1",
                                                   "--attribute", "v.npy", "--out",    "x.npy"};
    QTest::newRow("sample and latent") << QStringList{"morph", "small",       "--sample", "1",     "--latent",
                                                      "z.npy", "--attribute", "v.npy",    "--out", "x.npy"};
}

void tst_Cli::usageErrorsExitWithTwo()
{
    QFETCH(QStringList, arguments);
    const CliResult result = runCli(arguments, {.spaces = m_folder.path()});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.output.isEmpty());
    QVERIFY(!result.errors.isEmpty());
    if (!arguments.isEmpty() && arguments.front() == "paint") {
        QVERIFY2(result.errors.contains("no verb `paint`") && result.errors.contains("decode"),
                 qPrintable(result.errors));
    }
    QCOMPARE(runCli({"--help"}).exitCode, 0);
}

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_Cli.moc"
