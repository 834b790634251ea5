// SPDX-License-Identifier: GPL-3.0-or-later
#include "raster/NamePlaces.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

class tst_NamePlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClassOfTwoClustersIsNamedAtTheDenserOne();
    void allAtOnePlaceAreNamedThere();
    void whatHasNoPlaceOrNoClassIsLeftOut();
    void aClassThatIsNowhereAtHomeHasNoName();
};

void tst_NamePlaces::aClassOfTwoClustersIsNamedAtTheDenserOne()
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<MapPosition> positions;
    std::vector<std::uint32_t> codes;
    for (int i = 0; i < 600; ++i) { // 400 of class 0 at (-10, 0), 200 at (10, 0)
        positions.push_back({(i % 3 == 0 ? 10.0F : -10.0F) + normal(random), normal(random)});
        codes.push_back(0);
    }
    for (int i = 0; i < 50; ++i) {
        positions.push_back({3 + 0.1F * normal(random), 20});
        codes.push_back(1);
    }
    const auto places = densestPlaces(positions, codes, 2);
    QVERIFY(places[0] && std::abs(places[0]->x + 10) < 1 && std::abs(places[0]->y) < 1);
    QVERIFY(places[1] && std::abs(places[1]->x - 3) < 0.1F && places[1]->y == 20);
}

void tst_NamePlaces::allAtOnePlaceAreNamedThere()
{
    const std::vector<MapPosition> positions(5, {7, -2});
    const auto places = densestPlaces(positions, std::vector<std::uint32_t>(5, 0), 1);
    QVERIFY(places[0] && *places[0] == (MapPosition{7, -2}));
}

void tst_NamePlaces::whatHasNoPlaceOrNoClassIsLeftOut()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<MapPosition> positions = {{nan, 0}, {1, 1}, {5, 5}, {0, nan}};
    const std::vector<std::uint32_t> codes = {0, 1, UINT32_MAX, 1};
    const auto places = densestPlaces(positions, codes, 3);
    QCOMPARE(places.size(), std::size_t{3});
    QVERIFY(!places[0] && !places[2]);
    QVERIFY(places[1] && *places[1] == (MapPosition{1, 1}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)densestPlaces(positions, std::vector<std::uint32_t>(2), 1));
}

void tst_NamePlaces::aClassThatIsNowhereAtHomeHasNoName()
{
    std::mt19937 random(4);
    std::normal_distribution<float> normal;
    std::vector<MapPosition> positions;
    std::vector<std::uint32_t> codes;
    for (std::uint32_t i = 0; i < 2000; ++i) { // four classes mixed through each other, and one apart
        positions.push_back({normal(random) + (i % 5 == 4 ? 12.0F : 0), normal(random)});
        codes.push_back(i % 5);
    }
    const auto places = densestPlaces(positions, codes, 5);
    for (std::size_t k = 0; k < 4; ++k) {
        QVERIFY(!places[k]);
    }
    QVERIFY(places[4] && std::abs(places[4]->x - 12) < 1);
}

QTEST_APPLESS_MAIN(tst_NamePlaces)
#include "tst_NamePlaces.moc"
