// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelText.h"

#include <QTest>

class tst_LabelText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenReadsTheSame();
    void aLoneUnknownCellIsARow();
    void aNameMayBeginLikeAText();
};

void tst_LabelText::whatIsWrittenReadsTheSame()
{
    const LabelTable labels = LabelTable::parse("name,size\n\"a, b\",large\n\"say \"\"x\"\"\",\n,2\n", "labels.csv");
    QVERIFY(LabelTable::parse(labelText(labels), "again.csv") == labels);
}

void tst_LabelText::aLoneUnknownCellIsARow()
{
    LabelTable labels{.rows = 3, .columns = {}};
    labels.columns.emplace_back(columnOf("kind", {"a"}, {0, LabelColumn::unknown, 0}));
    QVERIFY(LabelTable::parse(labelText(labels), "again.csv") == labels);
}

void tst_LabelText::aNameMayBeginLikeAText()
{
    const LabelTable labels =
        LabelTable::parse("\xEF\xBB\xBF\xEF\xBB\xBFname\na\n", "labels.csv"); // two byte order marks
    QCOMPARE(labels.columns.at(0)->name, std::string("\xEF\xBB\xBFname"));
    QVERIFY(LabelTable::parse(labelText(labels), "again.csv") == labels);
}

QTEST_GUILESS_MAIN(tst_LabelText)
#include "tst_LabelText.moc"
