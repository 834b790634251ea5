// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/BlockPool.h"

#include <QTest>

#include <numeric>
#include <stdexcept>

class tst_BlockPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyBlockIsDoneOnce();
    void rangesCoverAll();
    void whatABlockThrowsIsThrown();
};

void tst_BlockPool::everyBlockIsDoneOnce()
{
    for (const int threads : {1, 2, 5}) {
        BlockPool pool(threads);
        QCOMPARE(pool.threads(), threads);
        for (int round = 0; round < 200; ++round) {
            std::vector<std::atomic<int>> times(37);
            pool.run(times.size(), [&](std::size_t block) { ++times[block]; });
            for (const auto& time : times) {
                QCOMPARE(time.load(), 1);
            }
        }
        pool.run(0, [](std::size_t) { throw std::logic_error("there is none"); });
    }
}

void tst_BlockPool::rangesCoverAll()
{
    BlockPool pool(3);
    std::vector<int> values(1000);
    pool.runRanges(values.size(), 64, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            values[i] += static_cast<int>(i);
        }
    });
    QCOMPARE(std::accumulate(values.begin(), values.end(), 0), 999 * 1000 / 2);
}

void tst_BlockPool::whatABlockThrowsIsThrown()
{
    for (const int threads : {1, 3}) {
        BlockPool pool(threads);
        for (int round = 0; round < 50; ++round) {
            std::atomic<int> done = 0;
            QVERIFY_THROWS_EXCEPTION(std::runtime_error, pool.run(1000, [&](std::size_t block) {
                if (block == 3) {
                    throw std::runtime_error("too much");
                }
                ++done;
            }));
            QVERIFY(done < 1000);
            done = 0;
            pool.run(20, [&](std::size_t) { ++done; }); // it goes on
            QCOMPARE(done.load(), 20);
        }
    }
}

QTEST_GUILESS_MAIN(tst_BlockPool)
#include "tst_BlockPool.moc"
