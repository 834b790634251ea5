// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/StartPictures.h"
#include "session/RememberedPictures.h"
#include "space/NpyFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_StartPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMosaicShowsSamplesFromTheWholeSet();
    void aSpaceWithoutSamplesHasNoMosaic();
    void tellsWhatIsThereAndHowItLooked();

private:
    static void writeSpace(const std::filesystem::path& folder, std::size_t samples);
};

/// Sample i is one grey, i.
void tst_StartPictures::writeSpace(const std::filesystem::path& folder, std::size_t samples)
{
    std::filesystem::create_directories(folder);
    PictureBatch pictures{samples, {1, 4, 8}, {}, {}};
    for (std::size_t i = 0; i < samples; ++i) {
        pictures.pixels.insert(pictures.pixels.end(), 32, static_cast<std::uint8_t>(i));
    }
    if (samples > 0) {
        writePictures(folder / "images.npy", pictures);
    }
    std::ofstream(folder / "space.json")
        << R"({"format": 1, "latent": {"size": 2}, "decoder": {"file": "decoder.pt", "output": {"kind": "image",)"
        << R"("channels": 1, "height": 4, "width": 8}})"
        << (samples > 0 ? R"(, "samples": {"count": )" + std::to_string(samples) + R"(, "images": "images.npy"})" : "")
        << "}";
}

void tst_StartPictures::aMosaicShowsSamplesFromTheWholeSet()
{
    const QTemporaryDir folder;
    writeSpace(folder.path().toStdString(), 240);
    const QImage mosaic = mosaicOfSamples(folder.path().toStdString());
    QCOMPARE(mosaic.width() % 8, 0);
    QCOMPARE(mosaic.height() % 4, 0);
    const int columns = mosaic.width() / 8;
    const int rows = mosaic.height() / 4;
    QVERIFY(columns * rows >= 9 && columns * rows <= 16);
    QVERIFY(std::abs(3 * mosaic.width() - 4 * mosaic.height()) < mosaic.width()); // about 4 : 3
    for (int i = 0; i < columns * rows; ++i) {
        QCOMPARE(qGray(mosaic.pixel(i % columns * 8 + 3, i / columns * 4 + 2)), 240 * i / (columns * rows));
    }
}

void tst_StartPictures::aSpaceWithoutSamplesHasNoMosaic()
{
    const QTemporaryDir folder;
    writeSpace(folder.path().toStdString(), 0);
    QVERIFY(mosaicOfSamples(folder.path().toStdString()).isNull());
}

void tst_StartPictures::tellsWhatIsThereAndHowItLooked()
{
    const QTemporaryDir folder;
    const std::filesystem::path home = folder.path().toStdString();
    writeSpace(home / "embedded", 20);
    writeSpace(home / "seen", 0);
    QImage look(6, 6, QImage::Format_RGB32);
    look.fill(qRgb(9, 8, 7));
    rememberPicture(home / "cache", home / "seen", look);
    rememberPicture(home / "cache", home / "gone", look);
    StartPictures pictures(home / "cache");
    pictures.look({home / "embedded", home / "damaged"}, {home / "seen", home / "gone"});
    QTRY_VERIFY(!pictures.isBusy());
    QVERIFY(!pictures.picture(home / "embedded").isNull());
    QVERIFY(pictures.picture(home / "damaged").isNull());
    QCOMPARE(pictures.picture(home / "seen").pixel(1, 1), qRgb(9, 8, 7));
    QVERIFY(!pictures.isMissing(home / "seen"));
    QVERIFY(!pictures.picture(home / "gone").isNull());
    QVERIFY(pictures.isMissing(home / "gone"));
}

QTEST_MAIN(tst_StartPictures)
#include "tst_StartPictures.moc"
