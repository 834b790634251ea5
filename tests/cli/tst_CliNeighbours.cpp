// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"
#include "fixtures/SmallSpace.h"
#include "latent/NearestSamples.h"
#include "space/NpyFile.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

/// The verb neighbours, of the real program.
class tst_CliNeighbours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void namesSamplesAndDistances_data();
    void namesSamplesAndDistances();
    void writesALineForEach();
    void givesAllWhereThereAreFewer();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    [[nodiscard]] QString at(const char* name) const { return m_folder.filePath(name); }
    QTemporaryDir m_folder;
    std::shared_ptr<const LatentTable> m_latents = std::make_shared<const LatentTable>(smallSpaceLatents());
    LatentTable m_points{2, 0};
};

void tst_CliNeighbours::initTestCase()
{
    makeSpace(at("small").toStdString());
    m_points = LatentTable(2, m_latents->columns());
    std::ranges::copy(m_latents->row(7), m_points.row(0).begin());
    m_points.row(0)[0] += 0.25F;
    std::ranges::fill(m_points.row(1), 0.5F);
    writeLatents(at("z.npy").toStdString(), m_points);
    writeLatents(at("narrow.npy").toStdString(), LatentTable(1, 3));
    LatentTable bad(1, m_latents->columns());
    bad.row(0)[1] = NAN;
    writeLatents(at("bad.npy").toStdString(), bad);
}

void tst_CliNeighbours::namesSamplesAndDistances_data()
{
    QTest::addColumn<QString>("metric");
    QTest::newRow("euclidean") << "euclidean";
    QTest::newRow("cosine") << "cosine";
}

void tst_CliNeighbours::namesSamplesAndDistances()
{
    QFETCH(QString, metric);
    const CliResult result =
        runCli({"neighbours", at("small"), "--latent", at("z.npy"), "--count", "5", "--metric", metric, "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QCOMPARE(result.json()["count"].toInt(), 2);
    QCOMPARE(result.json()["metric"].toString(), metric);
    const NearestSamples nearest(m_latents, metric == "cosine" ? NearMetric::Cosine : NearMetric::Euclidean);
    for (int row = 0; row < 2; ++row) {
        const auto truth = nearest.nearest(m_points.row(static_cast<std::size_t>(row)), 5);
        const QJsonArray samples = result.json()["samples"].toArray()[row].toArray();
        const QJsonArray distances = result.json()["distances"].toArray()[row].toArray();
        QCOMPARE(samples.size(), 5);
        QCOMPARE(distances.size(), 5);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(samples[i].toInt(), static_cast<int>(truth[static_cast<std::size_t>(i)].sample));
            QCOMPARE(distances[i].toDouble(), truth[static_cast<std::size_t>(i)].distance);
        }
    }
    QCOMPARE(result.json()["samples"].toArray()[0].toArray()[0].toInt(), 7);
}

void tst_CliNeighbours::writesALineForEach()
{
    const CliResult result = runCli({"neighbours", at("small"), "--latent", at("z.npy"), "--count", "3"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    const QList<QByteArray> lines = result.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], QByteArray("row\tsample\tdistance"));
    QCOMPARE(lines[1], QByteArray("0\t7\t0.25"));
    QVERIFY(lines[6].startsWith("1\t"));
}

void tst_CliNeighbours::givesAllWhereThereAreFewer()
{
    const CliResult result = runCli({"neighbours", at("small"), "--latent", at("z.npy"), "--count", "900", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.errors));
    QCOMPARE(result.json()["samples"].toArray()[0].toArray().size(), static_cast<int>(m_latents->rows()));
}

void tst_CliNeighbours::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("word");
    const auto row = [this](const char* name, const QString& latent, const QStringList& more, int code,
                            const QString& word) {
        QTest::newRow(name) << (QStringList{"neighbours", at("small"), "--latent", latent} + more) << code << word;
    };
    row("another width", at("narrow.npy"), {}, 1, "3 dimensions");
    row("not finite", at("bad.npy"), {}, 1, "bad.npy");
    row("no file", at("none.npy"), {}, 1, "none.npy");
    row("no metric", at("z.npy"), {"--metric", "taxi"}, 2, "taxi");
    row("none wanted", at("z.npy"), {"--count", "0"}, 2, "--count");
}

void tst_CliNeighbours::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, word);
    const CliResult result = runCli(arguments);
    QCOMPARE(result.exitCode, exitCode);
    QVERIFY2(result.errors.contains(word), qPrintable(result.errors));
    QVERIFY(result.output.isEmpty());
}

QTEST_GUILESS_MAIN(tst_CliNeighbours)
#include "tst_CliNeighbours.moc"
