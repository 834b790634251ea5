// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/LatestJob.h"

#include <QtTest/QTest>

#include <algorithm>
#include <atomic>
#include <semaphore>
#include <stdexcept>
#include <vector>

namespace {

/// Work that says when it has begun and waits to be let on.
struct Gate
{
    std::binary_semaphore begun{0};
    std::binary_semaphore mayEnd{0};
};

struct Received
{
    std::vector<int> values;
    std::vector<std::string> failures;
    void operator()(Outcome<int> outcome)
    {
        if (const int* value = std::get_if<int>(&outcome)) {
            values.push_back(*value);
        } else {
            failures.push_back(std::get<Failure>(outcome).message);
        }
    }
};

LatestJob<int>::Work gated(Gate& gate, int value)
{
    return [&gate, value](const JobControl&) {
        gate.begun.release();
        gate.mayEnd.acquire();
        return value;
    };
}

LatestJob<int>::Work giving(int value)
{
    return [value](const JobControl&) { return value; };
}

/// Runs until it is told to stop.
LatestJob<int>::Work runningUntilStopped(std::binary_semaphore& begun, std::atomic<bool>& wasStopped)
{
    return [&begun, &wasStopped](const JobControl& control) {
        std::binary_semaphore stopped(0);
        const std::stop_callback onStop(control.stop, [&] { stopped.release(); });
        begun.release();
        stopped.acquire();
        wasStopped = true;
        return -1;
    };
}

} // namespace

class tst_LatestJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversOnTheThreadThatMadeIt();
    void onlyTheNewestOfThoseWaitingRuns();
    void aPreviewShowsWhatItStarted();
    void aLongRunStopsForANewerOne();
    void nothingRequestedBeforeACancelIsDelivered();
    void aCancelDropsWhatWaitsForTheEventLoop();
    void whatIsThrownArrivesAsAFailure();
    void worksAgainAfterAFailure();
    void theDestructorStopsTheRunAndJoins();
    void progressArrivesBeforeTheResult();
    void deliveringMayRequestAgain();
    void manyRequestsEndWithTheLast();
};

void tst_LatestJob::deliversOnTheThreadThatMadeIt()
{
    std::thread::id worker;
    std::thread::id receiver;
    LatestJob<int> job(Supersede::FinishRunning, [&](const Outcome<int>&) { receiver = std::this_thread::get_id(); });
    job.request([&](const JobControl&) {
        worker = std::this_thread::get_id();
        return 1;
    });
    QVERIFY(job.isBusy());
    QTRY_VERIFY(!job.isBusy());
    QCOMPARE(receiver, std::this_thread::get_id());
    QVERIFY(worker != receiver);
}

void tst_LatestJob::onlyTheNewestOfThoseWaitingRuns()
{
    Received received;
    Gate gate;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    job.request(gated(gate, 1));
    gate.begun.acquire();
    bool ranTheSecond = false;
    job.request([&](const JobControl&) {
        ranTheSecond = true;
        return 2;
    });
    job.request(giving(3));
    gate.mayEnd.release();
    QTRY_VERIFY(!job.isBusy());
    QCOMPARE(received.values.back(), 3);
    QVERIFY(!ranTheSecond);
}

void tst_LatestJob::aPreviewShowsWhatItStarted()
{
    Received received;
    Gate first;
    Gate second;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    job.request(gated(first, 1));
    first.begun.acquire();
    job.request(gated(second, 2)); // newer, but the first is finished and shown all the same
    first.mayEnd.release();
    QTRY_COMPARE(received.values, std::vector<int>{1});
    QVERIFY(job.isBusy());
    second.mayEnd.release();
    QTRY_COMPARE(received.values, (std::vector<int>{1, 2}));
}

void tst_LatestJob::aLongRunStopsForANewerOne()
{
    Received received;
    std::binary_semaphore begun(0);
    std::atomic<bool> wasStopped = false;
    LatestJob<int> job(Supersede::StopRunning, std::ref(received));
    job.request(runningUntilStopped(begun, wasStopped));
    begun.acquire();
    job.request(giving(2));
    QTRY_VERIFY(!job.isBusy());
    QVERIFY(wasStopped);
    QCOMPARE(received.values, std::vector<int>{2});
}

