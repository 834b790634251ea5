// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/NearestNeighbours.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

class tst_NearestNeighbours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areThoseOfAFullScan_data();
    void areThoseOfAFullScan();
    void areExactInTightGroupsToo();
    void someRowsHaveTheSameOnes();
    void equallyNearOnesAreSharedOut_data();
    void equallyNearOnesAreSharedOut();
    void threadsChangeNothing();
    void hugeValuesStayInRange();
    void fewRowsHaveFewNeighbours();
    void refusesNotANumber();
    void stopsWhenTold();
};

namespace {

LatentTable normalTable(std::size_t rows, std::size_t columns, float mean = 0)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal(mean, 1);
    LatentTable table(rows, columns);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    return table;
}

double squaredDistance(LatentView a, LatentView b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += std::pow(static_cast<double>(a[k]) - static_cast<double>(b[k]), 2);
    }
    return sum;
}

} // namespace

void tst_NearestNeighbours::areThoseOfAFullScan_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("count");
    QTest::addColumn<float>("mean");
    QTest::newRow("few") << 7 << 3 << 4 << 0.0F;
    QTest::newRow("all others") << 30 << 5 << 29 << 0.0F;
    QTest::newRow("one column") << 700 << 1 << 10 << 0.0F;
    QTest::newRow("several blocks") << 2300 << 16 << 90 << 0.0F;
    QTest::newRow("far from 0") << 1500 << 8 << 20 << 1000.0F;
}

void tst_NearestNeighbours::areThoseOfAFullScan()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, count);
    QFETCH(float, mean);
    const LatentTable table = normalTable(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), mean);
    BlockPool pool(2);
    const NeighbourTable found = exactNeighbours(table, static_cast<std::size_t>(count), pool);
    QCOMPARE(found.rows, table.rows());
    QCOMPARE(found.count, static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < table.rows(); ++i) {
        std::vector<double> all;
        for (std::size_t j = 0; j < table.rows(); ++j) {
            if (j != i) {
                all.push_back(squaredDistance(table.row(i), table.row(j)));
            }
        }
        std::ranges::sort(all);
        for (std::size_t k = 0; k < found.count; ++k) { // by distance: two that are nearly equal may change places
            const double distance = squaredDistance(table.row(i), table.row(found.idsOf(i)[k]));
            QVERIFY(std::abs(distance - all[k]) <= 1e-5 * (1e-3 + all[k]));
            const double told = static_cast<double>(found.distancesOf(i)[k]) * found.unit * found.unit;
            QVERIFY(std::abs(told - distance) <= 1e-5 * (1e-3 + distance));
        }
        std::vector<std::uint32_t> ids(found.idsOf(i).begin(), found.idsOf(i).end());
        std::ranges::sort(ids);
        QVERIFY(std::ranges::adjacent_find(ids) == ids.end());
        QVERIFY(!std::ranges::binary_search(ids, static_cast<std::uint32_t>(i)));
    }
}

void tst_NearestNeighbours::areExactInTightGroupsToo()
{
    LatentTable table = normalTable(2000, 6);
    for (std::size_t i = 0; i < table.rows(); ++i) { // two groups, far smaller than they lie apart
        for (float& value : table.row(i)) {
            value *= 1e-4F;
        }
        table.row(i)[0] += i % 2 == 0 ? 1.0F : -1.0F;
    }
    BlockPool pool(2);
    const NeighbourTable found = exactNeighbours(table, 30, pool);
    for (std::size_t i = 0; i < table.rows(); i += 13) {
        std::vector<double> all;
        for (std::size_t j = 0; j < table.rows(); ++j) {
            if (j != i) {
                all.push_back(squaredDistance(table.row(i), table.row(j)));
            }
        }
        std::ranges::sort(all);
        for (std::size_t k = 0; k < found.count; ++k) {
            const double distance = squaredDistance(table.row(i), table.row(found.idsOf(i)[k]));
            QVERIFY2(std::abs(distance - all[k]) <= 0.01 * all[k], qPrintable(QString("%1: %2").arg(i).arg(k)));
        }
    }
}

