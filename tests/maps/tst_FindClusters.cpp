// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/FindClusters.h"
#include "maps/KMeans.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <set>

namespace {

/// Normal samples around `blobs` centres that lie far from each other; row i belongs to blob i % blobs.
LatentTable separated(std::size_t rows, std::size_t columns, std::size_t blobs, float deviation = 0.5F)
{
    std::mt19937_64 random(5);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t blob = i % blobs;
        for (std::size_t k = 0; k < columns; ++k) {
            const float centre = k == blob % columns ? 10.0F * static_cast<float>(1 + blob / columns) : 0;
            table.row(i)[k] = centre + deviation * normal(random);
        }
    }
    return table;
}

Clusters clustersOf(const LatentTable& table, int count, std::uint64_t seed = 1, int threads = 1)
{
    return findClusters(table, {.counts = {count}, .seed = seed, .threads = threads});
}

/// Whether samples are in one cluster exactly when they are of one blob.
bool areBlobs(const Clusters& clusters, std::size_t blobs)
{
    for (std::size_t i = 0; i < clusters.clusterOf.size(); ++i) {
        if (clusters.clusterOf[i] != clusters.clusterOf[i % blobs]) {
            return false;
        }
    }
    return std::set(clusters.clusterOf.begin(), clusters.clusterOf.end()).size() == blobs;
}

std::vector<std::size_t> sizesOf(const std::vector<std::uint32_t>& clusterOf, std::size_t clusters)
{
    std::vector<std::size_t> sizes(clusters);
    for (const std::uint32_t k : clusterOf) {
        ++sizes.at(k);
    }
    return sizes;
}

double squaredBetween(LatentView a, LatentView b)
{
    double squares = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        squares += std::pow(static_cast<double>(a[k]) - static_cast<double>(b[k]), 2);
    }
    return squares;
}

} // namespace

