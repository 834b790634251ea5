// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/ProjectorFiles.h"

#include <QTest>

class tst_ProjectorFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineIsAPoint();
    void vectorErrorsNameLineAndColumn_data();
    void vectorErrorsNameLineAndColumn();
    void tooManyDimensionsAreRefused();
    void oneColumnOfMetadataHasNoHeader();
    void severalColumnsHaveOne();
    void quotationMarksAreLetters();
    void metadataErrorsNameTheLine();
};

void tst_ProjectorFiles::aLineIsAPoint()
{
    const LatentTable expected(2, 3, {1, -2.5F, 3e-3F, 4, 5, 6});
    QCOMPARE(parseProjectorVectors("1\t-2.5\t3e-3\n4\t5\t6\n", "tensors.tsv"), expected);
    QCOMPARE(parseProjectorVectors("\xEF\xBB\xBF"
                                   "1\t-2.5\t 0.003 \r\n4\t5\t6\r\n\r\n\n",
                                   "tensors.tsv"),
             expected);
    QCOMPARE(parseProjectorVectors("7", "tensors.tsv"), LatentTable(1, 1, {7}));
}

void tst_ProjectorFiles::vectorErrorsNameLineAndColumn_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const QByteArray& text, const char* part) {
        QTest::newRow(name) << text << part;
    };
    row("empty", "", "the file is empty");
    row("empty lines", "\r\n\n", "the file is empty");
    row("header", "x\ty\n1\t2\n", "line 1, column 1: `x` is not a finite number");
    row("commas", "1,2\n", "`1,2` is not a finite number");
    row("decimal comma", "1\t2,5\n", "line 1, column 2: `2,5`");
    row("not a number", "1\t2\n3\tnan\n", "line 2, column 2: `nan`");
    row("infinite", "1\tinf\n", "line 1, column 2: `inf`");
    row("beyond float", "1\t1e300\n", "line 1, column 2: `1e300`");
    row("missing cell", "1\t\t2\n", "line 1, column 2: `` is not");
    row("tab at the end", "1\t2\t\n", "line 1, column 2: a tab follows the last number");
    row("empty line", "1\n\n2\n", "line 2, column 1: `` is not");
    row("fewer", "1\t2\n3\n", "line 2: this point has another size (1) than the first (2)");
    row("more", "1\n2\t3\n", "line 2: this point has another size (2) than the first (1)");
    row("bytes", QByteArray("\0\xFF\x80\n", 4), "line 1, column 1");
}

void tst_ProjectorFiles::vectorErrorsNameLineAndColumn()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QString sentence = sentenceOf([&] { return parseProjectorVectors(text.toStdString(), "tensors.tsv"); });
    COMPARE_PART(sentence, "tensors.tsv: ");
    COMPARE_PART(sentence, part);
}

void tst_ProjectorFiles::tooManyDimensionsAreRefused()
{
    std::string line = "1";
    for (int i = 1; i < 4097; ++i) {
        line += "\t1";
    }
    COMPARE_PART(sentenceOf([&] { return parseProjectorVectors(line, "tensors.tsv"); }), "latents of 1 to 4096");
    QCOMPARE(parseProjectorVectors(line.substr(2), "tensors.tsv").columns(), 4096U);
}

void tst_ProjectorFiles::oneColumnOfMetadataHasNoHeader()
{
    const LabelTable labels = parseProjectorMetadata("seven\nnine\nseven\n", "metadata.tsv");
    QCOMPARE(labels.rows, 3U);
    QCOMPARE(labels.columns.at(0)->name, std::string("label"));
    QCOMPARE(labels.columns[0]->codes, (std::vector<std::uint32_t>{1, 0, 1}));
}

void tst_ProjectorFiles::severalColumnsHaveOne()
{
    QCOMPARE(parseProjectorMetadata("word\tcount\na,b\tx\r\nc\t\n\n", "metadata.tsv"),
             LabelTable::parse("word,count\n\"a,b\",x\nc,\n", "x.csv"));
}

void tst_ProjectorFiles::quotationMarksAreLetters()
{
    const LabelTable labels = parseProjectorMetadata("word\tcount\n\"\t7\nsay \"hi\"\t8\n", "metadata.tsv");
    QCOMPARE(labels.columns.at(0)->values, (std::vector<std::string>{"\"", "say \"hi\""}));
}

void tst_ProjectorFiles::metadataErrorsNameTheLine()
{
    const auto sentence = [](const std::string& text) {
        return sentenceOf([&] { return parseProjectorMetadata(text, "metadata.tsv"); });
    };
    COMPARE_PART(sentence("a\tb\n1\t2\n3\n"), "metadata.tsv: line 3: this row has 1 cell, but the header names 2");
    COMPARE_PART(sentence("a\ta\n1\t2\n"), "line 1: two columns are called *a*");
    COMPARE_PART(sentence("a\nb\n\xFF\n"), "line 3, column 1: a byte that is not UTF-8");
    COMPARE_PART(sentence(""), "the file is empty");
}

QTEST_GUILESS_MAIN(tst_ProjectorFiles)
#include "tst_ProjectorFiles.moc"
