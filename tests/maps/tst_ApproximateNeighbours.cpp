// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/ApproximateNeighbours.h"
#include "maps/NeighbourCells.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <set>

class tst_ApproximateNeighbours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mostAreTheTrueOnes();
    void theToldRecallIsThatOfAllRows();
    void fewRowsAreLookedThroughExactly();
    void whereAllMustBeLookedAtTheyAreExact();
    void threadsChangeNothing();
    void duplicatesHaveTheirNeighbours();
    void constantColumnsChangeNothing();
    void hugeValuesStayInRange();
    void refusesNotANumber();
    void stopsWhenTold_data();
    void stopsWhenTold();
    void cellsHoldEachPointOnce();
};

namespace {

/// Groups of several sizes and widths, each a curved sheet in `columns` dimensions, as pictures are.
LatentTable sheets(std::size_t rows, std::size_t columns)
{
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> directions(5 * 4 * columns);
    std::ranges::generate(directions, [&] { return normal(random); });
    LatentTable table(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t group = std::min<std::size_t>(random() % 7, 4);
        const float u = normal(random);
        const float v = normal(random);
        const std::array terms = {2.0F, u, v, u * v};
        for (std::size_t k = 0; k < columns; ++k) {
            float& value = table.row(i)[k];
            for (std::size_t term = 0; term < 4; ++term) {
                value += terms[term] * directions[(group * 4 + term) * columns + k];
            }
            value += 0.1F * normal(random);
        }
    }
    return table;
}

double shareOfTrue(const NeighbourTable& found, const NeighbourTable& exact)
{
    std::size_t right = 0;
    for (std::size_t i = 0; i < exact.rows; ++i) {
        const std::set<std::uint32_t> all(exact.idsOf(i).begin(), exact.idsOf(i).end());
        for (const std::uint32_t id : found.idsOf(i)) {
            right += all.count(id);
        }
    }
    return static_cast<double>(right) / static_cast<double>(exact.ids.size());
}

bool areSound(const NeighbourTable& found)
{
    for (std::size_t i = 0; i < found.rows; ++i) {
        const std::set<std::uint32_t> ids(found.idsOf(i).begin(), found.idsOf(i).end());
        const bool areOthers =
            ids.size() == found.count && ids.count(static_cast<std::uint32_t>(i)) == 0 && *ids.rbegin() < found.rows;
        if (!areOthers || !std::ranges::is_sorted(found.distancesOf(i))) {
            return false;
        }
    }
    return true;
}

} // namespace

