// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/PngSheet.h"

#include <QImage>
#include <QTest>

#include <random>

class tst_PngSheet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void qtReadsEveryPixel_data();
    void qtReadsEveryPixel();
    void aSheetIsAboutSquare();
};

void tst_PngSheet::qtReadsEveryPixel_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("count");
    QTest::newRow("grey") << 1 << 7;
    QTest::newRow("colour") << 3 << 7;
    QTest::newRow("one tile") << 3 << 1;
    QTest::newRow("larger than a chunk") << 3 << 900;
}

void tst_PngSheet::qtReadsEveryPixel()
{
    QFETCH(int, channels);
    QFETCH(int, count);
    const PictureShape tile{channels, 12, 20};
    std::mt19937 random(1);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * tile.bytes());
    for (std::size_t i = 0; i < pixels.size(); ++i) { // noise beside slopes: every filter is the best somewhere
        pixels[i] = static_cast<std::uint8_t>(i % 700 < 350 ? random() : i / 3);
    }
    const std::string png = pngSheet(static_cast<std::size_t>(count), tile, 3, [&](std::size_t first, std::size_t n) {
        return std::span<const std::uint8_t>(pixels).subspan(first * tile.bytes(), n * tile.bytes());
    });
    const QImage sheet = QImage::fromData(QByteArray::fromStdString(png));
    QCOMPARE(sheet.size(), QSize(60, 12 * ((count + 2) / 3)));
    for (int i = 0; i < count; ++i) {
        for (int y = 0; y < 12; ++y) {
            for (int x = 0; x < 20; ++x) {
                const QRgb seen = sheet.pixel(20 * (i % 3) + x, 12 * (i / 3) + y);
                const std::size_t at = (static_cast<std::size_t>(i * 12 + y) * 20 + static_cast<std::size_t>(x)) *
                                       static_cast<std::size_t>(channels);
                QCOMPARE(qRed(seen), int{pixels[at]});
                QCOMPARE(qBlue(seen), int{pixels[at + static_cast<std::size_t>(channels) - 1]});
            }
        }
    }
    if (count == 7) {
        QCOMPARE(qRed(sheet.pixel(59, 35)), 0); // where no tile is
    }
}

void tst_PngSheet::aSheetIsAboutSquare()
{
    QCOMPARE(sheetColumns(100, {1, 10, 10}), 10);
    QCOMPARE(sheetColumns(100, {1, 40, 10}), 20);
    QCOMPARE(sheetColumns(2'000'000, {1, 10, 10}), 0);
}

QTEST_GUILESS_MAIN(tst_PngSheet)
#include "tst_PngSheet.moc"
