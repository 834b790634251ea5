// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "space/LabelTable.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <random>

/// Clusters from the command line.
class tst_CliCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void writesTheClusterOfEachSample();
    void comparesNumbersOfClusters();
    void tellsHowFarLabelsAgree();
    void namesTheNearestAndTheFarthestSample();
    void theSeedAndNotTheThreadsDecide();
    void ctrlCLeavesNothing();
    void aStopNearTheEndIsAStopOrNone();
    void whatCannotBeGroupedIsSaid_data();
    void whatCannotBeGroupedIsSaid();
    void aPlaceThatCannotBeWrittenIsSaidBeforeTheWork();
    void usageErrorsExitWithTwo_data();
    void usageErrorsExitWithTwo();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString write(const char* name, const LatentTable& table) const
    {
        writeLatents(at(name).toStdString(), table);
        return at(name);
    }
    [[nodiscard]] QByteArray bytesOf(const char* name) const
    {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTemporaryDir m_folder;
};

#define COMPARE_OK(result) QVERIFY2((result).exitCode == 0, qPrintable((result).errors))

namespace {

/// Row i lies near 100 (i % 3) on the first axis; there are twice as many rows of the first blob.
LatentTable threeBlobs(std::size_t rows, std::size_t columns, float deviation = 1)
{
    std::mt19937_64 random(2);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    std::ranges::generate(table.values(), [&] { return deviation * normal(random); });
    for (std::size_t i = 0; i < rows; ++i) {
        table.row(i)[0] += 100.0F * static_cast<float>(i % 4 % 3);
    }
    return table;
}

} // namespace

