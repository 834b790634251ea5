// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "../engine/FormulaBackend.h"
#include "derived/TsneLayout.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

/// With the small engine, whose maps move all points to the right, one for each iteration.
class tst_TsneLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void nothingIsComputedUntilTheMapIsChosen();
    void isComputedAndKept();
    void theOtherMapLetsItGoOn();
    void otherOptionsAreAnotherMap();
    void runsWhereTheModelsRun();
    void placesCanBeWatched();
    void stoppingKeepsThePlacesOfThen();
    void manySamplesAreAskedFor();
    void anotherSpaceEndsIt();
    void anEngineThatEndsIsTriedOnceMore();
    void waitsForAnEngine();
    void doesNotWaitForAnEngineThatWillNotCome();
    void whatIsInTheCacheNeedsNoEngine();
    void aMapThatTheSpaceBringsNeedsNoEngine();
    void theClothesBringTheirs();
    void whoStopsTwiceDoesNotWait();

private:
    using Status = TsneLayout::Status;
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString() + "/maps"; }
    static void choose(Session& session, TsneOptions options = {.iterations = 40})
    {
        session.edit("choose", [&](SessionState& state) { state.projection = {MapKind::Tsne, options}; });
    }
    static void choosePca(Session& session)
    {
        session.edit("choose", [](SessionState& state) { state.projection.kind = MapKind::PrincipalComponents; });
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_TsneLayout::nothingIsComputedUntilTheMapIsChosen()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    QTRY_VERIFY(live.isReady());
    QCOMPARE(tsne.status(), Status::Idle);
    choose(live.session);
    QCOMPARE(tsne.status(), Status::Running);
}

void tst_TsneLayout::isComputedAndKept()
{
    const FormulaSpace space(40);
    {
        LiveFixture live;
        const TsneLayout tsne(live.session, live.engine, folder());
        QSignalSpy running(&tsne, &TsneLayout::runningChanged);
        live.open(space);
        choose(live.session);
        QTRY_COMPARE(tsne.status(), Status::Done);
        QCOMPARE(running.count(), 2);
        QCOMPARE(tsne.positions()->rows(), std::size_t{40});
        QCOMPARE(tsne.positions()->row(7)[0], 40.0F);
        QCOMPARE(tsne.map().neighboursKept, 0.25);
        QCOMPARE(tsne.map().iterations, 40);
    }
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    QSignalSpy moved(&tsne, &TsneLayout::moved);
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(moved.count(), 1); // it was there at once
    QCOMPARE(tsne.positions()->row(7)[0], 40.0F);
    QCOMPARE(tsne.map().divergence, 0.5);
}

void tst_TsneLayout::theOtherMapLetsItGoOn()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session);
    choosePca(live.session);
    QCOMPARE(tsne.status(), Status::Running);
    QTRY_COMPARE(tsne.status(), Status::Done);
    const auto before = tsne.positions();
    choose(live.session);
    QCOMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions(), before);
}

void tst_TsneLayout::otherOptionsAreAnotherMap()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    choose(live.session, {.perplexity = 7, .iterations = 20});
    QCOMPARE(tsne.status(), Status::Running);
    QVERIFY(tsne.positions() == nullptr);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 20.0F);
    live.session.undoStack().undo();
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 40.0F);
}

void tst_TsneLayout::runsWhereTheModelsRun()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    LoadRequest request = space.request();
    request.device = "cpu";
    live.engine.load(request);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.map().device, std::string("cpu"));
}

void tst_TsneLayout::placesCanBeWatched()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    std::vector<float> seen;
    connect(&tsne, &TsneLayout::moved, this, [&] {
        if (tsne.positions() && tsne.isRunning()) {
            QCOMPARE(tsne.positions()->row(3)[0], static_cast<float>(tsne.progress().iteration));
            seen.push_back(tsne.positions()->row(3)[0]);
        }
    });
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 200});
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY(seen.size() > 3);
    QVERIFY(std::ranges::is_sorted(seen));
}

void tst_TsneLayout::stoppingKeepsThePlacesOfThen()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 100'000});
    QTRY_VERIFY(tsne.progress().iteration > 5);
    tsne.stop();
    QTRY_COMPARE(tsne.status(), Status::Stopped);
    QVERIFY(tsne.map().iterations > 5);
    QCOMPARE(tsne.positions()->row(0)[0], static_cast<float>(tsne.map().iterations));
    QVERIFY(!std::filesystem::exists(folder())); // what is not finished is not kept
    tsne.start();
    QCOMPARE(tsne.status(), Status::Running);
    QTRY_VERIFY(tsne.progress().iteration > 0);
}

