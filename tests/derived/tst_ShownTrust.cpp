// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "../engine/FormulaBackend.h"
#include "derived/ShownTrust.h"
#include "session/LabelEdits.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

/// With the small engine, which trusts a place as much as its x lies above a whole number.
class tst_ShownTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void isMeasuredOnlyWhileItIsAColour();
    void followsTheMapThatIsShown();
    void waitsUntilTheMapStandsStill();
    void whatIsInTheCacheNeedsNoEngine();
    void waitsForAnEngine();
    void samplesWithoutAPlaceHaveNone();
    void unlikeUnitsAreMeasuredAsTheyAreDrawn();
    void canBeStopped();
    void anEngineThatEndsIsSaid();

private:
    /// All that it depends on, as a window has it.
    struct Fixture
    {
        LiveFixture live;
        DatasetMap map{live.session, live.engine};
        TsneLayout tsne;
        AxesLayout axes{live.session, map};
        ShownMap shown{live.session, map, tsne, axes};
        ShownTrust trust;

        explicit Fixture(const std::filesystem::path& folder, const std::filesystem::path& engine = SMALL_ENGINE)
            : live(engine)
            , tsne(live.session, live.engine, folder)
            , trust(live.session, live.engine, shown, tsne, folder)
        {
        }
        void choose(bool isTrust)
        {
            live.session.edit("colour", [&](SessionState& state) {
                isTrust ? colourMapByTrust(state.map) : colourMapBy(state.map, {});
            });
        }
        void show(MapKind kind, TsneOptions options = {.iterations = 40})
        {
            live.session.edit("map", [&](SessionState& state) {
                state.projection.kind = kind;
                state.projection.tsne = options;
            });
        }
        [[nodiscard]] bool fitsTheMap() const
        {
            const LatentTable& places = *shown.content().positions;
            for (std::size_t i = 0; i < places.rows(); ++i) {
                const float x = places.row(i)[0];
                if (trust.trust()->values[i] != x - std::floor(x)) {
                    return false;
                }
            }
            return trust.trust()->values.size() == places.rows();
        }
    };
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString() + "/maps"; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_ShownTrust::isMeasuredOnlyWhileItIsAColour()
{
    Fixture fixture(folder());
    QSignalSpy running(&fixture.trust, &ShownTrust::runningChanged);
    const FormulaSpace space(40);
    fixture.live.open(space);
    QTRY_VERIFY(fixture.shown.content().positions != nullptr);
    QTRY_VERIFY(!fixture.live.engine.currentProgram().empty()); // the map may be there before the engine is
    QVERIFY(!fixture.trust.isRunning());
    QVERIFY(fixture.trust.message().isEmpty());
    fixture.choose(true);
    QVERIFY(fixture.trust.isRunning());
    QVERIFY(!fixture.trust.message().isEmpty());
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QVERIFY(fixture.trust.message().isEmpty());
    QVERIFY(fixture.fitsTheMap());
    QCOMPARE(fixture.trust.trust()->neighbours, std::size_t{10});
    QVERIFY(!fixture.trust.trust()->isSampled());
    QCOMPARE(running.count(), 2);
    fixture.choose(false);
    QVERIFY(fixture.trust.trust() == nullptr);
    QVERIFY(!fixture.trust.isRunning());
}

void tst_ShownTrust::followsTheMapThatIsShown()
{
    Fixture fixture(folder());
    const FormulaSpace space(40);
    fixture.live.open(space);
    fixture.choose(true);
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    const auto ofComponents = fixture.trust.trust();
    fixture.show(MapKind::Axes);
    QTRY_VERIFY(fixture.trust.trust() != nullptr && fixture.trust.trust() != ofComponents);
    QVERIFY(fixture.fitsTheMap());
    fixture.live.session.undoStack().undo();
    QTRY_VERIFY(fixture.trust.trust() != nullptr && *fixture.trust.trust() == *ofComponents);
    const FormulaSpace other(17);
    fixture.live.open(other); // all is as in the beginning
    QVERIFY(fixture.trust.trust() == nullptr);
    fixture.choose(true);
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QCOMPARE(fixture.trust.trust()->values.size(), std::size_t{17});
}

void tst_ShownTrust::waitsUntilTheMapStandsStill()
{
    Fixture fixture(folder());
    const FormulaSpace space(40);
    fixture.live.open(space);
    QTRY_VERIFY(fixture.shown.content().positions != nullptr);
    fixture.choose(true);
    fixture.show(MapKind::Tsne, {.perplexity = FormulaBackend::takesItsTime, .iterations = 100});
    QVERIFY(fixture.tsne.isRunning());
    bool wasMeasured = false;
    connect(&fixture.tsne, &TsneLayout::moved, this, [&] {
        wasMeasured = wasMeasured || (fixture.tsne.isRunning() && (fixture.trust.isRunning() || fixture.trust.trust()));
    });
    QVERIFY2(fixture.trust.message().contains("still"), qPrintable(fixture.trust.message()));
    QTRY_COMPARE(fixture.tsne.status(), TsneLayout::Status::Done);
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QVERIFY(!wasMeasured);
    QCOMPARE(fixture.shown.content().positions, fixture.tsne.positions());
    QVERIFY(fixture.fitsTheMap());
}

