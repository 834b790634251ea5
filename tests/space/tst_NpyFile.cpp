// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "fixtures/Sentences.h"
#include "space/NpyFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <numeric>

class tst_NpyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void latentsComeBackAsTheyWere();
    void picturesComeBackAsTheyWere();
    void readsWhatNumPyWrites();
    void narrowsDoubles();
    void largeTablesLieInSharedMemory();
    void oneDimensionIsOnePoint();
    void greyPicturesNeedNoChannelAxis();
    void refusesWhatItCannotTake_data();
    void refusesWhatItCannotTake();
    void namesTheBytesOfATruncatedFile();
    void absurdSizesAreRefusedBeforeAnythingIsAllocated();
    void everyBrokenHeaderIsASentence();

private:
    std::filesystem::path fileWith(const std::string& bytes)
    {
        const auto file = std::filesystem::path(m_folder.filePath("array.npy").toStdString());
        writeFileAtomically(file, bytes);
        return file;
    }
    QTemporaryDir m_folder;
};

namespace {

std::string header(const std::string& dictionary)
{
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(dictionary.size() & 255);
    bytes += static_cast<char>(dictionary.size() >> 8);
    return bytes + dictionary;
}

std::string dictionary(const std::string& type, const std::string& order, const std::string& shape)
{
    return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <class Number> std::string bytesOf(const std::vector<Number>& numbers)
{
    std::string bytes(numbers.size() * sizeof(Number), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

} // namespace

void tst_NpyFile::latentsComeBackAsTheyWere()
{
    const LatentTable table(3, 2, {1, -2, 3.5F, 1e-30F, 5, 6});
    const auto file = fileWith("");
    writeLatents(file, table);
    QCOMPARE(readLatents(file), table);
    QCOMPARE((std::filesystem::file_size(file) - 24) % 64, 0U); // the numbers are aligned
}

void tst_NpyFile::picturesComeBackAsTheyWere()
{
    PictureBatch batch{.count = 2, .shape = {3, 2, 4}, .pixels = {}, .nonFiniteShares = {}};
    for (int i = 0; i < 48; ++i) {
        batch.pixels.push_back(static_cast<std::uint8_t>(5 * i));
    }
    const auto file = fileWith("");
    writePictures(file, batch);
    QCOMPARE(readPictures(file), batch);
}

void tst_NpyFile::readsWhatNumPyWrites()
{
    std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }"; // numpy.save, version 1.24
    text.append(117 - text.size(), ' ');
    QCOMPARE(readLatents(fileWith(header(text + '\n') + bytesOf<float>({1, 2, 3}))), LatentTable(1, 3, {1, 2, 3}));
}

void tst_NpyFile::narrowsDoubles()
{
    const auto file = fileWith(header(dictionary("<f8", "False", "(2, 1)")) + bytesOf<double>({0.5, -7}));
    QCOMPARE(readLatents(file), LatentTable(2, 1, {0.5F, -7}));
}

void tst_NpyFile::largeTablesLieInSharedMemory()
{
    std::vector<float> values(5000 * 64 + 7 * 64); // no whole number of blocks
    std::iota(values.begin(), values.end(), -1000.0F);
    const LatentTable table(5007, 64, values);
    const auto file = fileWith("");
    writeLatents(file, table);
    const LatentTable read = readLatents(file);
    QVERIFY(read.shared());
    QCOMPARE(read, table);

    const std::vector<double> wide(values.begin(), values.end());
    const LatentTable narrowed =
        readLatents(fileWith(header(dictionary("<f8", "False", "(5007, 64)")) + bytesOf<double>(wide)));
    QVERIFY(narrowed.shared());
    QCOMPARE(narrowed, table);
}

void tst_NpyFile::oneDimensionIsOnePoint()
{
    const auto file = fileWith(header(dictionary("<f4", "False", "(2,)")) + std::string(8, '\0'));
    QCOMPARE(readLatents(file), LatentTable(1, 2));
}

void tst_NpyFile::greyPicturesNeedNoChannelAxis()
{
    const auto file = fileWith(header(dictionary("|u1", "False", "(2, 3, 4)")) + std::string(24, 'a'));
    QCOMPARE(readPictures(file).shape, (PictureShape{1, 3, 4}));
}

void tst_NpyFile::refusesWhatItCannotTake_data()
{
    QTest::addColumn<bool>("asPictures");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("part");
    QTest::newRow("half") << false << "<f2"
                          << "False"
                          << "(2, 2)"
                          << "'<f4'";
    QTest::newRow("big endian") << false << ">f4"
                                << "False"
                                << "(2, 2)"
                                << "'<f4'";
    QTest::newRow("objects") << false << "|O"
                             << "False"
                             << "(2,)"
                             << "'<f4'";
    QTest::newRow("column by column") << false << "<f4"
                                      << "True"
                                      << "(2, 2)"
                                      << "ascontiguousarray";
    QTest::newRow("three axes") << false << "<f4"
                                << "False"
                                << "(2, 2, 1)"
                                << "2 x 2 x 1";
    QTest::newRow("no dimension") << false << "<f4"
                                  << "False"
                                  << "(2, 0)"
                                  << "no dimension";
    QTest::newRow("float pictures") << true << "<f4"
                                    << "False"
                                    << "(1, 1, 1, 1)"
                                    << "astype('u1')";
    QTest::newRow("channels first") << true << "|u1"
                                    << "False"
                                    << "(1, 3, 5, 5)"
                                    << "transpose";
    QTest::newRow("alpha") << true << "|u1"
                           << "False"
                           << "(1, 5, 5, 4)"
                           << "4 channels";
    QTest::newRow("too large") << true << "|u1"
                               << "False"
                               << "(1, 2000, 2, 1)"
                               << "1 to 1024";
}

void tst_NpyFile::refusesWhatItCannotTake()
{
    QFETCH(bool, asPictures);
    QFETCH(QString, type);
    QFETCH(QString, order);
    QFETCH(QString, shape);
    QFETCH(QString, part);
    const std::string text = dictionary(type.toStdString(), order.toStdString(), shape.toStdString());
    const auto file = fileWith(header(text) + "................");
    const QString sentence =
        asPictures ? sentenceOf([&] { return readPictures(file); }) : sentenceOf([&] { return readLatents(file); });
    COMPARE_PART(sentence, "array.npy: ");
    COMPARE_PART(sentence, part);
}

void tst_NpyFile::namesTheBytesOfATruncatedFile()
{
    const auto file = fileWith(header(dictionary("<f4", "False", "(3, 2)")) + std::string(20, '\0'));
    const QString sentence = sentenceOf([&] { return readLatents(file); });
    COMPARE_PART(sentence, "24 bytes");
    COMPARE_PART(sentence, "20 bytes");
}

void tst_NpyFile::absurdSizesAreRefusedBeforeAnythingIsAllocated()
{
    for (const char* shape : {"(4294967296, 4294967296)", "(1000000000000, 4096)", "(18446744073709551615, 1)"}) {
        const auto file = fileWith(header(dictionary("<f4", "False", shape)));
        COMPARE_PART(sentenceOf([&] { return readLatents(file); }), "cut off or damaged");
    }
}

void tst_NpyFile::everyBrokenHeaderIsASentence()
{
    const std::string good = header(dictionary("<f4", "False", "(1, 1)")) + std::string(4, '\0');
    (void)readLatents(fileWith(good));
    for (std::size_t length = 0; length < good.size(); ++length) {
        QVERIFY(sentenceOf([&] { return readLatents(fileWith(good.substr(0, length))); }) != "no error");
    }
    for (const char* text :
         {"{}", "{'descr': '<f4'}", "{'descr': [('a', '<f4')], }", "{'what': 1}", "[1]",
          "{'descr': '<f4', 'fortran_order': Maybe}", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)} x"}) {
        QVERIFY2(sentenceOf([&] { return readLatents(fileWith(header(text) + "1234")); }) != "no error", text);
    }
}

QTEST_GUILESS_MAIN(tst_NpyFile)
#include "tst_NpyFile.moc"
