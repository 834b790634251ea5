// SPDX-License-Identifier: GPL-3.0-or-later
#include "PackedFiles.h"
#include "fixtures/Sentences.h"
#include "space/NpyHeader.h"
#include "space/PictureStream.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_PictureStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFormatGivesTheSamePictures_data();
    void everyFormatGivesTheSamePictures();
    void whatIsSkippedIsNotTaken();
    void aHeaderThatPromisesTooMuchIsASentence();
    void otherTypesAreASentence();

private:
    std::filesystem::path write(const std::string& bytes) const
    {
        const std::filesystem::path file = m_folder.path().toStdString() + "/file";
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    QTemporaryDir m_folder;
};

namespace {

using namespace std::string_literals;

/// Five pictures of 2 x 3.
std::string pixels()
{
    std::string bytes;
    for (char value = 0; value < 30; ++value) {
        bytes += value;
    }
    return bytes;
}

std::string npy()
{
    return NpyHeader::write("|u1", {5, 2, 3}) + pixels();
}

std::string idx()
{
    return "\0\0\x08\x03\0\0\0\x05\0\0\0\x02\0\0\0\x03"s + pixels();
}

} // namespace

void tst_PictureStream::everyFormatGivesTheSamePictures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("npy") << QByteArray::fromStdString(npy());
    QTest::newRow("npz") << QByteArray::fromStdString(zipOf({{"images.npy", npy()}}));
    QTest::newRow("npz, packed") << QByteArray::fromStdString(zipOf({{"images.npy", npy(), true}}));
    QTest::newRow("idx") << QByteArray::fromStdString(idx());
    QTest::newRow("idx.gz") << QByteArray::fromStdString(gzipped(idx()));
}

void tst_PictureStream::everyFormatGivesTheSamePictures()
{
    QFETCH(QByteArray, bytes);
    PictureStream stream = openPictureStream(write(bytes.toStdString()));
    QCOMPARE(stream.count(), std::size_t{5});
    QCOMPARE(stream.shape(), (PictureShape{1, 2, 3}));
    std::string all;
    for (PictureBatch batch = stream.next(2); batch.count > 0; batch = stream.next(2)) {
        all.append(batch.pixels.begin(), batch.pixels.end());
    }
    QVERIFY(all == pixels());
}

void tst_PictureStream::whatIsSkippedIsNotTaken()
{
    PictureStream stream = openPictureStream(write(npy()));
    stream.skip(3);
    QCOMPARE(stream.next(9).pixels.front(), std::uint8_t{18});
    QCOMPARE(stream.taken(), std::size_t{5});
}

void tst_PictureStream::aHeaderThatPromisesTooMuchIsASentence()
{
    const auto array = write(npy().substr(0, npy().size() - 4));
    COMPARE_PART(sentenceOf([&] { return openPictureStream(array); }), "the header promises 5 x 2 x 3 values");
    const auto cut = write(idx().substr(0, 40));
    COMPARE_PART(sentenceOf([&] { return openPictureStream(cut).next(5); }), "ends before its last picture");
    const auto packed = write(gzipped(idx().substr(0, 40)));
    COMPARE_PART(sentenceOf([&] { return openPictureStream(packed).next(5); }), "ends before its last picture");
    for (std::size_t length = 0; length < 140; ++length) {
        QVERIFY(sentenceOf([&] { return openPictureStream(write(npy().substr(0, length))); }) != "no error");
    }
}

void tst_PictureStream::otherTypesAreASentence()
{
    const auto file = write(NpyHeader::write("<f4", {1, 1, 1}) + "abcd");
    COMPARE_PART(sentenceOf([&] { return openPictureStream(file); }), "holds values of type `<f4`");
    COMPARE_PART(sentenceOf([&] { return openPictureStream(file); }), "(a * 255.0).round().clip(0, 255)"); // else black
    const auto wide = write(NpyHeader::write("<u2", {1, 1, 1}) + "ab");
    COMPARE_PART(sentenceOf([&] { return openPictureStream(wide); }), "a.clip(0, 255), 'u1'");
}

QTEST_GUILESS_MAIN(tst_PictureStream)
#include "tst_PictureStream.moc"
