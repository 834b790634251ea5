// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/GroupExtremes.h"

#include <QTest>

#include <numeric>
#include <random>

namespace {

using Samples = std::vector<std::uint32_t>;

const LatentTable table(5, 2, {0, 10, 1, 8, 2, 9, 3, 7, 4, 6});

LatentTable noise(std::size_t rows, std::size_t columns)
{
    std::mt19937_64 random(5);
    std::normal_distribution<float> normal;
    LatentTable noise(rows, columns);
    std::ranges::generate(noise.values(), [&] { return normal(random); });
    return noise;
}

} // namespace

class tst_GroupExtremes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOutermostOfEachColumnAreFound()
    {
        const auto found = extremesOfColumns(table, Samples{1, 2, 4});
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0], (GroupExtremes{.lowest = 1, .highest = 4, .low = 1, .high = 4, .mean = 7.0 / 3}));
        QCOMPARE(found[1], (GroupExtremes{.lowest = 4, .highest = 2, .low = 6, .high = 9, .mean = 23.0 / 3}));
    }

    void ofEqualOnesTheFirstIsTaken()
    {
        const auto found = extremesOfColumns(LatentTable(3, 1, {2, 2, 2}), Samples{1, 2});
        QCOMPARE(found.at(0).lowest, 1U);
        QCOMPARE(found.at(0).highest, 1U);
    }

    void alongAVectorTheyLieInAmounts()
    {
        const auto found = extremesAlong(table, Samples{0, 3}, LatentVector{0, 2});
        QVERIFY(found);
        QCOMPARE(*found, (GroupExtremes{.lowest = 3, .highest = 0, .low = 3.5, .high = 5, .mean = 4.25}));
    }

    void samplesThatAreNotThereAreLeftOut()
    {
        QCOMPARE(extremesOfColumns(table, Samples{3, 9})[0].highest, 3U);
        QVERIFY(extremesOfColumns(table, Samples{9}).empty());
        QVERIFY(!extremesAlong(table, {}, LatentVector{1, 0}));
    }

    void allSamplesHaveTheHistogramsOfAll()
    {
        const LatentTable many = noise(1000, 3);
        const LatentStatistics statistics = latentStatistics(many);
        Samples all(many.rows());
        std::iota(all.begin(), all.end(), 0U);
        QCOMPARE(histogramsOf(many, all, statistics.histograms), statistics.histograms);
    }

    void someAreCountedInTheBinsOfAll()
    {
        const std::vector<Histogram> all = {{0, 4, {1, 1, 1, 1}}, {7, 9, {2, 2}}};
        const auto some = histogramsOf(table, Samples{0, 1, 4}, all);
        QCOMPARE(some.at(0), (Histogram{0, 4, {1, 1, 0, 1}}));
        QCOMPARE(some.at(1), (Histogram{7, 9, {1, 2}})); // 6 lies below and 10 above their ends
    }
};

QTEST_GUILESS_MAIN(tst_GroupExtremes)
#include "tst_GroupExtremes.moc"
