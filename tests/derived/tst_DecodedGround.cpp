// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DecodedGround.h"
#include "derived/DecodedPreview.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

namespace {

constexpr GroundView wholeView{{-4, -3, 4, 3}, 0.01, 1}; ///< 800 x 600 pixels; a cell is 4 times as wide as high

/// The small engine's components are the first latents: what lies at (x, y) is x, y, 0, 0.
struct GroundFixture : LiveFixture
{
    explicit GroundFixture(const std::filesystem::path& program = SMALL_ENGINE)
        : LiveFixture(program)
    {
    }
    QTemporaryDir folder;
    DatasetMap map{session, engine};
    TsneLayout tsne{session, engine, folder.path().toStdString()};
    AxesLayout axes{session, map};
    ShownMap shown{session, map, tsne, axes};
    DecodedGround ground{session, engine, shown};

    void showGround(bool shows = true)
    {
        session.edit("Ground", [shows](SessionState& state) { state.map.showsGround = shows; });
    }
    void showAxes(std::uint32_t x, std::uint32_t y)
    {
        session.edit("Axes", [x, y](SessionState& state) {
            state.projection.kind = MapKind::Axes;
            state.projection.axes = {MapAxis{.index = x, .name = {}}, MapAxis{.index = y, .name = {}}};
        });
    }
};

/// Samples whose first latent, the x of the map, is `first` and whose others are normal. Pictures are square, so that
/// the middles of some cells lie just there.
std::shared_ptr<const Space> withFirst(const FormulaSpace& formula, float first)
{
    Space space = *formula.space();
    LatentTable table = *space.latents;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        table.row(i)[0] = first;
    }
    space.latents = std::make_shared<const LatentTable>(std::move(table));
    return std::make_shared<const Space>(std::move(space));
}

void showAround(GroundFixture& live, const FormulaSpace& formula, float first)
{
    const auto space = withFirst(formula, first);
    live.session.edit("Open", [&](SessionState& state) {
        state = {};
        state.space = space;
        state.base.assign(4, 0.0F);
        state.projection.kind = MapKind::Axes;
        state.projection.axes = {MapAxis{.index = 0, .name = {}}, MapAxis{.index = 1, .name = {}}};
    });
    live.engine.load(formula.request());
    const auto x = static_cast<double>(first);
    live.ground.setView(GroundView{{x - 0.4, -2, x + 0.4, 2}, 0.002, 1});
    live.showGround();
}

/// Whether all around `first` is shown but what lies there.
bool leavesOut(const std::vector<GroundPiece>& pieces, float first)
{
    const auto x = static_cast<double>(first);
    return pieces.size() > 10 && std::ranges::none_of(pieces, [x](const GroundPiece& piece) {
               return piece.place.left < x && piece.place.right > x;
           });
}

/// Whether a piece is the picture of the middle of its place.
bool shows(const GroundPiece& piece)
{
    const double x = 0.5 * (piece.place.left + piece.place.right);
    const double y = 0.5 * (piece.place.bottom + piece.place.top);
    const std::array<float, 4> z = {static_cast<float>(x), static_cast<float>(y), 0, 0};
    for (int i = 0; i < 4; ++i) {
        const int truth = FormulaSpace::pixelOf(z[static_cast<std::size_t>(i)]);
        if (std::abs(qRed(piece.picture.pixel(i, 0)) - truth) > 1) { // 0.5 may become either
            return false;
        }
    }
    return piece.picture.size() == QSize(4, 1);
}

bool areFine(const std::vector<GroundPiece>& pieces)
{
    return std::ranges::all_of(
        pieces, [](const GroundPiece& piece) { return piece.part == QRectF(piece.picture.rect()) && shows(piece); });
}

/// Whether one of the pieces lies at each sample's place in the view.
bool cover(const std::vector<GroundPiece>& pieces, const LatentTable& latents)
{
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        const auto x = static_cast<double>(latents.row(i)[0]);
        const auto y = static_cast<double>(latents.row(i)[1]);
        const auto there = std::ranges::count_if(pieces, [&](const GroundPiece& piece) {
            return x >= piece.place.left && x < piece.place.right && y >= piece.place.bottom && y < piece.place.top;
        });
        const MapRect& rect = wholeView.rect;
        const bool isSeen = x >= rect.left && x <= rect.right && y >= rect.bottom && y <= rect.top;
        if (isSeen && there != 1) {
            return false;
        }
    }
    return true;
}

} // namespace

class tst_DecodedGround : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodesThePlaneAroundTheSamples();
    void nothingIsDecodedUnlessItIsShownAndSeen();
    void goingBackDecodesNothing();
    void coarsePicturesFillThePlacesOfFineOnes();
    void thePictureOfThePointComesFirst();
    void anotherPlaneIsDecodedAnew();
    void aPlaceWithoutDirectionsHasNone();
    void anotherSpaceForgetsIt();
    void goesOnAfterTheEngineEnded();
    void aModelThatKillsTheEngineIsLeftAlone();
    void aModelThatHangsIsLeftAloneOnceItIsStopped();
    void whatTheDecoderRefusesIsLeftOut();
    void picturesThatAreNotFiniteAreLeftOut();
};

