// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearestOfEach.h"

#include <QTest>

#include <cmath>
#include <limits>

class tst_NearestOfEach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheNearestRowOfEachPoint();
    void isWhatTheIndexFinds();
    void rowsThatAreNotFiniteAreNeverNearest();
    void stopsWhenToldTo();
    void refusesOtherWidths();
};

void tst_NearestOfEach::findsTheNearestRowOfEachPoint()
{
    const LatentTable table(4, 2, {0, 0, 4, 0, 0, 3, 4, 0});
    const auto nearest = nearestOfEach(table, LatentTable(3, 2, {4, 1, 0, 2.5F, 2, 0}));
    QCOMPARE(nearest.size(), std::size_t{3});
    QCOMPARE(nearest[0], (NearSample{1, 1.0})); // of 1 and 3 the first
    QCOMPARE(nearest[1], (NearSample{2, 0.5}));
    QCOMPARE(nearest[2], (NearSample{0, 2.0}));
}

void tst_NearestOfEach::isWhatTheIndexFinds()
{
    auto table = std::make_shared<LatentTable>(3000, 7);
    for (std::size_t i = 0; i < table->values().size(); ++i) {
        table->values()[i] = std::sin(static_cast<float>(i * i % 8191));
    }
    const NearestSamples index(table, NearMetric::Euclidean);
    const LatentTable points(2, 7, {0, 1, 0, 1, 0, 1, 0, 0.5F, 0.5F, -0.5F, 0.1F, 0, 0, 0});
    const auto nearest = nearestOfEach(*table, points);
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(nearest[i].sample, index.nearest(points.row(i), 1, 1).front().sample);
    }
}

void tst_NearestOfEach::rowsThatAreNotFiniteAreNeverNearest()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const LatentTable table(2, 2, {nan, 0, 9, 9});
    QCOMPARE(nearestOfEach(table, LatentTable(1, 2, {0, 0})).front().sample, 1U);
}

void tst_NearestOfEach::stopsWhenToldTo()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(nearestOfEach(LatentTable(1, 1), LatentTable(1, 1), {stop.get_token()}).empty());
}

void tst_NearestOfEach::refusesOtherWidths()
{
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)nearestOfEach(LatentTable(1, 2), LatentTable(1, 3)));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)nearestOfEach(LatentTable(0, 2), LatentTable(1, 2)));
}

QTEST_APPLESS_MAIN(tst_NearestOfEach)
#include "tst_NearestOfEach.moc"
