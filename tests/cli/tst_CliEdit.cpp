// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "base/AtomicFile.h"
#include "base/MeanPicture.h"
#include "fixtures/ConditionalSpace.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

namespace {

constexpr PictureShape shape{1, 4, 6};

std::vector<float> rowOf(const LatentTable& table, std::size_t index)
{
    const LatentView row = table.row(index);
    return {row.begin(), row.end()};
}

/// Rounding may fall the other way in another order of summing.
bool nearlyEqual(std::span<const std::uint8_t> pixels, const Picture& truth)
{
    return std::ranges::equal(pixels, truth.pixels, [](int a, int b) { return std::abs(a - b) <= 1; });
}

std::span<const std::uint8_t> pixelsAt(const PictureBatch& batch, std::size_t index)
{
    return std::span(batch.pixels).subspan(index * batch.shape.bytes(), batch.shape.bytes());
}

/// A tile of a grey sheet.
std::vector<std::uint8_t> tileAt(const QImage& sheet, int column, int row)
{
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x) {
            const QRgb pixel = sheet.pixel(column * shape.width + x, row * shape.height + y);
            pixels.push_back(static_cast<std::uint8_t>(qRed(pixel)));
        }
    }
    return pixels;
}

} // namespace

/// The verbs that use vectors: edit, morph, sheet, analogy and mean, of the real program.
class tst_CliEdit : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    LatentTable m_latents = smallSpaceLatents();

    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return at(name).toStdString(); }
    [[nodiscard]] std::vector<float> sampleWith(std::size_t sample, float zero, float one) const
    {
        std::vector<float> point = rowOf(m_latents, sample);
        point[0] += zero;
        point[1] += one;
        return point;
    }
    void replaceInManifest(const char* space, const std::string& before, const std::string& after) const
    {
        const std::filesystem::path file = path(space) / "space.json";
        std::string text = readWholeFile(file, 1 << 20);
        const std::size_t place = text.find(before);
        QVERIFY(place != std::string::npos);
        writeFileAtomically(file, text.replace(place, before.size(), after));
    }
    [[nodiscard]] int nearestTo(const std::vector<float>& point) const
    {
        const auto distance = [&](std::size_t sample) {
            double sum = 0;
            for (std::size_t k = 0; k < point.size(); ++k) {
                const double step = static_cast<double>(point[k]) - static_cast<double>(m_latents.row(sample)[k]);
                sum += step * step;
            }
            return sum;
        };
        std::size_t best = 0;
        for (std::size_t sample = 1; sample < m_latents.rows(); ++sample) {
            best = distance(sample) < distance(best) ? sample : best;
        }
        return static_cast<int>(best);
    }
    [[nodiscard]] static QString refusal(const QStringList& arguments)
    {
        const CliResult result = runCli(arguments);
        return result.exitCode == 1 ? result.errors : QString::number(result.exitCode);
    }

