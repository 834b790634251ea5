// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/GroundGrid.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace {

const MapRect view{-3, -2, 5, 4};

bool isInside(const MapRect& inner, const MapRect& outer)
{
    constexpr double rounding = 1e-9;
    return inner.left >= outer.left - rounding && inner.right <= outer.right + rounding &&
           inner.bottom >= outer.bottom - rounding && inner.top <= outer.top + rounding;
}

bool isAt(const MapPosition& a, const MapPosition& b)
{
    return std::hypot(a.x - b.x, a.y - b.y) < 1e-4F;
}

} // namespace

class tst_GroundGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsHaveAPicturesProportionsAndAFairSize_data();
    void cellsHaveAPicturesProportionsAndAFairSize();
    void cellsOfOneLevelFillTheViewWithoutOverlap();
    void cellsLieStillWhileTheMapIsMoved();
    void nineCellsMakeOneOfTheLevelAbove();
    void theMiddleOfNineHasTheSameName();
    void theMiddleOfTheMapComesFirst();
    void coarseCellsComeFirstAndNoMiddleTwice();
    void aViewWhoseCellsHaveNoNumbersHasNone();
};

void tst_GroundGrid::cellsHaveAPicturesProportionsAndAFairSize_data()
{
    QTest::addColumn<double>("aspect");
    QTest::addColumn<double>("unitsPerPixel");
    for (const double aspect : {0.25, 1.0, 5.0}) {
        for (const double units : {1e-20, 1.0 / 32, 0.013, 1.0, 7.7, 1e20}) {
            QTest::addRow("%g at %g", aspect, units) << aspect << units;
        }
    }
}

void tst_GroundGrid::cellsHaveAPicturesProportionsAndAFairSize()
{
    QFETCH(double, aspect);
    QFETCH(double, unitsPerPixel);
    const GroundGrid grid(aspect);
    const MapRect rect = grid.rect({GroundGrid::levelFor(unitsPerPixel), 0, 0});
    QVERIFY(std::abs(rect.width() / rect.height() / aspect - 1) < 1e-9);
    const double pixels = std::sqrt(rect.width() * rect.height()) / unitsPerPixel;
    QVERIFY2(pixels >= GroundGrid::leastPixels * (1 - 1e-6) && pixels < GroundGrid::mostPixels,
             qPrintable(QString::number(pixels)));
}

void tst_GroundGrid::cellsOfOneLevelFillTheViewWithoutOverlap()
{
    const GroundGrid grid(2);
    const std::vector<GroundCell> cells = grid.cellsIn(view, -1);
    QVERIFY(cells.size() > 100);
    for (double x = view.left; x <= view.right; x += 0.09) {
        for (double y = view.bottom; y <= view.top; y += 0.09) {
            QCOMPARE(std::ranges::count_if(cells,
                                           [&](const GroundCell& cell) {
                                               const MapRect rect = grid.rect(cell);
                                               return x >= rect.left && x < rect.right && y >= rect.bottom &&
                                                      y < rect.top;
                                           }),
                     1);
        }
    }
}

void tst_GroundGrid::cellsLieStillWhileTheMapIsMoved()
{
    const GroundGrid grid(1);
    const std::vector<GroundCell> before = grid.cellsIn(view, -2);
    const std::vector<GroundCell> after =
        grid.cellsIn({view.left + 0.01, view.bottom, view.right + 0.01, view.top}, -2);
    std::vector<GroundCell> both;
    for (const GroundCell& cell : before) {
        if (std::ranges::find(after, cell) != after.end()) {
            both.push_back(cell);
        }
    }
    QVERIFY(both.size() > before.size() * 9 / 10);
}

