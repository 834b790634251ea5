// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "space/NpyFile.h"
#include "space/Space.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <array>
#include <cmath>
#include <csignal>
#include <limits>
#include <random>

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

/// `morphoscope-cli project --method tsne` with the real engine.
class tst_CliProject : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return at(name).toStdString(); }
    [[nodiscard]] QStringList call(const char* out, const QStringList& more = {}) const
    {
        const QStringList all{"project", at("z.npy"), "--method", "tsne", "--out", at(out), "--json"};
        return more.contains("--iterations") ? all + more : all + more + QStringList{"--iterations", "300"};
    }

private Q_SLOTS:
    void initTestCase()
    {
        makeSpace(path("small"));
        std::mt19937 random(1);
        std::normal_distribution<float> normal;
        LatentTable table(4000, 6);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            for (float& value : table.row(i)) {
                value = normal(random);
            }
            table.row(i)[i % 3] += 15;
        }
        writeLatents(path("z.npy"), table);
    }

    void groupsLieApart()
    {
        const CliResult result = runCli(call("xy.npy"));
        COMPARE_OK(result);
        const QJsonObject json = result.json();
        QCOMPARE(json["count"].toInt(), 4000);
        QCOMPARE(json["iterations"].toInt(), 300);
        QCOMPARE(json["perplexity"].toDouble(), 30.0);
        QVERIFY(json["kl"].toDouble() > 0);
        QVERIFY(json["neighbours_kept"].toDouble() > 0.1);
        QVERIFY(json["trustworthiness"].toDouble() > 0.8 && json["trustworthiness"].toDouble() < 1);
        QCOMPARE(json["neighbours"].toString(), QString("exact"));
        QVERIFY(!json.contains("neighbour_recall"));
        QVERIFY(json["seconds"].toDouble() > 0);
        QVERIFY(json["peak_bytes"].toDouble() > 0);
        const LatentTable map = readLatents(path("xy.npy"));
        QCOMPARE(map.rows(), 4000U);
        QCOMPARE(map.columns(), 2U);
        std::array<std::array<double, 2>, 3> means{};
        for (std::size_t i = 0; i < map.rows(); ++i) {
            means[i % 3][0] += static_cast<double>(map.row(i)[0]) / 1333;
            means[i % 3][1] += static_cast<double>(map.row(i)[1]) / 1333;
        }
        std::size_t nearOwn = 0;
        for (std::size_t i = 0; i < map.rows(); ++i) {
            const auto distance = [&](std::size_t group) {
                return std::hypot(static_cast<double>(map.row(i)[0]) - means[group][0],
                                  static_cast<double>(map.row(i)[1]) - means[group][1]);
            };
            nearOwn += distance(i % 3) < distance((i + 1) % 3) && distance(i % 3) < distance((i + 2) % 3) ? 1 : 0;
        }
        QVERIFY(nearOwn > 3900);
    }

    void aSeedGivesTheSameMapWhateverTheThreads()
    {
        COMPARE_OK(runCli(call("one.npy", {"--threads", "1", "--seed", "7"})));
        COMPARE_OK(runCli(call("three.npy", {"--threads", "3", "--seed", "7"})));
        COMPARE_OK(runCli(call("other.npy", {"--seed", "8"})));
        const LatentTable one = readLatents(path("one.npy"));
        QVERIFY(one == readLatents(path("three.npy")));
        QVERIFY(!(one == readLatents(path("other.npy"))));
    }

    void itSaysWhereItRanAndWhy()
    {
        const CliResult processor = runCli(call("cpu.npy", {"--device", "cpu", "--iterations", "20"}));
        COMPARE_OK(processor);
        QCOMPARE(processor.json()["device"].toString(), QStringLiteral("cpu"));
        QCOMPARE(processor.json()["device_reason"].toString(), QStringLiteral("asked for"));
        const CliResult none = runCli(call("none.npy", {"--device", "cuda:77"}));
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.errors.contains("cuda:77"), qPrintable(none.errors));
        QVERIFY(!std::filesystem::exists(path("none.npy")));
    }

    /// The way that CUDA goes, inside the engine's walls: other operators, the same map to a rounding.
    void libTorchsOperatorsDoTheSame()
    {
        const QStringList few{"--device", "cpu", "--iterations", "8"};
        COMPARE_OK(runCli(call("ours.npy", few)));
        qputenv("MORPHOSCOPE_TSNE", "libtorch");
        const CliResult result = runCli(call("torch.npy", few));
        qunsetenv("MORPHOSCOPE_TSNE");
        COMPARE_OK(result);
        QCOMPARE(result.json()["device_reason"].toString(), QStringLiteral("MORPHOSCOPE_TSNE=libtorch"));
        const LatentTable ours = readLatents(path("ours.npy"));
        const LatentTable torch = readLatents(path("torch.npy"));
        QVERIFY(!(torch == ours));
        for (std::size_t i = 0; i < ours.values().size(); ++i) {
            QVERIFY(std::abs(torch.values()[i] - ours.values()[i]) < 1e-7F); // places are 1e-4 wide by then
        }
    }

    void aMapGoesOnFromItsPlaces()
    {
        const CliResult before = runCli(call("before.npy"));
        COMPARE_OK(before);
        const CliResult more = runCli(call("more.npy", {"--start", at("before.npy"), "--iterations", "200"}));
        COMPARE_OK(more);
        QCOMPARE(more.json()["iterations"].toInt(), 200);
        QVERIFY(more.json()["kl"].toDouble() < before.json()["kl"].toDouble());
        COMPARE_OK(runCli(call("same.npy", {"--start", at("before.npy"), "--iterations", "0"})));
        QVERIFY(readLatents(path("same.npy")) == readLatents(path("before.npy")));
    }

    void aStartThatDoesNotFitIsSaidToBe()
    {
        const auto errorsOf = [&](const LatentTable& start) {
            writeLatents(path("start.npy"), start);
            const CliResult result = runCli(call("none.npy", {"--start", at("start.npy")}));
            return result.exitCode == 1 ? QString(result.errors) : QStringLiteral("no error");
        };
        const auto says = [&](const LatentTable& start, const char* part) {
            const QString errors = errorsOf(start);
            QVERIFY2(errors.contains(QLatin1String(part)), qPrintable(errors));
            QVERIFY2(errors.contains(QLatin1String("start.npy")), qPrintable(errors));
        };
        says(LatentTable(3990, 2), "has 3990 places, and");
        says(LatentTable(4000, 3), "has 3 columns");
        LatentTable notFinite(4000, 2);
        notFinite.row(7)[1] = std::numeric_limits<float>::infinity();
        says(notFinite, "finite");
        const QString same = errorsOf(LatentTable(4000, 2));
        QVERIFY2(same.contains(QLatin1String("none would move")), qPrintable(same));
        QVERIFY(!std::filesystem::exists(path("none.npy")));
        const CliResult pca = runCli({"project", at("z.npy"), "--start", at("start.npy"), "--out", at("none.npy")});
        QCOMPARE(pca.exitCode, 2);
        QVERIFY2(QString(pca.errors).contains(QLatin1String("--start")), qPrintable(QString(pca.errors)));
    }

    void aSpaceWithFewSamplesHasASmallerPerplexity()
    {
        const CliResult result =
            runCli({"project", at("small"), "--method", "tsne", "--out", at("small.npy"), "--json"});
        COMPARE_OK(result);
        QVERIFY(std::abs(result.json()["perplexity"].toDouble() - 23.0 / 3) < 1e-9);
        QCOMPARE(readLatents(path("small.npy")).rows(), 24U);
    }

    void ctrlCLeavesNoFile()
    {
        QProcess process;
        process.start(cliProgram(), call("stopped.npy", {"--iterations", "100000"}));
        QByteArray errors;
        QTRY_VERIFY_WITH_TIMEOUT((errors += process.readAllStandardError()).contains("iteration"), 60000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20000));
        errors += process.readAllStandardError();
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        QVERIFY2(errors.contains("nothing is written"), errors.constData());
        QVERIFY(!std::filesystem::exists(path("stopped.npy")));
    }

    void axesAreDirectionsOfAnyLength()
    {
        writeLatents(path("x.npy"), LatentTable(1, 6, {0, 0, 4, 0, 0, 0}));
        writeLatents(path("y.npy"), LatentTable(1, 6, {0, 0, 3, -3, 0, 0}));
        const auto axes = [&](const QStringList& more) {
            return runCli(QStringList{"project", at("z.npy"), "--method", "axes", "--out", at("axes.npy"), "--json"} +
                          more);
        };
        const CliResult result = axes({"--x", at("x.npy"), "--y", at("y.npy")});
        COMPARE_OK(result);
        QVERIFY(std::abs(result.json()["cosine"].toDouble() - std::sqrt(0.5)) < 1e-6);
        const LatentTable table = readLatents(path("z.npy"));
        const LatentTable places = readLatents(path("axes.npy"));
        QCOMPARE(places.rows(), table.rows());
        for (std::size_t i = 0; i < 100; ++i) {
            QCOMPARE(places.row(i)[0], table.row(i)[2]);
            QVERIFY(std::abs(places.row(i)[1] - (table.row(i)[2] - table.row(i)[3]) * std::sqrt(0.5F)) < 1e-4F);
        }
        std::filesystem::remove(path("axes.npy"));
        QVERIFY(axes({"--x", at("x.npy")}).errors.contains("--y"));
        writeLatents(path("zero.npy"), LatentTable(1, 6));
        QVERIFY(axes({"--x", at("x.npy"), "--y", at("zero.npy")}).errors.contains("no direction"));
        writeLatents(path("wide.npy"), LatentTable(1, 7, std::vector<float>(7, 1)));
        QVERIFY(axes({"--x", at("x.npy"), "--y", at("wide.npy")}).errors.contains("one row of 6"));
        QVERIFY(!std::filesystem::exists(path("axes.npy")));
    }

    void trustOfEachIsWritten()
    {
        const QStringList pca{"project", at("z.npy"), "--method", "pca", "--out", at("pca.npy"), "--json"};
        QVERIFY(!runCli(pca).json().contains("trustworthiness"));
        for (const QStringList& all : {pca, call("tsne.npy")}) {
            const CliResult result = runCli(all + QStringList{"--trust", at("trust.npy")});
            COMPARE_OK(result);
            const LatentTable trust = readLatents(path("trust.npy"));
            QCOMPARE(trust.rows(), 4000U);
            QCOMPARE(trust.columns(), 1U);
            double sum = 0;
            for (const float value : trust.values()) {
                QVERIFY(value >= 0 && value <= 1);
                sum += static_cast<double>(value);
            }
            QVERIFY(std::abs(sum / 4000 - result.json()["trustworthiness"].toDouble()) < 1e-6);
            std::filesystem::remove(path("trust.npy"));
        }
    }

    void coordinatesThatAreTooLargeAreSaidToBe()
    {
        constexpr float end = 2.6e38F; // finite, and farther along the diagonal than a float reaches
        writeLatents(path("far.npy"), LatentTable(2, 2, {end, end, -end, -end}));
        const CliResult result =
            runCli({"project", at("far.npy"), "--components", "1", "--out", at("none.npy"), "--json"});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("lie too far apart"), qPrintable(result.errors));
        QVERIFY(!std::filesystem::exists(path("none.npy")));
    }

    void aMapIsKeptInTheSpace()
    {
        const QString space = at("keeps");
        makeSpace(space.toStdString());
        const CliResult result = runCli({"project", space, "--method", "tsne", "--perplexity", "5", "--iterations",
                                         "60", "--save-in-space", "my t-SNE", "--json"});
        COMPARE_OK(result);
        const auto opened = openSpace(space.toStdString());
        QCOMPARE(opened->manifest.maps.size(), std::size_t{1});
        const auto found = savedTsne(opened->manifest.maps, *opened->latents, {.perplexity = 5, .iterations = 60});
        QVERIFY(found); // the window shows it without computing
        QCOMPARE(found->divergence, result.json()["kl"].toDouble());
        COMPARE_OK(runCli({"project", space, "--save-in-space", "PCA", "--out", at("pca.npy")}));
        const auto again = openSpace(space.toStdString());
        QCOMPARE(*mapNamed(again->manifest.maps, "PCA")->positions, readLatents(path("pca.npy")));
        QCOMPARE(again->manifest.maps.size(), std::size_t{2});
        const CliResult info = runCli({"info", space, "--json"});
        COMPARE_OK(info);
        QCOMPARE(info.json()["maps"].toArray().at(1).toObject()["name"].toString(), QStringLiteral("PCA"));
    }

    void aMapFromElsewhereIsKeptInTheSpace()
    {
        const QString space = at("umap");
        makeSpace(space.toStdString());
        QByteArray table("id,UMAP 1,UMAP 2,other\n");
        for (int i = 0; i < 24; ++i) {
            table += QStringLiteral("%1,%2,%3,%4\n").arg(100 + i).arg(i).arg(i * i).arg(-i).toUtf8();
        }
        QFile file(at("places.csv"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(table) > 0);
        file.close();
        const QStringList call{"project", space, "--method", "file", "--file", at("places.csv"), "--save-in-space"};
        COMPARE_OK(runCli(call + QStringList{"UMAP"}));
        QCOMPARE(openSpace(space.toStdString())->manifest.maps.at(0).positions->row(5)[1], 25.0F);
        COMPARE_OK(runCli(call + QStringList{"UMAP", "--y", "other"}));
        QCOMPARE(openSpace(space.toStdString())->manifest.maps.at(0).positions->row(5)[1], -5.0F);
        const CliResult wrong = runCli(call + QStringList{"UMAP", "--x", "third"});
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.errors.contains("places UMAP 1"), qPrintable(wrong.errors));
    }

    void whatCannotBeKeptIsRefusedBeforeTheWork()
    {
        const CliResult table = runCli({"project", at("z.npy"), "--save-in-space", "x"});
        QCOMPARE(table.exitCode, 1);
        QVERIFY2(table.errors.contains("folder of a space"), qPrintable(table.errors));
        const CliResult nowhere = runCli({"project", at("z.npy")});
        QCOMPARE(nowhere.exitCode, 2);
        QVERIFY2(nowhere.errors.contains("--save-in-space"), qPrintable(nowhere.errors));
    }

    void aTargetThatCannotBeWrittenIsRefusedBeforeTheWork()
    {
        const auto refused = [&](const QStringList& more, const char* part) {
            const CliResult result = runCli(QStringList{"project", at("z.npy")} + more);
            return result.exitCode == 1 && result.errors.contains(QLatin1String(part)) &&
                   !result.errors.contains(QLatin1String("t-SNE"));
        };
        const QStringList tsne{"--method", "tsne", "--iterations", "100000"}; // would take minutes
        QVERIFY(refused(tsne + QStringList{"--trust", at("no.npy"), "--out", at("none/o.npy")}, "none/o.npy"));
        QVERIFY(refused(tsne + QStringList{"--trust", at("none/t.npy"), "--out", at("no.npy")}, "none/t.npy"));
        QVERIFY(refused(tsne + QStringList{"--trust", at("no.npy"), "--out", at("./no.npy")}, "the same file"));
        QVERIFY(!std::filesystem::exists(path("no.npy")));
        const QString space = at("keepsNone");
        makeSpace(space.toStdString());
        const CliResult kept = runCli({"project", space, "--save-in-space", "PCA", "--out", at("none/o.npy")});
        QCOMPARE(kept.exitCode, 1);
        QVERIFY(openSpace(space.toStdString())->manifest.maps.empty());
    }

    void aPipeIsNotReplaced()
    {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        const CliResult result = runCli({"project", at("z.npy"), "--out", at("pipe")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("pipe: this is no ordinary file"), qPrintable(result.errors));
        QVERIFY(std::filesystem::is_fifo(path("pipe")));
    }

    void aSignalLeavesNoHalfWrittenFile()
    {
        constexpr std::size_t rows = 4'000'000; // takes a while to write
        writeLatents(path("many.npy"), LatentTable(rows, 2, std::vector<float>(2 * rows, 1)));
        writeLatents(path("x2.npy"), LatentTable(1, 2, {1, 0}));
        writeLatents(path("y2.npy"), LatentTable(1, 2, {0, 1}));
        QTemporaryDir folder;
        const QString out = folder.filePath("axes.npy");
        const QStringList call{"project",    at("many.npy"), "--method",   "axes",  "--x",
                               at("x2.npy"), "--y",          at("y2.npy"), "--out", out};
        bool isCaught = false;
        for (int i = 0; i < 20 && !isCaught; ++i) {
            isCaught = interruptedWhileWriting(call, folder.path());
        }
        std::filesystem::remove(path("many.npy"));
        if (!isCaught) {
            QSKIP("The file was always whole before it was seen.");
        }
        QFile::remove(out); // written whole where the signal came last
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
    }

    void aStopNearTheEndIsAStopOrNone()
    {
        const QString broken = brokenByStops(call("stops.npy", {"--iterations", "20"}), at("stops.npy"));
        QVERIFY2(broken.isEmpty(), qPrintable(broken));
    }

    void aSmallerPerplexityAndOneOfAThingAreSaid()
    {
        const CliResult tsne = runCli({"project", at("small"), "--method", "tsne", "--out", at("small.npy")});
        COMPARE_OK(tsne);
        QVERIFY2(tsne.output.contains("perplexity 7.667 in place of 30"), tsne.output.constData());
        writeLatents(path("thin.npy"), LatentTable(3, 1, {1, 2, 3}));
        const CliResult thin = runCli({"project", at("thin.npy"), "--out", at("no.npy")});
        QVERIFY2(thin.errors.contains("3 latents of 1 dimension have 1 principal component, not 2"),
                 qPrintable(thin.errors));
    }

    void anOptionOfAnotherMethodIsRefused()
    {
        const auto refused = [&](const QStringList& more, const char* option, const char* method) {
            const CliResult result = runCli(QStringList{"project", at("z.npy"), "--out", at("no.npy")} + more);
            return result.exitCode == 2 && result.errors.contains(QLatin1String(option)) &&
                   result.errors.contains(QStringLiteral("with --method %1").arg(method));
        };
        QVERIFY(refused({"--method", "tsne", "--components", "2"}, "--components", "tsne"));
        QVERIFY(refused({"--perplexity", "30"}, "--perplexity", "pca"));
        QVERIFY(refused({"--x", at("x.npy")}, "--x", "pca"));
        QVERIFY(refused({"--method", "file", "--trust", at("t.npy")}, "--trust", "file"));
        QVERIFY(!std::filesystem::exists(path("no.npy")));
    }

    void optionsOutOfBoundsAreRefused()
    {
        for (const char* number : {"nan", "inf", "-nan"}) {
            QCOMPARE(runCli(call("no.npy", {"--perplexity", number})).exitCode, 2);
            QCOMPARE(runCli(call("no.npy", {"--memory-limit", number})).exitCode, 2);
        }
        for (const char* seed : {"-1", "18446744073709551616", "1.5", "nan"}) {
            QCOMPARE(runCli(call("no.npy", {"--seed", seed})).exitCode, 2);
        }

        QCOMPARE(runCli(call("no.npy", {"--perplexity", "0.5"})).exitCode, 2);
        QCOMPARE(runCli(call("no.npy", {"--perplexity", "many"})).exitCode, 2);
        QCOMPARE(runCli(call("no.npy", {"--iterations", "-1"})).exitCode, 2);
        QVERIFY(!std::filesystem::exists(path("no.npy")));
    }
};

QTEST_GUILESS_MAIN(tst_CliProject)
#include "tst_CliProject.moc"
