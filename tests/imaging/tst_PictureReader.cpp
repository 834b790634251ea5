// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "fixtures/Sentences.h"
#include "imaging/PictureReader.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

#include <array>

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
    void theFirstFrameOfAGifIsTaken();
    void aDamagedGifIsASentence();
    void cmykBecomesColour();
    void aCameraRotationIsApplied();
    void aRotationIsAppliedWhateverTheFile_data();
    void aRotationIsAppliedWhateverTheFile();
    void aDamagedRotationIsNone();
    void anAnimatedWebpIsSaidToBeOne();
    void fittingKeepsProportions();
    void aSheetIsCutIntoItsTiles();
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

namespace {

using namespace std::string_literals;

/// Two frames of 4 x 4, red and then blue.
QByteArray animatedGif()
{
    const std::string pixels = "\x02\x04\x84\x8f\x09\x05\0"s;
    const std::string place = ",\0\0\0\0\x04\0\x04\0"s;
    return QByteArray::fromStdString("GIF89a\x04\0\x04\0\xf0\0\0\xff\0\0\0\0\0!\xf9\x04\0\0\0\0\0"s + place + "\0"s +
                                     pixels + "!\xf9\x04\0\0\0\0\0"s + place + "\x80\0\0\xff\0\0\0"s + pixels + ";");
}

std::span<const std::byte> bytesOf(const QByteArray& file)
{
    return std::as_bytes(std::span(file.constData(), static_cast<std::size_t>(file.size())));
}

/// Adobe's inverted CMYK, 8 x 8 of red (written by ImageMagick 6.9).
const char* const redInCmyk =
    "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgICAgIDAgICAwMDAwQGBAQEBAQIBgYFBgkICgoJCAkJCgwPDAoLDgsJCQ0RDQ4PEBAR"
    "EAoMEhMSEBMPEBAQ/9sAQwEDAwMEAwQIBAQIEAsJCxAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
    "EBAQEBAQ/8AAFAgACAAIBAERAAIRAQMRAQQRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAgJ/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E"
    "ABUBAQEAAAAAAAAAAAAAAAAAAAcJ/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAA4EAQACEQMRBAAAPwBEHNKpVN//2Q==";

} // namespace

void tst_PictureReader::theFirstFrameOfAGifIsTaken()
{
    const OpenedPicture opened = openPicture(bytesOf(animatedGif()), {});
    QVERIFY(opened.origin.isAnimated);
    QCOMPARE(opened.picture.shape, (PictureShape{3, 4, 4}));
    for (std::size_t i = 0; i < 16; ++i) {
        QCOMPARE(opened.picture.pixels[3 * i], 255);
        QCOMPARE(opened.picture.pixels[3 * i + 2], 0);
    }
    const QByteArray still = animatedGif().left(45) + ";";
    QVERIFY(!openPicture(bytesOf(still), {}).origin.isAnimated);
}

void tst_PictureReader::aDamagedGifIsASentence()
{
    const QByteArray whole = animatedGif();
    for (qsizetype cut = 6; cut < 44; ++cut) {
        QVERIFY2(sentenceFor(whole.left(cut)) != "no error", qPrintable(QString::number(cut)));
    }
    for (qsizetype i = 10; i < whole.size(); ++i) {
        for (const char value : {'\0', '\x7f', '\xff'}) {
            QByteArray changed = whole;
            changed[i] = value;
            (void)sentenceFor(changed); // a picture or a sentence
        }
    }
}

void tst_PictureReader::cmykBecomesColour()
{
    const Picture picture = read(QByteArray::fromBase64(redInCmyk));
    QCOMPARE(picture.shape, (PictureShape{3, 8, 8}));
    QVERIFY(picture.pixels[0] > 200 && picture.pixels[1] < 60 && picture.pixels[2] < 60);
}

