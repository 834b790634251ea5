// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/LabelJoin.h"

#include <QTest>

#include <cmath>

class tst_LabelJoin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsFollowThePictures();
    void joinsByNameAndByNameWithoutSuffix();
    void namesInSubfoldersNeedTheirPath();
    void picturesWithoutARowAreUnknownAndNamed();
    void rowsWithoutAPictureAreLeftOutAndNamed();
    void doubledRowsAreRefusedByName();
    void aLabelThatLooksLikeAFileNameIsNone();
    void numbersNameFilesOnlyWhereTheirColumnSaysSo();
    void namesAloneAreNoLabels();
    void rowsThatPeopleCountedAreWarnedOf();
    void withoutFileNamesTheOrderHolds();
    void withoutFileNamesTheNumbersMustAgree();
    void valuesThatNobodyHasAreDropped();
};

namespace {

using Names = std::vector<std::string>;

LabelTable table(const std::string& csv)
{
    return LabelTable::parse(csv, "labels.csv");
}

JoinedLabels join(const std::string& csv, const Names& pictures)
{
    return joinLabels(table(csv), pictures, "labels.csv");
}

} // namespace

void tst_LabelJoin::rowsFollowThePictures()
{
    const JoinedLabels joined =
        join("digit,file,hand\n9,c.png,left\n7,a.png,\n8,b.png,right\n", {"a.png", "b.png", "c.png"});
    QCOMPARE(joined.labels, table("digit,hand\n7,\n8,right\n9,left\n"));
    QCOMPARE(joined.column, std::string("file"));
    QCOMPARE(joined.notes, Names());
}

void tst_LabelJoin::joinsByNameAndByNameWithoutSuffix()
{
    const Names pictures = {"faces/000001.jpg", "faces/000002.jpg"};
    const LabelTable wanted = table("smile\nno\nyes\n");
    for (const char* prefix : {"./faces/", "elsewhere/", "C:\\data\\", ""}) {
        const std::string start = prefix;
        QCOMPARE(join("f,smile\n" + start + "000002.jpg,yes\n" + start + "000001.jpg,no\n", pictures).labels, wanted);
    }
    QCOMPARE(join("id,smile\n000002,yes\n000001,no\n", pictures).labels, wanted);
    QCOMPARE(join("id,smile\n000002.png,yes\n000001.png,no\n", pictures).labels, wanted);
}

void tst_LabelJoin::namesInSubfoldersNeedTheirPath()
{
    const Names pictures = {"cat/1.png", "dog/1.png"};
    QCOMPARE(join("f,n\ndog/1.png,2\ncat/1.png,1\n", pictures).labels, table("n\n1\n2\n"));
    QCOMPARE(join("f,n\n1.png,2\n1.png,1\n", pictures).column, std::string()); // says nothing about which
}

void tst_LabelJoin::picturesWithoutARowAreUnknownAndNamed()
{
    const JoinedLabels joined = join("f,n\nb.png,2\n", {"a.png", "b.png", "c.png"});
    QCOMPARE(joined.labels.rows, 3U);
    QCOMPARE(joined.labels.columns.at(0)->codes,
             (std::vector<std::uint32_t>{LabelColumn::unknown, 0, LabelColumn::unknown}));
    QVERIFY(std::isnan(joined.labels.columns[0]->numbers.at(0)));
    QCOMPARE(joined.notes, (Names{"labels.csv: 2 pictures have no row and stay without labels: a.png, c.png."}));
}

void tst_LabelJoin::rowsWithoutAPictureAreLeftOutAndNamed()
{
    std::string csv = "f,n\n";
    for (int i = 0; i < 17; ++i) {
        csv += std::to_string(i) + ".png," + std::to_string(i) + "\n";
    }
    Names pictures;
    for (int i = 16; i >= 8; --i) {
        pictures.push_back(std::to_string(i) + ".png");
    }
    const JoinedLabels joined = join(csv, pictures);
    QCOMPARE(joined.labels.columns.at(0)->numbers, (std::vector<float>{16, 15, 14, 13, 12, 11, 10, 9, 8}));
    QCOMPARE(joined.notes, (Names{"labels.csv: 8 rows name no picture that is there and are left out: 0.png, 1.png, "
                                  "2.png, 3.png, 4.png and 3 more."}));
    QCOMPARE(join("f,n\na.png,1\nb.png,2\n,3\n", {"b.png", "a.png"}).notes,
             (Names{"labels.csv: 1 row names no picture that is there and is left out: row 3 (an empty cell)."}));
}

