// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"
#include "raster/SpreadOut.h"

#include <QTest>

#include <cmath>
#include <set>

class tst_SpreadOut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachCellShowsTheSampleNearestToItsMiddle();
    void panningChangesNoChoice();
    void aSelectedSampleComesFirst();
    void hiddenOnesNever();
    void zoomedInAllAreShown();
    void noGridIsTooFine();
};

namespace {

using Cell = std::pair<long, long>;

Cell cellOf(MapPosition at, double size)
{
    return {std::lround(std::floor(static_cast<double>(at.x) / size)),
            std::lround(std::floor(static_cast<double>(at.y) / size))};
}

double farness(MapPosition at, double size)
{
    const Cell cell = cellOf(at, size);
    return std::hypot(static_cast<double>(at.x) / size - static_cast<double>(cell.first) - 0.5,
                      static_cast<double>(at.y) / size - static_cast<double>(cell.second) - 0.5);
}

} // namespace

void tst_SpreadOut::eachCellShowsTheSampleNearestToItsMiddle()
{
    const auto positions = clusters(5000);
    const PointCloud cloud(positions);
    const auto shown = spreadOut(cloud, plainPalette(), {-10, -10, 10, 10}, 0.5, 0.5);
    std::set<Cell> cells;
    for (const SpreadSample& one : shown) {
        QCOMPARE(one.position, positions[one.sample]);
        QVERIFY(cells.insert(cellOf(one.position, 0.5)).second);
    }
    std::set<Cell> expected;
    for (const MapPosition& at : positions) {
        expected.insert(cellOf(at, 0.5));
        const auto found = std::ranges::find_if(
            shown, [&](const SpreadSample& one) { return cellOf(one.position, 0.5) == cellOf(at, 0.5); });
        QVERIFY(found != shown.end());
        QVERIFY(farness(found->position, 0.5) <= farness(at, 0.5) + 1e-6);
    }
    QCOMPARE(cells, expected);
}

void tst_SpreadOut::panningChangesNoChoice()
{
    const auto positions = clusters(5000);
    const PointCloud cloud(positions);
    const auto whole = spreadOut(cloud, plainPalette(), {-10, -10, 10, 10}, 0.5, 0.4);
    const auto part = spreadOut(cloud, plainPalette(), {0.123, -0.456, 2.3, 3.1}, 0.5, 0.4);
    QVERIFY(part.size() > 20 && part.size() < whole.size());
    for (const SpreadSample& one : part) {
        QVERIFY(std::ranges::find(whole, one) != whole.end());
    }
}

void tst_SpreadOut::aSelectedSampleComesFirst()
{
    PointCloud cloud(std::vector<MapPosition>{{0.5F, 0.5F}, {0.9F, 0.9F}});
    cloud.setStyles(std::vector<std::uint8_t>{3, 0}); // the first, in the very middle, is background
    const auto shown = spreadOut(cloud, plainPalette(), {0, 0, 0.9, 0.9}, 1, 1);
    QCOMPARE(shown.size(), std::size_t{1});
    QCOMPARE(shown[0].sample, 1U);
}

void tst_SpreadOut::hiddenOnesNever()
{
    PointCloud cloud(std::vector<MapPosition>{{0.5F, 0.5F}});
    cloud.setStyles(std::vector<std::uint8_t>{2});
    QVERIFY(spreadOut(cloud, plainPalette(), {0, 0, 1, 1}, 1, 1).empty());
}

void tst_SpreadOut::zoomedInAllAreShown()
{
    const auto positions = clusters(40);
    QCOMPARE(spreadOut(PointCloud(positions), plainPalette(), {-8, -8, 12, 12}, 0.03, 0.03).size(), std::size_t{40});
}

void tst_SpreadOut::noGridIsTooFine()
{
    QVERIFY(spreadOut(PointCloud(clusters(10)), plainPalette(), {-5, -5, 9, 9}, 1e-9, 1e-9).empty());
}

QTEST_APPLESS_MAIN(tst_SpreadOut)
#include "tst_SpreadOut.moc"
