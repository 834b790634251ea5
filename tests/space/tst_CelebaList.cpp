// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/Sentences.h"
#include "space/CelebaList.h"

#include <QTest>

class tst_CelebaList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheAttributeList();
    void numbersStayNumbers();
    void isKnownByItsFirstThreeLines();
    void errorsNameTheLine_data();
    void errorsNameTheLine();
};

namespace {

const std::string list = "2\nSmiling Wearing_Hat \n000002.jpg -1  1\r\n000001.jpg  1 -1\n";

} // namespace

void tst_CelebaList::readsTheAttributeList()
{
    QCOMPARE(parseCelebaList(list, "list_attr_celeba.txt"),
             LabelTable::parse("file,Smiling,Wearing_Hat\n000002.jpg,no,yes\n000001.jpg,yes,no\n", "x.csv"));
}

void tst_CelebaList::numbersStayNumbers()
{
    const LabelTable labels = parseCelebaList("2\nx y\na.jpg 1 -1\nb.jpg 69 1\n", "list.txt");
    QCOMPARE(labels.columns.at(1)->numbers, (std::vector<float>{1, 69}));
    QCOMPARE(labels.columns.at(2)->numbers, (std::vector<float>{-1, 1}));
}

void tst_CelebaList::isKnownByItsFirstThreeLines()
{
    QVERIFY(isCelebaList(list));
    for (const char* other : {"", "2\n", "2\nSmiling\n", "digit\n7\n", "7\n9\n8\n", "Smiling\n000001.jpg 1\n",
                              "2\nSmiling\n000001.jpg 1 1\n", "2 3\nSmiling\n000001.jpg 1\n"}) {
        QVERIFY2(!isCelebaList(other), other);
    }
}

void tst_CelebaList::errorsNameTheLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& text, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << part;
    };
    row("empty", "", "line 1 is not the number of pictures");
    row("no count", "Smiling\n", "line 1 is not the number of pictures");
    row("huge count", "99999999999999999999999\na\n", "line 1 is not the number of pictures");
    row("no names", "2\n\n", "line 2 names no columns");
    row("names twice", "1\na b a\n", "line 2: two columns are called *a*");
    row("too few values", list + "3.jpg 1\n", "line 5: there are 2 words, but a file name and 2 values");
    row("no file name", list + "3 1 -1\n", "line 5: `3` is not the name of a picture file");
    row("cut off", list.substr(0, list.size() - 18), "promises 2 pictures, but the list has 1");
    row("absurd count", "4000000000\na\nx.jpg 1\n", "promises 4000000000 pictures, but the list has 1");
    row("latin 1", "1\ncaf\xE9\nx.jpg 1\n", "line 2, column 4: a byte that is not UTF-8");
}

void tst_CelebaList::errorsNameTheLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QString sentence = sentenceOf([&] { return parseCelebaList(text.toStdString(), "list.txt"); });
    COMPARE_PART(sentence, "list.txt: ");
    COMPARE_PART(sentence, part);
}

QTEST_GUILESS_MAIN(tst_CelebaList)
#include "tst_CelebaList.moc"
