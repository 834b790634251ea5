// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "../engine/FormulaBackend.h"
#include "derived/SecondSeed.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

/// With the small engine, which puts the samples of seed s at the height of their latent s.
class tst_SecondSeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void nothingIsComputedUntilItIsWanted();
    void itWaitsForTheFirstMap();
    void bothTellWhatTheyHaveInCommon();
    void moreStepsAreForBoth();
    void whatIsClosedIsForgottenAndCached();
    void theOtherKindsOfMapHideIt();

private:
    using Status = TsneLayout::Status;
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString() + "/maps"; }
    static void choose(Session& session, TsneOptions options, std::optional<std::uint64_t> beside)
    {
        session.edit("choose", [&](SessionState& state) {
            state.projection.kind = MapKind::Tsne;
            state.projection.tsne = options;
            state.projection.besideSeed = beside;
        });
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

struct Maps
{
    explicit Maps(const std::filesystem::path& folder)
        : first(live.session, live.engine, folder)
        , second(live.session, live.engine, folder, first)
    {
    }

    LiveFixture live;
    TsneLayout first;
    SecondSeed second;
};

} // namespace

void tst_SecondSeed::nothingIsComputedUntilItIsWanted()
{
    Maps maps(folder());
    const FormulaSpace space(40);
    maps.live.open(space);
    choose(maps.live.session, {.iterations = 10}, std::nullopt);
    QTRY_COMPARE(maps.first.status(), Status::Done);
    QCOMPARE(maps.second.tsne.status(), Status::Idle);
    QVERIFY(!maps.second.shown.content().positions);
    QVERIFY(!maps.second.agreement.share());
}

void tst_SecondSeed::itWaitsForTheFirstMap()
{
    Maps maps(folder());
    const FormulaSpace space(40);
    maps.live.open(space);
    choose(maps.live.session, {.perplexity = FormulaBackend::takesItsTime, .iterations = 100'000}, 2);
    QTRY_VERIFY(maps.first.progress().iteration > 5);
    QCOMPARE(maps.second.tsne.status(), Status::Idle);
    maps.first.stop();
    QTRY_COMPARE(maps.first.status(), Status::Stopped);
    QTRY_VERIFY(maps.second.tsne.progress().iteration > 5);
    QVERIFY(maps.second.shown.content().positions);
}

void tst_SecondSeed::bothTellWhatTheyHaveInCommon()
{
    Maps maps(folder());
    const FormulaSpace space(60);
    maps.live.open(space);
    choose(maps.live.session, {.iterations = 10}, 1); // the same
    QTRY_VERIFY(maps.second.agreement.share());
    QCOMPARE(*maps.second.agreement.share(), 1.0);
    QCOMPARE(maps.second.agreement.asked(), std::size_t{60});
    choose(maps.live.session, {.iterations = 10}, 2); // by another latent, which knows nothing of the first
    QVERIFY(!maps.second.agreement.share());
    QTRY_VERIFY(maps.second.agreement.share());
    QVERIFY(*maps.second.agreement.share() < 0.5);
    QCOMPARE(maps.second.tsne.positions()->row(7)[1], space.space()->latents->row(7)[1]);
    QCOMPARE(maps.first.positions()->row(7)[1], space.space()->latents->row(7)[0]);
    QTRY_VERIFY(maps.second.placement.place()); // the point has its place on it
}

void tst_SecondSeed::moreStepsAreForBoth()
{
    Maps maps(folder());
    const FormulaSpace space(40);
    maps.live.open(space);
    choose(maps.live.session, {.iterations = 10}, 2);
    QTRY_COMPARE(maps.second.tsne.status(), Status::Done);
    choose(maps.live.session, {.iterations = 30}, 2);
    QVERIFY(maps.second.tsne.positions()); // it stays to be seen while it waits
    QTRY_COMPARE(maps.second.tsne.status(), Status::Done);
    QCOMPARE(maps.first.positions()->row(0)[0], 30.0F);
    QCOMPARE(maps.second.tsne.positions()->row(0)[0], 30.0F);
}

void tst_SecondSeed::whatIsClosedIsForgottenAndCached()
{
    Maps maps(folder());
    const FormulaSpace space(40);
    maps.live.open(space);
    choose(maps.live.session, {.iterations = 10}, 2);
    QTRY_COMPARE(maps.second.tsne.status(), Status::Done);
    choose(maps.live.session, {.iterations = 10}, std::nullopt);
    QCOMPARE(maps.second.tsne.status(), Status::Idle);
    QVERIFY(!maps.second.tsne.positions());
    QVERIFY(!maps.second.shown.content().positions);
    QSignalSpy moved(&maps.second.tsne, &TsneLayout::moved);
    maps.live.session.undoStack().undo();
    QTRY_COMPARE(maps.second.tsne.status(), Status::Done);
    QCOMPARE(moved.count(), 1); // it was there at once
}

void tst_SecondSeed::theOtherKindsOfMapHideIt()
{
    Maps maps(folder());
    const FormulaSpace space(40);
    maps.live.open(space);
    maps.live.session.edit("beside", [](SessionState& state) { state.projection.besideSeed = 2; });
    QTRY_VERIFY(maps.live.isReady());
    QCOMPARE(maps.second.tsne.status(), Status::Idle);
    choose(maps.live.session, {.iterations = 10}, 2);
    QTRY_COMPARE(maps.second.tsne.status(), Status::Done);
}

QTEST_GUILESS_MAIN(tst_SecondSeed)
#include "tst_SecondSeed.moc"
