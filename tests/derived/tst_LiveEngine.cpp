// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "engine/EngineChoice.h"

#include <QScopeGuard>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <thread>

class tst_LiveEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadsInTheBackground();
    void anotherLoadTakesTheModelsPlace();
    void aPreparedEngineLoadsTheNextModel();
    void tellsWhyAModelWasRefused();
    void loadsAfterARefusal();
    void asksBeforeAModelRunsWithoutAWall();
    void aMissingEngineIsASentence();
    void opensThoughItsEnginesAreKilledAtTheStart_data();
    void opensThoughItsEnginesAreKilledAtTheStart();
    void startsAnotherWhenItDies();
    void survivesADeathWhileLoading();
    void threeDeathsGiveUpUntilTheNextLoad();
    void theLogTellsHowEachEngineEnded();
    void nothingOfADeadEngineStaysInTheSystem();
    void tellsWhenAnOverdueEngineAnswers();
    void tellsThatALoadIsOverdueAndCanBeStopped();
    void stoppingAReadyEngineStartsAnother();
    void goesAwayInTheMiddleOfALoad();
    void aJobEngineIsAnother();
};

void tst_LiveEngine::loadsInTheBackground()
{
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    QCOMPARE(live.engine.status(), LiveEngine::Status::Idle);
    QVERIFY(live.engine.process() == nullptr);
    live.open(formula);
    QCOMPARE(live.engine.status(), LiveEngine::Status::Starting);
    QVERIFY(live.engine.model() == nullptr);
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(live.engine.model()->latentSize, 4);
    QCOMPARE(live.engine.model()->libTorch, std::string("0.0.1"));
    QVERIFY(live.engine.process()->isRunning());
    QTRY_VERIFY(live.engine.log().contains("The small engine is here."));
}

void tst_LiveEngine::anotherLoadTakesTheModelsPlace()
{
    const FormulaSpace first;
    const FormulaSpace second(0, "7 3 2 2");
    LiveFixture live;
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    live.open(first);
    live.engine.load(second.request()); // the first may still be on its way
    QTRY_VERIFY(live.isReady());
    QCOMPARE(live.engine.model()->latentSize, 7);
    QCOMPARE(ready.count(), 1);
    live.engine.load(first.request());
    QTRY_COMPARE(ready.count(), 2);
    QCOMPARE(live.engine.model()->latentSize, 4);
}

void tst_LiveEngine::aPreparedEngineLoadsTheNextModel()
{
    const FormulaSpace first;
    const FormulaSpace second(0, "7 3 2 2");
    LiveFixture live;
    live.open(first);
    QTRY_VERIFY(live.isReady());
    QCOMPARE(live.engine.preparedPid(), 0);
    const pid_t old = live.engine.pid();
    live.engine.prepare();
    live.engine.prepare(); // one is enough
    const pid_t prepared = live.engine.preparedPid();
    QVERIFY(prepared != 0 && prepared != old);
    QCOMPARE(live.engine.pid(), old); // which goes on with its model
    live.engine.load(second.request());
    QTRY_VERIFY(live.isReady());
    QCOMPARE(live.engine.pid(), prepared);
    QCOMPARE(live.engine.model()->latentSize, 7);
    QCOMPARE(live.engine.preparedPid(), 0);
}

void tst_LiveEngine::tellsWhyAModelWasRefused()
{
    const FormulaSpace bad(0, "bad");
    LiveFixture live;
    QSignalSpy failed(&live.engine, &LiveEngine::loadFailed);
    live.open(bad);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<ModelProblem>(), ModelProblem::NeedsNewerTorch);
    QVERIFY(failed[0][1].toString().contains("decoder.pt"));
    QCOMPARE(live.engine.status(), LiveEngine::Status::Failed);
}

void tst_LiveEngine::loadsAfterARefusal()
{
    const FormulaSpace bad(0, "bad");
    const FormulaSpace good;
    LiveFixture live;
    live.open(bad);
    QTRY_COMPARE(live.engine.status(), LiveEngine::Status::Failed);
    live.open(good);
    QTRY_VERIFY(live.isReady());
}

