// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelAgreement.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

namespace {

constexpr std::uint32_t no = LabelColumn::unknown;

LabelColumn column(std::vector<std::uint32_t> codes)
{
    return columnOf("column", {"a", "b", "c", "d"}, std::move(codes));
}

bool isNear(double value, double expected)
{
    return std::abs(value - expected) < 1e-12;
}

} // namespace

class tst_LabelAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWholeWhereTheyDifferInNamesAlone()
    {
        const LabelAgreement agreement = agreementOf(column({0, 0, 1, 2}), column({2, 2, 0, 1}));
        QVERIFY(isNear(agreement.homogeneity, 1) && isNear(agreement.completeness, 1));
    }

    void aSplitClassCostsCompleteness()
    {
        // H(cluster) = 1.5 ln 2, H(cluster | class) = 0.5 ln 2
        const LabelAgreement split = agreementOf(column({0, 0, 1, 2}), column({0, 0, 1, 1}));
        QVERIFY(isNear(split.homogeneity, 1) && isNear(split.completeness, 2.0 / 3));
        const LabelAgreement mixed = agreementOf(column({0, 0, 1, 1}), column({0, 0, 1, 2}));
        QVERIFY(isNear(mixed.homogeneity, 2.0 / 3) && isNear(mixed.completeness, 1));
    }

    void groupsThatKnowNothingOfEachOtherHaveNone()
    {
        const LabelAgreement agreement = agreementOf(column({0, 1, 0, 1}), column({0, 0, 1, 1}));
        QVERIFY(isNear(agreement.homogeneity, 0) && isNear(agreement.completeness, 0));
    }

    void agreesWithValuesWorkedOutByHand()
    {
        // three of four in their cluster's class, twice: H(class | cluster) = H(1/4) of H(1/2)
        const LabelAgreement agreement =
            agreementOf(column({0, 0, 0, 0, 1, 1, 1, 1}), column({0, 0, 0, 1, 1, 1, 1, 0}));
        const double left = -(0.75 * std::log(0.75) + 0.25 * std::log(0.25)) / std::log(2.0);
        QVERIFY(isNear(agreement.homogeneity, 1 - left) && isNear(agreement.completeness, 1 - left));
    }

    void whatIsUnknownDoesNotCount()
    {
        const LabelAgreement agreement = agreementOf(column({0, 0, 1, no, 1}), column({0, 0, 1, 1, no}));
        QCOMPARE(agreement.samples, std::size_t{3});
        QVERIFY(isNear(agreement.homogeneity, 1));
    }

    void oneClassIsInOneClassWhateverTheClusters()
    {
        const LabelAgreement agreement = agreementOf(column({0, 1, 1}), column({0, 0, 0}));
        QVERIFY(isNear(agreement.homogeneity, 1) && isNear(agreement.completeness, 0));
        QVERIFY((agreementOf(column({no, no}), column({0, 1})) == LabelAgreement{1, 1, 0}));
    }

    void columnsOfOtherSamplesAreAFault()
    {
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)agreementOf(column({0}), column({0, 0})));
    }
};

QTEST_GUILESS_MAIN(tst_LabelAgreement)
#include "tst_LabelAgreement.moc"
