// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapPlacement.h"

#include <QTest>

#include <cmath>
#include <random>

class tst_MapPlacement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSampleIsWhereItIs();
    void aPointLiesAmongItsNeighbours();
    void aNeighbourThatWasTornAwayDoesNotPull();
    void neighboursThatLieApartGiveDoubt();
    void oneNeighbourIsEnough();
    void theBlendOfOnePlaceIsItsSamples();
    void theBlendFollowsTheMapWithoutJumps();
    void fewSamplesHaveABlend();
};

namespace {

/// Samples on a 20 x 20 grid of the map; their latents are the place, doubled, and a constant.
struct Grid
{
    LatentTable positions{400, 2};
    LatentTable latents{400, 3};

    Grid()
    {
        for (std::size_t i = 0; i < 400; ++i) {
            const auto x = static_cast<float>(i % 20);
            const auto y = static_cast<float>(i / 20);
            std::ranges::copy(std::array{x, y}, positions.row(i).begin());
            std::ranges::copy(std::array{2 * x, 2 * y, 7.0F}, latents.row(i).begin());
        }
    }
    [[nodiscard]] std::vector<NearSample> nearest(LatentView point) const
    {
        const NearestSamples all(std::make_shared<const LatentTable>(latents), NearMetric::Euclidean);
        return all.nearest(point, placingNeighbours, 1);
    }
};

} // namespace

void tst_MapPlacement::aSampleIsWhereItIs()
{
    const Grid grid;
    const PlacedPoint place = placeAmong(grid.nearest(grid.latents.row(137)), grid.positions);
    QCOMPARE(place, (PlacedPoint{17, 6, 0}));
}

void tst_MapPlacement::aPointLiesAmongItsNeighbours()
{
    const Grid grid;
    const PlacedPoint place = placeAmong(grid.nearest(LatentVector{17, 21.4F, 7}), grid.positions);
    QVERIFY(std::abs(place.x - 8.5F) < 0.3F);
    QVERIFY(std::abs(place.y - 10.7F) < 0.3F);
    QVERIFY(place.doubt > 0.3F && place.doubt < 2);
}

void tst_MapPlacement::aNeighbourThatWasTornAwayDoesNotPull()
{
    Grid grid;
    const LatentVector point{17, 21.4F, 7};
    const PlacedPoint before = placeAmong(grid.nearest(point), grid.positions);
    grid.positions.row(grid.nearest(point)[3].sample)[0] = 1000;
    const PlacedPoint after = placeAmong(grid.nearest(point), grid.positions);
    QVERIFY(std::hypot(after.x - before.x, after.y - before.y) < 0.5F); // their mean would lie 60 away
    QVERIFY(after.doubt > 10 * before.doubt);
}

void tst_MapPlacement::neighboursThatLieApartGiveDoubt()
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    float before = 0;
    for (const float spread : {0.1F, 1.0F, 10.0F}) {
        LatentTable positions(15, 2);
        std::ranges::generate(positions.values(), [&] { return spread * normal(random); });
        std::vector<NearSample> nearest;
        for (std::uint32_t i = 0; i < 15; ++i) {
            nearest.push_back({i, 1 + 0.1 * i});
        }
        const float doubt = placeAmong(nearest, positions).doubt;
        QVERIFY(doubt > 3 * before);
        before = doubt;
    }
}

void tst_MapPlacement::oneNeighbourIsEnough()
{
    const LatentTable positions(2, 2, {3, 4, 5, 6});
    QCOMPARE(placeAmong(std::vector<NearSample>{{1, 2.5}}, positions), (PlacedPoint{5, 6, 0}));
    const PlacedPoint between = placeAmong(std::vector<NearSample>{{0, 1}, {1, 1}}, positions); // equally near
    QVERIFY(std::abs(between.x - 4) < 1.01F);
}

void tst_MapPlacement::theBlendOfOnePlaceIsItsSamples()
{
    const Grid grid;
    const LatentVector blend = blendAt(grid.latents, grid.positions, 9, 11);
    QVERIFY(std::abs(blend[0] - 18) < 0.2F);
    QVERIFY(std::abs(blend[1] - 22) < 0.2F);
    QVERIFY(std::abs(blend[2] - 7) < 1e-5F);
}

void tst_MapPlacement::theBlendFollowsTheMapWithoutJumps()
{
    const Grid grid;
    LatentVector before = blendAt(grid.latents, grid.positions, 5, 10.3F);
    for (float x = 5.01F; x < 14; x += 0.01F) {
        const LatentVector now = blendAt(grid.latents, grid.positions, x, 10.3F);
        QVERIFY2(std::abs(now[0] - before[0]) < 0.1F, qPrintable(QString::number(x)));
        QVERIFY(std::abs(now[0] - 2 * x) < 0.6F);
        before = now;
    }
}

void tst_MapPlacement::fewSamplesHaveABlend()
{
    const LatentTable one(1, 2, {3, 4});
    QCOMPARE(blendAt(one, LatentTable(1, 2), 100, 100), (LatentVector{3, 4}));
    const LatentTable two(2, 1, {1, 2});
    const LatentVector blend = blendAt(two, LatentTable(2, 2, {0, 0, 10, 0}), 1, 0);
    QVERIFY(blend[0] >= 1 && blend[0] < 1.5F);
    const LatentTable same(40, 1, std::vector<float>(40, 5)); // all at one place
    QCOMPARE(blendAt(same, LatentTable(40, 2), 0, 0), (LatentVector{5}));
    QCOMPARE(blendAt(same, LatentTable(40, 2), 3, 0), (LatentVector{5}));
    QCOMPARE(blendAt(two, LatentTable(2, 2, {0, 0, 1e25F, 0}), 1e24F, 0), blend); // maps may be as wide as they like
}

QTEST_GUILESS_MAIN(tst_MapPlacement)
#include "tst_MapPlacement.moc"
