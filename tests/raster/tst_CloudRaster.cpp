// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"
#include "raster/CloudRaster.h"

#include <QTest>

#include <stdexcept>

class tst_CloudRaster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEveryPointInView();
    void countsMoreThanAPixelsSumsHold();
    void hiddenPointsAreNotCounted();
    void paintsTheMeanColourOfAPixelsPoints();
    void aDotCoversItsSize();
    void shapesAreCentredOnTheirPoints();
    void backgroundIsPaintedBelow();
    void theSameCloudTwiceAsLargeHasFourTimesTheInk_data();
    void theSameCloudTwiceAsLargeHasFourTimesTheInk();
    void everyShapeIsPaintedDifferently();
    void refusesAPictureOfAnotherSize();
};

namespace {

std::vector<std::uint32_t> painted(const PointCloud& cloud, const RasterView& view,
                                   const PointPalette& palette = plainPalette())
{
    std::vector<std::uint32_t> picture(view.pixels(), 0xdeadbeef);
    CloudRaster().paint(picture, cloud, palette, view);
    return picture;
}

std::uint64_t ink(const std::vector<std::uint32_t>& picture)
{
    std::uint64_t sum = 0;
    for (const std::uint32_t pixel : picture) {
        sum += pixel >> 24;
    }
    return sum;
}

} // namespace

void tst_CloudRaster::countsEveryPointInView()
{
    const auto positions = clusters(50000);
    const PointCloud cloud(positions);
    const RasterView view{{-1, -1, 4, 3.5}, 320, 200, 1};
    std::uint64_t expected = 0;
    for (const auto [x, y] : positions) {
        expected += x >= -1.0f && x < 4.0f && y > -1.0f && y <= 3.5f;
    }
    CountSplat splat;
    splat.count(cloud, plainPalette(), false, view, 1);
    std::uint64_t counted = 0;
    for (int y = 0; y < view.height; ++y) {
        for (int x = 0; x < view.width; ++x) {
            counted += splat.countAt(x, y);
        }
    }
    QVERIFY(expected > 20000 && expected < positions.size());
    QCOMPARE(counted, expected);
    QCOMPARE(countInView(cloud, view.rect), expected);
}

void tst_CloudRaster::countsMoreThanAPixelsSumsHold()
{
    const PointCloud cloud(std::vector<MapPosition>(100000, {0.5f, 0.5f}));
    CountSplat splat;
    splat.count(cloud, plainPalette(), false, {{0, 0, 10, 10}, 10, 10, 1}, 1);
    QCOMPARE(splat.countAt(0, 9), 100000u);
    std::vector<std::uint32_t> picture(100);
    splat.paint(picture, 1, CountSplat::Onto::Nothing);
    QCOMPARE(picture[90], 0xffffffffu);
}

void tst_CloudRaster::hiddenPointsAreNotCounted()
{
    PointCloud cloud(std::vector<MapPosition>(10, {0.5f, 0.5f}));
    cloud.setStyles(std::vector<std::uint8_t>{0, 1, 2, 3, 2, 2, 2, 2, 2, 2});
    CountSplat splat;
    splat.count(cloud, plainPalette(), false, {{0, 0, 10, 10}, 10, 10, 1}, 1);
    QCOMPARE(splat.countAt(0, 9), 2u);
    splat.count(cloud, plainPalette(), true, {{0, 0, 10, 10}, 10, 10, 1}, 1);
    QCOMPARE(splat.countAt(0, 9), 1u);
}

void tst_CloudRaster::paintsTheMeanColourOfAPixelsPoints()
{
    PointCloud cloud(std::vector<MapPosition>(4, {0.5f, 0.5f}));
    cloud.setStyles(std::vector<std::uint8_t>{0, 1, 1, 1});
    CountSplat splat;
    splat.count(cloud, plainPalette(), false, {{0, 0, 10, 10}, 10, 10, 1}, 1);
    std::vector<std::uint32_t> picture(100);
    splat.paint(picture, 1, CountSplat::Onto::Nothing);
    const double alpha = picture[90] >> 24;
    QVERIFY(alpha > 100 && alpha < 255);
    QVERIFY(std::abs((picture[90] >> 16 & 0xff) - alpha) <= 1); // red everywhere
    QVERIFY(std::abs((picture[90] & 0xff) - alpha / 4) <= 1);   // blue in one of four
    QCOMPARE(picture[90] & 0xff, picture[90] >> 8 & 0xff);
}