void tst_LabelJoin::doubledRowsAreRefusedByName()
{
    const QString sentence = sentenceOf([] { return join("f,n\na.png,1\nb.png,2\na.png,3\n", {"a.png", "b.png"}); });
    COMPARE_PART(sentence, "labels.csv: the column *f* names pictures more than once: a.png (rows 1 and 3)");
    COMPARE_PART(sentence, "Keep one row for each picture");
}

void tst_LabelJoin::aLabelThatLooksLikeAFileNameIsNone()
{
    Names pictures;
    std::string csv = "digit\n";
    for (int i = 0; i < 40; ++i) {
        pictures.push_back(std::to_string(i) + ".png");
        csv += std::to_string(9 - i % 10) + "\n";
    }
    const JoinedLabels joined = join(csv, pictures);
    QCOMPARE(joined.column, std::string());
    QCOMPARE(joined.labels, table(csv));
}

void tst_LabelJoin::numbersNameFilesOnlyWhereTheirColumnSaysSo()
{
    const Names pictures = {"0.png", "1.png", "2.png"};
    for (const char* const column : {"age", "width", "kind"}) {
        const std::string csv = std::string(column) + ",sex\n2,f\n0,m\n1,f\n";
        QCOMPARE(join(csv, pictures).labels, table(csv)); // row i is picture i
    }
    for (const char* const column : {"id", "image_id", "imageId", "Frame number", "column 1"}) {
        QCOMPARE(join(std::string(column) + ",sex\n2,f\n0,m\n1,f\n", pictures).column, std::string(column));
    }
}

void tst_LabelJoin::namesAloneAreNoLabels()
{
    const JoinedLabels joined = join("f\na.png\nb.png\n", {"a.png", "b.png"});
    QVERIFY(joined.labels.columns.empty());
    QCOMPARE(joined.notes.size(), std::size_t{1});
    QVERIFY(joined.notes[0].find("there are no labels in it") != std::string::npos);
}

void tst_LabelJoin::rowsThatPeopleCountedAreWarnedOf()
{
    const JoinedLabels joined = join("n\na\nb\nc\n", {"p/1.png", "p/10.png", "p/2.png"});
    QCOMPARE(joined.labels, table("n\na\nb\nc\n"));
    QCOMPARE(joined.notes.size(), std::size_t{1});
    QVERIFY(joined.notes[0].find("p/10.png before p/2.png") != std::string::npos);
    QVERIFY(join("n\na\nb\nc\n", {"p/01.png", "p/2.png", "p/10.png"}).notes.empty());
    QVERIFY(join("n\na\nb\nc\n", {"a1/7.png", "a1/7b.png", "b0/1.png"}).notes.empty());
}

void tst_LabelJoin::withoutFileNamesTheOrderHolds()
{
    const JoinedLabels joined = join("hand\nleft\nright\n", {"b.png", "a.png"});
    QCOMPARE(joined.labels, table("hand\nleft\nright\n"));
    QCOMPARE(joined.column, std::string());
}

void tst_LabelJoin::withoutFileNamesTheNumbersMustAgree()
{
    COMPARE_PART(
        sentenceOf([] { return join("hand\nleft\nright\n", {"a.png"}); }),
        "labels.csv: the numbers of rows (2) and of pictures (1) differ, and no column names the pictures' files.");
}

void tst_LabelJoin::valuesThatNobodyHasAreDropped()
{
    const std::vector<std::uint32_t> rows = {2, LabelColumn::unknown, 2};
    QCOMPARE(takeRows(table("a,b\nx,1\ny,2\nz,\n"), rows).columns.at(0), table("a,b\nz,1\n,2\nz,3\n").columns.at(0));
    QVERIFY(!takeRows(table("a,b\nx,1\ny,2\nz,\n"), rows).columns.at(1)->isNumeric);
}

QTEST_GUILESS_MAIN(tst_LabelJoin)
#include "tst_LabelJoin.moc"