void tst_PictureReader::aCameraRotationIsApplied()
{
    QImage image(16, 8, QImage::Format_RGB32);
    image.fill(Qt::black);
    QByteArray jpeg = fileOf(image, "JPG");
    const QByteArray exif =
        QByteArray::fromStdString("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"s);
    jpeg.insert(2, QByteArray::fromStdString("\xff\xe1"s) + static_cast<char>((exif.size() + 2) >> 8) +
                       static_cast<char>((exif.size() + 2) & 255) + exif);
    QCOMPARE(read(jpeg).shape, (PictureShape{3, 16, 8}));
}

namespace {

/// Exif with nothing but an orientation.
std::string exifOf(char orientation, bool isLittle)
{
    return isLittle ? "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + orientation + "\0\0\0\0\0\0\0"s
                    : "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
}

std::uint32_t checksumOf(const std::string& bytes)
{
    std::uint32_t sum = ~0U;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i) {
            sum = (sum & 1) != 0 ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
        }
    }
    return ~sum;
}

std::string bigEndian(std::uint32_t number)
{
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8),
            static_cast<char>(number)};
}

/// A 3 x 2 PNG, of RGB or RGBA: the first pixel is 250, all others are 10.
QByteArray turnedPng(bool hasAlpha, const std::string& exif)
{
    QImage image(3, 2, hasAlpha ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    image.fill(qRgba(10, 10, 10, 255));
    image.setPixel(0, 0, qRgba(250, 250, 250, 255));
    const std::string chunk = "eXIf" + exif;
    constexpr qsizetype behindTheHead = 33;
    return fileOf(image, "PNG")
        .insert(behindTheHead, QByteArray::fromStdString(bigEndian(static_cast<std::uint32_t>(exif.size())) + chunk +
                                                         bigEndian(checksumOf(chunk))));
}

/// The same as a lossless WebP (written by libwebp).
QByteArray turnedWebp(const std::string& exif)
{
    const std::string pixels = QByteArray::fromBase64("VlA4TBcAAAAvAkAAAA9wCP1D6B9Cf/7jATc4iOh/CAA=").toStdString();
    const std::string extended = "VP8X\x0a\0\0\0\x08\0\0\0\x02\0\0\x01\0\0"s;
    const std::string content = "WEBP" + extended + pixels + "EXIF" + static_cast<char>(exif.size()) + "\0\0\0"s + exif;
    return QByteArray::fromStdString("RIFF"s + static_cast<char>(content.size()) + "\0\0\0"s + content);
}

struct Corner
{
    bool isSideways;
    std::size_t light; ///< which pixel is the light one
};

/// Where the first pixel of a 3 x 2 picture comes to lie (Exif 2.3, 4.6.4).
Corner cornerFor(int orientation)
{
    constexpr std::array<Corner, 8> corners{
        {{false, 0}, {false, 2}, {false, 5}, {false, 3}, {true, 0}, {true, 1}, {true, 5}, {true, 4}}};
    return corners.at(static_cast<std::size_t>(orientation - 1));
}

} // namespace

void tst_PictureReader::aRotationIsAppliedWhateverTheFile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto row = [&](const char* kind, const QByteArray& file) {
            QTest::addRow("%s %d", kind, orientation) << file << orientation;
        };
        for (const bool isLittle : {false, true}) {
            const std::string exif = exifOf(static_cast<char>(orientation), isLittle);
            row(isLittle ? "RGB PNG, II" : "RGB PNG, MM", turnedPng(false, exif));
            row(isLittle ? "RGBA PNG, II" : "RGBA PNG, MM", turnedPng(true, exif));
            row(isLittle ? "WebP, II" : "WebP, MM", turnedWebp(exif));
        }
        row("WebP, prefix", turnedWebp("Exif\0\0"s + exifOf(static_cast<char>(orientation), false)));
    }
}

void tst_PictureReader::aRotationIsAppliedWhateverTheFile()
{
    QFETCH(QByteArray, file);
    QFETCH(int, orientation);
    const Corner corner = cornerFor(orientation);
    const OpenedPicture opened = openPicture(bytesOf(file), {1, 0, 0});
    QCOMPARE(opened.picture.shape, corner.isSideways ? (PictureShape{1, 3, 2}) : (PictureShape{1, 2, 3}));
    QCOMPARE(opened.origin.height, opened.picture.shape.height);
    Pixels expected(6, 10);
    expected.at(corner.light) = 250;
    QCOMPARE(opened.picture.pixels, expected);
}

