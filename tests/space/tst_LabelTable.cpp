// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/CsvReader.h"
#include "space/LabelTable.h"

#include <QTest>

#include <cmath>

class tst_LabelTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsColumnsWithUnknownCells();
    void numbersAreFoundAndSorted();
    void takesWhatRfc4180Allows();
    void errorsNameLineAndColumn_data();
    void errorsNameLineAndColumn();
    void conditionsSelectRows();
    void quotedConditionsMayHoldEveryCharacter();
    void unknownColumnsAndValuesAreNamedWithThoseThereAre();
    void brokenConditionsAreSentences();
};

namespace {

using Rows = std::vector<std::uint32_t>;

LabelTable parsed(std::string_view text)
{
    return LabelTable::parse(text, "labels.csv");
}

const LabelTable& table()
{
    static const LabelTable labels = parsed("arrow 1,held out,size\nleft,no,1\nright,no,2.0\nleft,yes,\n,no,2\n");
    return labels;
}

} // namespace

void tst_LabelTable::readsColumnsWithUnknownCells()
{
    QCOMPARE(table().rows, 4U);
    const LabelColumn* const column = table().find("arrow 1");
    QVERIFY(column != nullptr);
    QCOMPARE(column->values, (std::vector<std::string>{"left", "right"}));
    QCOMPARE(column->codes, (Rows{0, 1, 0, LabelColumn::unknown}));
    QVERIFY(!column->isNumeric);
    QVERIFY(table().find("arrow 2") == nullptr);
}

void tst_LabelTable::numbersAreFoundAndSorted()
{
    const LabelTable labels = parsed("n,text,none\n10,10,\n9,9,\n,x,\n-1e1,,\n");
    QCOMPARE(labels.columns[0]->values, (std::vector<std::string>{"-1e1", "9", "10"}));
    QVERIFY(labels.columns[0]->isNumeric);
    QCOMPARE(labels.columns[0]->numbers[0], 10.0F);
    QVERIFY(std::isnan(labels.columns[0]->numbers[2]));
    QCOMPARE(labels.columns[1]->values, (std::vector<std::string>{"10", "9", "x"}));
    QVERIFY(!labels.columns[1]->isNumeric && labels.columns[1]->numbers.empty());
    QVERIFY(!labels.columns[2]->isNumeric);
}

void tst_LabelTable::takesWhatRfc4180Allows()
{
    const LabelTable labels = parsed("\xEF\xBB\xBF\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\xC3\xA9\r\n,\"\"");
    QCOMPARE(labels.rows, 2U);
    QCOMPARE(labels.columns[0]->name, std::string("a,b"));
    QCOMPARE(labels.columns[1]->name, std::string("say \"hi\""));
    QCOMPARE(labels.columns[0]->values, (std::vector<std::string>{"two\nlines"}));
    QCOMPARE(labels.columns[1]->values, (std::vector<std::string>{"\xC3\xA9"}));
    QCOMPARE(parsed("only\na\n\nb\n").rows, 3U); // an empty line is an empty cell of a single column
}

void tst_LabelTable::errorsNameLineAndColumn_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("never closed") << QByteArray("a,b\n1,\"x\n2,y\n") << "line 2, column 3: this quotation mark";
    QTest::newRow("quote in a cell") << QByteArray("a,b\n1,x\"y\n") << "line 2, column 4: a quotation mark inside";
    QTest::newRow("text after") << QByteArray("a\n\"x\"y\n") << "line 2, column 4: text follows";
    QTest::newRow("after two bytes") << QByteArray("a,b\n\xC3\xA9,x\"\n") << "line 2, column 4:";
    QTest::newRow("too few") << QByteArray("a,b\n1,2\n3\n") << "line 3: this row has 1 cell,";
    QTest::newRow("too many") << QByteArray("a,b\n\"1\n\",2\n3,4,5\n") << "line 4: this row has 3 cells,";
    QTest::newRow("numbers") << QByteArray("1,2\n3,4\n") << "line 1: there is no header";
    QTest::newRow("twice") << QByteArray("left,left\n") << "line 1: two columns are called *left*";
    QTest::newRow("nameless") << QByteArray("a,,b\n") << "line 1: column 2 has no name";
    QTest::newRow("empty") << QByteArray("") << "the file is empty";
    QTest::newRow("latin 1") << QByteArray("a\ncaf\xE9\n") << "line 2, column 4: a byte that is not UTF-8";
    QTest::newRow("overlong") << QByteArray("a\n\xC0\x80\n") << "not UTF-8";
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE\x61\x00", 4) << "UTF-16";
    QTest::newRow("zero byte") << QByteArray("a\nb\0c\n", 6) << "line 2, column 2: a zero byte";
    QTest::newRow("carriage return") << QByteArray("a\rb\r") << "line 1, column 2: a carriage return";
}

void tst_LabelTable::errorsNameLineAndColumn()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QString sentence = sentenceOf([&] { return parsed(text.toStdString()); });
    COMPARE_PART(sentence, "labels.csv: ");
    COMPARE_PART(sentence, part);
}

void tst_LabelTable::conditionsSelectRows()
{
    QCOMPARE(rowsWhere(table(), parseConditions("arrow 1=left")), (Rows{0, 2}));
    QCOMPARE(rowsWhere(table(), parseConditions("arrow 1=left,held out=no")), (Rows{0}));
    QCOMPARE(rowsWhere(table(), parseConditions("size=2")), (Rows{1, 3}));
    QCOMPARE(rowsWhere(table(), {}), (Rows{0, 1, 2, 3}));
}

void tst_LabelTable::quotedConditionsMayHoldEveryCharacter()
{
    const auto conditions = parseConditions("\"a,b=\"\"c\"\"\"=\"x,y\",plain=\"1=1\"");
    QCOMPARE(conditions, (std::vector<LabelCondition>{{"a,b=\"c\"", "x,y"}, {"plain", "1=1"}}));
    QCOMPARE(parseConditions(" \" a\" = x y , b=\"2 \" "),
             (std::vector<LabelCondition>{{" a", "x y"}, {"b", "2 "}})); // blanks count where they are quoted
    QCOMPARE(parseConditions(csvCell("a,\"=") + "=" + csvCell("b=")), (std::vector<LabelCondition>{{"a,\"=", "b="}}));
}

void tst_LabelTable::unknownColumnsAndValuesAreNamedWithThoseThereAre()
{
    COMPARE_PART(sentenceOf([] { return rowsWhere(table(), {{"arrow 9", "left"}}); }), "arrow 1, held out, size");
    COMPARE_PART(sentenceOf([] { return rowsWhere(table(), {{"arrow 1", "lft"}}); }), "left, right");
}

void tst_LabelTable::brokenConditionsAreSentences()
{
    for (const char* text : {"", "a", "a=", "=b", "a=b,", "a=b,c", "a=b=c", "\"a=b", "\"a\"x=b", "a=b\"c"}) {
        QVERIFY2(sentenceOf([&] { return parseConditions(text); }) != "no error", text);
    }
}

QTEST_GUILESS_MAIN(tst_LabelTable)
#include "tst_LabelTable.moc"
