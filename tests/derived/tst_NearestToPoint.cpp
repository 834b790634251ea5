// SPDX-License-Identifier: GPL-3.0-or-later
#include "../session/MadeSpace.h"
#include "derived/NearestToPoint.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <limits>

class tst_NearestToPoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsThePoint();
    void followsMetricAndCount();
    void theLastOfManyMovesIsAnswered();
    void nothingIsComputedWhileNobodyLooks();
    void anotherSpaceHasOtherNeighbours();
    void saysHowFarSamplesLieApart();
    void saysWhyThereAreNone();
    void aStoppedOneBeginsAgainWhenWantedAnew();
};

namespace {

struct Fixture
{
    Session session;
    NearestToPoint nearest{session};

    void open(std::size_t samples, std::uint64_t seed = 1)
    {
        session.restore(stateAt(spaceInMemory(6, samples, seed), LatentVector(6, 0.0F)), session.view());
    }
    void moveTo(std::uint32_t sample)
    {
        session.edit("Move", [&](SessionState& state) {
            const LatentView row = state.space->latents->row(sample);
            state.base.assign(row.begin(), row.end());
        });
    }
    [[nodiscard]] std::vector<NearSample> truth() const
    {
        const SessionView& view = session.view();
        return NearestSamples(session.state().space->latents, view.nearMetric)
            .nearest(session.currentPoint(), static_cast<std::size_t>(view.nearCount));
    }
};

} // namespace

void tst_NearestToPoint::followsThePoint()
{
    Fixture made;
    made.open(500);
    made.nearest.setWanted(true);
    QVERIFY(made.nearest.isBusy());
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    QCOMPARE(made.nearest.samples().size(), std::size_t{12});
    made.moveTo(77);
    QTRY_COMPARE(made.nearest.samples().front(), (NearSample{77, 0.0}));
    made.session.edit("Amount", [](SessionState& state) {
        state.attributes.push_back(sliderAlong({1, 0, 0, 0, 0, 0}, 0.5F));
    });
    QTRY_COMPARE(made.nearest.samples(), made.truth()); // of the point with what attributes add
    QVERIFY(made.nearest.samples().front().distance > 0);
    made.session.undoStack().undo();
    QTRY_COMPARE(made.nearest.samples().front(), (NearSample{77, 0.0}));
}

void tst_NearestToPoint::followsMetricAndCount()
{
    Fixture made;
    made.open(500);
    made.moveTo(3);
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    const auto byLength = made.nearest.samples();
    made.session.setView({.nearMetric = NearMetric::Cosine, .nearCount = 20});
    QVERIFY(made.nearest.samples().empty()); // never one metric's numbers under the other's name
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    QCOMPARE(made.nearest.metric(), NearMetric::Cosine);
    QCOMPARE(made.nearest.samples().size(), std::size_t{20});
    QVERIFY(made.nearest.samples()[1] != byLength[1]);
}

void tst_NearestToPoint::theLastOfManyMovesIsAnswered()
{
    Fixture made;
    made.open(3000);
    made.nearest.setWanted(true);
    QTRY_VERIFY(!made.nearest.isBusy());
    for (std::uint32_t i = 0; i < 200; ++i) {
        made.moveTo(i);
    }
    QTRY_VERIFY(!made.nearest.isBusy());
    QCOMPARE(made.nearest.samples().front(), (NearSample{199, 0.0}));
}

void tst_NearestToPoint::nothingIsComputedWhileNobodyLooks()
{
    Fixture made;
    const QSignalSpy running(&made.nearest, &NearestToPoint::runningChanged);
    made.open(500);
    made.moveTo(3);
    QVERIFY(!made.nearest.isBusy());
    QCOMPARE(running.count(), 0);
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    made.nearest.setWanted(false);
    made.moveTo(4);
    QVERIFY(!made.nearest.isBusy());
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.samples().front(), (NearSample{4, 0.0}));
}

void tst_NearestToPoint::anotherSpaceHasOtherNeighbours()
{
    Fixture made;
    made.open(500);
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    made.open(40, 2);
    QVERIFY(made.nearest.samples().empty());
    QTRY_COMPARE(made.nearest.samples(), made.truth());
    made.open(5, 3);
    QTRY_COMPARE(made.nearest.samples().size(), std::size_t{5});
}

void tst_NearestToPoint::saysHowFarSamplesLieApart()
{
    Fixture made;
    made.open(500);
    QCOMPARE(made.nearest.typical().samples, std::size_t{0});
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.typical().samples, std::size_t{500});
    const NearestSamples byLength(made.session.state().space->latents, NearMetric::Euclidean);
    QCOMPARE(made.nearest.typical().median, typicalDistance(byLength).median);
    made.session.setView({.nearMetric = NearMetric::Cosine});
    QCOMPARE(made.nearest.typical().samples, std::size_t{0});
    QTRY_COMPARE(made.nearest.typical().samples, std::size_t{500});
    QVERIFY(made.nearest.typical().median < 1);
}

void tst_NearestToPoint::saysWhyThereAreNone()
{
    Fixture made;
    made.nearest.setWanted(true);
    QVERIFY2(made.nearest.message().contains("Open a space"), qPrintable(made.nearest.message()));
    made.open(0);
    QVERIFY2(made.nearest.message().contains("no samples"), qPrintable(made.nearest.message()));
    Space bare = *spaceInMemory(6, 10);
    bare.latents = nullptr;
    made.session.restore(stateAt(std::make_shared<const Space>(bare), LatentVector(6, 0.0F)));
    QVERIFY2(made.nearest.message().contains("no latents"), qPrintable(made.nearest.message()));
    made.open(10);
    QVERIFY2(made.nearest.message().contains("Reading"), qPrintable(made.nearest.message()));
    QTRY_VERIFY(made.nearest.message().isEmpty());
    made.session.edit("Move", [](SessionState& state) { state.base[0] = std::numeric_limits<float>::infinity(); });
    QTRY_VERIFY2(made.nearest.message().contains("not a finite number"), qPrintable(made.nearest.message()));
}

void tst_NearestToPoint::aStoppedOneBeginsAgainWhenWantedAnew()
{
    Fixture made;
    made.open(500);
    made.nearest.setWanted(true);
    QVERIFY(made.nearest.isRunning());
    made.nearest.stop();
    QVERIFY(!made.nearest.isRunning());
    QVERIFY2(made.nearest.message().contains("stopped"), qPrintable(made.nearest.message()));
    SessionView view = made.session.view();
    view.nearCount = 3;
    made.session.setView(view);
    QVERIFY(!made.nearest.isRunning());
    made.nearest.setWanted(false);
    made.nearest.setWanted(true);
    QTRY_COMPARE(made.nearest.samples(), made.truth());
}

QTEST_GUILESS_MAIN(tst_NearestToPoint)
#include "tst_NearestToPoint.moc"