void tst_CliCluster::writesTheClusterOfEachSample()
{
    const CliResult result =
        runCli({"cluster", "--k", "3", write("z.npy", threeBlobs(80, 5)), "--out", at("labels.csv"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["k"].toInt(), 3);
    QCOMPARE(result.json()["samples"].toInt(), 80);
    QCOMPARE(result.json()["silhouettes_of"].toInt(), 80);
    const LabelTable labels = LabelTable::parse(bytesOf("labels.csv").toStdString(), "labels.csv");
    QCOMPARE(labels.rows, std::size_t{80});
    QCOMPARE(labels.columns.size(), std::size_t{1});
    const LabelColumn& column = *labels.columns[0];
    QCOMPARE(column.name, std::string("cluster"));
    QCOMPARE(column.values, (std::vector<std::string>{"cluster 1", "cluster 2", "cluster 3"}));
    for (std::size_t i = 0; i < 80; ++i) {
        QCOMPARE(column.codes[i] == 0, i % 4 % 3 == 0); // the largest is the first
        QCOMPARE(column.codes[i], column.codes[i % 4]);
    }
    const QJsonArray clusters = result.json()["clusters"].toArray();
    QCOMPARE(clusters.size(), 3);
    QCOMPARE(clusters[0].toObject()["size"].toInt(), 40);
    QVERIFY(clusters[0].toObject()["silhouette"].toDouble() > 0.9);
}

void tst_CliCluster::comparesNumbersOfClusters()
{
    const CliResult result =
        runCli({"cluster", write("z.npy", threeBlobs(80, 2)), "--k", "2,3,6", "--out", at("labels.csv"), "--json"});
    COMPARE_OK(result);
    QCOMPARE(result.json()["k"].toInt(), 3);
    const QJsonArray compared = result.json()["compared"].toArray();
    QCOMPARE(compared.size(), 3);
    QCOMPARE(compared[2].toObject()["k"].toInt(), 6);
    const auto silhouette = [&](int i) { return compared[i].toObject()["silhouette"].toDouble(); };
    QVERIFY(silhouette(1) > silhouette(0) && silhouette(1) > silhouette(2));
}

void tst_CliCluster::tellsHowFarLabelsAgree()
{
    makeSpace(at("small").toStdString());
    const CliResult result = runCli({"cluster", at("small"), "--k", "2", "--out", at("labels.csv"), "--json"});
    COMPARE_OK(result);
    const QJsonArray labels = result.json()["labels"].toArray();
    QCOMPARE(labels.size(), 3);
    const QJsonObject size = labels[2].toObject();
    QCOMPARE(size["label"].toString(), QStringLiteral("size"));
    QCOMPARE(size["samples"].toInt(), 23); // one is unknown
    for (const QJsonValue& label : labels) {
        const double homogeneity = label.toObject()["homogeneity"].toDouble(-1);
        QVERIFY(homogeneity >= 0 && homogeneity <= 1);
    }
    const CliResult text = runCli({"cluster", at("small"), "--k", "2", "--out", at("labels.csv")});
    COMPARE_OK(text);
    QVERIFY(text.output.contains("homogeneity") && text.output.contains("\nside "));
    QVERIFY(text.output.contains("2 clusters of 24 samples written to "));
}

void tst_CliCluster::namesTheNearestAndTheFarthestSample()
{
    const LatentTable table(7, 1, {0, 1, 5, 100, 101, 102, 90}); // means 2 and 98.25
    const CliResult result =
        runCli({"cluster", write("z.npy", table), "--k", "2", "--out", at("labels.csv"), "--json"});
    COMPARE_OK(result);
    const QJsonObject large = result.json()["clusters"].toArray()[0].toObject();
    QCOMPARE(large["nearest"].toInt(), 3);
    QCOMPARE(large["nearest_distance"].toDouble(), 1.75);
    QCOMPARE(large["farthest"].toInt(), 6);
    const QJsonObject small = result.json()["clusters"].toArray()[1].toObject();
    QCOMPARE(small["nearest"].toInt(), 1);
    QCOMPARE(small["farthest"].toInt(), 2);
    QCOMPARE(small["size"].toInt(), 3);
}

void tst_CliCluster::theSeedAndNotTheThreadsDecide()
{
    LatentTable table(4000, 6); // without clusters: each start ends elsewhere
    std::mt19937_64 random(4);
    std::normal_distribution<float> normal;
    std::ranges::generate(table.values(), [&] { return normal(random); });
    const auto labels = [&](const QString& seed, const QString& threads) {
        const CliResult result = runCli({"cluster", write("z.npy", table), "--k", "12", "--restarts", "2", "--seed",
                                         seed, "--threads", threads, "--out", at("labels.csv")});
        return result.exitCode == 0 ? bytesOf("labels.csv") : QByteArray("failed");
    };
    const QByteArray one = labels("7", "1");
    QVERIFY(one.startsWith("cluster\n"));
    QCOMPARE(labels("7", "2"), one);
    QVERIFY(labels("8", "1") != one);
}

void tst_CliCluster::ctrlCLeavesNothing()
{
    const QString source = write("z.npy", threeBlobs(200'000, 20, 60));
    QProcess process;
    process.start(cliProgram(), {"cluster", source, "--k", "300", "--restarts", "100", "--out", at("stopped.csv")});
    QString errors;
    QVERIFY(QTest::qWaitFor(
        [&] {
            errors += QString::fromUtf8(process.readAllStandardError());
            return errors.contains("cluster: ");
        },
        120'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("was stopped"));
    QCOMPARE(QDir(m_folder.path()).entryList({"*stopped*"}, QDir::AllEntries | QDir::Hidden), QStringList());
}

void tst_CliCluster::aStopNearTheEndIsAStopOrNone()
{
    const QString source = write("z.npy", threeBlobs(3000, 4));
    const QString broken = brokenByStops({"cluster", source, "--k", "3", "--out", at("stops.csv")}, at("stops.csv"));
    QVERIFY2(broken.isEmpty(), qPrintable(broken));
}

void tst_CliCluster::whatCannotBeGroupedIsSaid_data()
{
    QTest::addColumn<LatentTable>("table");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("not a number") << LatentTable(2, 2, {1, 2, std::nanf(""), 4}) << "row 1";
    QTest::newRow("nothing") << LatentTable(0, 3) << "no latents";
}

void tst_CliCluster::whatCannotBeGroupedIsSaid()
{
    QFETCH(LatentTable, table);
    QFETCH(QString, sentence);
    const CliResult result = runCli({"cluster", write("z.npy", table), "--out", at("none.csv")});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("z.npy") && result.errors.contains(sentence), qPrintable(result.errors));
    QVERIFY(!QFile::exists(at("none.csv")));
}

void tst_CliCluster::aPlaceThatCannotBeWrittenIsSaidBeforeTheWork()
{
    const QString source = write("z.npy", threeBlobs(50'000, 20, 60));
    const CliResult result = runCli(
        {"cluster", source, "--k", "300", "--restarts", "1000", "--out", at("nowhere") + "/labels.csv"}); // hours
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("nowhere"), qPrintable(result.errors));
}

void tst_CliCluster::usageErrorsExitWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no out") << QStringList{"cluster", "z.npy"};
    QTest::newRow("none") << QStringList{"cluster", "z.npy", "--out", "x.csv", "--k", "0"};
    QTest::newRow("too many") << QStringList{"cluster", "z.npy", "--out", "x.csv", "--k", "5,1001"};
    QTest::newRow("no number") << QStringList{"cluster", "z.npy", "--out", "x.csv", "--k", "few"};
    QTest::newRow("no restart") << QStringList{"cluster", "z.npy", "--out", "x.csv", "--restarts", "0"};
}

void tst_CliCluster::usageErrorsExitWithTwo()
{
    QFETCH(QStringList, arguments);
    QCOMPARE(runCli(arguments).exitCode, 2);
}

QTEST_GUILESS_MAIN(tst_CliCluster)
#include "tst_CliCluster.moc"