private Q_SLOTS:
    void initTestCase()
    {
        makeSpace(path("small"));
        writeLatents(path("v.npy"), LatentTable(1, 8, {2, 0, 0, 0, 0, 0, 0, 0}));
        writeLatents(path("w:1.npy"), LatentTable(1, 8, {0, 1, 0, 0, 0, 0, 0, 0}));
        writeLatents(path("wide.npy"), LatentTable(1, 9, std::vector<float>(9, 1)));
        LatentTable bad(1, 8);
        bad.row(0)[3] = std::numeric_limits<float>::quiet_NaN();
        writeLatents(path("nan.npy"), bad);
    }

    void editAddsTheVectorsToASample()
    {
        const CliResult result =
            runCli({"edit", at("small"), "--sample", "5", "--attribute", at("v.npy:0.5"), "--attribute",
                    at("w:1.npy:-0.4"), "--out", at("x.npy"), "--latent-out", at("z.npy"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["attributes"].toArray().size(), 2);
        QCOMPARE(result.json()["attributes"][1]["file"].toString(), at("w:1.npy"));
        QCOMPARE(result.json()["attributes"][1]["amount"].toDouble(), -0.4);
        const std::vector<float> point = sampleWith(5, 1, -0.4F);
        QVERIFY(nearlyEqual(readPictures(path("x.npy")).pixels, linearPicture(point, shape)));
        QCOMPARE(rowOf(readLatents(path("z.npy")), 0), point);
    }

    void editTakesAPointAndWritesAPicture()
    {
        writeLatents(path("point.npy"), LatentTable(1, 8, {1, 1, 1, 1, 1, 1, 1, 1}));
        const QStringList call = {"edit",        at("small"),    "--latent", at("point.npy"),
                                  "--attribute", at("v.npy:+1"), "--out",    at("one.png")};
        COMPARE_OK(runCli(call));
        const QImage picture(at("one.png"));
        QCOMPARE(picture.size(), QSize(6, 4));
        QVERIFY(nearlyEqual(tileAt(picture, 0, 0), linearPicture({3, 1, 1, 1, 1, 1, 1, 1}, shape)));
        QStringList folder = call;
        folder.back() = at("one");
        COMPARE_OK(runCli(folder));
        QVERIFY(QFile::exists(at("one/000000.png")));
    }

    void editAddsSamplesMeansAndVectors()
    {
        const CliResult result = runCli({"edit", at("small"), "--plus", "12", "--minus", "7", "--plus", "9", "--plus",
                                         at("v.npy:-0.5"), "--plus", "side=left:0.25", "--minus", "side=left:0.25",
                                         "--out", at("sum.npy"), "--latent-out", at("z.npy"), "--json"});
        COMPARE_OK(result);
        std::vector<float> point(8);
        for (std::size_t k = 0; k < 8; ++k) {
            point[k] = m_latents.row(12)[k] - m_latents.row(7)[k] + m_latents.row(9)[k];
        }
        point[0] -= 1;
        QVERIFY(nearlyEqual(readPictures(path("sum.npy")).pixels, linearPicture(point, shape)));
        const std::vector<float> written = rowOf(readLatents(path("z.npy")), 0);
        for (std::size_t k = 0; k < 8; ++k) {
            QVERIFY(std::abs(written[k] - point[k]) < 1e-5F);
        }
        QCOMPARE(result.json()["terms"].toArray().size(), 6);
        QCOMPARE(result.json()["terms"][4]["term"].toString(), QString("7"));
        QCOMPARE(result.json()["terms"][4]["factor"].toDouble(), -1.0);
        QCOMPARE(result.json()["nearest_sample"].toInt(), nearestTo(written));
    }

    void editAddsTermsToASampleAndTakesSavedVectors()
    {
        makeSpace(path("saved"));
        replaceInManifest("saved", "\"latents\": \"latents.npy\"",
                          R"("latents": "latents.npy"}, "attributes": [{"name": "wide: 1", "amount": 0, "vector": )"
                          R"([0, 3, 0, 0, 0, 0, 0, 0]}], "_": {"_": 1)");
        COMPARE_OK(runCli({"edit", at("saved"), "--sample", "5", "--minus", "wide: 1:0.5", "--out", at("x.npy")}));
        QVERIFY(nearlyEqual(readPictures(path("x.npy")).pixels, linearPicture(sampleWith(5, 0, -1.5F), shape)));
        const QString why = refusal({"edit", at("saved"), "--sample", "5", "--plus", "tall", "--out", at("none.npy")});
        QVERIFY2(why.contains("it has wide: 1"), qPrintable(why));
    }

    void morphTakesManyVectorsAndLeadsToASample()
    {
        COMPARE_OK(runCli({"morph", at("small"), "--sample", "5", "--attribute", at("v.npy:0.5"), "--attribute",
                           at("w:1.npy:-0.4"), "--frames", "3", "--out", at("walk.npy")}));
        const PictureBatch walk = readPictures(path("walk.npy"));
        QVERIFY(nearlyEqual(pixelsAt(walk, 0), linearPicture(sampleWith(5, 0, 0), shape)));
        QVERIFY(nearlyEqual(pixelsAt(walk, 1), linearPicture(sampleWith(5, 0.5F, -0.2F), shape)));
        QVERIFY(nearlyEqual(pixelsAt(walk, 2), linearPicture(sampleWith(5, 1, -0.4F), shape)));
        COMPARE_OK(runCli({"morph", at("small"), "--sample", "5", "--end-sample", "8", "--attribute", at("v.npy"),
                           "--from", "1", "--frames", "2", "--out", at("walk.png")}));
        const QImage sheet(at("walk.png"));
        QCOMPARE(sheet.size(), QSize(12, 4));
        QVERIFY(nearlyEqual(tileAt(sheet, 0, 0), linearPicture(sampleWith(5, 2, 0), shape)));
        QVERIFY(nearlyEqual(tileAt(sheet, 1, 0), linearPicture(sampleWith(8, 2, 0), shape)));
    }

    void editGivesWhatTheDecoderTakesBeside()
    {
        makeConditionalSpace(path("conditional"));
        writeLatents(path("four.npy"), LatentTable(1, 4, {0, 2, 0, 0}));
        writeLatents(path("origin.npy"), LatentTable(1, 4));
        COMPARE_OK(runCli({"edit", at("conditional"), "--latent", at("origin.npy"), "--attribute", at("four.npy:0.5"),
                           "--input", "animal=owl", "--out", at("owl.npy")}));
        const Picture truth = conditionalPicture(std::vector<float>{0, 1, 0, 0}, 2, 0, 3);
        QVERIFY(nearlyEqual(readPictures(path("owl.npy")).pixels, truth));
    }

    void sheetShowsEachSampleBesideItsEdit()
    {
        const CliResult result = runCli({"sheet", at("small"), "--samples", "1,9,4,2", "--attribute", at("v.npy:0.5"),
                                         "--columns", "2", "--out", at("sheet.png"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["samples"].toArray(), (QJsonArray{1, 9, 4, 2}));
        QCOMPARE(result.json()["columns"].toInt(), 2);
        const QImage sheet(at("sheet.png"));
        QCOMPARE(sheet.size(), QSize(4 * 6, 2 * 4));
        QVERIFY(nearlyEqual(tileAt(sheet, 2, 0), linearPicture(sampleWith(9, 0, 0), shape)));
        QVERIFY(nearlyEqual(tileAt(sheet, 3, 0), linearPicture(sampleWith(9, 1, 0), shape)));
        QVERIFY(nearlyEqual(tileAt(sheet, 1, 1), linearPicture(sampleWith(4, 1, 0), shape)));
    }

    void sheetIsAboutSquareWithoutColumns()
    {
        COMPARE_OK(runCli({"sheet", at("small"), "--samples", "0,1,2,3,4,5,6,7,8,9,10,11", "--attribute",
                           at("v.npy:0.5"), "--out", at("square.png")}));
        QCOMPARE(QImage(at("square.png")).size(), QSize(2 * 2 * 6, 6 * 4));
    }

    void sheetMakesAStripOfEachSample()
    {
        const CliResult result = runCli({"sheet", at("small"), "--where", "side=left,\"held out\"=no", "--count", "3",
                                         "--attribute", at("w:1.npy:0.5"), "--from", "-2", "--to", "2", "--steps", "5",
                                         "--out", at("strip.npy"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["samples"].toArray(), (QJsonArray{0, 2, 4}));
        QCOMPARE(result.json()["matching"].toInt(), 12);
        const PictureBatch pictures = readPictures(path("strip.npy"));
        QCOMPARE(pictures.count, 15U);
        for (std::size_t step = 0; step < 5; ++step) {
            const float times = static_cast<float>(step) - 2;
            QVERIFY(nearlyEqual(pixelsAt(pictures, 5 + step), linearPicture(sampleWith(2, 0, times / 2), shape)));
        }
        const CliResult said = runCli({"sheet", at("small"), "--where", "side=left", "--count", "3", "--attribute",
                                       at("v.npy:1"), "--out", at("strip.npy")});
        QVERIFY2(said.output.contains("the first of 12"), said.output.constData());
    }

    void sheetsThatAreTooLargeAreRefused()
    {
        const QString why = refusal({"sheet", at("small"), "--samples", "1", "--attribute", at("v.npy:1"), "--steps",
                                     "1000", "--columns", "1", "--out", at("large.png")});
        QVERIFY2(why == "0", qPrintable(why)); // 6000 pixels wide
        QStringList call = {"sheet",       at("small"), "--where", "side=left", "--count", "9",     "--attribute",
                            at("v.npy:1"), "--steps",   "1000",    "--columns", "9",       "--out", at("larger.png")};
        QVERIFY(refusal(call).contains("--columns"));
        QVERIFY(!QFile::exists(at("larger.png")));
    }

    void analogyChangesASampleAsTwoOthersDiffer()
    {
        // 0 and 1 are alike but for the side: 6 becomes what 7 is.
        const CliResult result = runCli({"analogy", at("small"), "--from", "0", "--to", "1", "--apply", "6", "--out",
                                         at("analogy.npy"), "--latent-out", at("seven.npy"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["nearest_sample"].toInt(), 7);
        QVERIFY(result.json()["distance"].toDouble() < 1e-5);
        QVERIFY(nearlyEqual(readPictures(path("analogy.npy")).pixels, linearPicture(rowOf(m_latents, 7), shape)));
        const std::vector<float> seven = rowOf(readLatents(path("seven.npy")), 0);
        QVERIFY(std::abs(seven[0] - 1.5F) < 1e-5F);
    }

    void analogyNamesTheNearestSampleOfEachStep()
    {
        const CliResult result = runCli({"analogy", at("small"), "--from", "1", "--to", "0", "--apply", "7", "--frames",
                                         "5", "--amount", "2", "--out", at("steps.png"), "--json"});
        COMPARE_OK(result);
        const QJsonArray steps = result.json()["steps"].toArray();
        QCOMPARE(steps.size(), 5);
        QCOMPARE(steps[0]["nearest_sample"].toInt(), 7);
        QCOMPARE(steps[1]["amount"].toDouble(), 0.5);
        QCOMPARE(steps[2]["nearest_sample"].toInt(), 6);
        QVERIFY(steps[2]["distance"].toDouble() < 1e-5);
        QCOMPARE(steps[4]["distance"].toDouble(), 3.0);
        const QImage sheet(at("steps.png"));
        QCOMPARE(sheet.size(), QSize(5 * 6, 4));
        QVERIFY(nearlyEqual(tileAt(sheet, 4, 0), linearPicture(sampleWith(7, -6, 0), shape)));
    }

    void meanShowsLatentAndPixelsSideBySide()
    {
        const CliResult result = runCli({"mean", at("small"), "--with", "side=left", "--out", at("mean.png"),
                                         "--latent-out", at("middle.npy"), "--json"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["samples"].toInt(), 12);
        std::vector<float> middle(8);
        MeanPicture pixels(shape);
        const PictureBatch pictures = readPictures(path("small/images.npy"));
        for (std::size_t i = 0; i < 24; i += 2) {
            for (std::size_t k = 0; k < 8; ++k) {
                middle[k] += m_latents.row(i)[k] / 12;
            }
            pixels.add(pixelsAt(pictures, i));
        }
        const QImage both(at("mean.png"));
        QCOMPARE(both.size(), QSize(12, 4));
        QVERIFY(nearlyEqual(tileAt(both, 0, 0), linearPicture(middle, shape)));
        QCOMPARE(tileAt(both, 1, 0), pixels.mean().pixels);
        QVERIFY(std::abs(readLatents(path("middle.npy")).row(0)[0] + 1.5F) < 1e-5F);
    }

    void meanTakesSamplesOnceEachAndOneKind()
    {
        const QStringList call = {"mean",   at("small"), "--samples",    "3,8,3",
                                  "--json", "--out",     at("mean.npy"), "--kind"};
        const CliResult result = runCli(call + QStringList{"pixels"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["samples"].toInt(), 2);
        MeanPicture pixels(shape);
        const PictureBatch pictures = readPictures(path("small/images.npy"));
        pixels.add(pixelsAt(pictures, 3));
        pixels.add(pixelsAt(pictures, 8));
        QCOMPARE(readPictures(path("mean.npy")).pixels, pixels.mean().pixels);
        COMPARE_OK(runCli(call + QStringList{"latent"}));
        QCOMPARE(readPictures(path("mean.npy")).count, 1U);
    }

    void meanReadsSheetsAndFolders()
    {
        const PictureBatch pictures = readPictures(path("small/images.npy"));
        MeanPicture truth(shape);
        truth.add(pixelsAt(pictures, 4));
        truth.add(pixelsAt(pictures, 21));
        QImage sheet(7 * 6, 5 * 4, QImage::Format_Grayscale8); // rows of five, and two tiles too wide
        sheet.fill(255);
        makeSpace(path("tiles"));
        makeSpace(path("files"));
        QDir().mkpath(at("files/images"));
        for (std::size_t i = 0; i < 24; ++i) {
            QImage one(6, 4, QImage::Format_Grayscale8);
            for (int y = 0; y < 4; ++y) {
                for (int x = 0; x < 6; ++x) {
                    const std::uint8_t value = pixelsAt(pictures, i)[static_cast<std::size_t>(y * 6 + x)];
                    one.scanLine(y)[x] = value;
                    const int row = static_cast<int>(i / 5), column = static_cast<int>(i % 5);
                    sheet.scanLine(row * 4 + y)[column * 6 + x] = value;
                }
            }
            QVERIFY(one.save(at("files/images/") + QStringLiteral("%1.png").arg(i, 2, 10, QLatin1Char('0'))));
        }
        QVERIFY(sheet.save(at("tiles/images.png")));
        replaceInManifest("tiles", "\"images.npy\"", "\"images.png\", \"columns\": 5");
        replaceInManifest("files", "\"images.npy\"", "\"images/\"");
        for (const char* space : {"tiles", "files"}) {
            COMPARE_OK(runCli({"mean", at(space), "--samples", "4,21", "--kind", "pixels", "--out", at("mean.npy")}));
            QCOMPARE(readPictures(path("mean.npy")).pixels, truth.mean().pixels);
        }
    }

    void eachMistakeHasItsOwnSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        const QStringList edit = {"edit", at("small"), "--out", at("none.npy"), "--sample"};
        QTest::newRow("width") << edit + QStringList{"1", "--attribute", at("wide.npy:1")} << "it has 9 dimensions";
        QTest::newRow("NaN") << edit + QStringList{"1", "--attribute", at("nan.npy:1")} << "nan.npy";
        QTest::newRow("too far") << edit + QStringList{"1", "--attribute", at("v.npy:1e39")} << "The edited point";
        QTest::newRow("no file") << edit + QStringList{"1", "--attribute", at("gone.npy:1")} << "gone.npy";
        QTest::newRow("sample") << edit + QStringList{"24", "--attribute", at("v.npy:1")} << "samples are 0 to 23";
        const QStringList sum = {"edit", at("small"), "--out", at("none.npy")};
        QTest::newRow("direction") << sum + QStringList{"--plus", "3", "--minus", "4"} << "a direction, not a point";
        QTest::newRow("vectors alone") << sum + QStringList{"--plus", at("v.npy")} << "a direction, not a point";
        QTest::newRow("no such term") << sum + QStringList{"--plus", "smile"} << "it has none";
        QTest::newRow("no such pattern") << sum + QStringList{"--plus", "side=up"} << "left, right";
        QTest::newRow("no such sample") << sum + QStringList{"--plus", "99"} << "no sample 99";
        QTest::newRow("wide term") << sum + QStringList{"--plus", "1", "--plus", at("wide.npy")} << "9 dimensions";
        const QStringList sheet = {"sheet", at("small"), "--out", at("none.npy"), "--attribute", at("v.npy:1")};
        QTest::newRow("samples") << sheet + QStringList{"--samples", "3,40"} << "no sample 40";
        QTest::newRow("empty pattern") << sheet + QStringList{"--where", ""} << "--where is empty";
        QTest::newRow("value") << sheet + QStringList{"--where", "side=up"} << "left, right";
        const QStringList mean = {"mean", at("small"), "--out", at("none.npy"), "--with"};
        QTest::newRow("nobody") << mean + QStringList{"side=left,held out=yes"} << "not all in one sample";
        QTest::newRow("no pattern") << mean + QStringList{""} << "--with is empty";
        QTest::newRow("analogy") << QStringList{"analogy", at("small"), "--from", "1",     "--to",
                                                "2",       "--apply",   "99",     "--out", at("none.npy")}
                                 << "no sample 99";
    }

    void eachMistakeHasItsOwnSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const QString why = refusal(arguments);
        QVERIFY2(why.contains(sentence), qPrintable(why));
        QVERIFY(!QFile::exists(at("none.npy")));
    }

    void whatASpaceLacksIsSaid()
    {
        makeSpace(path("bare"));
        replaceInManifest("bare", "\"labels\": \"labels.csv\"", "\"_\": 1");
        replaceInManifest("bare", "\"images\": \"images.npy\"", "\"__\": 1");
        const QStringList mean = {"mean", at("bare"), "--out", at("none.npy")};
        QVERIFY(refusal(mean + QStringList{"--with", "side=left"}).contains("no labels"));
        QVERIFY(refusal(mean + QStringList{"--samples", "1,2"}).contains("--kind latent"));
        COMPARE_OK(runCli(mean + QStringList{"--samples", "1,2", "--kind", "latent"}));
        writeDecoder(path("decoder.pt"), ScriptedDecoder::Linear);
        const QString why = refusal(
            {"sheet", at("decoder.pt"), "--samples", "1", "--attribute", at("v.npy:1"), "--out", at("none.png")});
        QVERIFY2(why.contains("no latents"), qPrintable(why));
    }

    void usageErrorsExitWithTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QStringList edit = {"edit", "small", "--out", "x.npy", "--sample", "1"};
        QTest::newRow("no vector") << edit;
        QTest::newRow("nowhere to go") << QStringList{"morph", "small", "--out", "x.npy", "--sample", "1"};
        QTest::newRow("no amount") << edit + QStringList{"--attribute", "v.npy"};
        QTest::newRow("comma") << edit + QStringList{"--attribute", "v.npy:0,8"};
        QTest::newRow("infinite") << edit + QStringList{"--attribute", "v.npy:inf"};
        QTest::newRow("two patterns") << QStringList{"mean",      "small", "--with", "side=left",
                                                     "--samples", "1",     "--out",  "x.png"};
        QTest::newRow("neither") << QStringList{"mean", "small", "--out", "x.png"};
        QTest::newRow("below 0") << QStringList{"sheet",       "small",   "--samples", "1,-2",
                                                "--attribute", "v.npy:1", "--out",     "x.png"};
    }

    void usageErrorsExitWithTwo()
    {
        QFETCH(QStringList, arguments);
        const CliResult result = runCli(arguments, {.spaces = m_folder.path()});
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.output.isEmpty() && !result.errors.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_CliEdit)
#include "tst_CliEdit.moc"
