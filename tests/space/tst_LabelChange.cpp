// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/LabelChange.h"
#include "space/LabelText.h"

#include <QTest>

#include <cmath>

class tst_LabelChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesRowsAValue();
    void anEmptyValueIsUnknownAgain();
    void aNewColumnStandsBehindTheOthers();
    void numbersStayNumbersUntilAWordComes();
    void columnsThatStayAreShared();
    void renamesAColumnInItsPlace();
    void putsAWholeColumnInItsPlaceOrBehind();
    void removesAColumn();
    void renamesAValueEverywhere();
    void aValueThatIsThereAlreadyTakesTheOtherIn();
    void namesThatAFileCouldNotHaveAreRefused();
    void aChangeIsDoneToWhatOthersChanged();
    void aChangeLeavesRowsThatWereAdded();
    void rowsThatAreSeenNoLongerStay();
    void aChangeOnNothingElseIsTheResult();
    void countsWhatIsOverwritten();
};

namespace {

LabelTable table(const char* csv)
{
    return LabelTable::parse(csv, "labels.csv");
}

const std::vector<std::uint32_t> firstAndLast = {0, 3};

} // namespace

static const LabelTable sides = table("side,size\nleft,1\nright,2\nleft,\n,10\n");

void tst_LabelChange::givesRowsAValue()
{
    const LabelTable changed = withValue(sides, firstAndLast, "side", "up");
    QVERIFY(changed == table("side,size\nup,1\nright,2\nleft,\nup,10\n"));
    QCOMPARE(changed.find("side")->values, (std::vector<std::string>{"left", "right", "up"}));
    QVERIFY(withValue(changed, firstAndLast, "side", "right") ==
            table("side,size\nright,1\nright,2\nleft,\nright,10\n")); // *up* is no value any more
}

void tst_LabelChange::anEmptyValueIsUnknownAgain()
{
    QVERIFY(withValue(sides, firstAndLast, "side", "") == table("side,size\n,1\nright,2\nleft,\n,10\n"));
}

void tst_LabelChange::aNewColumnStandsBehindTheOthers()
{
    QVERIFY(withValue(sides, firstAndLast, "odd", "yes") ==
            table("side,size,odd\nleft,1,yes\nright,2,\nleft,,\n,10,yes\n"));
    const LabelTable none{.rows = 4, .columns = {}};
    QVERIFY(withValue(none, firstAndLast, "odd", "yes") == table("odd\nyes\n\"\"\n\"\"\nyes\n"));
}

void tst_LabelChange::numbersStayNumbersUntilAWordComes()
{
    const LabelTable numbers = withValue(sides, firstAndLast, "size", "-2.5");
    QVERIFY(numbers.find("size")->isNumeric);
    QCOMPARE(numbers.find("size")->numbers[3], -2.5F);
    QVERIFY(std::isnan(numbers.find("size")->numbers[2]));
    const LabelTable words = withValue(numbers, firstAndLast, "size", "large");
    QVERIFY(!words.find("size")->isNumeric && words.find("size")->numbers.empty());
    QVERIFY(withValue(words, firstAndLast, "size", "7").find("size")->isNumeric);
}

void tst_LabelChange::columnsThatStayAreShared()
{
    QCOMPARE(withValue(sides, firstAndLast, "side", "up").find("size"), sides.find("size"));
}

void tst_LabelChange::renamesAColumnInItsPlace()
{
    QVERIFY(withRenamedColumn(sides, "side", "arrow, 1") == table("\"arrow, 1\",size\nleft,1\nright,2\nleft,\n,10\n"));
    QVERIFY(withRenamedColumn(sides, "side", "side") == sides);
    COMPARE_PART(sentenceOf([] { return withRenamedColumn(sides, "side", "size"); }), "*size* already");
    COMPARE_PART(sentenceOf([] { return withRenamedColumn(sides, "none", "x"); }), "no label column *none*");
}

void tst_LabelChange::putsAWholeColumnInItsPlaceOrBehind()
{
    QVERIFY(withColumn(sides, columnOf("new", {"a", "b"}, {1, 0, 1, LabelColumn::unknown})) ==
            table("side,size,new\nleft,1,b\nright,2,a\nleft,,b\n,10,\n"));
    QVERIFY(withColumn(sides, columnOf("side", {"up"}, {0, 0, 0, 0})) == table("side,size\nup,1\nup,2\nup,\nup,10\n"));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)withColumn(sides, columnOf("new", {"a"}, {0})));
}

