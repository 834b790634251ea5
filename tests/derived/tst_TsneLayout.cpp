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
    void whatWasStoppedGoesOn();
    void whatWasStoppedGoesOnInAnotherSession();
    void moreStepsGoOnFromWhereItIs();
    void moreStepsAreAnEditLikeAnother();
    void whatRunsIsGivenMoreSteps();
    void aMapThatTheSpaceBringsIsGivenMoreSteps();
    void aLargeMapThatWasStoppedIsShownAndAsksAgain();
    void samplesThatWereAddedAreLaidOutAnew();
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
}

void tst_TsneLayout::whatWasStoppedGoesOn()
{
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    const FormulaSpace space(40);
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 300});
    QTRY_VERIFY(tsne.progress().iteration > 5);
    tsne.stop();
    QTRY_COMPARE(tsne.status(), Status::Stopped);
    const int stoppedAt = tsne.map().iterations;
    int first = 0;
    connect(&tsne, &TsneLayout::moved, this, [&] { first = first == 0 ? tsne.progress().iteration : first; });
    tsne.start();
    QCOMPARE(tsne.status(), Status::Running);
    QCOMPARE(tsne.positions()->row(0)[0], static_cast<float>(stoppedAt)); // it can be seen all the time
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY2(first > stoppedAt, qPrintable(QString::number(first)));
    QCOMPARE(tsne.positions()->row(0)[0], 300.0F);
    QCOMPARE(tsne.map().iterations, 300);
}

void tst_TsneLayout::whatWasStoppedGoesOnInAnotherSession()
{
    const FormulaSpace space(40);
    const TsneOptions options{.perplexity = FormulaBackend::takesItsTime, .iterations = 200};
    int stoppedAt = 0;
    {
        LiveFixture live;
        TsneLayout tsne(live.session, live.engine, folder());
        live.open(space);
        choose(live.session, options);
        QTRY_VERIFY(tsne.progress().iteration > 5);
        tsne.stop();
        QTRY_COMPARE(tsne.status(), Status::Stopped);
        stoppedAt = tsne.map().iterations;
    }
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    int first = 0;
    connect(&tsne, &TsneLayout::moved, this, [&] { first = first == 0 ? tsne.progress().iteration : first; });
    live.open(space);
    choose(live.session, options);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY2(first > stoppedAt, qPrintable(QString::number(first)));
    QCOMPARE(tsne.positions()->row(0)[0], 200.0F);
}

void tst_TsneLayout::moreStepsGoOnFromWhereItIs()
{
    const FormulaSpace space(40);
    std::ofstream(folder()) << "a file"; // nothing can be kept in it
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    int first = 0;
    connect(&tsne, &TsneLayout::moved, this, [&] { first = first == 0 ? tsne.progress().iteration : first; });
    choose(live.session, {.iterations = 60});
    QCOMPARE(tsne.status(), Status::Running);
    QVERIFY(tsne.positions());
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY2(first > 40, qPrintable(QString::number(first)));
    QCOMPARE(tsne.positions()->row(7)[0], 60.0F);
}

void tst_TsneLayout::moreStepsAreAnEditLikeAnother()
{
    const FormulaSpace space(40);
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(space);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    choose(live.session, {.iterations = 60});
    QTRY_COMPARE(tsne.status(), Status::Done);
    QSignalSpy moved(&tsne, &TsneLayout::moved);
    live.session.undoStack().undo();
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(7)[0], 40.0F);
    live.session.undoStack().redo();
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(7)[0], 60.0F);
    QCOMPARE(moved.count(), 2); // both were there at once
}

void tst_TsneLayout::whatRunsIsGivenMoreSteps()
{
    const FormulaSpace space(40);
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(space);
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 150});
    QTRY_VERIFY(tsne.progress().iteration > 20);
    std::vector<int> seen;
    connect(&tsne, &TsneLayout::moved, this, [&] { seen.push_back(tsne.progress().iteration); });
    choose(live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 200});
    QCOMPARE(tsne.status(), Status::Running);
    QVERIFY(tsne.positions());
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 200.0F);
    std::erase(seen, 0); // while neighbours are looked for
    QVERIFY(!seen.empty() && seen.front() > 20 && std::ranges::is_sorted(seen));
}

