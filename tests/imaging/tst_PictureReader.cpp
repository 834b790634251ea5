// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "imaging/PictureReader.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

class tst_PictureReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPixelOfAPng();
    void greyStaysGreyUnlessColourIsWanted();
    void transparentPixelsLieOverBlack();
    void sixteenBitsBecomeEight();
    void shrinkingAverages();
    void readsTheOtherFormats_data();
    void readsTheOtherFormats();
    void refusesWhatIsNoPicture();
    void everyCutIsASentence();
    void refusesHugePicturesBeforeDecoding();
    void refusesAPictureThatIsTooLargeToShow();
};

namespace {

QByteArray fileOf(const QImage& image, const char* format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format, 95);
    return bytes;
}

Picture read(const QByteArray& bytes, PictureShape wanted = {})
{
    return readPicture(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))), wanted);
}

QString sentenceFor(const QByteArray& bytes, PictureShape wanted = {})
{
    try {
        (void)read(bytes, wanted);
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
    return "no error";
}

QImage colours(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.setPixel(x, y, qRgb(x * 20, y * 30, 200));
        }
    }
    return image;
}

using Pixels = std::vector<std::uint8_t>;

} // namespace

void tst_PictureReader::readsEveryPixelOfAPng()
{
    const Picture picture = read(fileOf(colours(5, 4), "PNG"));
    QCOMPARE(picture.shape, (PictureShape{3, 4, 5}));
    for (std::size_t y = 0; y < 4; ++y) {
        for (std::size_t x = 0; x < 5; ++x) {
            const std::uint8_t* const pixel = picture.pixels.data() + 3 * (5 * y + x);
            QCOMPARE(Pixels(pixel, pixel + 3),
                     (Pixels{static_cast<std::uint8_t>(20 * x), static_cast<std::uint8_t>(30 * y), 200}));
        }
    }
}

void tst_PictureReader::greyStaysGreyUnlessColourIsWanted()
{
    QImage grey(2, 1, QImage::Format_Grayscale8);
    grey.fill(77);
    const QByteArray file = fileOf(grey, "PNG");
    QCOMPARE(read(file).pixels, (Pixels{77, 77}));
    QCOMPARE(read(file, {3, 0, 0}).pixels, Pixels(6, 77));
    QCOMPARE(read(fileOf(colours(3, 3), "PNG"), {1, 0, 0}).shape, (PictureShape{1, 3, 3}));
}

void tst_PictureReader::transparentPixelsLieOverBlack()
{
    QImage image(2, 1, QImage::Format_ARGB32);
    image.setPixel(0, 0, qRgba(255, 100, 10, 0));
    image.setPixel(1, 0, qRgba(255, 100, 10, 128));
    QCOMPARE(read(fileOf(image, "PNG")).pixels, (Pixels{0, 0, 0, 128, 50, 5}));
}

void tst_PictureReader::sixteenBitsBecomeEight()
{
    QImage image(2, 1, QImage::Format_Grayscale16);
    reinterpret_cast<quint16*>(image.scanLine(0))[0] = 65535;
    reinterpret_cast<quint16*>(image.scanLine(0))[1] = 257 * 100;
    QCOMPARE(read(fileOf(image, "PNG")).pixels, (Pixels{255, 100}));
}

void tst_PictureReader::shrinkingAverages()
{
    QImage checks(8, 8, QImage::Format_Grayscale8);
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            checks.scanLine(y)[x] = (x + y) % 2 == 0 ? 200 : 100;
        }
    }
    QCOMPARE(read(fileOf(checks, "PNG"), {1, 4, 4}).pixels, Pixels(16, 150));
    QCOMPARE(read(fileOf(checks, "PNG"), {0, 16, 24}).shape, (PictureShape{1, 16, 24}));
}

void tst_PictureReader::readsTheOtherFormats_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("JPEG") << QByteArray("JPG");
    QTest::newRow("BMP") << QByteArray("BMP");
}

void tst_PictureReader::readsTheOtherFormats()
{
    QFETCH(QByteArray, format);
    QImage plain(40, 30, QImage::Format_RGB32);
    plain.fill(qRgb(200, 100, 50));
    const Picture picture = read(fileOf(plain, format.constData()));
    QCOMPARE(picture.shape, (PictureShape{3, 30, 40}));
    QVERIFY(std::abs(picture.pixels[0] - 200) < 4 && std::abs(picture.pixels[2] - 50) < 4);
}

void tst_PictureReader::refusesWhatIsNoPicture()
{
    for (const QByteArray& bytes : {QByteArray(), QByteArray("text"), QByteArray("%PDF-1.7"), QByteArray(200, '\0')}) {
        QVERIFY(sentenceFor(bytes).contains("no picture that can be read"));
    }
}

void tst_PictureReader::everyCutIsASentence()
{
    const QByteArray jpeg = fileOf(colours(30, 20), "JPG");
    const QByteArray png = fileOf(colours(5, 4), "PNG");
    for (qsizetype length = 0; length < png.size() - 12; ++length) { // the last chunk, IEND, holds nothing
        const QString sentence = sentenceFor(png.left(length));
        QVERIFY2(sentence != "no error" || length > 60, qPrintable(QString::number(length)));
    }
    for (qsizetype length = 0; length < 300; ++length) {
        QVERIFY(!sentenceFor(jpeg.left(length)).isEmpty()); // some of it may be shown; nothing may crash
    }
}

void tst_PictureReader::refusesHugePicturesBeforeDecoding()
{
    QByteArray png = fileOf(colours(5, 4), "PNG");
    png.replace(16, 8, QByteArray("\x00\x01\x00\x00\x00\x01\x00\x00", 8)); // 65536 x 65536
    QVERIFY(sentenceFor(png).contains("65536 x 65536"));
}

void tst_PictureReader::refusesAPictureThatIsTooLargeToShow()
{
    const QByteArray file = fileOf(QImage(2000, 10, QImage::Format_Grayscale8), "PNG");
    QVERIFY(sentenceFor(file).contains("2000 x 10"));
    QCOMPARE(read(file, {1, 10, 100}).shape, (PictureShape{1, 10, 100}));
}

QTEST_GUILESS_MAIN(tst_PictureReader)
#include "tst_PictureReader.moc"