void tst_DecodedGround::decodesThePlaneAroundTheSamples()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.ground.setView(wholeView);
    live.open(formula);
    std::vector<double> fractions;
    connect(&live.ground, &DecodedGround::changed, this, [&] {
        if (live.ground.isRunning()) {
            fractions.push_back(live.ground.fraction());
        }
    });
    live.showGround();
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(fractions.size() > 1 && std::ranges::is_sorted(fractions) && fractions.front() < 0.5);
    QCOMPARE(live.ground.fraction(), 1.0);
    const std::vector<GroundPiece> pieces = live.ground.pieces();
    QVERIFY(pieces.size() > 20);
    QVERIFY(areFine(pieces));
    QVERIFY(cover(pieces, *formula.space()->latents));
    QVERIFY(std::ranges::none_of(pieces, [](const GroundPiece& piece) { return piece.place.bottom > 3.5; }));
    double area = 0;
    for (const GroundPiece& piece : pieces) {
        area += piece.place.width() * piece.place.height();
    }
    QVERIFY(area < 0.9 * wholeView.rect.width() * wholeView.rect.height()); // corners are bare
}

void tst_DecodedGround::nothingIsDecodedUnlessItIsShownAndSeen()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    QTRY_VERIFY(live.shown.content().plane);
    live.showGround();
    QVERIFY(live.ground.pieces().empty());
    live.ground.setView(wholeView);
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t decoded = live.ground.decodedCells();
    live.showGround(false);
    QVERIFY(live.ground.pieces().empty());
    live.ground.setView(GroundView{{0, 0, 1, 1}, 0.001, 1});
    live.showGround();
    live.ground.setView(std::nullopt);
    QVERIFY(live.ground.pieces().empty());
    live.ground.setView(wholeView);
    QVERIFY(live.ground.isComplete() || live.ground.decodedCells() >= decoded); // what was begun may have gone on
    QVERIFY(!live.ground.pieces().empty());
}

void tst_DecodedGround::goingBackDecodesNothing()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    live.showGround();
    live.ground.setView(wholeView);
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t first = live.ground.decodedCells();
    QVERIFY(first > 20);
    live.ground.setView(GroundView{{-3, -3, 5, 3}, 0.01, 1});
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t moved = live.ground.decodedCells();
    QVERIFY(moved < first + first / 3); // only what came into view
    live.ground.setView(wholeView);
    QVERIFY(live.ground.isComplete());
    live.showGround(false);
    live.showGround();
    QVERIFY(live.ground.isComplete());
    live.ground.setView(GroundView{{-1, -1, 1, 1}, 0.01 / 3, 1}); // closer: fine cells between those there are
    QVERIFY(!live.ground.isComplete());
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t close = live.ground.decodedCells();
    live.ground.setView(wholeView);
    QVERIFY(live.ground.isComplete());
    QCOMPARE(live.ground.decodedCells(), close);
    QVERIFY(areFine(live.ground.pieces()));
}

void tst_DecodedGround::coarsePicturesFillThePlacesOfFineOnes()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    live.showGround();
    live.ground.setView(wholeView);
    bool wasCoarse = false;
    connect(&live.ground, &DecodedGround::changed, this, [&] {
        for (const GroundPiece& piece : live.ground.pieces()) {
            if (piece.part == QRectF(piece.picture.rect())) {
                continue;
            }
            wasCoarse = true;
            const bool isPart = QRectF(piece.picture.rect()).adjusted(-0.01, -0.01, 0.01, 0.01).contains(piece.part);
            QVERIFY(isPart);
            QVERIFY(std::abs(piece.part.width() * 3 - 4) < 0.01 || std::abs(piece.part.width() * 9 - 4) < 0.01);
        }
    });
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(wasCoarse);
}

void tst_DecodedGround::thePictureOfThePointComesFirst()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    const DecodedPreview preview(live.session, live.engine);
    live.open(formula);
    QTRY_VERIFY(!preview.image().isNull());
    QTRY_VERIFY(live.shown.content().plane);
    live.showGround();
    live.ground.setView(GroundView{{-4, -4, 4, 4}, 2e-4, 1}); // tens of thousands of cells
    QTRY_VERIFY(live.ground.decodedCells() > 0);
    for (int i = 1; i <= 20; ++i) {
        live.moveTo(0.1F * static_cast<float>(i));
        QTRY_COMPARE(preview.serial(), preview.newestSerial());
        QCOMPARE(preview.point()[0], 0.1F * static_cast<float>(i));
    }
    QVERIFY(!live.ground.isComplete());
}

