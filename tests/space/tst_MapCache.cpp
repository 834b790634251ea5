// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "space/MapCache.h"
#include "space/NpyFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <limits>
#include <set>

namespace fs = std::filesystem;

class tst_MapCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void givesBackWhatItWasGiven();
    void anotherTableOrOptionHasAnotherKey();
    void threadsAndIterationsHaveTheSameKey();
    void theLongestThatIsNotTooLongIsFound();
    void aMapWithoutMotionIsOne();
    void whatIsDamagedIsNotThere();
    void theOldestGoFirst();
    void aFolderThatIsAFileIsSaidToBe();
    void trustIsKeptBesideMaps();

private:
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString() + "/maps"; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

static TsneMap someMap(std::size_t rows)
{
    TsneMap map;
    for (std::size_t i = 0; i < 2 * rows; ++i) {
        map.positions.push_back(static_cast<float>(i) / 7);
        map.motion.insert(map.motion.end(), {static_cast<float>(i), 0.25F});
    }
    map.divergence = 1.25;
    map.neighboursKept = 0.5;
    map.perplexity = 12;
    map.iterations = 750;
    return map;
}

void tst_MapCache::givesBackWhatItWasGiven()
{
    QVERIFY(!cachedMap(folder(), "a", 750, 3));
    cacheMap(folder(), "a", someMap(3));
    const auto found = cachedMap(folder(), "a", 750, 3);
    QVERIFY(found);
    QCOMPARE(found->positions, someMap(3).positions);
    QCOMPARE(found->motion, someMap(3).motion);
    QCOMPARE(found->divergence, 1.25);
    QCOMPARE(found->neighboursKept, 0.5);
    QCOMPARE(found->perplexity, 12.0);
    QCOMPARE(found->iterations, 750);
    QVERIFY(!cachedMap(folder(), "b", 750, 3));
    QVERIFY(!cachedMap(folder(), "a", 750, 4));
}

void tst_MapCache::trustIsKeptBesideMaps()
{
    const MapTrust trust{{0.5F, 1, 0.75F}, 1, 2};
    QVERIFY(!cachedTrust(folder(), "t", 3));
    cacheTrust(folder(), "t", trust);
    QCOMPARE(cachedTrust(folder(), "t", 3).value(), trust);
    QVERIFY(!cachedTrust(folder(), "t", 4));
    QVERIFY(!cachedMap(folder(), "t", 750, 3));
    cacheTrust(folder(), "t", {{0.5F, 2, 0.75F}, 1, 2}); // nothing is trusted twice
    QVERIFY(!cachedTrust(folder(), "t", 3));
    cacheTrust(folder(), "t", {{0.5F, 1, 0.75F}, 1, 4}); // more than there are
    QVERIFY(!cachedTrust(folder(), "t", 3));

    const LatentTable table(4, 2, {1, 2, 3, 4, 5, 6, 7, 8});
    const LatentTable places(4, 2, {1, 2, 3, 4, 5, 6, 7, 9});
    const std::set<std::string> keys = {trustKey(table, places), trustKey(places, table), trustKey(table, table),
                                        mapKey(table, {})};
    QCOMPARE(keys.size(), std::size_t{4});
    QCOMPARE(trustKey(table, places), trustKey(table, LatentTable(places)));
}

void tst_MapCache::anotherTableOrOptionHasAnotherKey()
{
    const LatentTable table(4, 2, {1, 2, 3, 4, 5, 6, 7, 8});
    const LatentTable turned(2, 4, {1, 2, 3, 4, 5, 6, 7, 8});
    const LatentTable other(4, 2, {1, 2, 3, 4, 5, 6, 7, 9});
    std::set<std::string> keys = {mapKey(table, {}), mapKey(turned, {}), mapKey(other, {})};
    for (const TsneOptions& options :
         {TsneOptions{.perplexity = 31}, TsneOptions{.exaggerated = 251}, TsneOptions{.exaggeration = 4},
          TsneOptions{.learningRate = 200}, TsneOptions{.seed = 2}}) {
        keys.insert(mapKey(table, options));
    }
    const std::vector<float> start(8);
    keys.insert(mapKey(table, {}, start)); // another way to the same number of iterations
    QCOMPARE(keys.size(), std::size_t{9});
}

