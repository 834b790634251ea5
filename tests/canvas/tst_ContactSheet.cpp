// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/SampleSheet.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <set>

class tst_ContactSheet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsOnlyWhatIsInSight();
    void tilesHaveThePicturesProportions();
    void arrowsMoveAndTheSheetFollows();
    void keysTickAndGoOn();
    void shiftMarksSeveral();
    void ctrlAndClickTogglesOne();
    void doubleClickAndEnterActivate();
    void oneClickActivatesWhereThatIsWanted();
    void textsFindRoomBelowSmallTiles();
    void brokenPicturesAreShownAsSuch();
    void keepingIsASelectionThatUndoTakesBack();
    void aDoubleClickGoesToTheSample();
    void theSheetFollowsTheSample();
    void aSearchShowsSomeSamplesAlone();
};

namespace {

/// Fifty thousand grey tiles that remember who was asked for.
class ManyPictures : public SheetPictures
{
public:
    std::uint32_t all = 50'000;
    QSize size{8, 8};
    std::set<std::uint32_t> ticked;
    std::set<std::uint32_t> broken;
    mutable std::set<std::uint32_t> asked;

    [[nodiscard]] std::uint32_t count() const override { return all; }
    [[nodiscard]] QSize pictureSize() const override { return size; }
    [[nodiscard]] QImage picture(std::uint32_t number) const override
    {
        asked.insert(number);
        QImage image(size, QImage::Format_Grayscale8);
        image.fill(200);
        return image;
    }
    [[nodiscard]] QString caption(std::uint32_t number) const override { return QString::number(number); }
    [[nodiscard]] bool isTicked(std::uint32_t number) const override { return ticked.contains(number); }
    [[nodiscard]] bool isBroken(std::uint32_t number) const override { return broken.contains(number); }
    int textLines = 0;
    [[nodiscard]] int lines() const override { return textLines; }
    [[nodiscard]] QString text(std::uint32_t) const override { return QStringLiteral("near 12,345"); }
};

struct Fixture
{
    ManyPictures pictures;
    ContactSheet sheet;

    explicit Fixture(QSize size = {500, 400})
    {
        QObject::connect(&sheet, &ContactSheet::tickWanted, &sheet, [this](const auto& numbers, bool ticked) {
            for (const std::uint32_t number : numbers) {
                ticked ? (void)pictures.ticked.insert(number) : (void)pictures.ticked.erase(number);
            }
            sheet.refresh();
        });
        sheet.setPictures(&pictures);
        sheet.resize(size);
        sheet.show();
        (void)QTest::qWaitForWindowExposed(&sheet);
    }
    void click(std::uint32_t number, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(sheet.viewport(), Qt::LeftButton, modifiers, sheet.tileRect(number).center());
    }
};

/// A space of samples on a line, without pictures.
std::shared_ptr<const Space> madeSpace(std::size_t samples)
{
    auto space = std::make_shared<Space>();
    space->manifest.latentSize = 2;
    space->manifest.decoder = ManifestModel{.file = "decoder.pt", .picture = {1, 8, 8}, .range = {}};
    space->manifest.samples = ManifestSamples{.count = samples};
    LatentTable latents(samples, 2);
    for (std::size_t i = 0; i < samples; ++i) {
        latents.row(i)[0] = static_cast<float>(i);
    }
    space->latents = std::make_shared<const LatentTable>(std::move(latents));
    return space;
}

struct SampleFixture
{
    Session session;
    SamplePictures pictures{session};
    SampleSheet view{session, pictures};