void tst_CloudRaster::aDotCoversItsSize()
{
    const PointCloud cloud(std::vector<MapPosition>(1, {5.5f, 5.5f}));
    CountSplat splat;
    const auto covered = [&](int dot) {
        splat.count(cloud, plainPalette(), false, {{0, 0, 10, 10}, 10, 10, 1}, dot);
        std::uint32_t sum = 0;
        for (int i = 0; i < 100; ++i) {
            sum += splat.countAt(i % 10, i / 10);
        }
        return sum;
    };
    QCOMPARE(covered(1), 1u);
    QCOMPARE(covered(2), 4u);
    QCOMPARE(covered(3), 5u); // without its corners
    QCOMPARE(covered(6), 32u);
}

void tst_CloudRaster::shapesAreCentredOnTheirPoints()
{
    const PointCloud cloud(std::vector<MapPosition>{{30, 20}});
    const RasterView view{{0, 0, 100, 50}, 100, 50, 1};
    const auto picture = painted(cloud, view);
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        const double alpha = picture[i] >> 24;
        sum += alpha;
        sumX += alpha * (static_cast<double>(i % 100) + 0.5);
        sumY += alpha * (static_cast<double>(i / 100) + 0.5);
    }
    QVERIFY(sum > 0);
    QVERIFY(std::abs(sumX / sum - 30) < 0.3);
    QVERIFY(std::abs(sumY / sum - 30) < 0.3); // the y axis points up
}

void tst_CloudRaster::backgroundIsPaintedBelow()
{
    PointCloud cloud(std::vector<MapPosition>{{5, 5}, {5, 5}});
    const RasterView view{{0, 0, 10, 10}, 11, 11, 1};
    cloud.setStyles(std::vector<std::uint8_t>{1, 3});
    const std::uint32_t redFirst = painted(cloud, view)[5 * 11 + 5];
    cloud.setStyles(std::vector<std::uint8_t>{3, 1});
    QCOMPARE(painted(cloud, view)[5 * 11 + 5], redFirst);
    QVERIFY((redFirst >> 16 & 0xff) > 220 && (redFirst & 0xff) < 40);
}

void tst_CloudRaster::theSameCloudTwiceAsLargeHasFourTimesTheInk_data()
{
    QTest::addColumn<int>("points");
    QTest::newRow("shapes") << 300;
    QTest::newRow("dots") << 30000;
}

void tst_CloudRaster::theSameCloudTwiceAsLargeHasFourTimesTheInk()
{
    QFETCH(const int, points);
    const PointCloud cloud(clusters(static_cast<std::size_t>(points)));
    const MapRect rect{-4, -4, 8, 8};
    const double ratio = static_cast<double>(ink(painted(cloud, {rect, 800, 800, 2}))) /
                         static_cast<double>(ink(painted(cloud, {rect, 400, 400, 1})));
    QVERIFY2(ratio > 3.3 && ratio < 5.2, qPrintable(QString::number(ratio)));
}

void tst_CloudRaster::everyShapeIsPaintedDifferently()
{
    const PointCloud cloud(std::vector<MapPosition>{{5, 5}});
    const RasterView view{{0, 0, 10, 10}, 21, 21, 1};
    std::vector<std::vector<std::uint32_t>> seen;
    for (int shape = 0; shape < pointShapeCount; ++shape) {
        PointPalette palette = plainPalette();
        palette[0].shape = static_cast<PointShape>(shape);
        seen.push_back(painted(cloud, view, palette));
        QVERIFY(ink(seen.back()) > 255 * 10);
        QCOMPARE(std::count(seen.begin(), seen.end(), seen.back()), 1);
    }
}

void tst_CloudRaster::refusesAPictureOfAnotherSize()
{
    std::vector<std::uint32_t> picture(99);
    QVERIFY_THROWS_EXCEPTION(std::logic_error,
                             CloudRaster().paint(picture, PointCloud(), plainPalette(), {{0, 0, 1, 1}, 10, 10, 1}));
}

QTEST_GUILESS_MAIN(tst_CloudRaster)
#include "tst_CloudRaster.moc"
