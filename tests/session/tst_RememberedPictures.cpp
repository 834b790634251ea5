// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/RememberedPictures.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

class tst_RememberedPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void remembersWhatAPlaceLookedLikeLast();
    void makesLargePicturesSmall();
    void forgetsWhatItIsTold();
    void keepsOnlyTheNewest();
    void aDamagedFileIsAsGoodAsNone();

private:
    [[nodiscard]] static std::filesystem::path pathOf(const QTemporaryDir& folder)
    {
        return folder.path().toStdString();
    }
    [[nodiscard]] static QImage picture(QRgb colour, QSize size = {28, 20})
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(colour);
        return image;
    }
};

void tst_RememberedPictures::remembersWhatAPlaceLookedLikeLast()
{
    const QTemporaryDir cache;
    rememberPicture(pathOf(cache), "/a/space", picture(qRgb(1, 2, 3)));
    rememberPicture(pathOf(cache), "/a/space", picture(qRgb(4, 5, 6)));
    rememberPicture(pathOf(cache), "/b/space", picture(qRgb(7, 8, 9)));
    QCOMPARE(rememberedPicture(pathOf(cache), "/a/space").pixel(3, 3), qRgb(4, 5, 6));
    QCOMPARE(rememberedPicture(pathOf(cache), "/a/x/../space").size(), QSize(28, 20));
    QVERIFY(rememberedPicture(pathOf(cache), "/c/space").isNull());
}

void tst_RememberedPictures::makesLargePicturesSmall()
{
    const QTemporaryDir cache;
    rememberPicture(pathOf(cache), "/a", picture(qRgb(1, 2, 3), {1024, 512}));
    QCOMPARE(rememberedPicture(pathOf(cache), "/a").size(), QSize(480, 240));
}

void tst_RememberedPictures::forgetsWhatItIsTold()
{
    const QTemporaryDir cache;
    rememberPicture(pathOf(cache), "/a", picture(qRgb(1, 2, 3)));
    forgetPicture(pathOf(cache), "/a");
    forgetPicture(pathOf(cache), "/never seen");
    QVERIFY(rememberedPicture(pathOf(cache), "/a").isNull());
}

void tst_RememberedPictures::keepsOnlyTheNewest()
{
    const QTemporaryDir cache;
    const std::filesystem::path folder = pathOf(cache) / "pictures";
    for (std::size_t i = 0; i < mostRememberedPictures + 3; ++i) {
        rememberPicture(pathOf(cache), std::to_string(i), picture(qRgb(1, 2, 3)));
        for (const auto& entry : std::filesystem::directory_iterator(folder)) { // every step makes them an hour older
            std::filesystem::last_write_time(entry, entry.last_write_time() - std::chrono::hours(1));
        }
    }
    const std::filesystem::directory_iterator files(folder);
    QCOMPARE(std::distance(begin(files), end(files)), static_cast<std::ptrdiff_t>(mostRememberedPictures));
    QVERIFY(rememberedPicture(pathOf(cache), "2").isNull());
    QVERIFY(!rememberedPicture(pathOf(cache), "3").isNull());
}

void tst_RememberedPictures::aDamagedFileIsAsGoodAsNone()
{
    const QTemporaryDir cache;
    rememberPicture(pathOf(cache), "/a", picture(qRgb(1, 2, 3)));
    for (const auto& entry : std::filesystem::directory_iterator(pathOf(cache) / "pictures")) {
        std::ofstream(entry.path()) << "no picture";
    }
    QVERIFY(rememberedPicture(pathOf(cache), "/a").isNull());
}

QTEST_GUILESS_MAIN(tst_RememberedPictures)
#include "tst_RememberedPictures.moc"
