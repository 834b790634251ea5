// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/SliderStatistics.h"

#include <QtTest/QTest>

#include <cmath>

namespace {

struct StatisticsFixture : LiveFixture
{
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
};

} // namespace

class tst_SliderStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesComeFromTheSamples();
    void rangesComeFromThePriorWithoutSamples();
    void componentsHaveRangesOfTheirOwn();
    void coordinatesAreKeptOnlyWhileTheyAreShown();
    void anotherSpaceHasOtherStatistics();
};

void tst_SliderStatistics::rangesComeFromTheSamples()
{
    StatisticsFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    QTRY_VERIFY(live.statistics.latents());
    QCOMPARE(live.statistics.sliders(), live.statistics.latents());
    const LatentStatistics& latents = *live.statistics.latents();
    QCOMPARE(latents.samples, std::size_t(50));
    const SliderStatistics::Range range = live.statistics.range(2);
    QVERIFY(range.low < latents.minimum[2] && range.low > latents.minimum[2] - 1);
    QVERIFY(range.high > latents.maximum[2] && range.high < latents.maximum[2] + 1);
    QCOMPARE(range.home, latents.mean[2]);
    QCOMPARE(range.sigma, latents.standardDeviation[2]);
}

void tst_SliderStatistics::rangesComeFromThePriorWithoutSamples()
{
    StatisticsFixture live;
    const FormulaSpace formula;
    live.open(formula);
    QVERIFY(live.statistics.latents() == nullptr);
    QCOMPARE(live.statistics.range(0).low, -3.0F);
    Space uniform = *formula.space();
    uniform.manifest.prior = Prior::Uniform;
    live.session.edit("Open", [&](SessionState& state) { state.space = std::make_shared<const Space>(uniform); });
    QCOMPARE(live.statistics.range(0).low, -1.0F);
    QCOMPARE(live.statistics.range(0).high, 1.0F);
}

void tst_SliderStatistics::componentsHaveRangesOfTheirOwn()
{
    StatisticsFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    QTRY_VERIFY(live.statistics.latents());
    live.session.edit("Basis", [](SessionState& state) { state.basis = SliderBasis::PrincipalComponents; });
    QTRY_VERIFY(live.statistics.sliders());
    QVERIFY(live.statistics.sliders() != live.statistics.latents());
    QCOMPARE(live.statistics.range(3).home, live.statistics.sliders()->mean[3]);
    live.session.undoStack().undo();
    QCOMPARE(live.statistics.sliders(), live.statistics.latents());
}

void tst_SliderStatistics::coordinatesAreKeptOnlyWhileTheyAreShown()
{
    StatisticsFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    live.session.edit("Basis", [](SessionState& state) { state.basis = SliderBasis::PrincipalComponents; });
    QTRY_VERIFY(live.statistics.table());
    const LatentTable before = *live.statistics.table();
    const std::weak_ptr<const LatentTable> table = live.statistics.table();
    const auto sliders = live.statistics.sliders();
    live.session.undoStack().undo();
    QTRY_VERIFY(table.expired());
    live.session.undoStack().redo();
    QCOMPARE(live.statistics.sliders(), sliders);
    QTRY_VERIFY(live.statistics.table());
    QCOMPARE(*live.statistics.table(), before);
    QCOMPARE(live.statistics.sliders(), sliders);
}

void tst_SliderStatistics::anotherSpaceHasOtherStatistics()
{
    StatisticsFixture live;
    const FormulaSpace first(50);
    const FormulaSpace second(20);
    live.open(first);
    QTRY_VERIFY(live.statistics.latents());
    live.open(second);
    QVERIFY(live.statistics.latents() == nullptr);
    QTRY_VERIFY(live.statistics.latents());
    QCOMPARE(live.statistics.latents()->samples, std::size_t(20));
}

QTEST_GUILESS_MAIN(tst_SliderStatistics)
#include "tst_SliderStatistics.moc"
