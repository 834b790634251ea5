// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"
#include "raster/Lasso.h"

#include <QTest>

#include <cmath>

class tst_Lasso : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selectsWhatAnAngleSumSelects();
    void partsEnclosedTwiceAreOutside();
    void aRectangleSelectsWhatLiesInIt();
    void leavesHiddenPointsAlone();
    void twoCornersEncloseNothing();
    void aBrushTouchesWhatIsNearItsPath();
};

namespace {

/// Whether (x, y) is inside, by the sum of the angles under which it sees the edges: another method than the lasso's.
/// For polygons that do not cross themselves.
bool isInsideByAngles(const std::vector<MapCorner>& polygon, double x, double y)
{
    double sum = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const MapCorner& a = polygon[i];
        const MapCorner& b = polygon[(i + 1) % polygon.size()];
        const double cross = (a.x - x) * (b.y - y) - (a.y - y) * (b.x - x);
        const double along = (a.x - x) * (b.x - x) + (a.y - y) * (b.y - y);
        sum += std::atan2(cross, along);
    }
    return std::abs(sum) > 3.14159;
}

} // namespace

void tst_Lasso::selectsWhatAnAngleSumSelects()
{
    const auto positions = clusters(5000);
    const PointCloud cloud(positions);
    std::vector<MapCorner> star; // a star with 300 corners, like a shaky hand's
    for (int i = 0; i < 300; ++i) {
        const double angle = 2 * 3.14159265358979 * i / 300;
        const double radius = 2 + std::sin(11 * angle);
        star.push_back({2 + radius * std::cos(angle), 1.5 + radius * std::sin(angle)});
    }
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < positions.size(); ++i) {
        if (isInsideByAngles(star, static_cast<double>(positions[i].x), static_cast<double>(positions[i].y))) {
            expected.push_back(i);
        }
    }
    QVERIFY(expected.size() > 500 && expected.size() < 4500);
    QCOMPARE(samplesInside(cloud, plainPalette(), star), expected);
}

void tst_Lasso::partsEnclosedTwiceAreOutside()
{
    const PointCloud cloud(std::vector<MapPosition>{{0.5f, 0.5f}, {0.1f, 0.1f}});
    const std::vector<MapCorner> twice{{0, 0},     {1, 0},     {1, 1},     {0, 1},     {0, 0},
                                       {0.2, 0.2}, {0.8, 0.2}, {0.8, 0.8}, {0.2, 0.8}, {0.2, 0.2}};
    QCOMPARE(samplesInside(cloud, plainPalette(), twice), (std::vector<std::uint32_t>{1}));
}

void tst_Lasso::aRectangleSelectsWhatLiesInIt()
{
    const auto positions = clusters(5000);
    const PointCloud cloud(positions);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < positions.size(); ++i) {
        const auto [x, y] = positions[i];
        if (x >= -1.0f && x <= 2.5f && y >= 0.0f && y <= 2.0f) {
            expected.push_back(i);
        }
    }
    QVERIFY(!expected.empty());
    QCOMPARE(samplesInside(cloud, plainPalette(), MapRect{-1, 0, 2.5, 2}), expected);
}

void tst_Lasso::leavesHiddenPointsAlone()
{
    PointCloud cloud(std::vector<MapPosition>{{0, 0}, {1, 1}, {2, 2}});
    cloud.setStyles(std::vector<std::uint8_t>{0, 2, 3});
    QCOMPARE(samplesInside(cloud, plainPalette(), MapRect{-1, -1, 3, 3}), (std::vector<std::uint32_t>{0, 2}));
}

void tst_Lasso::twoCornersEncloseNothing()
{
    const PointCloud cloud(clusters(100));
    QVERIFY(samplesInside(cloud, plainPalette(), std::vector<MapCorner>{{-9, -9}, {9, 9}}).empty());
}

void tst_Lasso::aBrushTouchesWhatIsNearItsPath()
{
    const auto positions = clusters(5000);
    const PointCloud cloud(positions);
    const std::vector<MapCorner> path = {{0, 0}, {2, 0}, {2, 3}}; // at right angles, so that a test is simple
    const double radius = 0.3;
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < positions.size(); ++i) {
        const auto x = static_cast<double>(positions[i].x);
        const auto y = static_cast<double>(positions[i].y);
        const double along = std::hypot(x - std::clamp(x, 0.0, 2.0), y);
        const double up = std::hypot(x - 2, y - std::clamp(y, 0.0, 3.0));
        if (std::min(along, up) <= radius) {
            expected.push_back(i);
        }
    }
    QVERIFY(expected.size() > 300 && expected.size() < 4000);
    QCOMPARE(samplesAlong(cloud, plainPalette(), path, radius), expected);
    const MapCorner dab{static_cast<double>(positions[7].x), static_cast<double>(positions[7].y)};
    const auto touched = samplesAlong(cloud, plainPalette(), std::vector{dab}, 1e-6);
    QCOMPARE(touched, std::vector<std::uint32_t>{7});
    QVERIFY(samplesAlong(cloud, plainPalette(), {}, 1).empty());

    // Shown half as high, all is as if it lay half as high.
    std::vector<MapPosition> flat = positions;
    for (MapPosition& at : flat) {
        at.y /= 2;
    }
    const std::vector<MapCorner> flatPath = {{0, 0}, {2, 1.5}};
    QCOMPARE(samplesAlong(cloud, plainPalette(), std::vector<MapCorner>{{0, 0}, {2, 3}}, radius, 2),
             samplesAlong(PointCloud(flat), plainPalette(), flatPath, radius));
}

QTEST_GUILESS_MAIN(tst_Lasso)
#include "tst_Lasso.moc"