void tst_LiveEngine::asksBeforeAModelRunsWithoutAWall()
{
    const FormulaSpace stranger;
    LiveFixture live;
    live.engine.setSandbox({SandboxLevel::None}, {});
    QSignalSpy failed(&live.engine, &LiveEngine::loadFailed);
    live.open(stranger);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<ModelProblem>(), ModelProblem::NeedsTrust);
    QVERIFY2(failed[0][1].toString().contains("trust"), qPrintable(failed[0][1].toString()));
    live.engine.setSandbox({SandboxLevel::None}, {modelHash(stranger.request())});
    live.engine.load(stranger.request());
    QTRY_VERIFY(live.isReady());
    QCOMPARE(live.engine.sandbox().level, SandboxLevel::None);

    const FormulaSpace own(0, "5 1 2 2");
    LoadRequest request = own.request();
    request.isTrusted = true;
    live.engine.load(request);
    QTRY_VERIFY(live.isReady());
    QCOMPARE(failed.count(), 1);
}

void tst_LiveEngine::aMissingEngineIsASentence()
{
    const FormulaSpace formula;
    LiveEngine engine("/nowhere/bin/morphoscope", "/nowhere/engine");
    QSignalSpy failed(&engine, &LiveEngine::loadFailed);
    engine.load(formula.request());
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][1].toString().contains("/nowhere/engine"));
    engine.setProgram(SMALL_ENGINE);
    QTRY_COMPARE(engine.status(), LiveEngine::Status::Ready);
}

void tst_LiveEngine::opensThoughItsEnginesAreKilledAtTheStart_data()
{
    QTest::addColumn<int>("deaths");
    QTest::newRow("none") << 0;
    QTest::newRow("the spare one and the one that was asked") << 2;
    QTest::newRow("and the one that was asked again") << 3;
    QTest::newRow("and those of the second search") << 5;
}

void tst_LiveEngine::opensThoughItsEnginesAreKilledAtTheStart()
{
    QFETCH(int, deaths);
    const FormulaSpace formula;
    const MortalEngine mortal(deaths);
    LiveEngine engine(mortal.executable(), {});
    QSignalSpy failed(&engine, &LiveEngine::loadFailed);
    engine.load(formula.request());
    QTRY_VERIFY(engine.status() == LiveEngine::Status::Ready || failed.count() > 0);
    QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][1].toString()));
    QTRY_COMPARE(engine.programs().size(), std::size_t(1));
    QTRY_COMPARE(engine.programs()[0].description.libTorch, std::string("0.0.1")); // it is asked again when it is there
}

void tst_LiveEngine::startsAnotherWhenItDies()
{
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    QSignalSpy restarted(&live.engine, &LiveEngine::restarted);
    live.open(formula);
    QTRY_COMPARE(ready.count(), 1);
    const pid_t before = live.engine.pid();
    live.killEngine();
    QTRY_COMPARE(ready.count(), 2);
    QCOMPARE(restarted.count(), 1);
    QVERIFY(live.engine.pid() != before);
}

void tst_LiveEngine::survivesADeathWhileLoading()
{
    const FormulaSpace loops(0, "loop");
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy restarted(&live.engine, &LiveEngine::restarted);
    live.open(loops);
    QTRY_COMPARE(live.engine.status(), LiveEngine::Status::Loading);
    live.killEngine();
    QTRY_COMPARE(restarted.count(), 1);
    live.open(formula);
    QTRY_VERIFY(live.isReady());
}

void tst_LiveEngine::threeDeathsGiveUpUntilTheNextLoad()
{
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy gaveUp(&live.engine, &LiveEngine::gaveUp);
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    live.open(formula);
    for (int death = 1; death <= 3; ++death) {
        QTRY_COMPARE(ready.count(), death);
        QTRY_VERIFY(live.engine.log().contains("The small engine is here."));
        live.killEngine();
    }
    QTRY_COMPARE(gaveUp.count(), 1);
    QCOMPARE(ready.count(), 3);
    QCOMPARE(live.engine.status(), LiveEngine::Status::GaveUp);
    QVERIFY(gaveUp[0][0].toString().contains("The small engine is here."));
    live.open(formula);
    QTRY_COMPARE(ready.count(), 4);
    live.killEngine(); // the count began anew
    QTRY_COMPARE(ready.count(), 5);
    QCOMPARE(gaveUp.count(), 1);
}

void tst_LiveEngine::theLogTellsHowEachEngineEnded()
{
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy gaveUp(&live.engine, &LiveEngine::gaveUp);
    QSignalSpy ready(&live.engine, &LiveEngine::ready);
    live.open(formula);
    QStringList pids;
    for (const int signal : {SIGKILL, SIGTERM, SIGKILL}) {
        QTRY_COMPARE(ready.count(), pids.size() + 1);
        pids << QString::number(live.engine.pid());
        ::kill(live.engine.pid(), signal);
    }
    QTRY_COMPARE(gaveUp.count(), 1);
    const QString log = gaveUp[0][0].toString();
    QCOMPARE(log.count("ended by signal 9 (Killed)"), 2);
    QCOMPARE(log.count("ended by signal 15 (Terminated)"), 1);
    for (const QString& pid : pids) {
        QVERIFY2(log.contains(pid), qPrintable(log));
    }
}

