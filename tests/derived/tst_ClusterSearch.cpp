// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/ClusterSearch.h"

#include <QSignalSpy>
#include <QTest>

class tst_ClusterSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSamplesALabelAndUndoTakesItAway();
    void anotherSearchTakesThePlaceOfTheLast();
    void stoppingLeavesTheLabels();
    void otherSamplesEndIt();
    void anEngineThatEndsIsASentence();
};

namespace {

struct Fixture : LiveFixture
{
    FormulaSpace formula;
    JobList jobs;
    ClusterSearch search{session, engine, jobs};
    QSignalSpy finished{&search, &ClusterSearch::finished};
    QSignalSpy failed{&search, &ClusterSearch::failed};

    explicit Fixture(const std::filesystem::path& program = SMALL_ENGINE, std::size_t samples = 12)
        : LiveFixture(program)
        , formula(samples)
    {
    }
    [[nodiscard]] bool openAndWait()
    {
        open(formula);
        return QTest::qWaitFor([this] { return isReady(); }, 30'000);
    }
    [[nodiscard]] const LabelColumn* column() const
    {
        const auto& labels = session.state().labels();
        return labels ? labels->find("cluster") : nullptr;
    }
};

} // namespace

void tst_ClusterSearch::givesTheSamplesALabelAndUndoTakesItAway()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    fixture.search.find({.counts = {3, 5}});
    QVERIFY(fixture.search.isRunning());
    QCOMPARE(fixture.jobs.jobs().size(), std::size_t{1});
    QTRY_COMPARE(fixture.finished.count(), 1);
    QVERIFY(fixture.jobs.jobs().empty());
    QVERIFY(fixture.column());
    QCOMPARE(fixture.column()->values, (std::vector<std::string>{"cluster 1", "cluster 2", "cluster 3"}));
    QCOMPARE(fixture.column()->codes[7], 1U); // the small engine deals them out in turn
    QCOMPARE(fixture.session.state().map.colourBy, std::string("cluster"));
    QVERIFY(fixture.finished[0][0].toString().startsWith("3 clusters"));
    fixture.session.undoStack().undo();
    QVERIFY(!fixture.column());
    fixture.session.undoStack().redo();
    QVERIFY(fixture.column());
}

void tst_ClusterSearch::anotherSearchTakesThePlaceOfTheLast()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    fixture.search.find({.counts = {3}});
    QTRY_COMPARE(fixture.finished.count(), 1);
    fixture.search.find({.counts = {2}});
    QTRY_COMPARE(fixture.finished.count(), 2);
    QCOMPARE(fixture.session.state().labels()->columns.size(), std::size_t{1});
    QCOMPARE(fixture.column()->values.size(), std::size_t{2});
}

void tst_ClusterSearch::stoppingLeavesTheLabels()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    fixture.search.find({});
    fixture.jobs.jobs().at(0).cancel();
    QVERIFY(fixture.jobs.jobs().empty());
    QTRY_VERIFY(!fixture.search.isRunning());
    QCoreApplication::processEvents();
    QVERIFY(!fixture.column());
    QCOMPARE(fixture.finished.count() + fixture.failed.count(), 0);
}

void tst_ClusterSearch::otherSamplesEndIt()
{
    Fixture fixture;
    QVERIFY(fixture.openAndWait());
    fixture.search.find({});
    const FormulaSpace other(20);
    fixture.open(other);
    QVERIFY(fixture.jobs.jobs().empty());
    QTRY_VERIFY(!fixture.search.isRunning());
    QCoreApplication::processEvents();
    QVERIFY(!fixture.column());
}

void tst_ClusterSearch::anEngineThatEndsIsASentence()
{
    const MortalEngine mortal(1000, "job");
    Fixture fixture(mortal.program());
    QVERIFY(fixture.openAndWait());
    fixture.search.find({});
    QTRY_COMPARE_WITH_TIMEOUT(fixture.failed.count(), 1, 30'000);
    QVERIFY2(fixture.failed[0][0].toString().contains("look for clusters again"),
             qPrintable(fixture.failed[0][0].toString()));
    QVERIFY(fixture.jobs.jobs().empty());
    QVERIFY(!fixture.column());
}

QTEST_GUILESS_MAIN(tst_ClusterSearch)
#include "tst_ClusterSearch.moc"
