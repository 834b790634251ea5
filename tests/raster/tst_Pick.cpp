// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"
#include "raster/Pick.h"

#include <QTest>

#include <cmath>

namespace {

/// The distance in pixels to the nearest visible sample, or none within the radius: every point looked at.
std::optional<double> nearestByScan(const PointCloud& cloud, const PointPalette& palette, const PickPlace& place)
{
    std::optional<double> best;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const double dx = (static_cast<double>(cloud.positions()[i].x) - place.x) / place.unitsPerPixelX;
        const double dy = (static_cast<double>(cloud.positions()[i].y) - place.y) / place.unitsPerPixelY;
        const double distance = std::hypot(dx, dy);
        if (palette[cloud.styles()[i]].isVisible && distance <= best.value_or(place.radiusPixels)) {
            best = distance;
        }
    }
    return best;
}

} // namespace

class tst_Pick : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatAScanFinds_data();
    void findsWhatAScanFinds();
    void passesOverHiddenPointsAndTheException();
    void findsAnOutlierBesideAnOutlier();
    void findsNothingInAnEmptyCloud();
};

void tst_Pick::findsWhatAScanFinds_data()
{
    QTest::addColumn<double>("unitsX");
    QTest::addColumn<double>("unitsY");
    QTest::newRow("the whole cloud on a screen") << 0.01 << 0.01;
    QTest::newRow("close up") << 0.001 << 0.001;
    QTest::newRow("all within the radius") << 5.0 << 5.0;
    QTest::newRow("stretched") << 0.05 << 0.002;
}

void tst_Pick::findsWhatAScanFinds()
{
    QFETCH(const double, unitsX);
    QFETCH(const double, unitsY);
    const auto positions = clusters(20000);
    PointCloud cloud(positions);
    std::vector<std::uint8_t> styles(positions.size());
    for (std::size_t i = 0; i < styles.size(); ++i) {
        styles[i] = i % 4 == 0 ? 2 : 0; // a quarter is hidden
    }
    cloud.setStyles(styles);
    const PointPalette palette = plainPalette();
    std::mt19937 random(7);
    std::uniform_real_distribution<double> anywhere(-6, 9);
    int found = 0;
    for (int i = 0; i < 200; ++i) {
        const PickPlace place{anywhere(random), anywhere(random), unitsX, unitsY, 8};
        const auto picked = pickSample(cloud, palette, place);
        const auto nearest = nearestByScan(cloud, palette, place);
        QCOMPARE(picked.has_value(), nearest.has_value());
        if (picked) {
            ++found;
            const auto [x, y] = positions[*picked];
            const double distance =
                std::hypot((static_cast<double>(x) - place.x) / unitsX, (static_cast<double>(y) - place.y) / unitsY);
            QVERIFY(std::abs(distance - *nearest) < 1e-9);
            QVERIFY(*picked % 4 != 0);
        }
    }
    QVERIFY(found > 0);
}

void tst_Pick::passesOverHiddenPointsAndTheException()
{
    PointCloud cloud(std::vector<MapPosition>{{0, 0}, {1, 0}, {2, 0}});
    cloud.setStyles(std::vector<std::uint8_t>{2, 0, 0});
    const PickPlace place{0, 0, 1, 1, 8};
    QCOMPARE(pickSample(cloud, plainPalette(), place), std::optional<std::uint32_t>(1));
    QCOMPARE(pickSample(cloud, plainPalette(), place, 1), std::optional<std::uint32_t>(2));
}

void tst_Pick::findsAnOutlierBesideAnOutlier()
{
    auto positions = clusters(20000);
    positions[7] = {1e6f, 1e6f};
    positions[8] = {1e6f, 1.001e6f};
    const PointCloud cloud(positions);
    QCOMPARE(pickSample(cloud, plainPalette(), {1e6, 1.0008e6, 100, 100, 8}), std::optional<std::uint32_t>(8));
}

void tst_Pick::findsNothingInAnEmptyCloud()
{
    QVERIFY(!pickSample(PointCloud(), plainPalette(), {}));
}

QTEST_GUILESS_MAIN(tst_Pick)
#include "tst_Pick.moc"