void tst_NearestNeighbours::someRowsHaveTheSameOnes()
{
    const LatentTable table = normalTable(1200, 6);
    BlockPool pool(2);
    const NeighbourTable all = exactNeighbours(table, 9, pool);
    const std::vector<std::uint32_t> asked = {1199, 0, 600, 601};
    const NeighbourTable some = exactNeighboursOf(asked, table, 9, pool);
    QCOMPARE(some.rows, asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        QVERIFY(std::ranges::equal(some.idsOf(i), all.idsOf(asked[i])));
    }
}

/// Or the few would be neighbours of all, and a map of them nothing but these.
void tst_NearestNeighbours::equallyNearOnesAreSharedOut_data()
{
    QTest::addColumn<float>("value"); // of all that are equal
    QTest::newRow("all are one point") << 0.0F;
    QTest::newRow("half are") << 5.0F;
}

void tst_NearestNeighbours::equallyNearOnesAreSharedOut()
{
    QFETCH(const float, value);
    LatentTable table = normalTable(3000, 4);
    const std::size_t equal = value == 0 ? 3000 : 1500;
    std::ranges::fill(table.values().first(equal * 4), value);
    BlockPool pool(2);
    const NeighbourTable found = exactNeighbours(table, 30, pool);
    std::vector<int> named(3000);
    for (std::size_t i = 0; i < equal; ++i) {
        const std::set<std::uint32_t> others(found.idsOf(i).begin(), found.idsOf(i).end());
        QVERIFY(others.size() == 30 && !others.contains(static_cast<std::uint32_t>(i)));
        QVERIFY(found.distancesOf(i).back() == 0);
        std::ranges::for_each(others, [&](std::uint32_t other) { ++named[other]; });
    }
    const auto [least, most] = std::ranges::minmax(std::span(named).first(equal));
    QVERIFY2(least >= 5 && most <= 80, qPrintable(QStringLiteral("%1 to %2 times").arg(least).arg(most)));
}

void tst_NearestNeighbours::threadsChangeNothing()
{
    const LatentTable table = normalTable(900, 12);
    BlockPool one(1);
    BlockPool three(3);
    const NeighbourTable a = exactNeighbours(table, 30, one);
    const NeighbourTable b = exactNeighbours(table, 30, three);
    QCOMPARE(a.ids, b.ids);
    QCOMPARE(a.squaredDistances, b.squaredDistances);
}

void tst_NearestNeighbours::hugeValuesStayInRange()
{
    LatentTable table = normalTable(300, 5);
    const LatentTable before = table;
    for (float& value : table.values()) {
        value *= 1e30F;
    }
    BlockPool pool(1);
    const NeighbourTable huge = exactNeighbours(table, 5, pool);
    QCOMPARE(huge.ids, exactNeighbours(before, 5, pool).ids);
    QVERIFY(std::isfinite(huge.squaredDistances.back()));
    QVERIFY(huge.unit > 1e30);
}

void tst_NearestNeighbours::fewRowsHaveFewNeighbours()
{
    BlockPool pool(1);
    QCOMPARE(exactNeighbours(LatentTable(), 5, pool).rows, std::size_t{0});
    QCOMPARE(exactNeighbours(LatentTable(1, 3), 5, pool).rows, std::size_t{0});
    const NeighbourTable two = exactNeighbours(LatentTable(2, 1, {1, 4}), 5, pool);
    QCOMPARE(two.count, std::size_t{1});
    QCOMPARE(two.ids, (std::vector<std::uint32_t>{1, 0}));
}

void tst_NearestNeighbours::refusesNotANumber()
{
    BlockPool pool(1);
    LatentTable table(3, 2);
    table.row(1)[0] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)exactNeighbours(table, 1, pool));
}

void tst_NearestNeighbours::stopsWhenTold()
{
    BlockPool pool(2);
    std::stop_source stop;
    JobControl control;
    control.stop = stop.get_token();
    double told = 0;
    control.report = [&](double fraction) {
        told = fraction;
        stop.request_stop();
    };
    QCOMPARE(exactNeighbours(normalTable(5000, 8), 20, pool, control).rows, std::size_t{0});
    QVERIFY(told < 1);
}

QTEST_GUILESS_MAIN(tst_NearestNeighbours)
#include "tst_NearestNeighbours.moc"