void tst_DecodedGround::anotherPlaneIsDecodedAnew()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    live.showGround();
    live.ground.setView(wholeView);
    QTRY_VERIFY(live.ground.isComplete());
    live.showAxes(2, 3);
    QTRY_COMPARE(live.shown.content().plane->axes[0][2], 1.0F);
    QTRY_VERIFY(live.ground.isComplete());
    const std::vector<GroundPiece> pieces = live.ground.pieces();
    QVERIFY(!pieces.empty());
    const GroundPiece& middle = *std::ranges::min_element(pieces, {}, [](const GroundPiece& piece) {
        return std::hypot(piece.place.left + piece.place.right - 4, piece.place.bottom + piece.place.top);
    });
    const double x = 0.5 * (middle.place.left + middle.place.right);
    QVERIFY(x > 1);
    QVERIFY(std::abs(qRed(middle.picture.pixel(2, 0)) - FormulaSpace::pixelOf(static_cast<float>(x))) <= 1);
    QVERIFY(std::abs(qRed(middle.picture.pixel(0, 0)) - 100) <= 3);
}

void tst_DecodedGround::aPlaceWithoutDirectionsHasNone()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    QVERIFY(!live.ground.whyNone().isEmpty());
    live.open(formula);
    live.showGround();
    live.ground.setView(wholeView);
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(live.ground.whyNone().isEmpty());
    live.session.edit("t-SNE", [](SessionState& state) { state.projection = {MapKind::Tsne, {.iterations = 10}}; });
    QTRY_VERIFY(!live.shown.content().plane);
    QVERIFY2(live.ground.whyNone().contains("t-SNE"), qPrintable(live.ground.whyNone()));
    QVERIFY(live.ground.pieces().empty());
    QVERIFY(!live.ground.isComplete());
}

void tst_DecodedGround::anotherSpaceForgetsIt()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    live.showGround();
    live.ground.setView(wholeView);
    QTRY_VERIFY(live.ground.isComplete());
    const std::size_t decoded = live.ground.decodedCells();
    live.session.edit("Close", [](SessionState& state) { state = SessionState(); });
    QVERIFY(live.ground.pieces().empty());
    const FormulaSpace other(100);
    live.open(other);
    live.showGround();
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(live.ground.decodedCells() > decoded);
}

void tst_DecodedGround::goesOnAfterTheEngineEnded()
{
    const FormulaSpace formula = FormulaSpace::straight(200);
    GroundFixture live;
    live.open(formula);
    live.showGround();
    live.ground.setView(GroundView{{-4, -3, 4, 3}, 0.002, 1});
    bool isKilled = false; // at the first pieces: the rest may be there at the next look
    const auto kill = connect(&live.ground, &DecodedGround::changed, this, [&] {
        if (!isKilled && live.ground.decodedCells() > 0 && !live.ground.isComplete()) {
            isKilled = true;
            live.killEngine();
        }
    });
    QTRY_VERIFY(isKilled);
    disconnect(kill);
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(live.ground.message().isEmpty());
    QVERIFY(areFine(live.ground.pieces()));
    QVERIFY(cover(live.ground.pieces(), *formula.space()->latents));
}

void tst_DecodedGround::aModelThatKillsTheEngineIsLeftAlone()
{
    GroundFixture live;
    const FormulaSpace formula(200, "4 1 2 2");
    QSignalSpy restarts(&live.engine, &LiveEngine::restarted);
    showAround(live, formula, killsProcess);
    QTRY_VERIFY(live.ground.message().contains("ended"));
    QTRY_VERIFY(live.isReady()); // not given up: the hand still has an engine
    QTRY_COMPARE(restarts.count(), 2);
}

void tst_DecodedGround::aModelThatHangsIsLeftAloneOnceItIsStopped()
{
    GroundFixture live;
    live.engine.setDeadline(0.2);
    const FormulaSpace formula(200, "4 1 2 2");
    connect(&live.engine, &LiveEngine::overdue, this, [&live](const QString& verb) {
        if (verb.startsWith("decode")) { // not the start of an engine on a busy machine
            live.engine.stopAndRestart();
        }
    });
    showAround(live, formula, loopsForEver);
    QTRY_VERIFY_WITH_TIMEOUT(live.ground.message().contains("stopped"), 20000);
    QTRY_VERIFY(live.isReady());
    QCOMPARE(live.engine.stops(), quint64(1));
}

void tst_DecodedGround::whatTheDecoderRefusesIsLeftOut()
{
    GroundFixture live;
    const FormulaSpace formula(200, "4 1 2 2");
    showAround(live, formula, throwsModelError);
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(leavesOut(live.ground.pieces(), throwsModelError));
}

void tst_DecodedGround::picturesThatAreNotFiniteAreLeftOut()
{
    GroundFixture live;
    const FormulaSpace formula(200, "4 1 2 2");
    showAround(live, formula, isHalfNan);
    QTRY_VERIFY(live.ground.isComplete());
    QVERIFY(leavesOut(live.ground.pieces(), isHalfNan));
}

QTEST_GUILESS_MAIN(tst_DecodedGround)
#include "tst_DecodedGround.moc"
