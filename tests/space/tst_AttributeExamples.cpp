// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "space/AttributeExamples.h"
#include "space/RidingLabels.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace {

using Rows = std::vector<std::uint32_t>;

LabelTable labelsOf(const char* csv)
{
    return LabelTable::parse(csv, "labels.csv");
}

/// Row i is (i, 0).
LatentTable counting(std::size_t rows)
{
    LatentTable table(rows, 2);
    for (std::size_t i = 0; i < rows; ++i) {
        table.row(i)[0] = static_cast<float>(i);
    }
    return table;
}

template <class Call> QString errorOf(const Call& call)
{
    try {
        (void)call();
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

AttributeQuestion asking(Rows with, Rows without, AttributeMethod method = AttributeMethod::Mean)
{
    AttributeQuestion question;
    question.with = std::move(with);
    question.without = std::move(without);
    question.options.method = method;
    return question;
}

} // namespace

class tst_AttributeExamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesWithComeFirst()
    {
        const AttributeExamples examples = gatherExamples(counting(5), nullptr, asking({1, 4}, {0, 2, 3}));
        QCOMPARE(examples.task.withCount, std::size_t{2});
        QCOMPARE(examples.rows, LatentTable(5, 2, {1, 0, 4, 0, 0, 0, 2, 0, 3, 0}));
    }

    void samplesInBothGroupsAreInNeither()
    {
        const AttributeExamples examples = gatherExamples(counting(5), nullptr, asking({1, 2, 4}, {0, 2}));
        QCOMPARE(examples.shared, std::size_t{1});
        QCOMPARE(examples.rows.rows(), std::size_t{3});
        QVERIFY(errorOf([] {
                    return gatherExamples(counting(3), nullptr, asking({1}, {0, 1}));
                }).contains(QLatin1String("in the other group as well")));
    }

    void classesOfOneGroupAloneAreLeftOut()
    {
        const LabelTable labels = labelsOf("hair,beard\nred,no\nred,no\nblond,no\nblond,\nred,yes\nblond,\n");
        AttributeQuestion question = asking({0, 2, 3}, {1, 4, 5}, AttributeMethod::Balanced);
        question.balance = {"hair", "beard"};
        const AttributeExamples examples = gatherExamples(counting(6), &labels, question);
        QCOMPARE(examples.unmatched, std::size_t{2});        // blond without beard, red with one
        QCOMPARE(examples.task.classes, (Rows{0, 1, 0, 1})); // what is unknown is a class too
        QCOMPARE(examples.rows, LatentTable(4, 2, {0, 0, 3, 0, 1, 0, 5, 0}));
        question.balance = {"hair", "age"};
        QVERIFY(errorOf([&] { return gatherExamples(counting(6), &labels, question); }).contains(QLatin1String("age")));
    }

    void numbersAreSplitAtTheirMedian()
    {
        const LabelTable labels = labelsOf("age\n3\n9\n\n1\n7\n");
        AttributeQuestion question = asking({}, {}, AttributeMethod::Ridge);
        question.number = "age";
        const AttributeExamples examples = gatherExamples(counting(5), &labels, question);
        QCOMPARE(examples.task.numbers, (std::vector<float>{9, 3, 1, 7}));
        QCOMPARE(examples.task.withCount, std::size_t{1});
        const LabelTable constant = labelsOf("age\n3\n3\n\n3\n3\n");
        QVERIFY(errorOf([&] {
                    return gatherExamples(counting(5), &constant, question);
                }).contains(QLatin1String("one number everywhere")));
        const LabelTable words = labelsOf("age\nold\nyoung\n\nold\nold\n");
        QVERIFY(errorOf([&] {
                    return gatherExamples(counting(5), &words, question);
                }).contains(QLatin1String("holds words")));
    }

    void aMedianThatIsTheLargestLeavesNoGroupEmpty()
    {
        const LabelTable labels = labelsOf("age\n1\n9\n9\n9\n");
        AttributeQuestion question = asking({}, {}, AttributeMethod::Ridge);
        question.number = "age";
        QCOMPARE(gatherExamples(counting(4), &labels, question).task.withCount, std::size_t{3});
    }

    void aClassifierTakesAPartOfVeryMany()
    {
        Rows with(60'000);
        Rows without(140'000);
        std::iota(with.begin(), with.end(), 0U);
        std::iota(without.begin(), without.end(), 60'000U);
        const AttributeExamples examples =
            gatherExamples(counting(200'000), nullptr, asking(with, without, AttributeMethod::Linear));
        QCOMPARE(examples.rows.rows(), mostLinearRows);
        QCOMPARE(examples.task.withCount, std::size_t{30'000});
        QCOMPARE(examples.beyond, std::size_t{100'000});
        QVERIFY(errorOf([] {
                    return gatherExamples(counting(3), nullptr, asking({1}, {0, 2}, AttributeMethod::Linear));
                }).contains(QLatin1String("needs two of each")));
    }

    void aLatentThatIsNoNumberIsNamed()
    {
        LatentTable table = counting(3);
        table.row(2)[1] = NAN;
        QVERIFY(errorOf([&] {
                    return gatherExamples(table, nullptr, asking({1}, {0, 2}));
                }).contains(QLatin1String("sample 2")));
    }

    void directionsOfALabelAreTheMeansOfItsValues()
    {
        const LabelTable labels = labelsOf("side,age\nleft,0\nleft,1\nright,2\n,3\n");
        const FixedDirections sides = directionsOf(*labels.find("side"), counting(4));
        QCOMPARE(sides.directions, LatentTable(2, 2, {-0.5F, 0, 1, 0}));
        const FixedDirections age = directionsOf(*labels.find("age"), counting(4));
        QCOMPARE(age.directions, LatentTable(1, 2, {1.25F, 0}));
    }

    void everythingElseIsKnown()
    {
        const LabelTable labels = labelsOf("side,age\nleft,0\nleft,1\nright,\n,3\n");
        QCOMPARE(rowsElsewhere(labels, parseConditions("side=left,age=0")), Rows{1});
        QCOMPARE(rowsElsewhere(labels, parseConditions("side=left")), Rows{2});
    }

    void whatLiesAlongAVectorRidesAlong()
    {
        std::string csv = "side,age,kind,constant,few\n";
        for (int i = 0; i < 100; ++i) { // far along: right, younger, most of kind b
            csv += (i < 50 ? "left," : "right,") + std::to_string(100 - i) +
                   (i % 4 == 0 || i < 25 ? ",a,x," : ",b,x,") + (i == 99 ? "one\n" : "many\n");
        }
        const LabelTable labels = labelsOf((csv + ",,,x,\n").c_str());
        const std::vector<RidingLabel> riding = ridingLabels(labels, counting(101), LatentVector{1, 0}, {});
        QCOMPARE(riding.size(), std::size_t{4}); // a constant tells nothing
        QCOMPARE(riding[0].label, std::string("side"));
        QCOMPARE(riding[0].value, std::string("right"));
        QCOMPARE(riding[0].auc, 1.0);
        QCOMPARE(riding[1].label, std::string("age"));
        QCOMPARE(riding[1].auc, 0.0); // the old ones lie against it
        QCOMPARE(riding[2].value, std::string("b"));
        QVERIFY(riding[2].auc > 0.7 && riding[2].auc < 0.9);
        QCOMPARE(riding[3].label, std::string("few")); // one sample at the very end says little
        QCOMPARE(ridingLabels(labels, counting(101), LatentVector{1, 0}, {"side", "age"}).size(), std::size_t{2});
    }

    void equalPlacesCountHalf()
    {
        const LabelTable labels = labelsOf("side\nleft\nright\n");
        QCOMPARE(ridingLabels(labels, counting(2), LatentVector{0, 1}, {})[0].auc, 0.5);
    }
};

QTEST_APPLESS_MAIN(tst_AttributeExamples)
#include "tst_AttributeExamples.moc"