void tst_LiveEngine::nothingOfADeadEngineStaysInTheSystem()
{
    const FormulaSpace formula;
    LiveFixture live;
    live.engine.setMostDeaths(1);
    live.open(formula);
    QTRY_VERIFY(live.isReady());
    const std::shared_ptr<EngineProcess> worker = live.engine.process(); // as a derivation holds it
    QSignalSpy gaveUp(&live.engine, &LiveEngine::gaveUp);
    live.killEngine();
    QTRY_COMPARE(gaveUp.count(), 1);
    QCOMPARE(::kill(worker->pid(), 0), -1);
}

void tst_LiveEngine::tellsWhenAnOverdueEngineAnswers()
{
    const FormulaSpace formula;
    LiveFixture live;
    QSignalSpy overdue(&live.engine, &LiveEngine::overdue);
    QSignalSpy answered(&live.engine, &LiveEngine::answered);
    live.open(formula);
    QTRY_VERIFY(live.isReady());
    live.engine.setDeadline(0.05);
    ::kill(live.engine.pid(), SIGSTOP);
    std::jthread asker([process = live.engine.process()] { // for the first time: nobody knows how long it takes
        (void)process->client().decodeTable(LatentTable(1, 4));
    });
    const auto awake = qScopeGuard([&live] { ::kill(live.engine.pid(), SIGCONT); }); // else the asker waits for ever
    QTRY_VERIFY(overdue.count() > 0);
    QCOMPARE(answered.count(), 0);
    ::kill(live.engine.pid(), SIGCONT);
    QTRY_COMPARE(answered.count(), 1);
}

void tst_LiveEngine::tellsThatALoadIsOverdueAndCanBeStopped()
{
    const FormulaSpace loops(0, "loop");
    LiveFixture live;
    live.engine.setDeadline(0.05);
    QSignalSpy overdue(&live.engine, &LiveEngine::overdue);
    QSignalSpy failed(&live.engine, &LiveEngine::loadFailed);
    live.open(loops);
    const auto isLoad = [](const QVariantList& told) { return told[0].toString() == QString("load"); };
    QTRY_VERIFY(std::ranges::count_if(overdue, isLoad) >= 2); // it is waited for all the same
    QCOMPARE(live.engine.status(), LiveEngine::Status::Loading);
    live.engine.stopAndRestart();
    QCOMPARE(failed.count(), 1);
    QCOMPARE(live.engine.status(), LiveEngine::Status::Failed);
    const FormulaSpace formula;
    live.open(formula);
    QTRY_VERIFY(live.isReady());
}

void tst_LiveEngine::stoppingAReadyEngineStartsAnother()
{
    const FormulaSpace formula;
    LiveFixture live;
    live.engine.setMostDeaths(1); // a stop is none
    live.open(formula);
    QTRY_VERIFY(live.isReady());
    const pid_t before = live.engine.pid();
    live.engine.stopAndRestart();
    QVERIFY(!live.isReady());
    QTRY_VERIFY(live.isReady());
    QVERIFY(live.engine.pid() != before);
}

void tst_LiveEngine::goesAwayInTheMiddleOfALoad()
{
    const FormulaSpace loops(0, "loop");
    pid_t pid = 0;
    {
        LiveFixture live;
        live.open(loops);
        QTRY_COMPARE(live.engine.status(), LiveEngine::Status::Loading);
        pid = live.engine.pid();
        QCOMPARE(::kill(pid, 0), 0);
    }
    QCOMPARE(::kill(pid, 0), -1); // ended and waited for
}

void tst_LiveEngine::aJobEngineIsAnother()
{
    const FormulaSpace formula;
    LiveFixture live;
    QVERIFY_THROWS_EXCEPTION(UserError, (void)live.engine.startJobEngine());
    live.open(formula);
    QTRY_VERIFY(live.isReady());
    const std::unique_ptr<EngineProcess> job = live.engine.startJobEngine();
    QVERIFY(job->pid() != live.engine.pid());
    QCOMPARE(job->client().describe().libTorch, std::string("0.0.1"));
}

QTEST_GUILESS_MAIN(tst_LiveEngine)
#include "tst_LiveEngine.moc"