void tst_MapCache::threadsAndIterationsHaveTheSameKey()
{
    const LatentTable table(4, 2);
    QCOMPARE(mapKey(table, {.threads = 3}), mapKey(table, {.threads = 0}));
    QCOMPARE(mapKey(table, {.iterations = 300}), mapKey(table, {}));
}

void tst_MapCache::theLongestThatIsNotTooLongIsFound()
{
    for (const int iterations : {300, 1500, 750}) {
        TsneMap map = someMap(3);
        map.iterations = iterations;
        cacheMap(folder(), "a", map);
    }
    const auto found = [&](int most) {
        const auto map = cachedMap(folder(), "a", most, 3);
        return map ? map->iterations : 0;
    };
    QCOMPARE(found(2000), 1500);
    QCOMPARE(found(1500), 1500);
    QCOMPARE(found(1499), 750);
    QCOMPARE(found(299), 0);
    fs::remove(folder() / "a-1500.npy"); // what is damaged does not hide the one before
    QCOMPARE(found(2000), 750);
}

void tst_MapCache::aMapWithoutMotionIsOne()
{
    TsneMap map = someMap(3);
    map.motion.clear();
    cacheMap(folder(), "a", map);
    const auto found = cachedMap(folder(), "a", 750, 3);
    QVERIFY(found);
    QCOMPARE(found->positions, map.positions);
    QVERIFY(found->motion.empty());
}

void tst_MapCache::whatIsDamagedIsNotThere()
{
    const auto isThere = [&] { return cachedMap(folder(), "a", 750, 3).has_value(); };
    const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder() / name) << text; };
    cacheMap(folder(), "a", someMap(3));
    write("a-750.json", "{\"kl\": 1}");
    QVERIFY(!isThere());
    cacheMap(folder(), "a", someMap(3));
    write("a-750.npy", "no array");
    QVERIFY(!isThere());
    cacheMap(folder(), "a", someMap(3));
    fs::remove(folder() / "a-750.npy");
    QVERIFY(!isThere());
    TsneMap notFinite = someMap(3);
    notFinite.positions[2] = std::numeric_limits<float>::quiet_NaN();
    cacheMap(folder(), "a", notFinite);
    QVERIFY(!isThere());
    cacheMap(folder(), "a", someMap(3));
    QVERIFY(isThere());
}

void tst_MapCache::theOldestGoFirst()
{
    const std::uintmax_t each = 128 + 24 * 100;
    const fs::file_time_type now = fs::file_time_type::clock::now();
    for (const int age : {1, 2, 3}) {
        const std::string key(1, static_cast<char>('a' + age));
        cacheMap(folder(), key, someMap(100));
        fs::last_write_time(folder() / (key + "-750.npy"), now - std::chrono::hours(age));
    }
    cacheMap(folder(), "new", someMap(100), 3 * each);
    QVERIFY(cachedMap(folder(), "new", 750, 100));
    QVERIFY(cachedMap(folder(), "b", 750, 100));
    QVERIFY(cachedMap(folder(), "c", 750, 100));
    QVERIFY(!cachedMap(folder(), "d", 750, 100));
    QVERIFY(!fs::exists(folder() / "d-750.json"));
    cacheMap(folder(), "newest", someMap(100), 10); // too large, and yet it stays
    QVERIFY(cachedMap(folder(), "newest", 750, 100));
    QVERIFY(!cachedMap(folder(), "new", 750, 100));
}

void tst_MapCache::aFolderThatIsAFileIsSaidToBe()
{
    std::ofstream(folder()) << "a file";
    QVERIFY_THROWS_EXCEPTION(UserError, cacheMap(folder(), "a", someMap(3)));
}

QTEST_GUILESS_MAIN(tst_MapCache)
#include "tst_MapCache.moc"
