// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/GridRepulsion.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

/// Against the sums over all pairs, in double.
class tst_GridRepulsion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesNearTheExactForces_data();
    void comesNearTheExactForces();
    void aMapThatGrowsIsFollowed();
    void threadsChangeNothing();
    void pointsAtOnePlaceDoNotPush();
    void aMapThatRanAwayIsToldOf();
};

namespace {

std::vector<float> evenly(std::size_t points, float width, float height)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<float> place(-0.5F, 0.5F);
    std::vector<float> positions(2 * points);
    for (std::size_t i = 0; i < points; ++i) {
        positions[2 * i] = width * place(random) + 3;
        positions[2 * i + 1] = height * place(random) - 7;
    }
    return positions;
}

struct Compared
{
    double forceError = 0; ///< root of the mean squared one, against that of the forces
    double sumError = 0;   ///< of Z
};

Compared compare(const std::vector<float>& positions, const std::vector<float>& forces, double found)
{
    const std::size_t n = positions.size() / 2;
    double error = 0;
    double all = 0;
    double z = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double fx = 0;
        double fy = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const double dx = static_cast<double>(positions[2 * i]) - static_cast<double>(positions[2 * j]);
            const double dy = static_cast<double>(positions[2 * i + 1]) - static_cast<double>(positions[2 * j + 1]);
            const double q = 1 / (1 + dx * dx + dy * dy);
            z += i != j ? q : 0;
            fx += q * q * dx;
            fy += q * q * dy;
        }
        error += std::pow(fx - static_cast<double>(forces[2 * i]), 2) +
                 std::pow(fy - static_cast<double>(forces[2 * i + 1]), 2);
        all += fx * fx + fy * fy;
    }
    return {std::sqrt(error / all), std::abs(found / z - 1)};
}

} // namespace

void tst_GridRepulsion::comesNearTheExactForces_data()
{
    QTest::addColumn<float>("width");
    QTest::addColumn<float>("height");
    QTest::addColumn<double>("forces");
    QTest::newRow("the start of a run") << 1e-4F << 1e-4F << 2e-5;
    QTest::newRow("a thin start") << 1e-4F << 1e-6F << 2e-4;
    QTest::newRow("one") << 1.0F << 1.0F << 2e-5;
    QTest::newRow("dense") << 10.0F << 7.0F << 2e-5;
    QTest::newRow("the end of a run, 1 point a unit") << 45.0F << 45.0F << 0.008;
    QTest::newRow("wide") << 200.0F << 10.0F << 0.008;
    QTest::newRow("a line") << 100.0F << 0.0F << 0.008;
}

void tst_GridRepulsion::comesNearTheExactForces()
{
    QFETCH(float, width);
    QFETCH(float, height);
    QFETCH(double, forces);
    const std::vector<float> positions = evenly(2000, width, height);
    std::vector<float> found(positions.size());
    BlockPool pool(2);
    GridRepulsion repulsion(pool);
    const double z = repulsion.repel(positions, found);
    const Compared compared = compare(positions, found, z);
    QVERIFY2(compared.forceError < forces, qPrintable(QString::number(compared.forceError)));
    QVERIFY2(compared.sumError < 1e-3, qPrintable(QString::number(compared.sumError)));
}

void tst_GridRepulsion::aMapThatGrowsIsFollowed()
{
    BlockPool pool(2);
    GridRepulsion repulsion(pool);
    for (float width = 1e-3F; width < 100; width *= 3.7F) {
        const std::vector<float> positions = evenly(600, width, width);
        std::vector<float> forces(positions.size());
        const double z = repulsion.repel(positions, forces);
        const Compared compared = compare(positions, forces, z);
        QVERIFY2(compared.forceError < 0.02, qPrintable(QString("%1: %2").arg(width).arg(compared.forceError)));
    }
}

void tst_GridRepulsion::threadsChangeNothing()
{
    const std::vector<float> positions = evenly(9000, 60, 30);
    std::vector<std::vector<float>> forces;
    std::vector<double> sums;
    for (const int threads : {1, 2, 3}) {
        BlockPool pool(threads);
        GridRepulsion repulsion(pool);
        sums.push_back(repulsion.repel(positions, forces.emplace_back(positions.size())));
    }
    QCOMPARE(forces[1], forces[0]);
    QCOMPARE(forces[2], forces[0]);
    QCOMPARE(sums[1], sums[0]);
    QCOMPARE(sums[2], sums[0]);
}

void tst_GridRepulsion::pointsAtOnePlaceDoNotPush()
{
    const std::vector<float> positions(200, 2.5F);
    std::vector<float> forces(200);
    BlockPool pool(1);
    GridRepulsion repulsion(pool);
    QVERIFY(std::abs(repulsion.repel(positions, forces) - 100 * 99) < 0.1);
    for (const float force : forces) {
        QVERIFY(std::abs(force) < 0.01F);
    }
    QCOMPARE(repulsion.repel({}, {}), 0.0);
}

void tst_GridRepulsion::aMapThatRanAwayIsToldOf()
{
    std::vector<float> positions = evenly(10, 1, 1);
    positions[7] = std::numeric_limits<float>::infinity();
    std::vector<float> forces(positions.size());
    BlockPool pool(1);
    GridRepulsion repulsion(pool);
    QVERIFY_THROWS_EXCEPTION(UserError, (void)repulsion.repel(positions, forces));
}

QTEST_GUILESS_MAIN(tst_GridRepulsion)
#include "tst_GridRepulsion.moc"
