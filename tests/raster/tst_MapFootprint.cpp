// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/MapFootprint.h"

#include <QTest>

#include <cmath>
#include <random>

namespace {

/// Two groups with nothing between them.
std::vector<MapPosition> twoGroups()
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<MapPosition> positions;
    for (int i = 0; i < 2000; ++i) {
        const float side = i % 2 == 0 ? -4.0F : 4.0F;
        positions.push_back({side + 0.3F * normal(random), normal(random)});
    }
    return positions;
}

bool isNearByScan(std::span<const MapPosition> positions, const MapRect& rect, double reach)
{
    return std::ranges::any_of(positions, [&](const MapPosition& position) {
        const auto x = static_cast<double>(position.x);
        const auto y = static_cast<double>(position.y);
        return x >= rect.left - reach && x <= rect.right + reach && y >= rect.bottom - reach && y <= rect.top + reach;
    });
}

} // namespace

class tst_MapFootprint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatAScanSays();
    void reachesAThirdOfTheDeviation();
    void aGapBetweenGroupsIsFarFromAll();
    void samplesAtOnePlaceAreNearThatPlaceAlone();
    void placesThatAreNotFiniteAreNone();
    void withoutSamplesNothingIsNear();
};

void tst_MapFootprint::saysWhatAScanSays()
{
    const std::vector<MapPosition> positions = twoGroups();
    const MapFootprint footprint(positions);
    const double least = std::max(footprint.bounds().width(), footprint.bounds().height()) / 512;
    int near = 0;
    int unlike = 0;
    for (double size : {0.01, 0.3, 2.0}) {
        for (double x = -7; x < 7; x += 0.13) {
            for (double y = -5; y < 5; y += 0.13) {
                const MapRect rect{x, y, x + size, y + size};
                const bool isNear = footprint.isNear(rect);
                near += isNear ? 1 : 0;
                const bool isTruly = isNearByScan(positions, rect, footprint.reach());
                QVERIFY(isNear || !isTruly); // never left out
                if (isNear != isTruly) {
                    QVERIFY(isNearByScan(positions, rect, footprint.reach() + least));
                    ++unlike;
                }
            }
        }
    }
    QVERIFY(near > 1000);
    QVERIFY(unlike < near / 50);
}

void tst_MapFootprint::reachesAThirdOfTheDeviation()
{
    const std::vector<MapPosition> positions = {{-3, 1}, {3, 1}, {-3, 2}, {3, 2}};
    QVERIFY(std::abs(MapFootprint(positions).reach() - std::sqrt(36.0 / 3) / 3) < 1e-6);
    const std::vector<MapPosition> upright = {{1, -3}, {1, 3}, {2, -3}, {2, 3}};
    QVERIFY(std::abs(MapFootprint(upright).reach() - std::sqrt(36.0 / 3) / 3) < 1e-6);
}

void tst_MapFootprint::aGapBetweenGroupsIsFarFromAll()
{
    const MapFootprint footprint(twoGroups());
    QVERIFY(footprint.isNear({-4.1, -0.1, -3.9, 0.1}));
    QVERIFY(footprint.isNear({3.9, -0.1, 4.1, 0.1}));
    QVERIFY(!footprint.isNear({-0.1, -0.1, 0.1, 0.1}));
    QVERIFY(!footprint.isNear({-40, -0.1, -20, 0.1}));
    QVERIFY(!footprint.isNear({-4.1, 20, -3.9, 21}));
    QVERIFY(footprint.isNear({-40, -40, 40, 40}));
}

void tst_MapFootprint::samplesAtOnePlaceAreNearThatPlaceAlone()
{
    const std::vector<MapPosition> positions(3, {2, 5});
    const MapFootprint footprint(positions);
    QCOMPARE(footprint.reach(), 0.0);
    QVERIFY(footprint.isNear({1, 4, 3, 6}));
    QVERIFY(footprint.isNear({2, 5, 3, 6}));
    QVERIFY(!footprint.isNear({2.1, 5, 3, 6}));
    QVERIFY(!footprint.isNear({1, 4, 1.9, 6}));
}

void tst_MapFootprint::placesThatAreNotFiniteAreNone()
{
    const std::vector<MapPosition> positions = {{NAN, 0}, {1, 1}, {0, INFINITY}, {3, 2}};
    const MapFootprint footprint(positions);
    QCOMPARE(footprint.bounds(), (MapRect{1, 1, 3, 2}));
    QVERIFY(footprint.isNear({0, 0, 1.1, 1.1}));
    QVERIFY(!footprint.isNear({NAN, NAN, NAN, NAN}));
}

void tst_MapFootprint::withoutSamplesNothingIsNear()
{
    const MapFootprint footprint(std::vector<MapPosition>{});
    QVERIFY(!footprint.isNear({-1, -1, 1, 1}));
    QCOMPARE(footprint.bounds(), MapRect());
}

QTEST_GUILESS_MAIN(tst_MapFootprint)
#include "tst_MapFootprint.moc"
