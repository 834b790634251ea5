// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/MapPlane.h"

#include <QTest>

#include <cmath>

namespace {

const LatentVector mean = {1, -2, 0.5F, 3};

/// At some 53 degrees of each other.
MapPlane slanted()
{
    return planeAlong(mean, PlaneAxis::fromZero({2, 0, 0, 0}, mean), {{0.6F, 0.8F, 0, 0}, 0});
}

bool near(PlanePlace a, PlanePlace b)
{
    return std::abs(a[0] - b[0]) < 1e-5F && std::abs(a[1] - b[1]) < 1e-5F;
}

} // namespace

class TestMapPlane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLatentReadsItsOwnNumber()
    {
        QVERIFY(near(slanted().place(LatentVector{7, -2, 0.5F, 3}), {7, 3.6F}));
        QVERIFY(near(slanted().place(mean), {1, 0}));
    }
    void aPlaceLeadsToThePointThatLiesThere()
    {
        const MapPlane plane = slanted();
        for (const PlanePlace place : {PlanePlace{0, 0}, {3, -1}, {-2.5F, 4}}) {
            QVERIFY(near(plane.place(plane.at(place)), place));
        }
    }
    void aWayMovesOneCoordinateAndLeavesTheOther()
    {
        const MapPlane plane = slanted();
        LatentVector z = {0.3F, 0.1F, -4, 9};
        const PlanePlace before = plane.place(z);
        const LatentVector way = plane.way(0, 2);
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] += way[i];
        }
        QVERIFY(near(plane.place(z), {before[0], before[1] + 2}));
        QCOMPARE(z[2], -4.F); // what the plane does not span stays
        QCOMPARE(z[3], 9.F);
    }
    void parallelAxesMoveAlongTheirCommonLine()
    {
        const MapPlane plane =
            planeAlong(mean, PlaneAxis::fromZero({0, 1, 0, 0}, mean), PlaneAxis::fromZero({0, -3, 0, 0}, mean));
        QVERIFY(near(plane.place(plane.at({5, -5})), {5, -5}));
        QVERIFY(near(plane.place(plane.at({6, -4})), {5, -5})); // the nearest place that there is
    }
    void principalComponentsHaveTheMeanInTheMiddle()
    {
        PrincipalComponents pca{.mean = mean, .components = LatentTable(1, 4), .explainedVariance = {1}};
        pca.components.row(0)[2] = 1;
        const MapPlane line = planeOf(pca);
        QVERIFY(near(line.place(LatentVector{9, 9, 2.5F, 9}), {2, 0}));
        QCOMPARE(line.at({2, 77}), (LatentVector{1, -2, 2.5F, 3})); // a line has no up
    }
    void noDirectionIsNoAxis()
    {
        QVERIFY_THROWS_EXCEPTION(UserError, (void)planeAlong(mean, {{0, 0, 0, 0}, 0}, {{1, 0, 0, 0}, 0}));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)planeAlong(mean, {{1, 0}, 0}, {{1, 0, 0, 0}, 0}));
    }
};

QTEST_APPLESS_MAIN(TestMapPlane)
#include "tst_MapPlane.moc"