void tst_PictureReader::aDamagedRotationIsNone()
{
    const std::string whole = exifOf(6, false);
    for (const auto& wrap : {+[](const std::string& exif) { return turnedPng(true, exif); }, +turnedWebp}) {
        for (std::size_t length = 0; length < 20; ++length) { // the value is cut off
            QCOMPARE(read(wrap(whole.substr(0, length)), {1, 0, 0}).shape, (PictureShape{1, 2, 3}));
        }
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for (const char value : {'\0', '\x09', '\x7f', '\xff'}) {
                std::string changed = whole;
                changed[i] = value;
                QCOMPARE(read(wrap(changed), {1, 0, 0}).pixels.size(), std::size_t{6});
            }
        }
    }
    QByteArray wrongSum = turnedPng(true, whole);
    const qsizetype sumAt = 33 + 8 + static_cast<qsizetype>(whole.size());
    wrongSum[sumAt] = static_cast<char>(wrongSum[sumAt] ^ 1);
    QCOMPARE(read(wrongSum, {1, 0, 0}).shape, (PictureShape{1, 2, 3}));
}

void tst_PictureReader::anAnimatedWebpIsSaidToBeOne()
{
    QByteArray webp = turnedWebp(exifOf(1, false));
    webp[20] = 0x02;
    webp.replace("VP8L", "ANIM");
    QVERIFY2(sentenceFor(webp).contains("animated"), qPrintable(sentenceFor(webp)));
}

void tst_PictureReader::fittingKeepsProportions()
{
    QImage image(8, 4, QImage::Format_Grayscale8);
    image.fill(200);
    image.setPixel(0, 0, qRgb(100, 100, 100));
    const QByteArray png = fileOf(image, "PNG");
    const Picture border = openPicture(bytesOf(png), {1, 8, 8}, PictureFit::Border).picture;
    QCOMPARE(border.pixels[0], 0);
    QCOMPARE(border.pixels[8 * 1 + 4], 0);
    QCOMPARE(border.pixels[8 * 2], 100);
    QCOMPARE(border.pixels[8 * 5 + 7], 200);
    QCOMPARE(border.pixels[8 * 6 + 7], 0);
    const Picture crop = openPicture(bytesOf(png), {1, 4, 4}, PictureFit::Crop).picture;
    QCOMPARE(crop.pixels, std::vector<std::uint8_t>(16, 200)); // the corner is cut off
    std::vector<std::uint8_t> fitted(4);
    fitPicture(std::vector<std::uint8_t>(4 * 8 * 3, 90), {3, 4, 8}, fitted, {1, 2, 2}, PictureFit::Stretch);
    QCOMPARE(fitted, std::vector<std::uint8_t>(4, 90));
}

void tst_PictureReader::aSheetIsCutIntoItsTiles()
{
    QImage image(7, 4, QImage::Format_Grayscale8); // three tiles of 2 x 2 a row, a column is left
    for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 7; ++x) {
            image.setPixel(x, y,
                           qRgb(10 * (x / 2 + 3 * (y / 2)), 10 * (x / 2 + 3 * (y / 2)), 10 * (x / 2 + 3 * (y / 2))));
        }
    }
    const PictureBatch tiles = readSheet(bytesOf(fileOf(image, "PNG")), {0, 2, 2});
    QCOMPARE(tiles.count, std::size_t{6});
    for (std::size_t i = 0; i < 6; ++i) {
        QCOMPARE(tiles.pixels[4 * i], static_cast<std::uint8_t>(10 * i));
    }
    COMPARE_PART(sentenceOf([&] {
                     return readSheet(bytesOf(fileOf(image, "PNG")), {0, 9, 9});
                 }),
                 "less than a tile of 9 x 9");
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