class tst_FindClusters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsSeparatedBlobsWithEverySeed()
    {
        const LatentTable table = separated(600, 5, 10);
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            QVERIFY2(areBlobs(clustersOf(table, 10, seed), 10), qPrintable(QString::number(seed)));
        }
    }

    void eachPointHasTheNearestCentreAndEachCentreIsAMean()
    {
        const LatentTable table = separated(3000, 4, 3, 6); // they run into each other
        const Clusters clusters = clustersOf(table, 5);
        std::vector<std::vector<double>> sums(5, std::vector<double>(4));
        double inertia = 0;
        for (std::size_t i = 0; i < table.rows(); ++i) {
            const std::uint32_t own = clusters.clusterOf[i];
            const double distance = squaredBetween(table.row(i), clusters.centres.row(own));
            inertia += distance;
            for (std::size_t k = 0; k < 5; ++k) {
                QVERIFY(distance < squaredBetween(table.row(i), clusters.centres.row(k)) + 1e-3);
            }
            for (std::size_t k = 0; k < 4; ++k) {
                sums[own][k] += static_cast<double>(table.row(i)[k]);
            }
        }
        const std::vector<std::size_t> sizes = sizesOf(clusters.clusterOf, 5);
        for (std::size_t c = 0; c < 5; ++c) {
            for (std::size_t k = 0; k < 4; ++k) {
                const double mean = sums[c][k] / static_cast<double>(sizes[c]);
                QVERIFY(std::abs(mean - static_cast<double>(clusters.centres.row(c)[k])) < 1e-4);
            }
        }
        QVERIFY(std::abs(clusters.trials.at(0).inertia / inertia - 1) < 1e-4);
    }

    void moreRestartsAreNeverWorse()
    {
        const LatentTable table = separated(500, 3, 30, 2);
        double before = std::numeric_limits<double>::infinity();
        for (const int restarts : {1, 3, 10, 30}) {
            const double inertia = findClusters(table, {.counts = {30}, .restarts = restarts}).trials.at(0).inertia;
            QVERIFY(inertia <= before * 1.001); // the best one is polished, the others are not
            before = inertia;
        }
    }

    void theLargestClusterIsTheFirst()
    {
        LatentTable table(60, 1);
        for (std::size_t i = 0; i < 60; ++i) {
            table.row(i)[0] = i < 10 ? 0.0F : i < 40 ? 50.0F : 100.0F;
        }
        const Clusters clusters = clustersOf(table, 3);
        QCOMPARE(sizesOf(clusters.clusterOf, 3), (std::vector<std::size_t>{30, 20, 10}));
        QCOMPARE(clusters.centres.values()[0], 50.0F);
        QCOMPARE(clusters.centres.values()[2], 0.0F);
    }

    void theNumberOfBlobsIsChosen()
    {
        const LatentTable table = separated(400, 4, 4);
        const Clusters clusters = findClusters(table, {.counts = {2, 7, 4, 3}});
        QCOMPARE(clusters.count(), std::size_t{4});
        QVERIFY(areBlobs(clusters, 4));
        QCOMPARE(clusters.trials.size(), std::size_t{4});
        QCOMPARE(clusters.trials[1].asked, 7);
        QVERIFY(clusters.trials[2].silhouette > 0.85);
        QVERIFY(clusters.trials[2].silhouette > clusters.trials[3].silhouette);
    }

    void aComparedNumberGivesWhatItGivesAlone()
    {
        const LatentTable table = separated(400, 4, 4);
        const Clusters alone = clustersOf(table, 4);
        const Clusters compared = findClusters(table, {.counts = {2, 4, 6}});
        QCOMPARE(compared.clusterOf, alone.clusterOf);
        QCOMPARE(compared.silhouettes, alone.silhouettes);
        QVERIFY(compared.trials[1] == alone.trials[0]);
    }

    void threadsDoNotChangeABit()
    {
        const LatentTable table = separated(9000, 12, 6, 4);
        const Clusters one = clustersOf(table, 9, 3, 1);
        QVERIFY(clustersOf(table, 9, 3, 2) == one);
        QVERIFY(clustersOf(table, 9, 3, 3) == one);
        QVERIFY(clustersOf(table, 9, 4, 1).centres != one.centres); // it is not the same whatever one does
    }

    void silhouettesOfManyAreThoseOfSomeSpreadEvenly()
    {
        const LatentTable table = separated(12'000, 2, 2);
        const Clusters clusters = clustersOf(table, 2);
        QCOMPARE(clusters.silhouettes.size(), std::size_t{10'000});
        QCOMPARE(clusters.silhouetteRow(0), std::size_t{0});
        QCOMPARE(clusters.silhouetteRow(9'999), std::size_t{11'998});
    }

    void anEmptyClusterTakesTheFarthestPoint()
    {
        const LatentTable table(6, 1, {0, 1, 2, 10, 30, 31});
        BlockPool pool(1);
        // the second centre stands where the first does and gets nothing; 31 is farthest from it, then 30
        const KMeansFit fit = kMeansFrom({0, 0}, scaledPoints(table), 1, pool);
        QCOMPARE(fit.clusterOf, (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 1}));
        const KMeansFit settled = kMeansFrom({0, 0}, scaledPoints(table), 100, pool);
        QCOMPARE(settled.clusterOf, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1}));
    }

    void noClusterIsEmptyWhereAllPointsAreOne()
    {
        BlockPool pool(1);
        const KMeansFit fit = kMeansFrom({0, 1, 2}, scaledPoints(LatentTable(5, 2)), 100, pool);
        QCOMPARE(sizesOf(fit.clusterOf, 3), (std::vector<std::size_t>{3, 1, 1}));
        QVERIFY(allFinite(fit.centres));
    }

    void fewRowsHaveADefinedAnswer()
    {
        QVERIFY(clustersOf(LatentTable(0, 3), 2) == Clusters());
        QVERIFY(clustersOf(LatentTable(3, 0), 2) == Clusters());
        const Clusters one = clustersOf({1, 2, {3, 4}}, 5);
        QCOMPARE(one.clusterOf, std::vector<std::uint32_t>{0});
        QCOMPARE(one.centres, LatentTable(1, 2, {3, 4}));
        QCOMPARE(one.trials.at(0), (ClusterTrial{5, 1, 0, 0}));
        const Clusters two = clustersOf({2, 1, {3, 5}}, 2);
        QCOMPARE(two.clusterOf, (std::vector<std::uint32_t>{0, 1}));
        QCOMPARE(two.centres, LatentTable(2, 1, {3, 5}));
    }

    void thereAreNoMoreClustersThanRowsThatDiffer()
    {
        QCOMPARE(clustersOf(LatentTable(50, 3, std::vector<float>(150, 7)), 4).count(), std::size_t{1});
        LatentTable table(90, 2);
        for (std::size_t i = 0; i < 90; ++i) {
            table.row(i)[0] = static_cast<float>(i % 3) * 0.1F + 1000;
        }
        const Clusters clusters = clustersOf(table, 8);
        QCOMPARE(clusters.count(), std::size_t{3});
        QVERIFY(areBlobs(clusters, 3));
        QCOMPARE(clusters.trials.at(0).inertia, 0.0);
        QCOMPARE(clusters.trials.at(0).silhouette, 1.0);
    }

    void hugeAndTinyValuesStayInRange()
    {
        for (const float unit : {1e30F, 1e-30F}) {
            LatentTable table = separated(200, 3, 4);
            for (float& value : table.values()) {
                value *= unit;
            }
            const Clusters clusters = clustersOf(table, 4);
            QVERIFY(areBlobs(clusters, 4));
            QVERIFY(allFinite(clusters.centres.values()));
            QVERIFY(std::isfinite(clusters.trials.at(0).inertia));
        }
    }

    void aFarMeanDoesNotBlurThem()
    {
        LatentTable table = separated(200, 3, 4, 0.05F);
        for (float& value : table.values()) {
            value += 1e5F;
        }
        QVERIFY(areBlobs(clustersOf(table, 4), 4));
    }

    void refusesWhatMakesNoSense()
    {
        LatentTable table = separated(10, 2, 2);
        const auto isRefused = [&](const ClusterOptions& options) {
            try {
                (void)findClusters(table, options);
                return false;
            } catch (const UserError&) {
                return true;
            }
        };
        QVERIFY(isRefused({.counts = {}}));
        QVERIFY(isRefused({.counts = {0}}));
        QVERIFY(isRefused({.counts = {2, mostClusters + 1}}));
        QVERIFY(isRefused({.counts = {2}, .restarts = 0}));
        QVERIFY(!isRefused({.counts = {2}}));
        table.row(4)[1] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(isRefused({.counts = {2}}));
    }

    void stopsWhenTold()
    {
        const LatentTable table = separated(5000, 4, 4);
        for (const double when : {0.0, 0.1, 0.3, 0.7}) { // at once, while it starts, iterates, compares
            std::stop_source stop;
            JobControl control;
            control.stop = stop.get_token();
            control.report = [&](double fraction) {
                if (fraction >= when) {
                    stop.request_stop();
                }
            };
            QVERIFY(findClusters(table, {.counts = {4}}, control) == Clusters());
        }
    }

    void progressGrowsAndMayThrow()
    {
        const LatentTable table = separated(5000, 4, 4);
        JobControl control;
        double last = 0;
        control.report = [&](double fraction) {
            QVERIFY(fraction >= last && fraction <= 1);
            last = fraction;
        };
        (void)findClusters(table, {.counts = {3, 4}, .threads = 2}, control);
        QVERIFY(last > 0.8);
        control.report = [](double fraction) {
            if (fraction > 0.2) {
                throw 7;
            }
        };
        QVERIFY_THROWS_EXCEPTION(int, (void)findClusters(table, {.counts = {3, 4}, .threads = 2}, control));
    }
};

QTEST_GUILESS_MAIN(tst_FindClusters)
#include "tst_FindClusters.moc"
