// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "latent/Prior.h"
#include "space/NpyFile.h"

#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

namespace {

constexpr PictureShape shape{1, 4, 6};

/// Whether the tile in `column` and `row` of a sheet is what the linear decoder makes of `point`, to within a grey
/// level.
bool shows(const QImage& sheet, int column, int row, const std::vector<float>& point)
{
    const Picture truth = linearPicture(point, shape);
    for (int y = 0; y < shape.height; ++y) {
        for (int x = 0; x < shape.width; ++x) {
            const QColor pixel = sheet.pixelColor(column * shape.width + x, row * shape.height + y);
            if (pixel.alpha() != 255 ||
                std::abs(pixel.red() - truth.pixels[static_cast<std::size_t>(y * shape.width + x)]) > 1) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

/// The verb ground, of the real program.
class tst_CliGround : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return at(name).toStdString(); }
    [[nodiscard]] CliResult ground(const char* space, const QStringList& more) const
    {
        return runCli(QStringList{"ground", at(space), "--json", "--out", at("out.png")} + more);
    }
    [[nodiscard]] QStringList axes() const
    {
        return {"--method", "axes", "--x", at("x.npy"), "--y", at("y.npy"), "--grid", "9"};
    }

private Q_SLOTS:
    void initTestCase()
    {
        makeSpace(path("small"));
        makeSpace(path("two"), {.model = {.latentSize = 2, .picture = shape}});
        writeDecoder(path("bare.pt"), ScriptedDecoder::Linear);
        writeLatents(path("x.npy"), LatentTable(1, 8, {4, 0, 0, 0, 0, 0, 0, 0}));
        writeLatents(path("y.npy"), LatentTable(1, 8, {0, 2, 0, 0, 0, 0, 0, 0}));
        writeLatents(path("wide.npy"), LatentTable(1, 9, std::vector<float>(9, 1)));
        writeLatents(path("zero.npy"), LatentTable(1, 8));
    }
    void cleanup() { std::filesystem::remove(path("out.png")); }

    void showsThePlaneOfTwoAxes()
    {
        const CliResult result = ground("small", axes() + QStringList{"--no-mask"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["columns"].toInt(), 9);
        QCOMPARE(result.json()["rows"].toInt(), 9);
        QCOMPARE(result.json()["decoded"].toInt(), 81);
        QCOMPARE(result.json()["masked"].toInt(), 0);
        const QImage sheet(at("out.png"));
        QCOMPARE(sheet.size(), QSize(9 * 6, 9 * 4));
        QVERIFY(!sheet.hasAlphaChannel());
        const LatentTable latents = smallSpaceLatents();
        std::vector<float> mean(8);
        for (std::size_t i = 0; i < latents.rows(); ++i) {
            for (std::size_t k = 0; k < 8; ++k) {
                mean[k] += latents.row(i)[k] / static_cast<float>(latents.rows());
            }
        }
        const QJsonArray x = result.json()["x"].toArray();
        const QJsonArray y = result.json()["y"].toArray();
        std::vector<float> corner = mean; // to the left and at the top
        corner[0] = static_cast<float>(x[0].toDouble());
        corner[1] = static_cast<float>(y[1].toDouble());
        QVERIFY(std::abs(corner[0] + 1.5F * 8 / 9) < 1e-4F); // the middle of the first of nine parts
        QVERIFY(shows(sheet, 0, 0, corner));
        corner[0] = static_cast<float>(x[1].toDouble());
        corner[1] = static_cast<float>(y[0].toDouble());
        QVERIFY(shows(sheet, 8, 8, corner));
    }

    void leavesWhatNoSampleIsNearTransparent()
    {
        const CliResult result = ground("small", axes());
        COMPARE_OK(result);
        const QImage sheet(at("out.png"));
        int bare = 0;
        for (int row = 0; row < 9; ++row) {
            QCOMPARE(sheet.pixelColor(4 * 6 + 3, row * 4 + 2).alpha(), 0); // z0 is -1.5 or 1.5, never 0
            for (int column = 0; column < 9; ++column) {
                bare += sheet.pixelColor(column * 6 + 3, row * 4 + 2).alpha() == 0 ? 1 : 0;
            }
        }
        QCOMPARE(result.json()["masked"].toInt(), bare);
        QCOMPARE(result.json()["decoded"].toInt(), 81 - bare);
        QCOMPARE(bare, 5 * 9); // two columns of a third each are near on either side
    }

    void showsThePlaneOfThePrincipalComponents()
    {
        const CliResult result = ground("small", {"--grid", "5", "--no-mask"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["method"].toString(), "pca");
        QCOMPARE(QImage(at("out.png")).size(), QSize(5 * 6, 5 * 4));
        // The first component is all but z0, by far the widest: z0 grows or falls from left to right, step by step.
        const QImage sheet(at("out.png"));
        std::vector<int> first;
        for (int column = 0; column < 5; ++column) {
            first.push_back(sheet.pixelColor(column * 6, 2 * 4).red());
        }
        QVERIFY(std::ranges::is_sorted(first) || std::ranges::is_sorted(first, std::greater()));
        QVERIFY(std::abs(first.front() - first.back()) > 40);
    }

    void showsTheManifoldOfTwoLatentsOverThePrior()
    {
        const CliResult result = ground("two", {"--method", "latents", "--grid", "10"});
        COMPARE_OK(result);
        QCOMPARE(result.json()["decoded"].toInt(), 100);
        const QImage sheet(at("out.png"));
        const auto place = [](int i) { return static_cast<float>(priorQuantile(Prior::Normal, (i + 0.5) / 10)); };
        QVERIFY(shows(sheet, 0, 0, {place(0), place(9)}));
        QVERIFY(shows(sheet, 2, 3, {place(2), place(6)}));
        QVERIFY(shows(sheet, 9, 9, {place(9), place(0)}));
    }

    void makesSmallerPicturesWhenAsked()
    {
        const CliResult result = ground("small", {"--grid", "5", "--no-mask", "--size", "3x2"});
        COMPARE_OK(result);
        QCOMPARE(QImage(at("out.png")).size(), QSize(5 * 3, 5 * 2));
        QCOMPARE(ground("small", {"--size", "7x4"}).exitCode, 1);
    }

    void ctrlCLeavesNoFile()
    {
        QProcess process;
        process.start(cliProgram(), {"ground", at("small"), "--no-mask", "--grid", "1024", "--out", at("out.png")});
        QByteArray errors;
        QTRY_VERIFY_WITH_TIMEOUT((errors += process.readAllStandardError()).contains("ground: "), 60000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20000));
        errors += process.readAllStandardError();
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        QVERIFY2(errors.contains("nothing is written"), errors.constData());
        QVERIFY(!std::filesystem::exists(path("out.png")));
    }

    void aStopNearTheEndIsAStopOrNone()
    {
        const QStringList call{"ground", at("small"), "--no-mask", "--grid", "60", "--out", at("out.png")};
        const QString broken = brokenByStops(call, at("out.png"));
        QVERIFY2(broken.isEmpty(), qPrintable(broken));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("space");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const char* space, const QStringList& arguments, int code,
                            const QString& word) { QTest::newRow(name) << space << arguments << code << word; };
        row("more latents than two", "small", {"--method", "latents"}, 1, "this one has 8");
        row("no samples", "bare.pt", {}, 1, "no samples with latents");
        row("one axis", "small", {"--method", "axes", "--x", at("x.npy")}, 1, "--y");
        row("another width", "small", {"--method", "axes", "--x", at("x.npy"), "--y", at("wide.npy")}, 1,
            "one row of 8");
        row("no direction", "small", {"--method", "axes", "--x", at("x.npy"), "--y", at("zero.npy")}, 1,
            "no direction");
        row("no space", "nowhere", {}, 1, "nowhere");
        row("no such method", "small", {"--method", "tsne"}, 2, "tsne");
        row("no grid", "small", {"--grid", "0"}, 2, "--grid");
        row("no size", "small", {"--size", "large"}, 2, "WIDTHxHEIGHT");
        row("no folder", "small", {"--out", at("none/out.png")}, 1, "Make the folder first");
        row("another method's axis", "small", {"--x", at("x.npy")}, 2, "with --method pca");
        row("no picture's name", "small", {"--out", at("out.npy")}, 1, "ends in .png");
    }

    void saysWhatIsWrong()
    {
        QFETCH(QString, space);
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, word);
        QStringList call{"ground", at(space.toUtf8().constData())};
        if (!arguments.contains("--out")) {
            call += {"--out", at("out.png")};
        }
        const CliResult result = runCli(call + arguments);
        QVERIFY2(result.exitCode == exitCode, qPrintable(result.errors));
        QVERIFY2(result.errors.contains(word), qPrintable(result.errors));
        QVERIFY(result.output.isEmpty());
        QVERIFY(!std::filesystem::exists(path("out.png")));
    }
};

QTEST_GUILESS_MAIN(tst_CliGround)
#include "tst_CliGround.moc"
