// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "space/MapTable.h"
#include "space/NpyFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

namespace fs = std::filesystem;

class tst_MapTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersBecomeAColumnAndComeBack();
    void aTableBringsItsTwoColumns();
    void othersTablesAreTakenAsTheyAre_data();
    void othersTablesAreTakenAsTheyAre();
    void anArrayBringsAllOfThem();
    void whatIsNoMapIsSaidByName_data();
    void whatIsNoMapIsSaidByName();
    void whatIsWrittenIsReadAgain();
    void twoMapsAreFourColumns();
    void readingIsFollowedAndStopped_data();
    void readingIsFollowedAndStopped();

private:
    fs::path write(const char* name, const std::string& text) const
    {
        const fs::path file = fs::path(m_folder.path().toStdString()) / name;
        std::ofstream(file) << text;
        return file;
    }
    QTemporaryDir m_folder;
};

void tst_MapTable::numbersBecomeAColumnAndComeBack()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> numbers = {0.1F, -3, nan, -0.0F, 0, 1e30F, std::numeric_limits<float>::infinity(), 0.1F};
    const LabelColumn column = columnOfNumbers("x", numbers);
    QVERIFY(column.isNumeric);
    QCOMPARE(column.values, (std::vector<std::string>{"-3", "0", "0.1", "1e+30"}));
    for (const std::size_t i : {0, 1, 3, 4, 5, 7}) {
        QCOMPARE(column.numbers[i], numbers[i]);
    }
    QVERIFY(std::isnan(column.numbers[2]) && std::isnan(column.numbers[6]));
}

void tst_MapTable::aTableBringsItsTwoColumns()
{
    const MapTable table = readMapTable(write("umap.csv", "id,UMAP_1,name,UMAP_2\n7,0.5,a,1\n8,-1,b,2\n"), 2);
    QCOMPARE(table.columns.size(), std::size_t{3}); // those that are numbers
    QCOMPARE(table.columns[table.x].name, std::string("umap UMAP_1"));
    QCOMPARE(table.columns[table.y].name, std::string("umap UMAP_2"));
    QCOMPARE(table.columns[table.x].numbers, (std::vector<float>{0.5F, -1}));
    const MapTable bare = readMapTable(write("t.tsv", "1\t2\t3\n4\t5\t6\n7\t8\t9\n"), 3); // no header
    QCOMPARE(bare.columns[bare.y].numbers, (std::vector<float>{2, 5, 8}));
}

void tst_MapTable::othersTablesAreTakenAsTheyAre_data()
{
    QTest::addColumn<QByteArray>("text"); // places (0.5, 1) and (-1, 2)
    QTest::addColumn<QString>("x");       // what the column is called
    QTest::newRow("pandas") << QByteArray(",0,1\n0,0.5,1\n1,-1,2\n") << "0";
    QTest::newRow("pandas without its index") << QByteArray("0,1\n0.5,1\n-1,2\n") << "0";
    QTest::newRow("numpy") << QByteArray("5.0e-01 1.0e+00\n-1.0e+00 2.0e+00\n") << "column 1";
    QTest::newRow("numpy with a header") << QByteArray("# x y\n0.5 1\n-1 2\n") << "x";
    QTest::newRow("columns of one width") << QByteArray("   x   y\r\n 0.5   1\r\n  -1   2\r\n") << "x";
    QTest::newRow("a blank behind each comma") << QByteArray("x, y\n0.5, 1\n-1, 2\n") << "x";
    QTest::newRow("batches first") << QByteArray("cell,batch1,batch2,UMAP_1,UMAP_2\na,3,4,0.5,1\nb,3,5,-1,2\n")
                                   << "UMAP_1";
    QTest::newRow("latents first") << QByteArray("k0,k1,x,y\n7,8,0.5,1\n9,7,-1,2\n") << "x";
    QByteArray many("c0");
    QByteArray rows[] = {"7", "8"};
    for (int column = 1; column < 60; ++column) {
        many += ",c" + QByteArray::number(column);
        rows[0] += ",0";
        rows[1] += ",1";
    }
    QTest::newRow("behind many others") << many + ",x,y\n" + rows[0] + ",0.5,1\n" + rows[1] + ",-1,2\n"
                                        << "x";
}

void tst_MapTable::othersTablesAreTakenAsTheyAre()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, x);
    const MapTable table = readMapTable(write("t.csv", text.toStdString()), 2);
    QCOMPARE(QString::fromStdString(table.columns[table.x].name), "t " + x);
    QCOMPARE(table.columns[table.x].numbers, (std::vector<float>{0.5F, -1}));
    QCOMPARE(table.columns[table.y].numbers, (std::vector<float>{1, 2}));
}

void tst_MapTable::anArrayBringsAllOfThem()
{
    const fs::path file = fs::path(m_folder.path().toStdString()) / "places.npy";
    writeLatents(file, LatentTable(2, 3, {1, 2, 3, 4, 5, 6}));
    const MapTable table = readMapTable(file, 2);
    QCOMPARE(table.columns.size(), std::size_t{3});
    QCOMPARE(table.columns[1].name, std::string("places 2"));
    QCOMPARE(table.columns[1].numbers, (std::vector<float>{2, 5}));
}