void tst_LatestJob::nothingRequestedBeforeACancelIsDelivered()
{
    Received received;
    Gate gate;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    job.request(gated(gate, 1));
    gate.begun.acquire();
    job.request(giving(2));
    job.cancel();
    QVERIFY(!job.isBusy());
    gate.mayEnd.release();
    job.request(giving(3));
    QTRY_VERIFY(!job.isBusy());
    QCOMPARE(received.values, std::vector<int>{3});
}

void tst_LatestJob::aCancelDropsWhatWaitsForTheEventLoop()
{
    Received received;
    Gate second;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    Gate first;
    job.request(gated(first, 1));
    first.begun.acquire();
    job.request(gated(second, 2));
    first.mayEnd.release();
    second.begun.acquire(); // so the first is finished and posted, but this thread's event loop has not run
    job.cancel();
    second.mayEnd.release();
    job.request(giving(3));
    QTRY_VERIFY(!job.isBusy());
    QCOMPARE(received.values, std::vector<int>{3});
}

void tst_LatestJob::whatIsThrownArrivesAsAFailure()
{
    Received received;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    job.request([](const JobControl&) -> int { throw std::runtime_error("The file is gone."); });
    QTRY_COMPARE(received.failures, std::vector<std::string>{"The file is gone."});
}

void tst_LatestJob::worksAgainAfterAFailure()
{
    Received received;
    LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
    job.request([](const JobControl&) -> int { throw 7; });
    QTRY_COMPARE(received.failures.size(), std::size_t(1));
    job.request(giving(2));
    QTRY_COMPARE(received.values, std::vector<int>{2});
}

void tst_LatestJob::theDestructorStopsTheRunAndJoins()
{
    Received received;
    std::binary_semaphore begun(0);
    std::atomic<bool> wasStopped = false;
    {
        LatestJob<int> job(Supersede::FinishRunning, std::ref(received));
        job.request(runningUntilStopped(begun, wasStopped));
        begun.acquire();
    }
    QVERIFY(wasStopped);
    QCoreApplication::processEvents();
    QVERIFY(received.values.empty());
}

void tst_LatestJob::progressArrivesBeforeTheResult()
{
    std::vector<double> seen;
    Gate gate;
    LatestJob<int> job(
        Supersede::StopRunning, [&](const Outcome<int>&) { seen.push_back(1); },
        [&](double fraction) { seen.push_back(fraction); });
    job.request([&](const JobControl& control) {
        control.report(0.25);
        gate.mayEnd.acquire();
        return 1;
    });
    QTRY_COMPARE(seen, std::vector<double>{0.25});
    gate.mayEnd.release();
    QTRY_COMPARE(seen, (std::vector<double>{0.25, 1}));
}

void tst_LatestJob::deliveringMayRequestAgain()
{
    std::vector<int> values;
    LatestJob<int>* self = nullptr;
    LatestJob<int> job(Supersede::FinishRunning, [&](Outcome<int> outcome) {
        values.push_back(std::get<int>(outcome));
        if (values.size() < 3) {
            self->request(giving(static_cast<int>(values.size()) + 1));
        }
    });
    self = &job;
    job.request(giving(1));
    QTRY_COMPARE(values, (std::vector<int>{1, 2, 3}));
}

void tst_LatestJob::manyRequestsEndWithTheLast()
{
    for (const Supersede policy : {Supersede::FinishRunning, Supersede::StopRunning}) {
        Received received;
        LatestJob<int> job(policy, std::ref(received));
        for (int i = 1; i <= 2000; ++i) {
            job.request(giving(i));
            if (i % 7 == 0) {
                QCoreApplication::processEvents();
            }
            if (i % 501 == 0) {
                job.cancel();
            }
        }
        QTRY_VERIFY(!job.isBusy());
        QCOMPARE(received.values.back(), 2000);
        QVERIFY(std::is_sorted(received.values.begin(), received.values.end()));
    }
}

QTEST_GUILESS_MAIN(tst_LatestJob)
#include "tst_LatestJob.moc"