void tst_ApproximateNeighbours::mostAreTheTrueOnes()
{
    const LatentTable table = sheets(12'000, 20);
    BlockPool pool(2);
    const FoundNeighbours found = approximateNeighbours(table, 30, pool);
    const NeighbourTable exact = exactNeighbours(table, 30, pool);
    QVERIFY(found.recall.has_value());
    QCOMPARE(found.table.rows, exact.rows);
    QCOMPARE(found.table.count, exact.count);
    QCOMPARE(found.table.unit, exact.unit);
    QVERIFY(areSound(found.table));
    const double share = shareOfTrue(found.table, exact);
    QVERIFY2(share > 0.95 && share < 1, qPrintable(QString::number(share)));
    for (std::size_t i = 0; i < exact.rows; i += 101) { // those that are the same are as far
        for (std::size_t k = 0; k < exact.count && found.table.idsOf(i)[k] == exact.idsOf(i)[k]; ++k) {
            QCOMPARE(found.table.distancesOf(i)[k], exact.distancesOf(i)[k]);
        }
    }
}

void tst_ApproximateNeighbours::theToldRecallIsThatOfAllRows()
{
    const LatentTable table = sheets(9000, 12);
    BlockPool pool(2);
    const FoundNeighbours found = approximateNeighbours(table, 20, pool);
    QVERIFY(found.recall.has_value());
    const double share = shareOfTrue(found.table, exactNeighbours(table, 20, pool));
    QVERIFY2(std::abs(*found.recall - share) < 0.01, qPrintable(QString("%1 %2").arg(*found.recall).arg(share)));
}

void tst_ApproximateNeighbours::fewRowsAreLookedThroughExactly()
{
    const LatentTable table = sheets(3000, 8);
    BlockPool pool(2);
    const FoundNeighbours exact = nearestNeighbours(table, 10, pool);
    QVERIFY(!exact.recall);
    QCOMPARE(exact.table.ids, exactNeighbours(table, 10, pool).ids);
    QVERIFY(nearestNeighbours(table, 10, pool, {}, 2999).recall.has_value());
    QVERIFY(!nearestNeighbours(table, 10, pool, {}, 3000).recall);
    for (const std::size_t rows : {0U, 1U, 2U, 3U}) {
        const FoundNeighbours few = nearestNeighbours(sheets(rows, 4), 5, pool, {}, 0);
        QCOMPARE(few.table.count, rows < 2 ? std::size_t{0} : rows - 1);
    }
    QCOMPARE(nearestNeighbours(LatentTable(50, 0), 5, pool, {}, 0).table.count, std::size_t{5}); // no columns
}

/// In 30 dimensions without any structure nobody is much nearer than the others.
void tst_ApproximateNeighbours::whereAllMustBeLookedAtTheyAreExact()
{
    LatentTable table(4000, 30);
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    std::ranges::generate(table.values(), [&] { return normal(random); });
    BlockPool pool(2);
    const FoundNeighbours found = approximateNeighbours(table, 20, pool);
    QVERIFY(!found.recall);
    QCOMPARE(found.table.ids, exactNeighbours(table, 20, pool).ids);
}

void tst_ApproximateNeighbours::threadsChangeNothing()
{
    const LatentTable table = sheets(6000, 10);
    BlockPool one(1);
    BlockPool three(3);
    const FoundNeighbours a = approximateNeighbours(table, 15, one);
    const FoundNeighbours b = approximateNeighbours(table, 15, three);
    QCOMPARE(a.table.ids, b.table.ids);
    QCOMPARE(a.table.squaredDistances, b.table.squaredDistances);
    QCOMPARE(a.recall, b.recall);
}

void tst_ApproximateNeighbours::duplicatesHaveTheirNeighbours()
{
    BlockPool pool(2);
    const FoundNeighbours equal = approximateNeighbours(LatentTable(5000, 6), 12, pool); // all are one point
    QVERIFY(areSound(equal.table));
    QCOMPARE(equal.recall.value_or(1), 1.0); // whoever is as near is as good
    QVERIFY(std::ranges::all_of(equal.table.squaredDistances, [](float distance) { return distance == 0; }));

    LatentTable twins = sheets(6000, 6);
    for (std::size_t i = 0; i < 3000; ++i) {
        std::ranges::copy(twins.row(i), twins.row(3000 + i).begin());
    }
    const FoundNeighbours found = approximateNeighbours(twins, 8, pool);
    QVERIFY(areSound(found.table));
    for (std::size_t i = 0; i < 3000; ++i) {
        QCOMPARE(found.table.idsOf(i)[0], static_cast<std::uint32_t>(3000 + i));
    }
    LatentTable half = sheets(6000, 6); // a crowd at one place, larger than any cell
    for (std::size_t i = 0; i < 3000; ++i) {
        std::ranges::fill(half.row(2 * i), 3.0F);
    }
    QVERIFY(areSound(approximateNeighbours(half, 8, pool).table));
}

void tst_ApproximateNeighbours::constantColumnsChangeNothing()
{
    const LatentTable table = sheets(5000, 6);
    LatentTable wider(5000, 8);
    for (std::size_t i = 0; i < 5000; ++i) {
        std::ranges::copy(table.row(i), wider.row(i).begin());
        wider.row(i)[6] = 42;
    }
    BlockPool pool(2);
    const FoundNeighbours found = approximateNeighbours(wider, 10, pool);
    QVERIFY(found.recall.value_or(1) > 0.95);
    QVERIFY(shareOfTrue(found.table, exactNeighbours(table, 10, pool)) > 0.95);
}

void tst_ApproximateNeighbours::hugeValuesStayInRange()
{
    LatentTable table = sheets(4000, 6);
    std::ranges::for_each(table.values(), [](float& value) { value *= 1e28F; });
    BlockPool pool(2);
    const FoundNeighbours found = approximateNeighbours(table, 10, pool);
    QVERIFY(areSound(found.table));
    QVERIFY(shareOfTrue(found.table, exactNeighbours(table, 10, pool)) > 0.95);
}

void tst_ApproximateNeighbours::refusesNotANumber()
{
    LatentTable table = sheets(2000, 6);
    table.row(1500)[2] = std::numeric_limits<float>::quiet_NaN();
    BlockPool pool(2);
    QVERIFY_THROWS_EXCEPTION(UserError, (void)approximateNeighbours(table, 10, pool));
}

void tst_ApproximateNeighbours::stopsWhenTold_data()
{
    QTest::addColumn<double>("when");
    QTest::newRow("at once") << 0.0;
    QTest::newRow("while points go to their cells") << 0.1;
    QTest::newRow("while rows are judged") << 0.17;
    QTest::newRow("while neighbours are looked for") << 0.5;
}

void tst_ApproximateNeighbours::stopsWhenTold()
{
    QFETCH(double, when);
    std::stop_source source;
    JobControl control;
    control.stop = source.get_token();
    double last = 0;
    bool isRising = true;
    control.report = [&](double fraction) {
        isRising = isRising && fraction >= last && fraction <= 1;
        last = fraction;
        if (fraction >= when) {
            source.request_stop();
        }
    };
    if (when == 0) {
        source.request_stop();
    }
    BlockPool pool(1);
    const FoundNeighbours found = approximateNeighbours(sheets(20'000, 6), 10, pool, control);
    QCOMPARE(found.table.rows, std::size_t{0});
    QVERIFY(!found.recall);
    QVERIFY(isRising);
    QVERIFY(last >= when && last < when + 0.2);
}

void tst_ApproximateNeighbours::cellsHoldEachPointOnce()
{
    const LatentTable table = sheets(5000, 6);
    BlockPool pool(2);
    const NeighbourCells cells = neighbourCells(scaledPoints(table), 200, pool, {});
    QCOMPARE(cells.count(), std::size_t{200});
    QCOMPARE(cells.begins.front(), std::size_t{0});
    QCOMPARE(cells.begins.back(), table.rows());
    QCOMPARE(std::set(cells.rows.begin(), cells.rows.end()).size(), table.rows());
    const std::vector<std::uint32_t> order = cells.around(17);
    QCOMPARE(order.front(), 17U);
    QCOMPARE(std::set(order.begin(), order.end()).size(), std::size_t{200});
    const ScaledPoints points = scaledPoints(table);
    for (std::size_t at = 0; at < table.rows(); at += 97) {
        QVERIFY(std::ranges::equal(std::span(cells.points.row(at), 6), std::span(points.row(cells.rows[at]), 6)));
    }
}

QTEST_GUILESS_MAIN(tst_ApproximateNeighbours)
#include "tst_ApproximateNeighbours.moc"
