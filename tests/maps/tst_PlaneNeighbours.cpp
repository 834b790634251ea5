// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/PlaneNeighbours.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

class tst_PlaneNeighbours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areThoseOfAFullScan_data();
    void areThoseOfAFullScan();
    void equalPointsHaveNeighboursToo();
    void threadsChangeNothing();
    void fewPointsHaveFewNeighbours();
    void stopsWhenTold();
};

namespace {

/// On a line, in tight groups, and all over the place.
std::vector<float> somePlaces(std::size_t count, float width, float height)
{
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    std::vector<float> places;
    for (std::size_t i = 0; i < count; ++i) {
        const float centre = i % 3 == 0 ? 100.0F : 0.0F;
        places.push_back(centre + width * normal(random));
        places.push_back(height * normal(random));
    }
    return places;
}

float squared(std::span<const float> places, std::size_t i, std::size_t j)
{
    const float x = places[2 * i] - places[2 * j];
    const float y = places[2 * i + 1] - places[2 * j + 1];
    return x * x + y * y;
}

} // namespace

void tst_PlaneNeighbours::areThoseOfAFullScan_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<float>("width");
    QTest::addColumn<float>("height");
    QTest::newRow("a leaf") << 12 << 4 << 1.0F << 1.0F;
    QTest::newRow("all others") << 40 << 39 << 1.0F << 1.0F;
    QTest::newRow("a plane") << 3000 << 10 << 1.0F << 5.0F;
    QTest::newRow("a line") << 3000 << 10 << 3.0F << 0.0F;
    QTest::newRow("tight groups") << 3000 << 10 << 1e-3F << 1e-3F;
}

void tst_PlaneNeighbours::areThoseOfAFullScan()
{
    QFETCH(int, count);
    QFETCH(int, wanted);
    QFETCH(float, width);
    QFETCH(float, height);
    const auto n = static_cast<std::size_t>(count);
    const auto k = static_cast<std::size_t>(wanted);
    const std::vector<float> places = somePlaces(n, width, height);
    BlockPool pool(2);
    const std::vector<std::uint32_t> ids = planeNeighbours(places, k, pool);
    QCOMPARE(ids.size(), n * k);
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<float> all;
        for (std::size_t j = 0; j < n; ++j) {
            if (j != i) {
                all.push_back(squared(places, i, j));
            }
        }
        std::ranges::sort(all);
        std::vector<std::uint32_t> own(ids.begin() + static_cast<std::ptrdiff_t>(i * k),
                                       ids.begin() + static_cast<std::ptrdiff_t>((i + 1) * k));
        for (std::size_t rank = 0; rank < k; ++rank) {
            QCOMPARE(squared(places, i, own[rank]), all[rank]);
        }
        std::ranges::sort(own);
        QVERIFY(std::ranges::adjacent_find(own) == own.end());
        QVERIFY(!std::ranges::binary_search(own, static_cast<std::uint32_t>(i)));
    }
}

void tst_PlaneNeighbours::equalPointsHaveNeighboursToo()
{
    const std::vector<float> places(2 * 2000, 7.0F);
    BlockPool pool(2);
    const std::vector<std::uint32_t> ids = planeNeighbours(places, 3, pool);
    QCOMPARE(ids.size(), std::size_t{6000});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        QVERIFY(ids[i] < 2000 && ids[i] != i / 3);
    }
    QCOMPARE(planeNeighbours(places, 3, pool), ids);
}

void tst_PlaneNeighbours::threadsChangeNothing()
{
    std::vector<float> places = somePlaces(5000, 1, 1);
    std::ranges::for_each(places, [](float& place) { place = std::round(place * 4); }); // many are equally near
    BlockPool one(1);
    BlockPool three(3);
    QCOMPARE(planeNeighbours(places, 8, one), planeNeighbours(places, 8, three));
}

void tst_PlaneNeighbours::fewPointsHaveFewNeighbours()
{
    BlockPool pool(1);
    QVERIFY(planeNeighbours({}, 5, pool).empty());
    QVERIFY(planeNeighbours(std::vector<float>{1, 2}, 5, pool).empty());
    QCOMPARE(planeNeighbours(std::vector<float>{1, 2, 3, 4}, 5, pool), (std::vector<std::uint32_t>{1, 0}));
}

void tst_PlaneNeighbours::stopsWhenTold()
{
    std::stop_source source;
    source.request_stop();
    JobControl control;
    control.stop = source.get_token();
    BlockPool pool(2);
    QVERIFY(planeNeighbours(somePlaces(3000, 1, 1), 10, pool, control).empty());
}

QTEST_GUILESS_MAIN(tst_PlaneNeighbours)
#include "tst_PlaneNeighbours.moc"
