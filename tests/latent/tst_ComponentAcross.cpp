// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/ComponentAcross.h"

#include <QTest>

#include <cmath>

class tst_ComponentAcross : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAtRightAnglesAndVariesMost_data();
    void isAtRightAnglesAndVariesMost();
    void acrossTheFirstComponentIsTheSecond();
    void acrossAnotherIsTheFirst();
    void aTwistedBasisGivesTheSame();
    void nothingIsLeftOfALine();
};

namespace {

/// Along the latent axes.
PrincipalComponents straight(const std::vector<double>& variances)
{
    const std::size_t d = variances.size();
    PrincipalComponents pca{LatentVector(d), LatentTable(d, d), variances, 0};
    for (std::size_t i = 0; i < d; ++i) {
        pca.components.row(i)[i] = 1;
    }
    return pca;
}

double varianceAlong(const std::vector<double>& variances, LatentView direction)
{
    double sum = 0;
    for (std::size_t i = 0; i < variances.size(); ++i) {
        sum += variances[i] * static_cast<double>(direction[i]) * static_cast<double>(direction[i]);
    }
    return sum;
}

} // namespace

void tst_ComponentAcross::isAtRightAnglesAndVariesMost_data()
{
    QTest::addColumn<std::vector<double>>("variances");
    QTest::addColumn<LatentVector>("vector");
    QTest::newRow("askew") << std::vector<double>{9, 4, 2, 1} << LatentVector{1, 2, -1, 0.5F};
    QTest::newRow("mostly the first") << std::vector<double>{9, 4, 2, 1} << LatentVector{10, 0.1F, 0, 0};
    QTest::newRow("not the second") << std::vector<double>{9, 4, 2, 1} << LatentVector{1, 0, 3, 0};
    QTest::newRow("hardly the first") << std::vector<double>{9, 4, 2, 1} << LatentVector{1e-4F, 1, 1, 1};
    for (const float rest : {1e-9F, 1e-8F, 1e-7F, 3e-6F}) { // what rounding leaves of a right angle
        QTest::addRow("rounded to %g", static_cast<double>(rest))
            << std::vector<double>{9, 4, 2, 1} << LatentVector{rest, 0.3F, 1, 1};
    }
    QTest::newRow("two alike") << std::vector<double>{9, 9, 2, 1} << LatentVector{1, 2, 3, 4};
    QTest::newRow("all alike") << std::vector<double>{3, 3, 3, 3} << LatentVector{1, 2, 3, 4};
    QTest::newRow("two that do not vary") << std::vector<double>{9, 4, 0, 0} << LatentVector{1, 1, 1, 1};
}

void tst_ComponentAcross::isAtRightAnglesAndVariesMost()
{
    QFETCH(std::vector<double>, variances);
    QFETCH(LatentVector, vector);
    const LatentVector across = firstComponentAcross(straight(variances), vector);
    QVERIFY(std::abs(norm(across) - 1) < 1e-6);
    QVERIFY2(std::abs(cosine(across, vector)) < 1e-6, qPrintable(QString::number(cosine(across, vector))));
    // No other direction at right angles varies more: tried all around.
    const double found = varianceAlong(variances, across);
    for (int i = 0; i < 40'000; ++i) {
        LatentVector other(4);
        for (std::size_t k = 0; k < 4; ++k) {
            other[k] =
                std::sin(static_cast<float>(i) * (0.37F + 0.61F * static_cast<float>(k)) + static_cast<float>(k));
        }
        addScaled(other, static_cast<float>(-dot(other, vector) / dot(vector, vector)), vector);
        const double length = dot(other, other);
        QVERIFY(length < 1e-6 || varianceAlong(variances, other) / length <= found + 1e-5);
    }
}

void tst_ComponentAcross::acrossTheFirstComponentIsTheSecond()
{
    const LatentVector across = firstComponentAcross(straight({9, 4, 2}), LatentVector{-3, 0, 0});
    QCOMPARE(across, (LatentVector{0, 1, 0}));
}

void tst_ComponentAcross::acrossAnotherIsTheFirst()
{
    QCOMPARE(firstComponentAcross(straight({9, 4, 2}), LatentVector{0, 1, 1}), (LatentVector{1, 0, 0}));
    // Fewer components than dimensions, and a vector outside their span.
    PrincipalComponents flat{LatentVector(3), LatentTable(2, 3, {1, 0, 0, 0, 1, 0}), {9, 4}, 13};
    QCOMPARE(firstComponentAcross(flat, LatentVector{0, 0, 2}), (LatentVector{1, 0, 0}));
}

void tst_ComponentAcross::aTwistedBasisGivesTheSame()
{
    const float c = std::cos(0.6F), s = std::sin(0.6F);
    PrincipalComponents twisted = straight({9, 4, 2});
    twisted.components = LatentTable(3, 3, {c, s, 0, -s, c, 0, 0, 0, 1});
    const LatentVector plain = firstComponentAcross(straight({9, 4, 2}), LatentVector{2, 1, 1});
    const LatentVector turned{2 * c - s, 2 * s + c, 1}; // the same in the other basis
    const LatentVector across = firstComponentAcross(twisted, turned);
    const LatentVector expected{plain[0] * c - plain[1] * s, plain[0] * s + plain[1] * c, plain[2]};
    QVERIFY(std::abs(std::abs(cosine(across, expected)) - 1) < 1e-6);
}

void tst_ComponentAcross::nothingIsLeftOfALine()
{
    PrincipalComponents line{LatentVector(2), LatentTable(1, 2, {1, 0}), {9}, 9};
    QVERIFY_THROWS_EXCEPTION(UserError, (void)firstComponentAcross(line, LatentVector{1, 1}));
    QCOMPARE(firstComponentAcross(line, LatentVector{0, 1}), (LatentVector{1, 0}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)firstComponentAcross(line, LatentVector{1}));
}

QTEST_APPLESS_MAIN(tst_ComponentAcross)
#include "tst_ComponentAcross.moc"
