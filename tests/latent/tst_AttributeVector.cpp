// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/AttributeVector.h"

#include <QTest>

#include <limits>

class tst_AttributeVector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheDifferenceOfTheMeans();
    void positionsOfTheMeansDifferByOne();
    void swappingTheGroupsTurnsItRound();
    void refusesAnEmptyGroup();
    void refusesEqualMeans();
    void refusesNotANumber();
    void readsAPointOnTheSameScale();
};

namespace {

using Rows = std::vector<std::uint32_t>;
const LatentTable table(4, 2, {0, 1, 2, 1, 6, 3, 8, 3});
const Rows low{0, 1};
const Rows high{2, 3};

} // namespace

void tst_AttributeVector::isTheDifferenceOfTheMeans()
{
    const AttributeVector fitted = fitMeanDifference(table, high, low);
    QCOMPARE(fitted.vector, (LatentVector{6, 2}));
    QCOMPARE(fitted.withCount, 2U);
    QCOMPARE(fitted.withoutCount, 2U);
}

void tst_AttributeVector::positionsOfTheMeansDifferByOne()
{
    const AttributeVector fitted = fitMeanDifference(table, high, low);
    QCOMPARE(fitted.withPosition - fitted.withoutPosition, 1.0);
    QCOMPARE(positionAlong(LatentVector{7, 3}, fitted.vector), fitted.withPosition);
}

void tst_AttributeVector::swappingTheGroupsTurnsItRound()
{
    LatentVector turned = fitMeanDifference(table, low, high).vector;
    addScaled(turned, 1, fitMeanDifference(table, high, low).vector);
    QCOMPARE(turned, (LatentVector{0, 0}));
}

void tst_AttributeVector::refusesAnEmptyGroup()
{
    try {
        (void)fitMeanDifference(table, high, Rows{});
        QFAIL("no error");
    } catch (const UserError& error) {
        QVERIFY(QString(error.what()).contains("*without* is empty"));
    }
}

void tst_AttributeVector::refusesEqualMeans()
{
    QVERIFY_THROWS_EXCEPTION(UserError, (void)fitMeanDifference(table, low, low));
}

void tst_AttributeVector::refusesNotANumber()
{
    LatentTable broken = table;
    broken.row(2)[0] = std::numeric_limits<float>::infinity();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)fitMeanDifference(broken, high, low));
    (void)fitMeanDifference(broken, Rows{3}, low); // rows that are not named do not matter
}

void tst_AttributeVector::readsAPointOnTheSameScale()
{
    QCOMPARE(positionAlong(LatentVector{3, 5}, LatentVector{2, 0}), 1.5);
    QCOMPARE(positionAlong(LatentVector{3, 5}, LatentVector{0, 0}), 0.0);
}

QTEST_GUILESS_MAIN(tst_AttributeVector)
#include "tst_AttributeVector.moc"
