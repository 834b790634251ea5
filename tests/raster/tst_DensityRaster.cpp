// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"
#include "raster/DensityRaster.h"

#include <QTest>

class tst_DensityRaster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsOpaqueWherePointsLieDensest();
    void everyPointCountsAlsoOutsideTheView();
    void hiddenPointsDoNot();
    void selectedPointsOutweighTheOthers();
    void someOfManyPointsLookLikeAll();
    void noPointsPaintNothing();
};

namespace {

const RasterView view{{-5, -5, 5, 5}, 300, 300, 1};

std::vector<std::uint32_t> painted(const std::vector<MapPosition>& positions, const std::vector<std::uint8_t>& styles,
                                   const RasterView& in = view)
{
    PointCloud cloud(positions);
    cloud.setStyles(styles);
    std::vector<std::uint32_t> picture(in.pixels(), 0x12345678U);
    DensityRaster().paint(picture, cloud, plainPalette(), in);
    return picture;
}

std::uint32_t alphaAt(const std::vector<std::uint32_t>& picture, int x, int y)
{
    return picture[static_cast<std::size_t>(y * view.width + x)] >> 24U;
}

/// A cloud of `count` around (x, y).
std::vector<MapPosition> spot(std::size_t count, float x, float y)
{
    std::mt19937 random(2);
    std::normal_distribution<float> normal(0, 0.4F);
    std::vector<MapPosition> positions(count);
    for (MapPosition& at : positions) {
        at = {x + normal(random), y + normal(random)};
    }
    return positions;
}

} // namespace

void tst_DensityRaster::itIsOpaqueWherePointsLieDensest()
{
    const auto picture = painted(spot(2000, 2, 2), std::vector<std::uint8_t>(2000, 0)); // pixel (210, 90)
    QVERIFY(alphaAt(picture, 210, 90) > 225);
    QVERIFY(alphaAt(picture, 240, 90) < alphaAt(picture, 225, 90));
    QCOMPARE(alphaAt(picture, 20, 280), 0U);
    const std::uint32_t middle = picture[90 * 300 + 210];
    QVERIFY((middle & 0xffU) + 2 >= middle >> 24U); // white, premultiplied
}

void tst_DensityRaster::everyPointCountsAlsoOutsideTheView()
{
    auto positions = spot(1000, 0, 0);
    const auto beyond = spot(1000, 5.3F, 0); // half of it just beyond the right edge
    positions.insert(positions.end(), beyond.begin(), beyond.end());
    const auto picture = painted(positions, std::vector<std::uint8_t>(2000, 0));
    QVERIFY(alphaAt(picture, 299, 150) > 150);
}

void tst_DensityRaster::hiddenPointsDoNot()
{
    const auto picture = painted(spot(500, 0, 0), std::vector<std::uint8_t>(500, 2));
    QVERIFY(std::ranges::all_of(picture, [](std::uint32_t pixel) { return pixel == 0; }));
}

void tst_DensityRaster::selectedPointsOutweighTheOthers()
{
    auto positions = spot(1000, -2, 0);
    const auto others = spot(1000, 2, 0);
    positions.insert(positions.end(), others.begin(), others.end());
    std::vector<std::uint8_t> styles(2000, 1); // red
    std::fill(styles.begin() + 1000, styles.end(), std::uint8_t{3});
    const auto picture = painted(positions, styles);
    QVERIFY(alphaAt(picture, 90, 150) > alphaAt(picture, 210, 150) + 80);
    const std::uint32_t red = picture[150 * 300 + 90];
    QVERIFY((red >> 16U & 0xffU) > 200 && (red & 0xffU) < 20);
}

void tst_DensityRaster::someOfManyPointsLookLikeAll()
{
    const PointCloud cloud(spot(100'000, 1, -1));
    std::vector<std::uint32_t> all(view.pixels());
    std::vector<std::uint32_t> some(view.pixels());
    DensityRaster raster;
    raster.paint(all, cloud, plainPalette(), view);
    raster.paint(some, cloud, plainPalette(), view, 10'000);
    QVERIFY(some != all);
    int largest = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<int>(all[i] >> 24U) - static_cast<int>(some[i] >> 24U)));
    }
    QVERIFY2(largest > 0 && largest < 30, qPrintable(QString::number(largest)));
    raster.paint(some, cloud, plainPalette(), view, 100'000);
    QVERIFY(some == all);
}

void tst_DensityRaster::noPointsPaintNothing()
{
    const auto picture = painted({}, {});
    QVERIFY(std::ranges::all_of(picture, [](std::uint32_t pixel) { return pixel == 0; }));
    std::vector<std::uint32_t> wrong(7);
    QVERIFY_THROWS_EXCEPTION(std::logic_error, DensityRaster().paint(wrong, PointCloud(), plainPalette(), view));
}

QTEST_APPLESS_MAIN(tst_DensityRaster)
#include "tst_DensityRaster.moc"
