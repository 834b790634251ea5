// SPDX-License-Identifier: GPL-3.0-or-later
#include "PackedFiles.h"
#include "fixtures/Sentences.h"
#include "space/IdxFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_IdxFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPicturesRowByRow();
    void fourDimensionsAreColourPictures();
    void labelsAreOneNumericColumn();
    void gzipIsKnownByItsContent();
    void gzipInSeveralMembersIsOneText();
    void tellsPicturesFromLabels();
    void refusesWhatItCannotTake_data();
    void refusesWhatItCannotTake();
    void everyBeginningAndEveryFlippedBitOfAGzipIsASentence();
    void aFolderAndAMissingFileAreSentences();

private:
    std::filesystem::path fileWith(const std::string& bytes)
    {
        const auto file = std::filesystem::path(m_folder.filePath("train-images-idx3-ubyte").toStdString());
        std::ofstream(file, std::ios::binary) << bytes; // no syncing: there are hundreds
        return file;
    }
    QTemporaryDir m_folder;
};

namespace {

std::string header(const std::vector<unsigned>& sizes, char type = 8)
{
    std::string bytes{0, 0, type, static_cast<char>(sizes.size())};
    for (const unsigned size : sizes) {
        const std::string reversed = little(size, 4);
        bytes.append(reversed.rbegin(), reversed.rend());
    }
    return bytes;
}

const std::string twoPictures = header({2, 2, 3}) + "abcdefghijkl";

} // namespace

void tst_IdxFile::readsPicturesRowByRow()
{
    const PictureBatch batch = readIdxPictures(fileWith(twoPictures));
    QCOMPARE(batch.count, 2U);
    QCOMPARE(batch.shape, (PictureShape{1, 2, 3}));
    QCOMPARE(std::string(batch.pixels.begin(), batch.pixels.end()), std::string("abcdefghijkl"));
}

void tst_IdxFile::fourDimensionsAreColourPictures()
{
    QCOMPARE(readIdxPictures(fileWith(header({2, 2, 1, 3}) + "abcdefghijkl")).shape, (PictureShape{3, 2, 1}));
}

void tst_IdxFile::labelsAreOneNumericColumn()
{
    const LabelTable labels = readIdxLabels(fileWith(header({3}) + std::string("\x05\x00\xFF", 3)));
    QCOMPARE(labels.rows, 3U);
    QCOMPARE(labels.columns.at(0)->name, std::string("label"));
    QCOMPARE(labels.columns[0]->numbers, (std::vector<float>{5, 0, 255}));
}

void tst_IdxFile::gzipIsKnownByItsContent()
{
    const PictureBatch plain = readIdxPictures(fileWith(twoPictures));
    QCOMPARE(readIdxPictures(fileWith(gzipped(twoPictures))), plain);
}

void tst_IdxFile::gzipInSeveralMembersIsOneText()
{
    const PictureBatch plain = readIdxPictures(fileWith(twoPictures));
    const std::string parts = gzipped(twoPictures.substr(0, 9)) + gzipped("") + gzipped(twoPictures.substr(9));
    QCOMPARE(readIdxPictures(fileWith(parts)), plain);
}

void tst_IdxFile::tellsPicturesFromLabels()
{
    QCOMPARE(idxKind(fileWith(gzipped(twoPictures))), std::optional(IdxKind::Pictures));
    QCOMPARE(idxKind(fileWith(header({1}) + "a")), std::optional(IdxKind::Labels));
    QCOMPARE(idxKind(fileWith(header({2, 2}) + "abcd")), std::nullopt);
    QCOMPARE(idxKind(fileWith(header({1}, 13) + "abcd")), std::nullopt);
    QCOMPARE(idxKind(fileWith("image,label\n")), std::nullopt);
    QCOMPARE(idxKind(fileWith("")), std::nullopt);
}

void tst_IdxFile::refusesWhatItCannotTake_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& bytes, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << part;
    };
    row("empty", "", "not an IDX file");
    row("text", "1,2,3\n", "not an IDX file");
    row("floats", header({1, 1, 1}, 13) + "abcd", "another type than bytes");
    row("labels", header({3}) + "abc", "holds labels (3), no pictures");
    row("a table", header({2, 2}) + "abcd", "holds an array of 2 x 2");
    row("two channels", header({1, 2, 1, 2}) + "abcd", "2 channels");
    row("no pictures", header({0, 2, 3}), "holds nothing (0 x 2 x 3)");
    row("no pixels", header({2, 0, 3}), "sides are 1 to 1024");
    row("huge sides", header({1, 1025, 1}) + std::string(1025, 'a'), "sides are 1 to 1024");
    row("header cut", twoPictures.substr(0, 10), "header is cut off");
    row("values cut", twoPictures.substr(0, 27), "2 x 2 x 3 values, but the file ends before the last");
    row("values follow", twoPictures + "m", "the file goes on after them");
    row("absurd count", header({~0U, 1024, 1024}) + "a", "more than a file of 17 bytes can hold");
    row("absurd count of colour pictures", header({~0U, 1, 1, 3}) + "a", "can hold");
    row("absurd count in gzip", gzipped(header({~0U, 1024, 1024}) + "a"), "can hold");
    row("gzip cut", gzipped(twoPictures).substr(0, 24), "end too early");
    row("gzip values cut", gzipped(twoPictures.substr(0, 27)), "ends before the last");
    row("gzip of nothing", gzipped(""), "not an IDX file");
}

void tst_IdxFile::refusesWhatItCannotTake()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    const auto file = fileWith(bytes.toStdString());
    const QString sentence = sentenceOf([&] { return readIdxPictures(file); });
    COMPARE_PART(sentence, "train-images-idx3-ubyte: ");
    COMPARE_PART(sentence, part);
}

void tst_IdxFile::everyBeginningAndEveryFlippedBitOfAGzipIsASentence()
{
    const std::string whole = gzipped(twoPictures);
    const PictureBatch plain = readIdxPictures(fileWith(whole));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto file = fileWith(whole.substr(0, length));
        QVERIFY2(sentenceOf([&] { return readIdxPictures(file); }) != "no error", qPrintable(QString::number(length)));
    }
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string damaged = whole;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
        const auto file = fileWith(damaged);
        try {
            QCOMPARE(readIdxPictures(file), plain); // a bit that gzip gives no meaning: the time, the system
        } catch (const UserError&) {
        }
    }
}

void tst_IdxFile::aFolderAndAMissingFileAreSentences()
{
    const auto folder = std::filesystem::path(m_folder.path().toStdString());
    COMPARE_PART(sentenceOf([&] { return readIdxLabels(folder); }), "is a folder or a device, not an IDX file");
    COMPARE_PART(sentenceOf([&] { return readIdxLabels(folder / "no"); }), "no: could not be opened");
    COMPARE_PART(sentenceOf([&] { return readIdxLabels(fileWith(twoPictures)); }), "labels, idx1-ubyte, beside it");
}

QTEST_GUILESS_MAIN(tst_IdxFile)
#include "tst_IdxFile.moc"