void tst_TsneLayout::aMapThatTheSpaceBringsIsGivenMoreSteps()
{
    const FormulaSpace plain(40);
    auto space = std::make_shared<Space>(*plain.space());
    SavedMap saved{.name = "t-SNE", .method = "tsne", .file = "tsne.npy", .tsne = TsneOptions{.iterations = 40}};
    saved.quality = {.divergence = 0.75, .neighboursKept = 0.5, .perplexity = 13, .iterations = 40};
    saved.positions = std::make_shared<const LatentTable>(40, 2, std::vector<float>(80, -3.0F));
    space->manifest.maps = {saved};
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(plain);
    live.session.edit("open", [&](SessionState& state) { state.space = space; });
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(3)[0], -3.0F);
    choose(live.session, {.iterations = 50});
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(3)[0], 7.0F);          // ten steps to the right
    auto other = std::make_shared<Space>(*plain.space()); // the same latents, and no map
    other->latents = std::make_shared<const LatentTable>(*other->latents);
    live.session.edit("open", [&](SessionState& state) { state.space = other; });
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(3)[0], 50.0F); // from the beginning, not what began elsewhere
}

void tst_TsneLayout::aLargeMapThatWasStoppedIsShownAndAsksAgain()
{
    const FormulaSpace space(TsneLayout::mostUnasked + 1);
    const TsneOptions options{.perplexity = FormulaBackend::takesItsTime, .iterations = 60};
    int stoppedAt = 0;
    {
        LiveFixture live;
        TsneLayout tsne(live.session, live.engine, folder());
        live.open(space);
        choose(live.session, options);
        QTRY_COMPARE(tsne.status(), Status::Asking);
        const double expected = tsne.expectedSeconds();
        tsne.start();
        QTRY_VERIFY(tsne.progress().iteration > 5);
        tsne.stop();
        QTRY_COMPARE(tsne.status(), Status::Stopped);
        stoppedAt = tsne.map().iterations;
        QVERIFY(tsne.expectedSeconds() < expected);
    }
    LiveFixture live;
    TsneLayout tsne(live.session, live.engine, folder());
    live.open(space);
    QTRY_VERIFY(live.isReady());
    choose(live.session, options);
    QTRY_COMPARE(tsne.status(), Status::Stopped);
    QCOMPARE(tsne.positions()->row(0)[0], static_cast<float>(stoppedAt));
    tsne.start();
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 60.0F);
    choose(live.session, {.perplexity = options.perplexity, .iterations = 63}); // who wants more is not asked
    QTRY_COMPARE(tsne.status(), Status::Done);
}

void tst_TsneLayout::samplesThatWereAddedAreLaidOutAnew()
{
    const FormulaSpace plain(40);
    LiveFixture live;
    const TsneLayout tsne(live.session, live.engine, folder());
    live.open(plain);
    choose(live.session);
    QTRY_COMPARE(tsne.status(), Status::Done);
    QVERIFY(!tsne.hasGrown());
    auto grown = std::make_shared<Space>(*plain.space());
    std::vector<float> values(grown->latents->values().begin(), grown->latents->values().end());
    values.resize(values.size() + 8);
    grown->latents = std::make_shared<const LatentTable>(42, 4, std::move(values));
    live.session.edit("add", [&](SessionState& state) { state.space = grown; });
    QVERIFY(tsne.hasGrown());
    QVERIFY(!tsne.positions());
    QTRY_COMPARE(tsne.status(), Status::Done);
    QCOMPARE(tsne.positions()->rows(), std::size_t{42});
    QCOMPARE(tsne.positions()->row(41)[0], 40.0F); // all of them from the beginning
    live.session.undoStack().undo();
    QVERIFY(!tsne.hasGrown());
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
    choose(live.session, {.perplexity = 29, .iterations = 3});
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