void tst_MapTable::whatIsNoMapIsSaidByName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("too few rows") << QByteArray("x,y\n1,2\n") << "has 1 rows, and the space has 2 samples";
    QTest::newRow("words") << QByteArray("a,b\nc,d\ne,f\n") << "no column holds numbers";
    QTest::newRow("one column") << QByteArray("a,b\nc,1\ne,2\n") << "only one column holds numbers";
}

void tst_MapTable::whatIsNoMapIsSaidByName()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, part);
    const fs::path file = write("map.csv", text.toStdString());
    try {
        (void)readMapTable(file, 2);
        QFAIL("it was taken");
    } catch (const UserError& error) {
        const QString message = error.what();
        QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(message.contains("map.csv"), qPrintable(message));
    }
}

void tst_MapTable::whatIsWrittenIsReadAgain()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto tableOf = [](std::size_t columns, std::vector<float> values) {
        return std::make_shared<const LatentTable>(4, columns, std::move(values));
    };
    const std::vector maps = {tableOf(2, {0, 1, 2.5F, -3, nan, 4, 7, 0.1F})};
    const LatentTable& positions = *maps[0];
    LabelTable labels{.rows = 4, .columns = {columnOf("x", {"red, dark", "blue"}, {0, 1, LabelColumn::unknown, 0})}};
    const std::vector<std::uint32_t> samples = {1, 2, 3};
    const std::string text = mapTableText(maps, &labels, samples);
    QCOMPARE(QString::fromStdString(text.substr(0, text.find('\n'))), QString("sample,map x,y,x"));
    const LabelTable taken{.rows = 4, .columns = {columnOf("sample", {"s"}, {0, 0, 0, 0})}};
    const std::string other = mapTableText(maps, &taken, samples);
    QCOMPARE(QString::fromStdString(other.substr(0, other.find('\n'))), QString("map sample,x,y,sample"));
    const LabelTable read = LabelTable::parse(text, "map.csv");
    QCOMPARE(read.rows, std::size_t{3});
    QCOMPARE(read.find("sample")->numbers, (std::vector<float>{1, 2, 3}));
    QVERIFY(std::isnan(read.find("map x")->numbers[1]));
    QCOMPARE(read.find("y")->numbers, (std::vector<float>{-3, 4, 0.1F}));
    QCOMPARE(read.find("x")->values, (std::vector<std::string>{"blue", "red, dark"}));
    QCOMPARE(rowsOf(positions, std::vector<std::uint32_t>{3}, 2), LatentTable(1, 2, {7, 0.1F}));
}

void tst_MapTable::twoMapsAreFourColumns()
{
    const auto tableOf = [](std::size_t columns, std::vector<float> values) {
        return std::make_shared<const LatentTable>(3, columns, std::move(values));
    };
    const std::vector maps = {tableOf(3, {1, 2, 0, 3, 4, 0, 5, 6, 0}), tableOf(1, {7, 8, 9})};
    const LabelTable labels{.rows = 3, .columns = {columnOf("x2", {"a"}, {0, 0, 0})}};
    const std::vector<std::uint32_t> samples = {0, 2};
    QCOMPARE(placesOn(maps, samples), LatentTable(2, 4, {1, 2, 7, 0, 5, 6, 9, 0})); // a line has 0 for the second one
    const std::string text = mapTableText(maps, &labels, samples);
    QCOMPARE(QString::fromStdString(text.substr(0, text.find('\n'))), QString("sample,x,y,map x2,y2,x2"));
    const LabelTable read = LabelTable::parse(text, "map.csv");
    QCOMPARE(read.find("map x2")->numbers, (std::vector<float>{7, 9}));
    const fs::path file = write("both.csv", text);
    const MapTable again = readMapTable(file, 2);
    QCOMPARE(again.columns[again.x].name, std::string("both x")); // the first map, where it is read as one
    QCOMPARE(again.columns[again.y].name, std::string("both y"));
}

void tst_MapTable::readingIsFollowedAndStopped_data()
{
    QTest::addColumn<bool>("isArray");
    QTest::newRow("table") << false;
    QTest::newRow("array") << true;
}

void tst_MapTable::readingIsFollowedAndStopped()
{
    QFETCH(const bool, isArray);
    constexpr std::size_t rows = 50'000;
    std::string text = "x,y\n";
    for (std::size_t i = 0; i < rows; ++i) {
        text += std::to_string(i) + ',' + std::to_string(i % 7) + '\n';
    }
    const fs::path file = isArray ? fs::path(m_folder.path().toStdString()) / "big.npy" : write("big.csv", text);
    if (isArray) {
        writeLatents(file, LatentTable(rows, 4));
    }
    std::vector<double> reported;
    std::stop_source stop;
    JobControl control{.stop = stop.get_token(), .report = [&](double fraction) { reported.push_back(fraction); }};
    QCOMPARE(readMapTable(file, rows, control).columns.size(), isArray ? std::size_t{4} : std::size_t{2});
    QVERIFY(reported.size() >= 4);
    QVERIFY(std::ranges::is_sorted(reported) && reported.front() >= 0 && reported.back() > 0.5 && reported.back() < 1);
    control.report = [&](double) { stop.request_stop(); };
    try {
        (void)readMapTable(file, rows, control);
        QFAIL("It went on.");
    } catch (const UserError& error) {
        QVERIFY2(QString(error.what()).contains("was stopped"), error.what());
    }
}

QTEST_APPLESS_MAIN(tst_MapTable)
#include "tst_MapTable.moc"
