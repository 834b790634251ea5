// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/RequestQueue.h"

#include <QTest>

namespace {

Request request(std::uint64_t id, RequestBody body)
{
    Request made;
    made.message = {id, std::move(body)};
    return made;
}

Request decode(std::uint64_t id, std::uint64_t stream)
{
    return request(id, DecodeRequest{stream, id, 0, 0});
}

} // namespace

class tst_RequestQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHandGoesBeforeBackgroundWork()
    {
        RequestQueue queue;
        queue.push(request(1, DescribeRequest{}));
        queue.push(request(2, DescribeRequest{}));
        queue.push(decode(3, 1));
        QCOMPARE(queue.next()->message.id, std::uint64_t{3});
        QCOMPARE(queue.next()->message.id, std::uint64_t{1});
        QVERIFY(!queue.nextLive());
        queue.push(decode(4, 1));
        QCOMPARE(queue.nextLive()->message.id, std::uint64_t{4});
        QCOMPARE(queue.next()->message.id, std::uint64_t{2});
    }

    void aNewerDecodeOfTheSameStreamReplacesAWaitingOne()
    {
        RequestQueue queue;
        queue.push(decode(1, 1));
        queue.push(decode(2, 2));
        queue.push(decode(3, 1));
        const Request first = *queue.next();
        const Request second = *queue.next();
        const Request third = *queue.next();
        QVERIFY(first.isSuperseded);
        QVERIFY(!second.isSuperseded);
        QVERIFY(!third.isSuperseded);
        QCOMPARE(third.message.id, std::uint64_t{3});
    }

    void cancelReachesWhatRunsAndWhatWaits()
    {
        RequestQueue queue;
        queue.push(request(1, DescribeRequest{}));
        queue.push(request(2, DescribeRequest{}));
        const Request running = *queue.next();
        queue.cancel(1);
        queue.cancel(2);
        QVERIFY(running.stop.stop_requested());
        QVERIFY(queue.next()->stop.stop_requested());
    }

    void aLateCancelHitsNothingElse()
    {
        RequestQueue queue;
        queue.push(request(1, DescribeRequest{}));
        queue.push(request(2, DescribeRequest{}));
        const Request finished = *queue.next();
        const Request running = *queue.next();
        queue.cancel(1);
        QVERIFY(!running.stop.stop_requested());
    }
};

QTEST_GUILESS_MAIN(tst_RequestQueue)
#include "tst_RequestQueue.moc"
