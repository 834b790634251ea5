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
};

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
    QCOMPARE(map.coordinates()->columns(), std::size_t(4));
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

QTEST_GUILESS_MAIN(tst_DatasetMap)
#include "tst_DatasetMap.moc"
