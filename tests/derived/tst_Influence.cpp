// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/Influence.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

namespace {

/// The small engine gives each slider's scale as its influence.
struct InfluenceFixture : LiveFixture
{
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
    Influence influence{session, engine, map, statistics};
};

/// Samples whose standard deviations are 1, 0, 4 and 0.01.
std::shared_ptr<const Space> withSpreads(const FormulaSpace& formula)
{
    Space space = *formula.space();
    LatentTable table(3, 4);
    const float spreads[4] = {1, 0, 4, 0.01F};
    for (std::size_t i = 0; i < 4; ++i) {
        table.row(0)[i] = -spreads[i];
        table.row(2)[i] = spreads[i];
    }
    space.latents = std::make_shared<const LatentTable>(std::move(table));
    space.manifest.samples = ManifestSamples{.count = 3};
    return std::make_shared<const Space>(std::move(space));
}

void open(InfluenceFixture& live, const FormulaSpace& formula)
{
    live.session.edit("Open", [&](SessionState& state) {
        state = {};
        state.space = withSpreads(formula);
        state.base.assign(4, 0.0F);
    });
    live.engine.load(formula.request());
}

} // namespace

class tst_Influence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measuresPerStandardDeviation();
    void sortsByFallingInfluenceWhenAsked();
    void tellsWhichSlidersMatter();
    void measuresAgainInTheOtherBasis();
    void measuresAgainAfterARestartInTheMiddle();
    void withoutSamplesThePriorIsTheScale();
    void saysThatItWasStoppedAndIsMeasuredWithTheNextEngine();
    void promisesNothingWithoutAnEngine();
};

void tst_Influence::saysThatItWasStoppedAndIsMeasuredWithTheNextEngine()
{
    InfluenceFixture live;
    const FormulaSpace formula;
    const auto stopIt = connect(&live.influence, &Influence::runningChanged, this, [&live] {
        if (live.influence.isRunning()) {
            live.influence.stop();
        }
    });
    open(live, formula);
    QVERIFY(live.influence.message().contains("Measuring"));
    QTRY_VERIFY(live.influence.message().contains("stopped"));
    QVERIFY(!live.influence.isRunning() && live.influence.values().empty());
    QTRY_VERIFY(live.isReady());
    disconnect(stopIt);
    live.killEngine();
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    QVERIFY(live.influence.message().isEmpty());
}

void tst_Influence::measuresPerStandardDeviation()
{
    InfluenceFixture live;
    QVERIFY(live.influence.values().empty());
    const FormulaSpace formula;
    open(live, formula);
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    QCOMPARE(live.influence.values()[0], 1.0F);
    QCOMPARE(live.influence.values()[2], 4.0F);
}

void tst_Influence::sortsByFallingInfluenceWhenAsked()
{
    InfluenceFixture live;
    const FormulaSpace formula;
    open(live, formula);
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    QCOMPARE(live.influence.order(), (std::vector<std::uint32_t>{0, 1, 2, 3}));
    QSignalSpy changed(&live.influence, &Influence::changed);
    live.session.edit("Sort", [](SessionState& state) { state.sort = SliderSort::Influence; });
    QVERIFY(changed.count() > 0);
    QCOMPARE(live.influence.order(), (std::vector<std::uint32_t>{2, 0, 3, 1}));
}

void tst_Influence::tellsWhichSlidersMatter()
{
    InfluenceFixture live;
    QVERIFY(live.influence.matters(0)); // not known yet
    const FormulaSpace formula;
    open(live, formula);
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    QVERIFY(live.influence.matters(0));
    QVERIFY(!live.influence.matters(1)); // 0.001 of the range
    QVERIFY(live.influence.matters(2));
    QVERIFY(live.influence.matters(3)); // 2.5 grey levels, though far below the strongest
    QCOMPARE(live.influence.mattering(), std::size_t(3));
}

void tst_Influence::measuresAgainInTheOtherBasis()
{
    InfluenceFixture live;
    const FormulaSpace formula;
    open(live, formula);
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    live.session.edit("Basis", [](SessionState& state) { state.basis = SliderBasis::PrincipalComponents; });
    QVERIFY(live.influence.values().empty());
    QTRY_COMPARE(live.influence.values().size(), std::size_t(2)); // three samples span two components
    QCOMPARE(live.influence.order().size(), std::size_t(2));
}

void tst_Influence::measuresAgainAfterARestartInTheMiddle()
{
    InfluenceFixture live;
    const FormulaSpace formula;
    open(live, formula);
    QTRY_VERIFY(live.isReady());
    live.killEngine();
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
}

void tst_Influence::withoutSamplesThePriorIsTheScale()
{
    InfluenceFixture live;
    const FormulaSpace formula;
    live.open(formula);
    QTRY_COMPARE(live.influence.values(), (std::vector<float>{1, 1, 1, 1}));
}

void tst_Influence::promisesNothingWithoutAnEngine()
{
    InfluenceFixture live;
    live.engine.setMostDeaths(1);
    const FormulaSpace formula;
    open(live, formula);
    QVERIFY(live.influence.isMeasuring());
    QTRY_COMPARE(live.influence.values().size(), std::size_t(4));
    QVERIFY(!live.influence.isMeasuring());
    live.killEngine();
    QTRY_COMPARE(live.engine.status(), LiveEngine::Status::GaveUp);
    live.session.edit("Basis", [](SessionState& state) { state.basis = SliderBasis::PrincipalComponents; });
    QVERIFY(!live.influence.isMeasuring());
    QSignalSpy changed(&live.influence, &Influence::changed);
    live.engine.load(formula.request());
    QVERIFY(live.influence.isMeasuring() && changed.count() > 0);
    QTRY_COMPARE(live.influence.values().size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(tst_Influence)
#include "tst_Influence.moc"