void tst_ShownTrust::whatIsInTheCacheNeedsNoEngine()
{
    const FormulaSpace space(40);
    std::shared_ptr<const MapTrust> before;
    {
        Fixture fixture(folder());
        fixture.live.open(space);
        fixture.choose(true);
        QTRY_VERIFY(fixture.trust.trust() != nullptr);
        before = fixture.trust.trust();
    }
    const MortalEngine mortal(1000, "job"); // whoever starts one is told so
    Fixture fixture(folder(), mortal.program());
    fixture.live.open(space);
    fixture.choose(true);
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QCOMPARE(*fixture.trust.trust(), *before);
}

void tst_ShownTrust::waitsForAnEngine()
{
    Fixture fixture(folder(), "/nowhere/engine");
    const FormulaSpace space(40);
    fixture.live.session.edit("Open", [&](SessionState& state) {
        state.space = space.space();
        state.base.assign(4, 0.0F);
        state.projection.kind = MapKind::Axes;
    });
    fixture.choose(true);
    QVERIFY(fixture.trust.trust() == nullptr);
    fixture.live.engine.setProgram(SMALL_ENGINE);
    fixture.live.engine.load(space.request());
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QVERIFY(fixture.fitsTheMap());
}

void tst_ShownTrust::samplesWithoutAPlaceHaveNone()
{
    Fixture fixture(folder());
    const FormulaSpace space(40);
    fixture.live.open(space);
    LabelColumn height{.name = "height", .values = {}, .codes = {}, .isNumeric = true, .numbers = {}};
    for (std::uint32_t i = 0; i < 40; ++i) { // one of four has none
        const bool isKnown = i % 4 != 0;
        height.codes.push_back(isKnown ? static_cast<std::uint32_t>(height.values.size()) : LabelColumn::unknown);
        height.numbers.push_back(isKnown ? static_cast<float>(i) + 0.5F : std::nanf(""));
        if (isKnown) {
            height.values.push_back(std::to_string(i) + ".5");
        }
    }
    fixture.live.session.edit("axes", [&](SessionState& state) {
        putLabelColumn(state, height);
        state.projection.kind = MapKind::Axes;
        state.projection.axes[0] = {.kind = MapAxis::Kind::Label, .name = "height"};
        state.projection.axes[1] = {.kind = MapAxis::Kind::Label, .name = "height"};
        colourMapByTrust(state.map);
    });
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    const MapTrust& trust = *fixture.trust.trust();
    QCOMPARE(trust.values.size(), std::size_t{40});
    for (std::size_t i = 0; i < 40; ++i) {
        QVERIFY(i % 4 == 0 ? std::isnan(trust.values[i]) : trust.values[i] == 0.5F);
    }
    QCOMPARE(trust.mean(), 0.5);
    QVERIFY(!trust.isSampled());
}

void tst_ShownTrust::unlikeUnitsAreMeasuredAsTheyAreDrawn()
{
    Fixture fixture(folder());
    const FormulaSpace space(40);
    fixture.live.open(space);
    LabelColumn year{.name = "year", .values = {}, .codes = {}, .isNumeric = true, .numbers = {}};
    for (std::uint32_t i = 0; i < 40; ++i) {
        year.values.push_back(std::to_string(100 * i));
        year.codes.push_back(i);
        year.numbers.push_back(100 * static_cast<float>(i));
    }
    fixture.live.session.edit("axes", [&](SessionState& state) {
        putLabelColumn(state, year);
        state.projection.kind = MapKind::Axes;
        state.projection.axes[0] = {.kind = MapAxis::Kind::Label, .name = "year"};
        state.projection.axes[1] = {.kind = MapAxis::Kind::Latent, .index = 0, .name = {}};
        colourMapByTrust(state.map);
    });
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
    QVERIFY(!fixture.shown.content().hasEqualUnits);
    const float x = 100 * 7.0F / 3900; // of the whole width
    QCOMPARE(fixture.trust.trust()->values[7], x);
}

void tst_ShownTrust::canBeStopped()
{
    Fixture fixture(folder());
    const FormulaSpace space(40);
    fixture.live.open(space);
    QTRY_VERIFY(fixture.shown.content().positions != nullptr);
    fixture.choose(true);
    fixture.trust.stop();
    QVERIFY(!fixture.trust.isRunning());
    QVERIFY(fixture.trust.message().contains("stopped"));
    QTest::qWait(200);
    QVERIFY(fixture.trust.trust() == nullptr);
    fixture.choose(false);
    fixture.choose(true);
    QTRY_VERIFY(fixture.trust.trust() != nullptr);
}

void tst_ShownTrust::anEngineThatEndsIsSaid()
{
    const MortalEngine mortal(1, "job");
    Fixture fixture(folder(), mortal.program());
    const FormulaSpace space(40);
    fixture.live.open(space);
    fixture.choose(true);
    QTRY_VERIFY(fixture.shown.content().positions != nullptr && !fixture.trust.isRunning());
    QTRY_COMPARE(mortal.deaths(), 1);
    QTRY_VERIFY(!fixture.trust.isRunning());
    QVERIFY(fixture.trust.trust() == nullptr);
    QVERIFY(!fixture.trust.message().isEmpty());
    fixture.choose(false);
    fixture.choose(true);
    QTRY_VERIFY(fixture.trust.trust() != nullptr); // a fresh one answers
}

QTEST_GUILESS_MAIN(tst_ShownTrust)
#include "tst_ShownTrust.moc"
