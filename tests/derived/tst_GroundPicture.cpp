// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/GroundPicture.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <QImage>

namespace {

struct PictureFixture : LiveFixture
{
    QTemporaryDir folder;
    DatasetMap map{session, engine};
    TsneLayout tsne{session, engine, folder.path().toStdString()};
    AxesLayout axes{session, map};
    ShownMap shown{session, map, tsne, axes};
    DecodedGround ground{session, engine, shown};
    GroundPicture picture{session, engine, shown, ground};

    [[nodiscard]] bool isDone() const { return !picture.isRunning() && !picture.image().isNull(); }
};

} // namespace

/// The ground of the map as one picture. The small engine's pictures are 4 x 1; pixel i is 100 + 10 * z[i], and its
/// components are the first latents.
class tst_GroundPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDecodedUntilSomebodyLooks();
    void tilesAreWhatTheDecoderMakesOfTheirPlaces();
    void rowsFollowFromTheMapsProportions();
    void aPartIsAsked();
    void anotherMapIsDecodedAnew();
    void mapsWithoutAPlaneSaySo();
    void itCanBeStopped();
    void itIsWrittenAsPng();
};

void tst_GroundPicture::nothingIsDecodedUntilSomebodyLooks()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    QVERIFY(!live.picture.isRunning());
    live.picture.setWish(GroundPicture::Wish{.columns = 4});
    QTRY_VERIFY(live.isDone());
    live.picture.setWish(std::nullopt);
    QVERIFY(live.picture.image().isNull());
}

void tst_GroundPicture::tilesAreWhatTheDecoderMakesOfTheirPlaces()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 2, .part = MapRect{-2, -1, 2, 1}, .isMasked = false});
    QTRY_VERIFY(live.isDone());
    // Two columns of cells 2 wide, in the middle of which x is -1 and 1; a picture is 4 times as wide as high.
    QCOMPARE(live.picture.tiles(), QSize(2, 4));
    const QImage& image = live.picture.image();
    QCOMPARE(image.size(), QSize(8, 4));
    QCOMPARE(image.format(), QImage::Format_Grayscale8);
    const MapPlane& plane = *live.shown.content().plane;
    const LatentVector point = plane.at({1, 0.75F}); // of the upper right tile
    QVERIFY(std::abs(qGray(image.pixel(4, 0)) - FormulaSpace::pixelOf(point[0])) <= 1);
    QVERIFY(std::abs(qGray(image.pixel(5, 0)) - FormulaSpace::pixelOf(point[1])) <= 1);
}

void tst_GroundPicture::rowsFollowFromTheMapsProportions()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 6});
    QTRY_VERIFY(live.isDone());
    float low = 1e9F;
    float high = -1e9F;
    float left = 1e9F;
    float right = -1e9F;
    const LatentTable& places = *live.shown.content().positions;
    for (std::size_t i = 0; i < places.rows(); ++i) {
        left = std::min(left, places.row(i)[0]);
        right = std::max(right, places.row(i)[0]);
        low = std::min(low, places.row(i)[1]);
        high = std::max(high, places.row(i)[1]);
    }
    const float cell = (right - left) / 6 / 4; // high
    QCOMPARE(live.picture.tiles(), QSize(6, static_cast<int>(std::lround((high - low) / cell))));
    QVERIFY(live.picture.image().hasAlphaChannel()); // corners that no sample is near
}

void tst_GroundPicture::aPartIsAsked()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 2});
    QTRY_VERIFY(live.isDone());
    const QImage whole = live.picture.image();
    live.picture.setWish(GroundPicture::Wish{.columns = 2, .part = MapRect{50, 50, 52, 51}});
    QVERIFY(live.picture.image().isNull()); // what was there is of another part
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.picture.image().pixelColor(0, 0).alpha(), 0); // no sample is near
}

void tst_GroundPicture::anotherMapIsDecodedAnew()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 2, .part = MapRect{-2, -1, 2, 1}, .isMasked = false});
    QTRY_VERIFY(live.isDone());
    const QImage before = live.picture.image();
    live.session.edit("Axes", [](SessionState& state) {
        state.projection.kind = MapKind::Axes;
        state.projection.axes = {MapAxis{.index = 3, .name = {}}, MapAxis{.index = 2, .name = {}}};
    });
    QTRY_VERIFY(live.isDone() && live.picture.image() != before);
}

void tst_GroundPicture::mapsWithoutAPlaneSaySo()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    Space space = *formula.space();
    auto places = std::make_shared<const LatentTable>(60, 2);
    space.manifest.maps = {SavedMap{.name = "UMAP", .file = "u.npy", .positions = places}};
    live.open(formula);
    live.session.edit("Kept", [&](SessionState& state) {
        state.space = std::make_shared<const Space>(space);
        state.projection.kind = MapKind::Kept;
        state.projection.kept = "UMAP";
    });
    QTRY_VERIFY(live.engine.jobRequest());
    QCOMPARE(live.shown.content().positions, places);
    live.picture.setWish(GroundPicture::Wish{});
    QVERIFY(!live.picture.isRunning());
    QVERIFY2(live.picture.message().contains("no ground"), qPrintable(live.picture.message()));
}

void tst_GroundPicture::itCanBeStopped()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 100});
    QVERIFY(live.picture.isRunning());
    live.picture.stop();
    QVERIFY(!live.picture.isRunning());
    QVERIFY(live.picture.image().isNull());
    live.picture.setWish(GroundPicture::Wish{.columns = 3});
    QTRY_VERIFY(live.isDone());
}

void tst_GroundPicture::itIsWrittenAsPng()
{
    PictureFixture live;
    const FormulaSpace formula = FormulaSpace::straight(60);
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane && live.engine.jobRequest());
    live.picture.setWish(GroundPicture::Wish{.columns = 5});
    QTRY_VERIFY(live.isDone());
    QSignalSpy written(&live.picture, &GroundPicture::written);
    QSignalSpy failed(&live.picture, &GroundPicture::failed);
    live.picture.save(live.folder.path().toStdString() + "/ground.png");
    QTRY_COMPARE(written.count(), 1);
    QVERIFY(written[0][0].toString().contains("ground.png"));
    const QImage read(live.folder.filePath("ground.png"));
    QCOMPARE(read.convertToFormat(QImage::Format_ARGB32), live.picture.image().convertToFormat(QImage::Format_ARGB32));
    live.picture.save("/nowhere/ground.png");
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains("/nowhere"));
}

QTEST_GUILESS_MAIN(tst_GroundPicture)
#include "tst_GroundPicture.moc"
