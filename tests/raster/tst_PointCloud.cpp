// SPDX-License-Identifier: GPL-3.0-or-later
#include "RandomPoints.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

class tst_PointCloud : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAPermutationOfItsSamples();
    void leavesOutPlacesThatAreNotFinite();
    void keepsNeighboursTogether();
    void everyPointLiesInTheCellOfItsPlace();
    void aFarOutlierDoesNotCrowdTheGrid();
    void givesStylesToTheRightSamples();
    void refusesTooFewStyles();
    void takesAtMostSixteenBytesAPoint();
    void anEmptyOneHasNothing();
};

void tst_PointCloud::isAPermutationOfItsSamples()
{
    const auto positions = clusters(10000);
    const PointCloud cloud(positions);
    QCOMPARE(cloud.size(), positions.size());
    std::vector<std::uint32_t> samples(cloud.samples().begin(), cloud.samples().end());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        QVERIFY(cloud.positions()[i] == positions[samples[i]]);
    }
    std::sort(samples.begin(), samples.end());
    for (std::uint32_t i = 0; i < samples.size(); ++i) {
        QCOMPARE(samples[i], i);
    }
}

void tst_PointCloud::leavesOutPlacesThatAreNotFinite()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<MapPosition> positions{{1, 2}, {nan, 0}, {3, std::numeric_limits<float>::infinity()}, {-4, 5}};
    const PointCloud cloud(positions);
    QCOMPARE(cloud.size(), std::size_t{2});
    QCOMPARE(cloud.sampleCount(), std::size_t{4});
    QVERIFY((cloud.bounds() == MapRect{-4, 2, 1, 5}));
}

void tst_PointCloud::keepsNeighboursTogether()
{
    const auto positions = clusters(20000);
    const auto length = [](std::span<const MapPosition> points) {
        double sum = 0;
        for (std::size_t i = 1; i < points.size(); ++i) {
            sum += std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        }
        return sum;
    };
    QVERIFY(length(PointCloud(positions).positions()) < 0.1 * length(positions));
}

void tst_PointCloud::everyPointLiesInTheCellOfItsPlace()
{
    const PointCloud cloud(clusters(5000));
    std::size_t seen = 0;
    for (int row = 0; row < cloud.gridSide(); ++row) {
        for (int column = 0; column < cloud.gridSide(); ++column) {
            const auto [begin, end] = cloud.pointsIn({column, row});
            for (std::size_t i = begin; i < end; ++i, ++seen) {
                const auto [x, y] = cloud.positions()[i];
                const PointCloud::Cell cell = cloud.cellAt(static_cast<double>(x), static_cast<double>(y));
                QCOMPARE(cell.column, column);
                QCOMPARE(cell.row, row);
            }
        }
    }
    QCOMPARE(seen, cloud.size());
}

void tst_PointCloud::aFarOutlierDoesNotCrowdTheGrid()
{
    auto positions = clusters(20000);
    positions[7] = {1e9f, -1e9f};
    const PointCloud cloud(positions);
    std::size_t fullest = 0;
    for (int row = 0; row < cloud.gridSide(); ++row) {
        for (int column = 0; column < cloud.gridSide(); ++column) {
            const auto [begin, end] = cloud.pointsIn({column, row});
            fullest = std::max(fullest, end - begin);
        }
    }
    QVERIFY(fullest < 1000);
}

void tst_PointCloud::givesStylesToTheRightSamples()
{
    PointCloud cloud(clusters(3000));
    std::vector<std::uint8_t> styles(3000);
    for (std::size_t i = 0; i < styles.size(); ++i) {
        styles[i] = static_cast<std::uint8_t>(i % 251);
    }
    cloud.setStyles(styles);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        QCOMPARE(cloud.styles()[i], styles[cloud.samples()[i]]);
    }
}

void tst_PointCloud::refusesTooFewStyles()
{
    PointCloud cloud(clusters(10));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, cloud.setStyles(std::vector<std::uint8_t>(9)));
}

void tst_PointCloud::takesAtMostSixteenBytesAPoint()
{
    const PointCloud cloud(clusters(100000));
    QVERIFY(cloud.memoryBytes() <= 16 * cloud.size());
}

void tst_PointCloud::anEmptyOneHasNothing()
{
    const PointCloud cloud(std::vector<MapPosition>{});
    QVERIFY(cloud.isEmpty());
    QVERIFY(cloud.blocks().empty());
    QVERIFY(cloud.bounds() == MapRect{});
}

QTEST_GUILESS_MAIN(tst_PointCloud)
#include "tst_PointCloud.moc"
