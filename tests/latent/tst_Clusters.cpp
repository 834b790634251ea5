// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/Clusters.h"

#include <QTest>

#include <cmath>

#include <stdexcept>

class tst_Clusters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSummaryNamesTheNearestAndTheFarthestSample()
    {
        const LatentTable latents(5, 2, {0, 0, 9, 9, 3, 4, 1, 0, 9, 9});
        const Clusters clusters{
            {0, 1, 0, 0, 1}, {2, 2, {4.0F / 3, 4.0F / 3, 9, 9}}, {0.5F, -0.25F, 0.25F, 0.75F, 1}, {}};
        const std::vector<ClusterSummary> all = summariesOf(clusters, latents);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].size, std::size_t{3});
        QCOMPARE(all[0].silhouette.value(), 0.5);
        QCOMPARE(all[0].nearest, 3U);
        QCOMPARE(all[0].farthest, 2U);
        QVERIFY(std::abs(all[0].farthestDistance - std::sqrt(89.0 / 9)) < 1e-6);
        QCOMPARE(all[1].nearest, 1U); // of equally near ones the first
        QCOMPARE(all[1].farthest, 1U);
        QCOMPARE(all[1].nearestDistance, 0.0);
    }

    void aClusterOfWhichNobodyWasAskedHasNoSilhouette()
    {
        const LatentTable latents(4, 1, {0, 1, 2, 3});
        const Clusters clusters{{0, 1, 0, 1}, {2, 1, {1, 2}}, {0.5F, 0.25F}, {}}; // of samples 0 and 2
        const std::vector<ClusterSummary> all = summariesOf(clusters, latents);
        QCOMPARE(all[0].silhouette.value(), 0.375);
        QVERIFY(!all[1].silhouette);
    }

    void clustersOfOtherLatentsAreAFault()
    {
        const Clusters clusters{{0, 0}, LatentTable(1, 2), {}, {}};
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)summariesOf(clusters, LatentTable(3, 2)));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)summariesOf(clusters, LatentTable(2, 3)));
    }
};

QTEST_GUILESS_MAIN(tst_Clusters)
#include "tst_Clusters.moc"
