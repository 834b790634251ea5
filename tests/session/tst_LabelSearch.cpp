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
    void manyNumbersAreSearchedByNameAlone();
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

void tst_LabelSearch::manyNumbersAreSearchedByNameAlone()
{
    LabelTable labels{.rows = 2000, .columns = {}};
    std::vector<std::string> values;
    std::vector<std::uint32_t> codes;
    for (std::uint32_t i = 0; i < 2000; ++i) {
        values.push_back(std::to_string(i) + ".25");
        codes.push_back(i);
    }
    labels.columns.emplace_back(columnOf("x", values, codes));
    QVERIFY(samplesMatching(&labels, 2000, "1234.2").empty());
    QCOMPARE(samplesMatching(&labels, 2000, "x=1234.2"), SampleSet{1234});
    QCOMPARE(samplesMatching(&labels, 2000, "7"), SampleSet{7});
}

QTEST_APPLESS_MAIN(tst_LabelSearch)
#include "tst_LabelSearch.moc"