void tst_TsneLayout::manySamplesAreAskedFor()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(TsneLayout::mostUnasked + 1);
    live.open(space);
    choose(live.session, {.iterations = 3});
    QTRY_COMPARE(tsne.status(), Status::Asking);
    QVERIFY(tsne.expectedSeconds() > 0);
    QVERIFY(tsne.positions() == nullptr);
    tsne.start();
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->rows(), TsneLayout::mostUnasked + 1);
    choose(live.session, {.iterations = 4});
    QTRY_COMPARE(tsne.status(), Status::Asking);
    choose(live.session, {.iterations = 3}); // it is in the cache
    QTRY_COMPARE(tsne.status(), Status::Done);
}

void tst_TsneLayout::anotherSpaceEndsIt()
{
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace first(40);
    const FormulaSpace second(30);
    live.open(first);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 100'000});
    QTRY_VERIFY(tsne.progress().iteration > 0);
    live.open(second);
    QVERIFY(tsne.positions() == nullptr);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->rows(), std::size_t{30});
}

void tst_TsneLayout::anEngineThatEndsIsTriedOnceMore()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::endsOnTheWay, .iterations = 10});
    QTRY_COMPARE(tsne.status(), Status::Failed);
    QVERIFY2(tsne.problem().contains("ended"), qPrintable(tsne.problem()));
    choose(live.session, {.perplexity = FormulaBackend::endsOnTheWay, .iterations = 2});
    QTRY_COMPARE(tsne.status(), Status::Done);
}

void tst_TsneLayout::waitsForAnEngine()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.session.edit("open", [&](SessionState& state) { // no engine was started yet
        state.space = space.space();
        state.base = LatentVector(4);
    });
    choose(live.session);
    QCOMPARE(tsne.status(), Status::Running);
    tsne.stop();
    QCOMPARE(tsne.status(), Status::Stopped);
    tsne.start();
    live.engine.load(space.request());
    QTRY_COMPARE(tsne.status(), Status::Done);
}

void tst_TsneLayout::doesNotWaitForAnEngineThatWillNotCome()
{
    LiveFixture live("/nowhere/morphoscope-engine");
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Failed);
    QVERIFY2(tsne.problem().contains("engine"), qPrintable(tsne.problem()));
}

void tst_TsneLayout::whatIsInTheCacheNeedsNoEngine()
{
    const FormulaSpace space(40);
    {
        LiveFixture live;
        const TsneLayout tsne(live.session, live.engine, folder());
        live.open(space);
        choose(live.session);
        QTRY_COMPARE(tsne.status(), Status::Done);
    }
    LiveFixture live("/nowhere/morphoscope-engine");
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(7)[0], 40.0F);
}

void tst_TsneLayout::aMapThatTheSpaceBringsNeedsNoEngine()
{
    const FormulaSpace plain(40);
    auto space = std::make_shared<Space>(*plain.space());
    SavedMap saved{.name = "t-SNE", .method = "tsne", .file = "tsne.npy", .tsne = TsneOptions{.iterations = 40}};
    saved.quality = {.divergence = 0.75, .neighboursKept = 0.5, .perplexity = 13, .iterations = 40};
    saved.positions = std::make_shared<const LatentTable>(40, 2, std::vector<float>(80, -3.0F));
    space->manifest.maps = {saved};

    LiveFixture live("/nowhere/morphoscope-engine");
    const TsneLayout tsne(live.session, live.engine, folder());
    live.session.edit("open", [&](SessionState& state) {
        state.space = space;
        state.base = LatentVector(4);
    });
    live.engine.load(plain.request());
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY(*tsne.positions() == *saved.positions);
    QCOMPARE(tsne.map().divergence, 0.75);
    QCOMPARE(tsne.map().neighboursKept, 0.5);
    choose(live.session, {.iterations = 40, .seed = 2}); // another map, which has to be computed
    QTRY_COMPARE(tsne.status(), Status::Failed);
}

void tst_TsneLayout::theClothesBringTheirs()
{
    const std::filesystem::path clothes = MORPHOSCOPE_SOURCE_DIR "/models/clothes";
    if (!std::filesystem::exists(clothes / "space.json")) {
        QSKIP("models/clothes holds no space.json: there is no such embedded space.");
    }
    LiveFixture live("/nowhere/morphoscope-engine");
    const TsneLayout tsne(live.session, live.engine, folder());
    live.session.edit("open", [&](SessionState& state) {
        state.space = openSpace(clothes);
        state.base = LatentVector(16);
    });
    choose(live.session, {});
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->rows(), std::size_t{5000});
    QVERIFY(tsne.map().neighboursKept > 0.3);
}

void tst_TsneLayout::whoStopsTwiceDoesNotWait()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 100'000});
    QTRY_VERIFY(tsne.progress().iteration > 5);
    tsne.stop();
    QVERIFY(tsne.isRunning()); // the result is on its way
    tsne.stop();
    QCOMPARE(tsne.status(), Status::Stopped);
    QVERIFY(tsne.positions());
}

QTEST_GUILESS_MAIN(tst_TsneLayout)
#include "tst_TsneLayout.moc"