    SampleFixture()
    {
        SessionState state;
        state.space = madeSpace(200);
        state.base.assign(2, 0.0F);
        session.restore(state);
        view.resize(500, 400);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    [[nodiscard]] SampleSet kept() const
    {
        return session.state().selection ? *session.state().selection : SampleSet();
    }
};

} // namespace

void tst_ContactSheet::drawsOnlyWhatIsInSight()
{
    Fixture fixture;
    fixture.pictures.asked.clear();
    fixture.sheet.grab();
    QVERIFY(fixture.sheet.tilesDrawn() > 0 && fixture.sheet.tilesDrawn() < 60);
    QCOMPARE(static_cast<std::size_t>(fixture.sheet.tilesDrawn()), fixture.pictures.asked.size());
    fixture.sheet.setCurrent(49'999);
    fixture.pictures.asked.clear();
    fixture.sheet.grab();
    QVERIFY(fixture.pictures.asked.contains(49'999) && fixture.pictures.asked.size() < 60);
    QCOMPARE(fixture.sheet.verticalScrollBar()->value(), fixture.sheet.verticalScrollBar()->maximum());
}

void tst_ContactSheet::tilesHaveThePicturesProportions()
{
    Fixture fixture;
    QCOMPARE(fixture.sheet.tileRect(0).size(), QSize(96, 96));
    fixture.pictures.size = {160, 32};
    fixture.sheet.setPictures(&fixture.pictures);
    const QSize wide = fixture.sheet.tileRect(0).size();
    QVERIFY(std::abs(wide.width() - 5 * wide.height()) < 6);
    fixture.sheet.setTileSide(48);
    QVERIFY(fixture.sheet.tileRect(0).width() < wide.width());
}

void tst_ContactSheet::arrowsMoveAndTheSheetFollows()
{
    Fixture fixture;
    const auto across = static_cast<std::uint32_t>(fixture.sheet.columns());
    QTest::keyClick(&fixture.sheet, Qt::Key_Right);
    QTest::keyClick(&fixture.sheet, Qt::Key_Down);
    QCOMPARE(fixture.sheet.current(), 1 + across);
    QTest::keyClick(&fixture.sheet, Qt::Key_Left);
    QTest::keyClick(&fixture.sheet, Qt::Key_Up);
    QTest::keyClick(&fixture.sheet, Qt::Key_Up); // there is no row above
    QCOMPARE(fixture.sheet.current(), 0U);
    QTest::keyClick(&fixture.sheet, Qt::Key_End);
    QCOMPARE(fixture.sheet.current(), 49'999U);
    QVERIFY(fixture.sheet.viewport()->rect().contains(fixture.sheet.tileRect(49'999)));
}

void tst_ContactSheet::keysTickAndGoOn()
{
    Fixture fixture;
    QTest::keyClick(&fixture.sheet, Qt::Key_K);
    QTest::keyClick(&fixture.sheet, Qt::Key_X);
    QTest::keyClick(&fixture.sheet, Qt::Key_K);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{0, 2}));
    QCOMPARE(fixture.sheet.current(), 3U);
    QTest::keyClick(&fixture.sheet, Qt::Key_Home);
    QTest::keyClick(&fixture.sheet, Qt::Key_X);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{2}));
    QTest::keyClick(&fixture.sheet, Qt::Key_Space);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{1, 2}));
}

void tst_ContactSheet::shiftMarksSeveral()
{
    Fixture fixture;
    fixture.click(1);
    fixture.click(3, Qt::ShiftModifier);
    QTest::keyClick(&fixture.sheet, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&fixture.sheet, Qt::Key_K);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{1, 2, 3, 4}));
    QCOMPARE(fixture.sheet.current(), 4U); // the mark stays: X would take them all back
    QTest::keyClick(&fixture.sheet, Qt::Key_X);
    QVERIFY(fixture.pictures.ticked.empty());
}

void tst_ContactSheet::ctrlAndClickTogglesOne()
{
    Fixture fixture;
    fixture.click(2, Qt::ControlModifier);
    fixture.click(5, Qt::ControlModifier);
    fixture.click(2, Qt::ControlModifier);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{5}));
    fixture.click(7);
    QCOMPARE(fixture.pictures.ticked, (std::set<std::uint32_t>{5})); // a click alone only looks
}

void tst_ContactSheet::doubleClickAndEnterActivate()
{
    Fixture fixture;
    QSignalSpy activated(&fixture.sheet, &ContactSheet::activated);
    QTest::mouseDClick(fixture.sheet.viewport(), Qt::LeftButton, {}, fixture.sheet.tileRect(6).center());
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toUInt(), 6U);
    fixture.click(2);
    QTest::keyClick(&fixture.sheet, Qt::Key_Return);
    QCOMPARE(activated[1][0].toUInt(), 2U);
}

void tst_ContactSheet::oneClickActivatesWhereThatIsWanted()
{
    Fixture made;
    QSignalSpy activated(&made.sheet, &ContactSheet::activated);
    made.click(2);
    QCOMPARE(activated.count(), 0);
    made.sheet.setActivatesOnClick(true);
    made.click(3);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toUInt(), 3U);
    QTest::mouseDClick(made.sheet.viewport(), Qt::LeftButton, {}, made.sheet.tileRect(4).center());
    QVERIFY(activated.count() <= 2); // not twice for two clicks
    made.click(5, Qt::ControlModifier);
    QVERIFY(made.pictures.ticked.contains(5));
    QTest::mousePress(made.sheet.viewport(), Qt::LeftButton, {}, made.sheet.tileRect(6).center());
    const auto before = activated.count();
    QTest::mouseRelease(made.sheet.viewport(), Qt::LeftButton, {}, made.sheet.tileRect(7).center());
    QCOMPARE(activated.count(), before);
}

