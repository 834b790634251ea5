// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SlowJob.h"

#include <QtTest/QTest>

class tst_SlowJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWorkThatLastsAndTakesItAwayAtTheEnd();
    void whatWasReportedBeforeItIsListedCounts();
    void doesNotListWorkThatEndsSoon();
    void cancellingStopsTheWork();
};

void tst_SlowJob::listsWorkThatLastsAndTakesItAwayAtTheEnd()
{
    JobList jobs;
    SlowJob work(jobs, QStringLiteral("Measuring"), [] {});
    work.setRunning(true);
    QVERIFY(jobs.jobs().empty());
    QTRY_COMPARE(jobs.jobs().size(), std::size_t(1));
    QCOMPARE(jobs.jobs()[0].title, QStringLiteral("Measuring"));
    work.setRunning(true); // it went on to something newer
    QCOMPARE(jobs.jobs().size(), std::size_t(1));
    work.setRunning(false);
    QVERIFY(jobs.jobs().empty());
}

void tst_SlowJob::whatWasReportedBeforeItIsListedCounts()
{
    JobList jobs;
    SlowJob work(jobs, QStringLiteral("Measuring"), [] {});
    work.setRunning(true);
    work.report(0.25);
    QTRY_COMPARE(jobs.jobs().size(), std::size_t(1));
    QCOMPARE(jobs.jobs()[0].fraction, 0.25);
    work.report(0.5);
    QCOMPARE(jobs.jobs()[0].fraction, 0.5);
    work.setRunning(false);
    work.setRunning(true);
    QTRY_COMPARE(jobs.jobs().size(), std::size_t(1));
    QVERIFY(jobs.jobs()[0].fraction < 0); // nobody knows of the next one yet
}

void tst_SlowJob::doesNotListWorkThatEndsSoon()
{
    JobList jobs;
    SlowJob quick(jobs, QStringLiteral("quick"), [] {});
    SlowJob slow(jobs, QStringLiteral("slow"), [] {});
    quick.setRunning(true);
    slow.setRunning(true);
    quick.setRunning(false);
    QTRY_VERIFY(!jobs.jobs().empty());
    QCOMPARE(jobs.jobs().size(), std::size_t(1));
    QCOMPARE(jobs.jobs()[0].title, QStringLiteral("slow"));
}

void tst_SlowJob::cancellingStopsTheWork()
{
    JobList jobs;
    int stops = 0;
    SlowJob work(jobs, QStringLiteral("Measuring"), [&] {
        ++stops;
        work.setRunning(false);
    });
    work.setRunning(true);
    QTRY_COMPARE(jobs.jobs().size(), std::size_t(1));
    const std::function<void()> cancel = jobs.jobs()[0].cancel;
    cancel();
    QCOMPARE(stops, 1);
    QVERIFY(jobs.jobs().empty());
}

QTEST_GUILESS_MAIN(tst_SlowJob)
#include "tst_SlowJob.moc"
