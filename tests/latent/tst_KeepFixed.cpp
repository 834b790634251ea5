// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/AreaUnderCurve.h"
#include "latent/KeepFixed.h"

#include <QTest>

#include <cmath>

class tst_KeepFixed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dependentRowsAreLeftOut()
    {
        const LatentTable basis = orthonormalBasis(LatentTable(4, 3, {2, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0}));
        QCOMPARE(basis, LatentTable(2, 3, {1, 0, 0, 0, 1, 0}));
        QVERIFY(orthonormalBasis(LatentTable(1, 2, {NAN, 1})).isEmpty());
        QVERIFY(orthonormalBasis(LatentTable(0, 3)).isEmpty());
    }

    void whatIsLeftIsAtRightAngles()
    {
        const LatentTable basis = orthonormalBasis(LatentTable(2, 3, {1, 1, 0, 0, 1, 1}));
        LatentVector vector{1, 2, 4};
        const double before = takeOut(vector, basis);
        QVERIFY(std::abs(dot(vector, LatentVector{1, 1, 0})) < 1e-6);
        QVERIFY(std::abs(dot(vector, LatentVector{0, 1, 1})) < 1e-6);
        const double taken = std::sqrt(1 - dot(vector, vector) / 21); // of 1 + 4 + 16
        QVERIFY(std::abs(before - taken) < 1e-6);
    }

    void oneDirectionHasASign()
    {
        LatentVector vector{-4, 3};
        QCOMPARE(takeOut(vector, orthonormalBasis(LatentTable(1, 2, {2, 0}))), -0.8);
        QCOMPARE(vector, (LatentVector{0, 3}));
    }

    void nothingIsTakenOutOfWhatIsAtRightAngles()
    {
        LatentVector vector{0, 3};
        QCOMPARE(takeOut(vector, LatentTable(1, 2, {1, 0})), 0.0);
        QCOMPARE(vector, (LatentVector{0, 3}));
        QCOMPARE(takeOut(vector, LatentTable(0, 2)), 0.0);
    }

    void theAreaCountsPairs()
    {
        const auto area = [](std::vector<float> with, std::vector<float> without) {
            return areaUnderCurve(with, without);
        };
        QCOMPARE(area({3, 2}, {1, 0}), 1.0);
        QCOMPARE(area({0, 3}, {2, 1}), 0.5);
        QCOMPARE(area({1, 1}, {1, 0}), 0.75);
        QCOMPARE(area({2, 5, 2}, {2, 7}), (0.5 + 1 + 0.5) / 6);
        QCOMPARE(area({}, {1}), 0.5);
    }
};

QTEST_APPLESS_MAIN(tst_KeepFixed)
#include "tst_KeepFixed.moc"
