// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"

#include "derived/DecodedGround.h"
#include "derived/PointPlacement.h"
#include "derived/ShownTrust.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"

#include <QTest>
#include <QToolButton>
#include <QUndoStack>

namespace {

/// The map of a space whose decoder is a formula, as the window has it, and what is decoded behind it.
struct ShownGround : LiveFixture
{
    FormulaSpace formula = FormulaSpace::straight(300);
    QTemporaryDir folder;
    DatasetMap map{session, engine};
    TsneLayout tsne{session, engine, folder.path().toStdString()};
    AxesLayout axes{session, map};
    ShownMap shown{session, map, tsne, axes};
    PointPlacement placement{session, shown};
    DecodedGround ground{session, engine, shown};
    SamplePictures pictures{session};
    ShownTrust trust{session, engine, shown, tsne, folder.path().toStdString()};
    MapView view{session, shown, map, tsne, placement, ground, trust, pictures};

    ShownGround()
    {
        view.resize(700, 600);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        open(formula);
    }
    [[nodiscard]] QToolButton& button() const { return *view.findChild<QToolButton*>("mapGround"); }
    [[nodiscard]] QImage picture()
    {
        QCoreApplication::processEvents(); // paintings that wait
        view.grab();
        return view.canvas().groundPicture();
    }
    /// Of the ground at a place of the map, before it is made pale.
    [[nodiscard]] QColor colourAt(float x, float y)
    {
        const QImage image = picture();
        const QPointF pixel = view.canvas().pixelAt({x, y}) - view.canvas().area().topLeft();
        const QPoint at = (pixel * image.devicePixelRatio()).toPoint();
        return image.rect().contains(at) ? image.pixelColor(at) : QColor();
    }
};

} // namespace

class tst_MapGround : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theButtonAndTheKeyShowItAndOneStepTakesItBack();
    void liesWhereItsPointsAre();
    void followsTheView();
    void aTsneMapHasNoneAndSaysWhy();
    void whatNobodySeesIsNotDecoded();
};

void tst_MapGround::theButtonAndTheKeyShowItAndOneStepTakesItBack()
{
    ShownGround live;
    QTRY_VERIFY(live.button().isEnabled());
    QVERIFY(!live.button().isChecked());
    QVERIFY(live.picture().isNull());
    QTest::mouseClick(&live.button(), Qt::LeftButton);
    QVERIFY(live.button().isChecked() && live.session.state().map.showsGround);
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(!live.picture().isNull());
    live.session.undoStack().undo();
    QVERIFY(!live.button().isChecked() && !live.session.state().map.showsGround);
    QVERIFY(live.picture().isNull());
    QTest::keyClick(&live.view.canvas(), Qt::Key_G);
    QVERIFY(live.button().isChecked() && live.session.state().map.showsGround);
    QTest::keyClick(&live.view.canvas(), Qt::Key_G);
    QVERIFY(!live.session.state().map.showsGround);
}

void tst_MapGround::liesWhereItsPointsAre()
{
    ShownGround live;
    QTRY_VERIFY(live.button().isEnabled());
    QTest::mouseClick(&live.button(), Qt::LeftButton);
    QTRY_VERIFY(live.ground.isComplete());
    QCOMPARE(live.picture().size(), live.view.canvas().area().size() * live.view.devicePixelRatioF());
    const std::vector<GroundPiece> pieces = live.ground.pieces();
    const GroundPiece& piece = pieces[pieces.size() / 3];
    // Of the four pixels beside each other the last shows a latent that the plane leaves at rest.
    const double x = piece.place.left + 0.85 * piece.place.width();
    const double y = 0.5 * (piece.place.bottom + piece.place.top);
    QVERIFY(std::abs(live.colourAt(static_cast<float>(x), static_cast<float>(y)).red() - 100) <= 2);
    const double first = piece.place.left + 0.1 * piece.place.width();
    const auto middle = static_cast<float>(0.5 * (piece.place.left + piece.place.right));
    QVERIFY(std::abs(live.colourAt(static_cast<float>(first), static_cast<float>(y)).red() -
                     FormulaSpace::pixelOf(middle)) <= 2);
    const MapRect view = live.view.canvas().view(); // its corners are far from all samples
    const double inside = 0.01 * view.width();
    QCOMPARE(live.colourAt(static_cast<float>(view.left + inside), static_cast<float>(view.top - inside)).alpha(), 0);
}

void tst_MapGround::followsTheView()
{
    ShownGround live;
    QTRY_VERIFY(live.button().isEnabled());
    QTest::mouseClick(&live.button(), Qt::LeftButton);
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t decoded = live.ground.decodedCells();
    QTest::keyClick(&live.view.canvas(), Qt::Key_Right);
    QTest::keyClick(&live.view.canvas(), Qt::Key_Left);
    QTRY_VERIFY(live.ground.isComplete());
    for (int i = 0; i < 6; ++i) {
        live.view.canvas().zoomIn();
    }
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(live.ground.decodedCells() > decoded);
    QVERIFY(live.colourAt(0, 0).alpha() == 255);
    const std::size_t closer = live.ground.decodedCells();
    QTest::keyClick(&live.view.canvas(), Qt::Key_R);
    QVERIFY(live.ground.isComplete());
    QCOMPARE(live.ground.decodedCells(), closer);
}

void tst_MapGround::aTsneMapHasNoneAndSaysWhy()
{
    ShownGround live;
    QTRY_VERIFY(live.button().isEnabled());
    QTest::mouseClick(&live.button(), Qt::LeftButton);
    QTRY_VERIFY(live.ground.isComplete());
    live.session.edit("t-SNE", [](SessionState& state) { state.projection = {MapKind::Tsne, {.iterations = 10}}; });
    QTRY_VERIFY(!live.button().isEnabled());
    QVERIFY(live.button().toolTip().contains("t-SNE"));
    QVERIFY(!live.button().isChecked());
    QVERIFY(live.picture().isNull());
    QTest::keyClick(&live.view.canvas(), Qt::Key_G); // as little as the button
    QVERIFY(live.session.state().map.showsGround);
    live.session.edit("PCA", [](SessionState& state) { state.projection.kind = MapKind::PrincipalComponents; });
    QTRY_VERIFY(live.button().isEnabled() && live.button().isChecked());
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(!live.picture().isNull());
    QVERIFY(live.button().toolTip().contains("(G)"));
}

void tst_MapGround::whatNobodySeesIsNotDecoded()
{
    ShownGround live;
    QTRY_VERIFY(live.button().isEnabled());
    live.view.hide();
    live.session.edit("Ground", [](SessionState& state) { state.map.showsGround = true; });
    QVERIFY(live.ground.pieces().empty());
    QCOMPARE(live.ground.decodedCells(), std::size_t(0));
    live.view.show();
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(live.ground.decodedCells() > 0);
}

QTEST_MAIN(tst_MapGround)
#include "tst_MapGround.moc"