void tst_ContactSheet::textsFindRoomBelowSmallTiles()
{
    Fixture made;
    made.sheet.setTileSide(32);
    const QRect bare = made.sheet.tileRect(1);
    made.pictures.textLines = 1;
    made.sheet.measure();
    const int wide = made.sheet.fontMetrics().horizontalAdvance(made.pictures.text(0));
    QVERIFY(wide > 32);
    QVERIFY(made.sheet.tileRect(1).left() - made.sheet.tileRect(0).left() > wide);
    const auto across = static_cast<std::uint32_t>(made.sheet.columns());
    QVERIFY(made.sheet.tileRect(across).top() - made.sheet.tileRect(0).bottom() >
            made.sheet.fontMetrics().lineSpacing());
    QCOMPARE(made.sheet.tileRect(1).size(), bare.size());
    const QImage shot = made.sheet.viewport()->grab().toImage();
    const QRect tile = made.sheet.tileRect(0);
    bool hasInk = false;
    for (int y = tile.bottom() + 4; y < tile.bottom() + 4 + made.sheet.fontMetrics().height(); ++y) {
        for (int x = tile.left(); x < tile.right(); ++x) {
            const QPoint place = QPoint(x, y) * shot.devicePixelRatio();
            hasInk = hasInk || shot.pixelColor(place) != made.sheet.palette().color(QPalette::Base);
        }
    }
    QVERIFY(hasInk);
}

void tst_ContactSheet::brokenPicturesAreShownAsSuch()
{
    Fixture fixture;
    const auto tile = [&fixture](std::uint32_t number) {
        return fixture.sheet.viewport()->grab(fixture.sheet.tileRect(number)).toImage();
    };
    QCOMPARE(tile(4), tile(5));
    fixture.pictures.broken = {5};
    fixture.sheet.refresh();
    QVERIFY(tile(4) != tile(5));
}

void tst_ContactSheet::keepingIsASelectionThatUndoTakesBack()
{
    SampleFixture fixture;
    ContactSheet& sheet = fixture.view.sheet();
    QTest::keyClick(&sheet, Qt::Key_K);
    QTest::keyClick(&sheet, Qt::Key_Right);
    QTest::keyClick(&sheet, Qt::Key_K);
    QCOMPARE(fixture.kept(), (SampleSet{0, 2}));
    fixture.session.undoStack().undo();
    QCOMPARE(fixture.kept(), (SampleSet{0}));
    fixture.session.undoStack().undo();
    QVERIFY(!fixture.session.state().selection);
}

void tst_ContactSheet::aDoubleClickGoesToTheSample()
{
    SampleFixture fixture;
    ContactSheet& sheet = fixture.view.sheet();
    QTest::mouseDClick(sheet.viewport(), Qt::LeftButton, {}, sheet.tileRect(3).center());
    QCOMPARE(fixture.session.state().sample, std::optional<std::uint32_t>(3));
    QCOMPARE(fixture.session.state().base[0], 3.0F);
}

void tst_ContactSheet::theSheetFollowsTheSample()
{
    SampleFixture fixture;
    fixture.session.edit("Go", [](SessionState& state) { state.sample = 150; });
    QCOMPARE(fixture.view.sheet().current(), 150U);
    QVERIFY(fixture.view.sheet().viewport()->rect().contains(fixture.view.sheet().tileRect(150)));
}

void tst_ContactSheet::aSearchShowsSomeSamplesAlone()
{
    SampleFixture fixture;
    fixture.session.edit("Label", [](SessionState& state) {
        std::vector<std::uint32_t> codes(200, 0);
        codes[30] = codes[70] = codes[71] = 1;
        state.ownLabels =
            std::make_shared<const LabelTable>(LabelTable{200, {columnOf("hat", {"no", "top hat"}, codes)}});
        state.sample = 70;
    });
    auto* const search = fixture.view.findChild<QLineEdit*>(QStringLiteral("sheetSearch"));
    search->setText(QStringLiteral("top"));
    QCOMPARE(fixture.view.sheet().current(), 1U); // the second of three tiles is sample 70
    const QString count = fixture.view.findChild<QLabel*>(QStringLiteral("sheetCount"))->text();
    QVERIFY2(count.contains(QLatin1String("3 shown")), qPrintable(count));
    Q_EMIT fixture.view.sheet().tickWanted({0, 2}, true);
    QCOMPARE(fixture.kept(), (SampleSet{30, 71}));
    Q_EMIT fixture.view.sheet().activated(2);
    QCOMPARE(fixture.session.currentPoint()[0], 71.0F);
    QTest::keyClick(search, Qt::Key_Escape); // and all are there again
    QCOMPARE(fixture.view.sheet().current(), 71U);
    search->setText(QStringLiteral("bowler"));
    fixture.view.sheet().grab();
    QCOMPARE(fixture.view.sheet().tilesDrawn(), 0U);
    SessionState other;
    other.space = madeSpace(10);
    other.base.assign(2, 0.0F);
    fixture.session.restore(other); // a search belongs to its space
    QVERIFY(search->text().isEmpty());
}

QTEST_MAIN(tst_ContactSheet)
#include "tst_ContactSheet.moc"
