// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/FastestBatch.h"

#include <QTest>

#include <cmath>

class tst_FastestBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growsWhileThatIsFaster();
    void goesBackToTheFasterSize();
    void aFirstRunMayBeSlow();
    void batchesStayShortInTime();
    void takesNoMoreThanThereIs();
};

namespace {

/// The size after `batches`, each of which takes `seconds(size, run)`.
template <class Seconds> std::size_t sizeAfter(int batches, std::size_t largest, const Seconds& seconds)
{
    FastestBatch fastest(largest);
    for (int run = 0; run < batches; ++run) {
        const std::size_t size = fastest.next(1'000'000);
        fastest.finished(seconds(size, run));
    }
    return fastest.next(1'000'000);
}

} // namespace

void tst_FastestBatch::growsWhileThatIsFaster()
{
    const auto overheadAndWork = [](std::size_t size, int) { return 1e-3 + 1e-5 * static_cast<double>(size); };
    QCOMPARE(sizeAfter(40, 32, overheadAndWork), std::size_t{32});
}

void tst_FastestBatch::goesBackToTheFasterSize()
{
    const auto bestAtFour = [](std::size_t size, int) {
        return 1e-3 * static_cast<double>(size) * (1 + std::abs(std::log2(static_cast<double>(size)) - 2));
    };
    QCOMPARE(sizeAfter(40, 64, bestAtFour), std::size_t{4});
}

void tst_FastestBatch::aFirstRunMayBeSlow()
{
    std::size_t last = 0;
    const auto plansAnew = [&last](std::size_t size, int) {
        return (std::exchange(last, size) == size ? 0 : 1) + 1e-3 + 1e-5 * static_cast<double>(size);
    };
    QCOMPARE(sizeAfter(40, 32, plansAnew), std::size_t{32});
}

void tst_FastestBatch::batchesStayShortInTime()
{
    const auto slow = [](std::size_t size, int) { return 0.2 + 0.1 * static_cast<double>(size); };
    QVERIFY(sizeAfter(40, 64, slow) <= 4);
}

void tst_FastestBatch::takesNoMoreThanThereIs()
{
    FastestBatch fastest(64);
    fastest.finished(1);
    QCOMPARE(fastest.next(0), std::size_t{1});
    for (int run = 0; run < 30; ++run) {
        const std::size_t size = fastest.next(3);
        QVERIFY(size <= 3);
        fastest.finished(1.0 / static_cast<double>(size));
    }
}

QTEST_GUILESS_MAIN(tst_FastestBatch)
#include "tst_FastestBatch.moc"
