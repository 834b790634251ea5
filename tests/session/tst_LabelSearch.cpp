// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/LabelSearch.h"

#include <QTest>

class tst_LabelSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void withoutLabelsNumbersAreFound();
};

namespace {

LabelTable table()
{
    return {.rows = 5,
            .columns = {columnOf("class", {"Ankle boot", "Bag", "Coat"}, {0, 1, 2, 1, LabelColumn::unknown}),
                        columnOf("colour", {"grün", "boot red"}, {0, 0, 1, 1, 0})}};
}

} // namespace

void tst_LabelSearch::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<int>>("samples");
    QTest::newRow("part of a value of any column") << "BOOT" << QList<int>{0, 2, 3};
    QTest::newRow("of one column") << "class = boot" << QList<int>{0};
    QTest::newRow("other letters") << "GRÜN" << QList<int>{0, 1, 4};
    QTest::newRow("a number") << " 4 " << QList<int>{4};
    QTest::newRow("a number that is no sample") << "5" << QList<int>{};
    QTest::newRow("no such column is text") << "shape=b" << QList<int>{};
    QTest::newRow("nothing") << " " << QList<int>{};
    QTest::newRow("a column without a value") << "class=" << QList<int>{};
}

void tst_LabelSearch::finds()
{
    QFETCH(const QString, text);
    QFETCH(const QList<int>, samples);
    const LabelTable labels = table();
    const SampleSet found = samplesMatching(&labels, 5, text.toStdString());
    QCOMPARE(QList<int>(found.begin(), found.end()), samples);
}

void tst_LabelSearch::withoutLabelsNumbersAreFound()
{
    QCOMPARE(samplesMatching(nullptr, 3, "2"), SampleSet{2});
    QVERIFY(samplesMatching(nullptr, 3, "boot").empty());
}

QTEST_APPLESS_MAIN(tst_LabelSearch)
#include "tst_LabelSearch.moc"
