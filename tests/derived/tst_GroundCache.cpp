// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/GroundCache.h"

#include <QtTest/QTest>

namespace {

constexpr std::size_t tile = 10 * 10 * 4;

QImage picture()
{
    return {10, 10, QImage::Format_RGB32};
}

} // namespace

class tst_GroundCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCellIsKnownByItsMiddle();
    void keepsNoMoreThanItMayButWhatIsWanted();
    void whatWasWantedLongestAgoGoesFirst();
    void countsNothingTwice();
};

void tst_GroundCache::aCellIsKnownByItsMiddle()
{
    GroundCache cache(100 * tile);
    cache.insert({2, 3, 0}, picture());
    QVERIFY(cache.find({3, 1, 0}) != nullptr);
    QVERIFY(cache.want({3, 1, 0}));
    QVERIFY(cache.find({2, 1, 0}) == nullptr);
    QVERIFY(!cache.want({2, 1, 0}));
    cache.clear();
    QVERIFY(cache.find({3, 1, 0}) == nullptr);
    QCOMPARE(cache.bytes(), std::size_t(0));
}

void tst_GroundCache::keepsNoMoreThanItMayButWhatIsWanted()
{
    GroundCache cache(10 * tile);
    for (int view = 0; view < 50; ++view) {
        cache.beginView();
        for (int i = 0; i < 4; ++i) {
            cache.insert({0, 4 * view + i + 1, 1}, picture());
        }
        QVERIFY(cache.bytes() <= 10 * tile);
    }
    cache.beginView();
    for (int i = 0; i < 30; ++i) {
        cache.insert({1, i + 1, 1}, picture());
    }
    for (int i = 0; i < 30; ++i) {
        QVERIFY(cache.find({1, i + 1, 1}) != nullptr); // all of one view
    }
    QCOMPARE(cache.size(), std::size_t(30));
}

void tst_GroundCache::whatWasWantedLongestAgoGoesFirst()
{
    GroundCache cache(4 * tile);
    for (int i = 1; i <= 4; ++i) {
        cache.beginView();
        cache.insert({0, i, 1}, picture());
    }
    cache.beginView();
    QVERIFY(cache.want({0, 1, 1}));
    cache.insert({0, 5, 1}, picture());
    QVERIFY(cache.find({0, 1, 1}) != nullptr);
    QVERIFY(cache.find({0, 2, 1}) == nullptr);
    QVERIFY(cache.find({0, 5, 1}) != nullptr);
}

void tst_GroundCache::countsNothingTwice()
{
    GroundCache cache(100 * tile);
    cache.insert({0, 1, 1}, picture());
    cache.insert({0, 1, 1}, picture());
    QCOMPARE(cache.bytes(), tile);
    cache.insert({0, 1, 1}, {});
    QCOMPARE(cache.bytes(), std::size_t(0));
    QVERIFY(cache.find({0, 1, 1})->isNull()); // known to have none
}

QTEST_GUILESS_MAIN(tst_GroundCache)
#include "tst_GroundCache.moc"
