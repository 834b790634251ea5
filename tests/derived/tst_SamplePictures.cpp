// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SamplePictures.h"
#include "space/NpyFile.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

namespace {

constexpr int side = 3;

/// Sample i is a square of grey level 10 * i.
QImage pictureOf(int sample)
{
    QImage image(side, side, QImage::Format_Grayscale8);
    image.fill(QColor(10 * sample, 10 * sample, 10 * sample));
    return image;
}

bool shows(const QImage& image, int sample)
{
    return image.size() == QSize(side, side) && image.pixelColor(0, 0).red() == 10 * sample &&
           image.pixelColor(side - 1, side - 1).red() == 10 * sample;
}

struct Folder
{
    QTemporaryDir folder;

    [[nodiscard]] std::shared_ptr<const Space> space(const std::string& images, std::size_t count,
                                                     int columns = 1) const
    {
        Space made;
        made.location = folder.path().toStdString();
        made.manifest.latentSize = 2;
        made.manifest.decoder = ManifestModel{.file = "decoder.pt", .picture = {1, side, side}, .range = {}};
        made.manifest.samples = ManifestSamples{.count = count, .images = images, .columns = columns};
        return std::make_shared<const Space>(std::move(made));
    }
    [[nodiscard]] QString path(const QString& name) const { return folder.filePath(name); }
};

void open(Session& session, std::shared_ptr<const Space> space)
{
    SessionState state;
    state.base.assign(2, 0.0F);
    state.space = std::move(space);
    session.restore(state);
}

} // namespace

class tst_SamplePictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsTilesFromASheet();
    void aSheetThatIsTooSmallIsASentence();
    void aSheetThatIsCutShortIsTold();
    void readsAnArray();
    void readsAFolderInByteOrderOfName();
    void aFileThatIsNoPictureHasNone();
    void saysWhyThereAreNone();
};

void tst_SamplePictures::cutsTilesFromASheet()
{
    const Folder folder;
    QImage sheet(3 * side, 2 * side, QImage::Format_Grayscale8);
    for (int i = 0; i < 5; ++i) {
        for (int y = 0; y < side; ++y) {
            memset(sheet.scanLine(i / 3 * side + y) + i % 3 * side, 10 * i, side);
        }
    }
    QVERIFY(sheet.save(folder.path("images.png")));
    Session session;
    const SamplePictures pictures(session);
    open(session, folder.space("images.png", 5, 3));
    QVERIFY(pictures.picture(0).isNull());
    QTRY_VERIFY(pictures.message().isEmpty());
    for (int i = 0; i < 5; ++i) {
        QVERIFY(shows(pictures.picture(static_cast<std::uint32_t>(i)), i));
    }
    QVERIFY(pictures.picture(5).isNull());
}

void tst_SamplePictures::aSheetThatIsTooSmallIsASentence()
{
    const Folder folder;
    QVERIFY(pictureOf(1).save(folder.path("images.png")));
    Session session;
    const SamplePictures pictures(session);
    open(session, folder.space("images.png", 5, 3));
    QTRY_VERIFY(pictures.message().contains("too small"));
    QVERIFY(pictures.message().contains("images.png"));
    QVERIFY(pictures.picture(0).isNull());
}

void tst_SamplePictures::aSheetThatIsCutShortIsTold()
{
    const Folder folder;
    QImage sheet(300, 300, QImage::Format_RGB888);
    for (int i = 0; i < 300 * 300; ++i) {
        sheet.setPixel(i % 300, i / 300, static_cast<QRgb>(i * 7919));
    }
    QVERIFY(sheet.save(folder.path("images.png")));
    QFile file(folder.path("images.png"));
    QVERIFY(file.resize(file.size() / 2));
    Session session;
    const SamplePictures pictures(session);
    QSignalSpy failed(&pictures, &SamplePictures::failed);
    open(session, folder.space("images.png", 4));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed[0][0].toString().contains("images.png"), qPrintable(failed[0][0].toString()));
    QVERIFY(pictures.message(2).contains("images.png") && pictures.picture(2).isNull());
}

void tst_SamplePictures::readsAnArray()
{
    const Folder folder;
    PictureBatch batch;
    batch.count = 4;
    batch.shape = {1, side, side};
    for (int i = 0; i < 4; ++i) {
        batch.pixels.insert(batch.pixels.end(), side * side, static_cast<std::uint8_t>(10 * i));
    }
    writePictures(folder.path("images.npy").toStdString(), batch);
    Session session;
    const SamplePictures pictures(session);
    open(session, folder.space("images.npy", 4));
    QTRY_VERIFY(pictures.message().isEmpty());
    QVERIFY(shows(pictures.picture(3), 3));
}

void tst_SamplePictures::readsAFolderInByteOrderOfName()
{
    const Folder folder;
    QVERIFY(QDir(folder.folder.path()).mkdir("images"));
    const QStringList names = {"B.png", "a.png", "a10.png", "a9.png"};
    for (int i = 0; i < 4; ++i) {
        QVERIFY(pictureOf(i).save(folder.path("images/" + names[i])));
    }
    Session session;
    const SamplePictures pictures(session);
    open(session, folder.space("images", 4));
    QTRY_VERIFY(pictures.message().isEmpty());
    QTRY_VERIFY(shows(pictures.picture(2), 2) && shows(pictures.picture(0), 0)); // two views take turns
}

void tst_SamplePictures::aFileThatIsNoPictureHasNone()
{
    const Folder folder;
    QVERIFY(QDir(folder.folder.path()).mkdir("images"));
    QVERIFY(pictureOf(0).save(folder.path("images/0.png")));
    QFile text(folder.path("images/1.png"));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no picture") > 0);
    text.close();
    Session session;
    const SamplePictures pictures(session);
    open(session, folder.space("images", 2));
    QTRY_VERIFY(shows(pictures.picture(0), 0));
    QVERIFY(pictures.picture(1).isNull());
    QTRY_VERIFY(shows(pictures.picture(0), 0) && pictures.picture(1).isNull());
    QTRY_VERIFY(pictures.message(1).contains("1.png"));
    QVERIFY(pictures.message(0).isEmpty());
}

void tst_SamplePictures::saysWhyThereAreNone()
{
    const Folder folder;
    Session session;
    const SamplePictures pictures(session);
    QVERIFY(pictures.message().contains("no samples"));
    open(session, folder.space("", 4));
    QVERIFY(pictures.message().contains("keeps no pictures"));
    open(session, folder.space("images.png", 4));
    QTRY_VERIFY(pictures.message().contains("images.png"));
}

QTEST_MAIN(tst_SamplePictures)
#include "tst_SamplePictures.moc"