void tst_GroundGrid::nineCellsMakeOneOfTheLevelAbove()
{
    const GroundGrid grid(3);
    std::map<GroundCell, int> held;
    for (std::int64_t column = -7; column <= 7; ++column) {
        for (std::int64_t row = -7; row <= 7; ++row) {
            const GroundCell cell{4, column, row};
            QVERIFY(isInside(grid.rect(cell), grid.rect(GroundGrid::above(cell))));
            ++held[GroundGrid::above(cell)];
        }
    }
    QCOMPARE(held[(GroundCell{5, 0, 0})], 9);
    QCOMPARE(held[(GroundCell{5, -2, 1})], 9);
}

void tst_GroundGrid::theMiddleOfNineHasTheSameName()
{
    const GroundGrid grid(1);
    std::map<GroundCell, MapPosition> middles;
    for (int level = 0; level < 4; ++level) {
        for (std::int64_t column = -9; column <= 9; ++column) {
            for (std::int64_t row = -9; row <= 9; ++row) {
                const GroundCell cell{level, column, row};
                const GroundCell name = GroundGrid::sameMiddle(cell);
                QVERIFY(isAt(grid.middle(name), grid.middle(cell)));
                const auto [found, isNew] = middles.emplace(name, grid.middle(cell));
                QVERIFY(isNew || isAt(found->second, grid.middle(cell)));
            }
        }
    }
    QCOMPARE(GroundGrid::sameMiddle({2, 0, 0}), GroundGrid::sameMiddle({7, 0, 0}));
    QCOMPARE(GroundGrid::sameMiddle({2, 3, -6}), (GroundCell{3, 1, -2}));
    QCOMPARE(GroundGrid::sameMiddle({2, 3, 1}), (GroundCell{2, 3, 1}));
}

void tst_GroundGrid::theMiddleOfTheMapComesFirst()
{
    const GroundGrid grid(1);
    const std::vector<GroundCell> cells = grid.cellsIn(view, -2);
    const auto fromMiddle = [&](const GroundCell& cell) {
        return std::hypot(static_cast<double>(grid.middle(cell).x) - 1, static_cast<double>(grid.middle(cell).y) - 1);
    };
    QVERIFY(std::ranges::is_sorted(
        cells, [&](const GroundCell& a, const GroundCell& b) { return fromMiddle(a) < fromMiddle(b) - 1e-5; }));
    QVERIFY(fromMiddle(cells.front()) < 0.1);
}

void tst_GroundGrid::coarseCellsComeFirstAndNoMiddleTwice()
{
    const GroundGrid grid(1);
    const double unitsPerPixel = 0.01;
    const int finest = GroundGrid::levelFor(unitsPerPixel);
    const std::vector<GroundCell> order = grid.coarseToFine(view, unitsPerPixel);
    QVERIFY(std::ranges::is_sorted(order, std::greater(), &GroundCell::level));
    QCOMPARE(order.front().level, finest + GroundGrid::coarseLevels);
    QCOMPARE(order.back().level, finest);
    std::set<GroundCell> middles;
    for (const GroundCell& cell : order) {
        QVERIFY(middles.insert(GroundGrid::sameMiddle(cell)).second);
    }
    const std::vector<GroundCell> fine = grid.cellsIn(view, finest);
    for (const GroundCell& cell : fine) {
        QVERIFY(middles.contains(GroundGrid::sameMiddle(cell)));
    }
    QVERIFY(order.size() < fine.size() * 6 / 5); // coarse to fine costs next to nothing
}

void tst_GroundGrid::aViewWhoseCellsHaveNoNumbersHasNone()
{
    const GroundGrid grid(1);
    QVERIFY(grid.cellsIn({1e30, 0, 1e30 + 1, 1}, 0).empty());
    QVERIFY(grid.cellsIn({0, 0, NAN, 1}, 0).empty());
    QVERIFY(grid.cellsIn({0, 0, 1e9, 1e9}, 0).empty()); // more than any screen shows
    QVERIFY_THROWS_EXCEPTION(std::logic_error, GroundGrid(0));
}

QTEST_GUILESS_MAIN(tst_GroundGrid)
#include "tst_GroundGrid.moc"
