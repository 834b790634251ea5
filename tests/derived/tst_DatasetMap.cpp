// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DatasetMap.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

class tst_DatasetMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhyThereIsNone();
    void hasAllComponentsOfTheSamples();
    void fewSamplesHaveFewerComponents();
    void isNotComputedAgainAfterARestart();
    void anotherSpaceHasAnotherMap();
    void saysThatItWasStoppedAndIsComputedWithTheNextEngine();
    void aLargeTableIsTriedAgainWhenItsEngineIsKilled();
    void anEngineThatAlwaysDiesIsGivenUpUntilTold();
    void narrowLatentsNeedNoEngine();
    void saysThatCoordinatesAreTooLarge();
    void promisesNothingWithoutAnEngine();
};

namespace {
/// Large enough for an engine of its own.
const FormulaSpace& largeSpace()
{
    static const FormulaSpace space(1300, "1260 1 1 4", 1260);
    return space;
}
} // namespace

void tst_DatasetMap::saysWhyThereIsNone()
{
    LiveFixture live;
    const DatasetMap map(live.session, live.engine);
    QVERIFY(map.message().contains("Open one"));
    const FormulaSpace formula(0);
    live.open(formula);
    QVERIFY(map.message().contains("no samples"));
    const FormulaSpace one(1);
    live.open(one);
    QVERIFY(map.message().contains("two samples"));
    QVERIFY(map.components() == nullptr);
}

void tst_DatasetMap::hasAllComponentsOfTheSamples()
{
    LiveFixture live;
    const DatasetMap map(live.session, live.engine);
    const FormulaSpace formula(40);
    live.open(formula);
    QVERIFY(map.message().contains("Computing"));
    QTRY_VERIFY(map.components());
    QVERIFY(map.message().isEmpty());
    QCOMPARE(map.components()->components.rows(), std::size_t(4));
    QCOMPARE(map.coordinates()->rows(), std::size_t(40));
    QCOMPARE(map.coordinates()->columns(), std::size_t(2));
}

void tst_DatasetMap::fewSamplesHaveFewerComponents()
{
    LiveFixture live;
    const DatasetMap map(live.session, live.engine);
    const FormulaSpace formula(3);
    live.open(formula);
    QTRY_VERIFY(map.components());
    QCOMPARE(map.components()->components.rows(), std::size_t(2));
}

void tst_DatasetMap::isNotComputedAgainAfterARestart()
{
    LiveFixture live;
    DatasetMap map(live.session, live.engine);
    const FormulaSpace formula(40);
    live.open(formula);
    QTRY_VERIFY(map.components());
    QSignalSpy changed(&map, &DatasetMap::changed);
    const auto before = map.components();
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    live.killEngine();
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(map.components(), before);
    QCOMPARE(changed.count(), 0);
}

void tst_DatasetMap::saysThatItWasStoppedAndIsComputedWithTheNextEngine()
{
    LiveFixture live;
    DatasetMap map(live.session, live.engine);
    const FormulaSpace formula(40);
    const auto stopIt = connect(&map, &DatasetMap::runningChanged, this, [&map] {
        if (map.isRunning()) {
            map.stop();
        }
    });
    live.open(formula);
    QTRY_VERIFY(map.message().contains("stopped"));
    QVERIFY(!map.isRunning());
    QTRY_VERIFY(live.isReady());
    disconnect(stopIt);
    live.killEngine();
    QTRY_VERIFY(map.components());
    QVERIFY(map.message().isEmpty());
}

void tst_DatasetMap::anotherSpaceHasAnotherMap()
{
    LiveFixture live;
    const DatasetMap map(live.session, live.engine);
    const FormulaSpace first(40);
    const FormulaSpace second(30);
    live.open(first);
    QTRY_VERIFY(map.components());
    live.open(second);
    QVERIFY(map.components() == nullptr);
    QTRY_VERIFY(map.coordinates());
    QCOMPARE(map.coordinates()->rows(), std::size_t(30));
}

void tst_DatasetMap::aLargeTableIsTriedAgainWhenItsEngineIsKilled()
{
    const MortalEngine mortal(2, "job");
    LiveFixture live(mortal.program());
    const DatasetMap map(live.session, live.engine);
    live.open(largeSpace());
    QTRY_VERIFY(map.components());
    QCOMPARE(mortal.deaths(), 2);
    QVERIFY(map.message().isEmpty());
}

void tst_DatasetMap::anEngineThatAlwaysDiesIsGivenUpUntilTold()
{
    const MortalEngine mortal(3, "job");
    LiveFixture live(mortal.program());
    DatasetMap map(live.session, live.engine);
    QSignalSpy failed(&map, &DatasetMap::failed);
    live.open(largeSpace());
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(mortal.deaths(), 3);
    QVERIFY2(map.message().contains("try again"), qPrintable(map.message()));
    QVERIFY2(!map.message().contains("model"), qPrintable(map.message()));
    map.tryAgain();
    QVERIFY(map.message().contains("Computing"));
    QTRY_VERIFY(map.components());
}

void tst_DatasetMap::narrowLatentsNeedNoEngine()
{
    LiveFixture live;
    const FormulaSpace loops(40, "loop");
    const DatasetMap map(live.session, live.engine);
    live.open(loops);
    QTRY_VERIFY(map.components());
    QVERIFY(!live.isReady());
    QCOMPARE(map.coordinates()->rows(), std::size_t(40));
}

void tst_DatasetMap::saysThatCoordinatesAreTooLarge()
{
    LiveFixture live;
    const FormulaSpace formula(40);
    const DatasetMap map(live.session, live.engine);
    Space far = *formula.space();
    constexpr float end = 2.6e38F; // finite, and farther along the diagonal than a float reaches
    far.latents = std::make_shared<const LatentTable>(2, 2, std::vector<float>{end, end, -end, -end});
    live.session.edit("Open", [&](SessionState& state) { state.space = std::make_shared<const Space>(far); });
    QTRY_VERIFY2(map.message().contains("lie too far apart"), qPrintable(map.message()));
    QVERIFY(map.coordinates() == nullptr);
}

void tst_DatasetMap::promisesNothingWithoutAnEngine()
{
    LiveFixture live;
    live.engine.setMostDeaths(1);
    const FormulaSpace loops(1300, "loop", 1260);
    const DatasetMap map(live.session, live.engine);
    live.open(loops);
    QTRY_COMPARE(live.engine.status(), LiveEngine::Status::Loading);
    live.killEngine();
    QTRY_COMPARE(live.engine.status(), LiveEngine::Status::GaveUp);
    QVERIFY2(map.message().contains("not running"), qPrintable(map.message()));
    const FormulaSpace formula(40);
    live.open(formula);
    QTRY_VERIFY(map.components());
}

QTEST_GUILESS_MAIN(tst_DatasetMap)
#include "tst_DatasetMap.moc"
