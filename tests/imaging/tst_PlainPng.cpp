// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PictureReader.h"
#include "imaging/PlainPng.h"

#include <QBuffer>
#include <QImage>
#include <QTest>
#include <QtEndian>

#include <cstdlib>
#include <random>

/// The PNGs are put together here, and Qt, another implementation, reads them too.
class tst_PlainPng : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryFilter_data();
    void readsEveryFilter();
    void readsADataStreamInParts();
    void readsWhatQtWrites();
    void passesOverWhatSaysNothingAboutPixels();
    void leavesWhatIsNotPlainToOthers_data();
    void leavesWhatIsNotPlainToOthers();
    void leavesWhatIsDamagedToOthers();
    void leavesEveryCutToOthers();
    void givesWhatAGeneralReaderGives();
};

namespace {

std::span<const std::byte> bytesOf(const QByteArray& bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

std::uint8_t byteAt(const QByteArray& bytes, qsizetype at)
{
    return at < 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes[at]);
}

QByteArray number(std::uint32_t value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

/// ISO/IEC 15948, annex D, bit by bit.
std::uint32_t checksum(const QByteArray& bytes)
{
    std::uint32_t rest = 0xFFFFFFFF;
    for (const char byte : bytes) {
        rest ^= static_cast<std::uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            rest = rest >> 1 ^ ((rest & 1) != 0 ? 0xEDB88320 : 0);
        }
    }
    return ~rest;
}

QByteArray chunk(const QByteArray& type, const QByteArray& data)
{
    return number(static_cast<std::uint32_t>(data.size())) + type + data + number(checksum(type + data));
}

QByteArray zlibbed(const QByteArray& bytes)
{
    return qCompress(bytes).mid(4); // before the stream stands its length
}

QByteArray head(PictureShape shape, char bits = 8)
{
    const char colour = shape.channels == 1 ? 0 : 2;
    return chunk("IHDR", number(static_cast<std::uint32_t>(shape.width)) +
                             number(static_cast<std::uint32_t>(shape.height)) + bits + colour + QByteArray(3, '\0'));
}

QByteArray png(const QByteArray& chunks)
{
    return "\x89PNG\r\n\x1A\n" + chunks + chunk("IEND", {});
}

/// Clause 9.4 as it is written there.
int paeth(int a, int b, int c)
{
    const int p = a + b - c;
    const int pa = std::abs(p - a);
    const int pb = std::abs(p - b);
    const int pc = std::abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/// The rows of `picture`, each behind its filter: the given one, or with -1 all of them in turn.
QByteArray filteredRows(const Picture& picture, int filter)
{
    const QByteArray pixels(reinterpret_cast<const char*>(picture.pixels.data()),
                            static_cast<qsizetype>(picture.pixels.size()));
    const int step = picture.shape.channels;
    const qsizetype rowBytes = qsizetype{step} * picture.shape.width;
    QByteArray rows;
    for (int y = 0; y < picture.shape.height; ++y) {
        const int kind = filter < 0 ? y % 5 : filter;
        rows += static_cast<char>(kind);
        for (qsizetype x = 0; x < rowBytes; ++x) {
            const qsizetype at = y * rowBytes + x;
            const int left = x < step ? 0 : byteAt(pixels, at - step);
            const int up = byteAt(pixels, at - rowBytes);
            const int corner = x < step ? 0 : byteAt(pixels, at - rowBytes - step);
            const std::array predictions = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
            rows += static_cast<char>(pixels[at] - predictions.at(static_cast<std::size_t>(kind)));
        }
    }
    return rows;
}

Picture noise(PictureShape shape)
{
    std::mt19937 random(7);
    Picture picture{.shape = shape, .pixels = {}};
    std::generate_n(std::back_inserter(picture.pixels), shape.bytes(), [&] { return random() >> 24; });
    return picture;
}

Picture readByQt(const QByteArray& file)
{
    const QImage image = QImage::fromData(file, "PNG");
    const bool isGrey = image.isGrayscale() && image.depth() == 8;
    const QImage bytes = image.convertToFormat(isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    Picture picture{.shape = {isGrey ? 1 : 3, bytes.height(), bytes.width()}, .pixels = {}};
    for (int y = 0; y < bytes.height(); ++y) {
        const uchar* const row = bytes.constScanLine(y);
        picture.pixels.insert(picture.pixels.end(), row, row + bytes.width() * picture.shape.channels);
    }
    return picture;
}

QByteArray written(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

void tst_PlainPng::readsEveryFilter_data()
{
    QTest::addColumn<int>("filter");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("width");
    for (int filter = -1; filter < 5; ++filter) {
        for (const int channels : {1, 3}) {
            for (const int width : {1, 2, 37}) {
                QTest::addRow("filter %d, %d channels, %d wide", filter, channels, width)
                    << filter << channels << width;
            }
        }
    }
}

void tst_PlainPng::readsEveryFilter()
{
    QFETCH(int, filter);
    QFETCH(int, channels);
    QFETCH(int, width);
    const Picture picture = noise({channels, 23, width});
    const QByteArray file = png(head(picture.shape) + chunk("IDAT", zlibbed(filteredRows(picture, filter))));
    QCOMPARE(readByQt(file), picture);
    const auto read = readPlainPng(bytesOf(file));
    QVERIFY(read);
    QCOMPARE(*read, picture);
}

void tst_PlainPng::readsADataStreamInParts()
{
    const Picture picture = noise({3, 9, 10});
    const QByteArray stream = zlibbed(filteredRows(picture, -1));
    const QByteArray parts =
        chunk("IDAT", stream.left(1)) + chunk("IDAT", stream.mid(1, 100)) + chunk("IDAT", stream.mid(101));
    QCOMPARE(readPlainPng(bytesOf(png(head(picture.shape) + parts))), std::optional(picture));
}

void tst_PlainPng::readsWhatQtWrites()
{
    for (const auto format : {QImage::Format_Grayscale8, QImage::Format_RGB888}) {
        QImage image(40, 30, format);
        for (int i = 0; i < 1200; ++i) {
            image.setPixel(i % 40, i / 40, qRgb(i % 256, i % 256, i % 256));
        }
        image.setPixel(3, 3, qRgb(1, 2, 200));
        const QByteArray file = written(image);
        QCOMPARE(readPlainPng(bytesOf(file)), std::optional(readByQt(file)));
    }
}

void tst_PlainPng::passesOverWhatSaysNothingAboutPixels()
{
    const Picture picture = noise({1, 5, 6});
    const QByteArray data = chunk("IDAT", zlibbed(filteredRows(picture, 4)));
    const QByteArray gamma = chunk("gAMA", number(100'000));
    const QByteArray text = chunk("tEXt", QByteArray("Title\0a picture", 15));
    const QByteArray file = png(head(picture.shape) + gamma + text + data + text);
    QCOMPARE(readPlainPng(bytesOf(file)), std::optional(picture));
    QCOMPARE(readByQt(file), picture);
}

void tst_PlainPng::leavesWhatIsNotPlainToOthers_data()
{
    QTest::addColumn<QByteArray>("file");
    const Picture picture = noise({1, 6, 7});
    const QByteArray rows = filteredRows(picture, 4);
    const QByteArray data = chunk("IDAT", zlibbed(rows));
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("no picture");
    QTest::newRow("alpha") << written(QImage(5, 4, QImage::Format_ARGB32));
    QImage indexed(5, 4, QImage::Format_Indexed8);
    indexed.setColorTable({qRgb(9, 8, 7), qRgb(200, 0, 0), qRgb(0, 0, 1)});
    indexed.fill(1);
    QTest::newRow("palette") << written(indexed);
    QTest::newRow("16 bits") << written(QImage(5, 4, QImage::Format_Grayscale16));
    QTest::newRow("1 bit") << written(QImage(5, 4, QImage::Format_Mono));
    QTest::newRow("transparent grey") << png(head(picture.shape) + chunk("tRNS", QByteArray(2, '\0')) + data);
    QTest::newRow("a rotation") << png(head(picture.shape) + chunk("eXIf", "MM") + data);
    QTest::newRow("a rotation behind") << png(head(picture.shape) + data + chunk("eXIf", "MM"));
    QTest::newRow("moving") << png(head(picture.shape) + chunk("acTL", QByteArray(8, '\1')) + data);
    QTest::newRow("data apart") << png(head(picture.shape) + chunk("IDAT", zlibbed(rows).left(9)) + chunk("tEXt", "a") +
                                       chunk("IDAT", zlibbed(rows).mid(9)));
    QTest::newRow("empty data before") << png(head(picture.shape) + chunk("IDAT", {}) + data);
    QTest::newRow("no head") << png(data);
    QTest::newRow("two heads") << png(head(picture.shape) + head(picture.shape) + data);
    QTest::newRow("no data") << png(head(picture.shape));
    QTest::newRow("no width") << png(head({1, 6, 0}) + data);
    QByteArray interlaced = head(picture.shape).mid(8, 13);
    interlaced.back() = 1;
    QTest::newRow("interlaced") << png(chunk("IHDR", interlaced) + data);
    QTest::newRow("behind the end") << png(head(picture.shape) + data) + "more";
}

void tst_PlainPng::leavesWhatIsNotPlainToOthers()
{
    QFETCH(QByteArray, file);
    QVERIFY(!readPlainPng(bytesOf(file)));
}

void tst_PlainPng::leavesWhatIsDamagedToOthers()
{
    const Picture picture = noise({1, 30, 40});
    const QByteArray rows = filteredRows(picture, 2);
    const QByteArray stream = zlibbed(rows);
    const auto isLeft = [&](const QByteArray& data) {
        return !readPlainPng(bytesOf(png(head(picture.shape) + chunk("IDAT", data))));
    };
    QVERIFY(!isLeft(stream));
    QByteArray wrongSum = stream;
    wrongSum.back() = static_cast<char>(wrongSum.back() ^ 1);
    QVERIFY(isLeft(wrongSum));
    QVERIFY(isLeft(stream + '\0'));
    QVERIFY(isLeft(stream.chopped(5)));
    QVERIFY(isLeft(zlibbed(rows.chopped(1))));
    QVERIFY(isLeft(zlibbed(rows + '\0')));
    QByteArray noFilter = rows;
    noFilter[0] = 5;
    QVERIFY(isLeft(zlibbed(noFilter)));
    QByteArray smallWindow = stream; // 256 bytes: zlib would not look back as far as this stream may
    smallWindow[0] = 0x08;
    smallWindow[1] = 0x1D; // the two are a multiple of 31
    QVERIFY(isLeft(smallWindow));
    QVERIFY(isLeft({}));
    // 2^31 - 1 rows and columns: no memory is taken for what so few bytes cannot hold
    QVERIFY(!readPlainPng(bytesOf(png(head({3, 2147483647, 2147483647}) + chunk("IDAT", stream)))));
}

void tst_PlainPng::leavesEveryCutToOthers()
{
    const Picture picture = noise({3, 4, 5});
    const QByteArray file = png(head(picture.shape) + chunk("IDAT", zlibbed(filteredRows(picture, 1))));
    for (qsizetype length = 0; length < file.size(); ++length) {
        QVERIFY(!readPlainPng(bytesOf(file.left(length))));
    }
    for (qsizetype at = 0; at < file.size(); ++at) { // the checksums see every bit
        QByteArray changed = file;
        changed[at] = static_cast<char>(changed[at] ^ 4);
        QVERIFY2(!readPlainPng(bytesOf(changed)), qPrintable(QString::number(at)));
    }
}

void tst_PlainPng::givesWhatAGeneralReaderGives()
{
    for (const int channels : {1, 3}) {
        const Picture picture = noise({channels, 20, 30});
        const QByteArray data = chunk("IDAT", zlibbed(filteredRows(picture, -1)));
        const QByteArray plain = png(head(picture.shape) + data);
        const QByteArray general = png(head(picture.shape) + chunk("prVt", "whatever") + data); // which OpenCV reads
        QVERIFY(!readPlainPng(bytesOf(general)));
        for (const PictureShape wanted : {PictureShape{}, PictureShape{1, 0, 0}, PictureShape{3, 0, 0},
                                          PictureShape{1, 10, 15}, PictureShape{3, 33, 31}}) {
            for (const PictureFit fit : {PictureFit::Stretch, PictureFit::Border, PictureFit::Crop}) {
                const OpenedPicture one = openPicture(bytesOf(plain), wanted, fit);
                const OpenedPicture other = openPicture(bytesOf(general), wanted, fit);
                QCOMPARE(one.picture, other.picture);
                QCOMPARE(one.origin, other.origin);
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_PlainPng)
#include "tst_PlainPng.moc"
