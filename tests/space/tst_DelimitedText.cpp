// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/DelimitedText.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_DelimitedText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsDelimiterAndHeader_data();
    void findsDelimiterAndHeader();
    void columnsWithoutNamesAreNumbered();
    void emptyLinesAtTheEndAreNoRowsOfATable();
    void anEmptyLineIsAnUnknownCellOfASingleColumn();
    void aDelimiterInsideQuotesPartsNothing();
    void errorsNameLineAndColumn_data();
    void errorsNameLineAndColumn();
    void aRowOfVeryManyCellsIsRefused();
    void readsAFile();
    void pictureNamesEndAsPicturesDo();
};

void tst_DelimitedText::findsDelimiterAndHeader_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<char>("delimiter");
    QTest::addColumn<bool>("hasHeader");
    const auto row = [](const char* name, const char* text, char delimiter, bool hasHeader) {
        QTest::newRow(name) << QByteArray(text) << delimiter << hasHeader;
    };
    row("commas", "digit,hand\n7,left\n9,right\n", ',', true);
    row("tabs", "digit\thand\n7\tleft, or up\n9\tright, or down\n", '\t', true);
    row("semicolons with decimal commas", "size;weight\n1,5;2,5\n3,5;4,5\n", ';', true);
    row("commas with a semicolon here and there", "a,b\nx;y,1\nz,2\n", ',', true);
    row("bars", "file|kind\na.png|round, or so\nb.png|square, or so\n", '|', true);
    row("blanks behind file names", "000001.jpg 2880\n000002.jpg 2937\n", ' ', false);
    row("blanks in a column of words", "a kind\na round one\na square one\n", ',', true);
    row("one column", "digit\n7\n9\n", ',', true);
    row("one column of numbers", "7\n9\n", ',', false);
    row("numbers", "7,1\n9,2\n", ',', false);
    row("a number in the first row", "left,7\nright,9\n", ',', false);
    row("file names", "a.PNG,left\nb.png,right\n", ',', false);
    row("words that come again", "left,yes\nright,no\nleft,no\nright,yes\n", ',', false);
    row("one word that comes again", "left,hand\nleft,x\nright,y\n", ',', true);
    row("nothing but a header", "a;b\n", ';', true);
    row("nothing", "", ',', true);
    row("byte order mark",
        "\xEF\xBB\xBF"
        "a\tb\n1\t2\n",
        '\t', true);
    row("CRLF", "a;b\r\n1;2\r\n", ';', true);
    row("uneven rows", "a,b,c;d\n1,2\n", ',', true);
}

void tst_DelimitedText::findsDelimiterAndHeader()
{
    QFETCH(QByteArray, text);
    QFETCH(char, delimiter);
    QFETCH(bool, hasHeader);
    const CsvFormat format = findCsvFormat(text.toStdString(), "labels.csv");
    QCOMPARE(format.delimiter, delimiter);
    QCOMPARE(format.hasHeader, hasHeader);
}

void tst_DelimitedText::columnsWithoutNamesAreNumbered()
{
    const LabelTable bare = parseDelimitedLabels("a.png;7\nb.png;9\n", "labels.csv");
    QCOMPARE(bare.rows, 2U);
    QCOMPARE(bare.columns.at(0)->name, std::string("column 1"));
    QCOMPARE(bare.columns.at(1)->name, std::string("column 2"));
    QCOMPARE(bare.columns[1]->numbers, (std::vector<float>{7, 9}));
    const LabelTable indexed = parseDelimitedLabels(",digit\n0,7\n1,9\n", "labels.csv"); // as pandas writes
    QCOMPARE(indexed.columns.at(0)->name, std::string("column 1"));
    QCOMPARE(indexed.columns.at(1)->name, std::string("digit"));
}

void tst_DelimitedText::emptyLinesAtTheEndAreNoRowsOfATable()
{
    QCOMPARE(parseDelimitedLabels("a,b\r\n1,2\r\n\r\n\r\n", "labels.csv").rows, 1U);
}

void tst_DelimitedText::anEmptyLineIsAnUnknownCellOfASingleColumn()
{
    QCOMPARE(parseDelimitedLabels("digit\n7\n\n", "labels.csv").rows, 2U);
}

void tst_DelimitedText::aDelimiterInsideQuotesPartsNothing()
{
    const LabelTable labels = parseDelimitedLabels("name,kind\n\"x;\ty\",\"a\nb\"\nz,c\n", "labels.csv");
    QCOMPARE(labels.columns.at(0)->values, (std::vector<std::string>{"x;\ty", "z"}));
    QCOMPARE(labels.columns.at(1)->values, (std::vector<std::string>{"a\nb", "c"}));
}

void tst_DelimitedText::errorsNameLineAndColumn_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* text, const char* part) {
        QTest::newRow(name) << QByteArray(text) << part;
    };
    row("empty", "", "the file is empty");
    row("uneven", "a;b\n1;2\n3;4;5\n", "line 3: this row has 3 cells, but the header names 2");
    row("uneven without header", "1;2\n3;4;5\n", "line 2: this row has 3 cells, but the first row has 2");
    row("bad quoting", "a,b\n1,\"x\n2,y\n", "line 2, column 3: this quotation mark is never closed");
    row("latin 1", "a\tb\ncaf\xE9\t1\n", "line 2, column 4: a byte that is not UTF-8");
    row("UTF-16",
        "\xFF\xFE"
        "a",
        "UTF-16");
    row("names twice", "a,a\nx,y\n", "line 1: two columns are called *a*");
}

void tst_DelimitedText::errorsNameLineAndColumn()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QString sentence = sentenceOf([&] { return parseDelimitedLabels(text.toStdString(), "labels.csv"); });
    COMPARE_PART(sentence, "labels.csv: ");
    COMPARE_PART(sentence, part);
}

void tst_DelimitedText::aRowOfVeryManyCellsIsRefused()
{
    const std::string commas(100'000, ',');
    COMPARE_PART(sentenceOf([&] { return parseDelimitedLabels(commas, "labels.csv"); }), "more than 65536 cells");
}

void tst_DelimitedText::readsAFile()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.filePath("labels.txt").toStdString());
    std::ofstream(file) << "digit\thand\n7\tleft\n";
    QCOMPARE(readDelimitedLabels(file).columns.at(1)->values, (std::vector<std::string>{"left"}));
    COMPARE_PART(sentenceOf([&] { return readDelimitedLabels(folder.path().toStdString()); }), "is a folder");
}

void tst_DelimitedText::pictureNamesEndAsPicturesDo()
{
    QVERIFY(isPictureName("000001.jpg") && isPictureName("a/b.JPEG") && isPictureName("x.Tif"));
    QVERIFY(!isPictureName("png") && !isPictureName("") && !isPictureName("a.csv") && !isPictureName("a.png.npy"));
}

QTEST_GUILESS_MAIN(tst_DelimitedText)
#include "tst_DelimitedText.moc"
