// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Silhouettes.h"

#include <QTest>

#include <cmath>
#include <random>

namespace {

using Ids = std::vector<std::uint32_t>;

std::vector<float> silhouettesOf(const LatentTable& table, const Ids& clusterOf, std::size_t clusters,
                                 std::size_t most = 10'000, int threads = 1)
{
    BlockPool pool(threads);
    return silhouettes(scaledPoints(table), {{clusterOf, clusters}}, spreadEvenly(table.rows(), most), pool).at(0);
}

LatentTable noise(std::size_t rows, std::size_t columns)
{
    std::mt19937_64 random(3);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    return table;
}

Ids inTurn(std::size_t rows, std::uint32_t clusters)
{
    Ids clusterOf;
    for (std::uint32_t i = 0; i < rows; ++i) {
        clusterOf.push_back(i % clusters);
    }
    return clusterOf;
}

/// By the definition, in double.
double silhouetteByHand(const LatentTable& table, const Ids& clusterOf, std::size_t clusters, std::size_t i)
{
    std::vector<double> sums(clusters);
    std::vector<double> counts(clusters);
    for (std::size_t j = 0; j < table.rows(); ++j) {
        double squares = 0;
        for (std::size_t k = 0; k < table.columns(); ++k) {
            squares += std::pow(static_cast<double>(table.row(i)[k]) - static_cast<double>(table.row(j)[k]), 2);
        }
        sums[clusterOf[j]] += std::sqrt(squares);
        counts[clusterOf[j]] += i == j ? 0 : 1;
    }
    double other = 1e300;
    for (std::size_t k = 0; k < clusters; ++k) {
        other = k == clusterOf[i] ? other : std::min(other, sums[k] / counts[k]);
    }
    const double same = sums[clusterOf[i]] / counts[clusterOf[i]];
    return (other - same) / std::max(same, other);
}

} // namespace

class tst_Silhouettes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areThoseOfAWorkedExample()
    {
        const std::vector<float> found = silhouettesOf({4, 1, {0, 1, 4, 6}}, {0, 0, 1, 1}, 2);
        const std::vector<double> expected = {4.0 / 5, 3.0 / 4, 1.5 / 3.5, 3.5 / 5.5};
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(std::abs(static_cast<double>(found[i]) - expected[i]) < 1e-6);
        }
    }

    void aPointInTheWrongClusterHasANegativeOne()
    {
        const std::vector<float> found = silhouettesOf({4, 1, {0, 1, 10, 0.5F}}, {0, 0, 1, 1}, 2);
        QVERIFY(std::abs(found[3] - (0.5F - 9.5F) / 9.5F) < 1e-6F);
    }

    void aLoneOneHasNoneAndNeitherHasOneCluster()
    {
        QCOMPARE(silhouettesOf({3, 1, {0, 1, 9}}, {0, 0, 1}, 2)[2], 0.0F);
        QCOMPARE(silhouettesOf({3, 1, {0, 1, 9}}, {0, 0, 0}, 1), std::vector<float>(3));
    }

    void pointsOnOnePlaceAreAsNearAsCanBe()
    {
        // far from the mean of all, where products of floats have no digit left of their distance
        QCOMPARE(silhouettesOf({4, 2, {9, 9, 9, 9, -9, 1, -9, 1}}, {0, 0, 1, 1}, 2), std::vector<float>(4, 1));
        QCOMPARE(silhouettesOf(LatentTable(4, 2), {0, 0, 1, 1}, 2), std::vector<float>(4));
    }

    void agreeWithTheDefinition()
    {
        const LatentTable table = noise(1500, 7); // more than one block
        Ids clusterOf(table.rows());
        for (std::size_t i = 0; i < table.rows(); ++i) {
            clusterOf[i] = table.row(i)[0] < 0 ? 0 : table.row(i)[1] < 0 ? 1 : 2;
        }
        const std::vector<float> found = silhouettesOf(table, clusterOf, 3);
        for (std::size_t i = 0; i < table.rows(); i += 11) {
            QVERIFY(std::abs(static_cast<double>(found[i]) - silhouetteByHand(table, clusterOf, 3, i)) < 1e-5);
        }
    }

    void someAreThoseOfAll()
    {
        const LatentTable table = noise(300, 4);
        const Ids clusterOf = inTurn(table.rows(), 2);
        const std::vector<float> all = silhouettesOf(table, clusterOf, 2);
        const std::vector<float> some = silhouettesOf(table, clusterOf, 2, 7);
        QCOMPARE(some.size(), std::size_t{7});
        for (std::size_t i = 0; i < 7; ++i) {
            QCOMPARE(some[i], all[i * 300 / 7]);
        }
    }

    void labellingsDoNotMix()
    {
        const LatentTable table = noise(200, 3);
        const Ids first = inTurn(200, 3);
        const Ids second = inTurn(200, 5);
        BlockPool pool(2);
        const auto both = silhouettes(scaledPoints(table), {{first, 3}, {second, 5}}, spreadEvenly(200, 200), pool);
        QCOMPARE(both.at(0), silhouettesOf(table, first, 3));
        QCOMPARE(both.at(1), silhouettesOf(table, second, 5));
    }

    void threadsDoNotChangeABit()
    {
        const LatentTable table = noise(3000, 6);
        const Ids clusterOf = inTurn(table.rows(), 4);
        const std::vector<float> one = silhouettesOf(table, clusterOf, 4, 10'000, 1);
        QCOMPARE(silhouettesOf(table, clusterOf, 4, 10'000, 2), one);
        QCOMPARE(silhouettesOf(table, clusterOf, 4, 10'000, 3), one);
    }

    void stopsWhenTold()
    {
        std::stop_source stop;
        BlockPool pool(2);
        const Ids clusterOf(5000);
        JobControl control;
        control.stop = stop.get_token();
        control.report = [&](double fraction) {
            if (fraction > 0) {
                stop.request_stop();
            }
        };
        QVERIFY(silhouettes(scaledPoints(noise(5000, 2)), {{clusterOf, 1}}, spreadEvenly(5000, 5000), pool, control)
                    .empty());
    }
};

QTEST_GUILESS_MAIN(tst_Silhouettes)
#include "tst_Silhouettes.moc"