void tst_LabelChange::removesAColumn()
{
    QVERIFY(withoutColumn(sides, "side") == table("size\n1\n2\n\"\"\n10\n"));
    QVERIFY(withoutColumn(withoutColumn(sides, "side"), "size").columns.empty());
}

void tst_LabelChange::renamesAValueEverywhere()
{
    QVERIFY(withRenamedValue(sides, "side", "left", "zur Seite") ==
            table("side,size\nzur Seite,1\nright,2\nzur Seite,\n,10\n"));
    QVERIFY(withRenamedValue(sides, "side", "left", "") == table("side,size\n,1\nright,2\n,\n,10\n"));
    COMPARE_PART(sentenceOf([] { return withRenamedValue(sides, "side", "up", "x"); }), "no value *up*");
}

void tst_LabelChange::aValueThatIsThereAlreadyTakesTheOtherIn()
{
    const LabelTable merged = withRenamedValue(sides, "side", "left", "right");
    QCOMPARE(merged.find("side")->values, (std::vector<std::string>{"right"}));
    QCOMPARE(merged.find("side")->codes, (std::vector<std::uint32_t>{0, 0, 0, LabelColumn::unknown}));
}

void tst_LabelChange::namesThatAFileCouldNotHaveAreRefused()
{
    COMPARE_PART(sentenceOf([] { return withValue(sides, firstAndLast, "", "x"); }), "needs a name");
    const LabelTable none{.rows = 4, .columns = {}};
    COMPARE_PART(sentenceOf([&] { return withValue(none, firstAndLast, "2024", "x"); }), "Choose a name");
    QVERIFY(withValue(sides, firstAndLast, "2024", "x") ==
            LabelTable::parse(labelText(withValue(sides, firstAndLast, "2024", "x")), "again.csv"));
    const LabelTable years = withoutColumn(withValue(sides, firstAndLast, "2024", "x"), "side");
    COMPARE_PART(sentenceOf([&] { return withoutColumn(years, "size"); }), "2024");
}

void tst_LabelChange::aChangeIsDoneToWhatOthersChanged()
{
    LabelTable mine = withValue(sides, firstAndLast, "side", "up");
    mine = withoutColumn(withValue(mine, firstAndLast, "mine", "yes"), "size");
    const LabelTable theirs = table("side,theirs,size\nleft,a,1\nleft,b,2\ndown,,\ndown,,10\n");
    QVERIFY(withChange(sides, mine, theirs) == table("side,theirs,mine\nup,a,yes\nleft,b,\ndown,,\nup,,yes\n"));
    QVERIFY(withChange(mine, sides, withChange(sides, mine, theirs)) == // undone; a cell that both changed is mine
            table("side,theirs,size\nleft,a,1\nleft,b,2\ndown,,\n,,10\n"));
}

void tst_LabelChange::aChangeLeavesRowsThatWereAdded()
{
    const LabelTable longer = table("side,size\nleft,1\nright,2\nleft,\n,10\nright,5\n");
    QVERIFY(withChange(sides, withValue(sides, firstAndLast, "side", "up"), longer) ==
            table("side,size\nup,1\nright,2\nleft,\nup,10\nright,5\n"));
    QVERIFY(withChange(sides, withValue(sides, firstAndLast, "new", "x"), longer) ==
            table("side,size,new\nleft,1,x\nright,2,\nleft,,\n,10,x\nright,5,\n"));
}

void tst_LabelChange::rowsThatAreSeenNoLongerStay()
{
    const LabelTable longer = table("side,size\nleft,1\nright,2\nleft,\n,10\nright,5\n");
    QVERIFY(withChange(longer, sides, longer) == longer);
    QVERIFY(withChange(longer, withValue(sides, firstAndLast, "side", "up"), longer) ==
            table("side,size\nup,1\nright,2\nleft,\nup,10\nright,5\n"));
}

void tst_LabelChange::aChangeOnNothingElseIsTheResult()
{
    const LabelTable mine = withRenamedColumn(sides, "side", "way"); // in its place, not behind
    QVERIFY(withChange(sides, mine, sides) == mine);
}

void tst_LabelChange::countsWhatIsOverwritten()
{
    const std::vector<std::uint32_t> all = {0, 1, 2, 3};
    QCOMPARE(countValues(sides, all, "side"), (std::vector<ValueCount>{{"left", 2}, {"right", 1}, {"", 1}}));
    QCOMPARE(countValues(sides, firstAndLast, "none"), (std::vector<ValueCount>{{"", 2}}));
}

QTEST_GUILESS_MAIN(tst_LabelChange)
#include "tst_LabelChange.moc"
