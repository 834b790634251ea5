// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/SharedTables.h"

#include "engine/EngineTypes.h"

#include <QTest>

#include <sys/stat.h>

#include <array>
#include <numeric>

namespace {

/// As one that was read from a large file: its values lie in shared memory.
LatentTable sharedTable(std::size_t rows, std::size_t columns)
{
    std::vector<float> values(rows * columns);
    std::iota(values.begin(), values.end(), 0.0F);
    return readLatents(sealedTable(std::span<const float>(values)), rows, columns);
}

} // namespace

class tst_SharedTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const std::array values = {1.0F, 2.0F, 3.0F};
        QCOMPARE(readTable<float>(sealedTable(std::span<const float>(values)), 3), (std::vector<float>{1, 2, 3}));
        QVERIFY(readTable<float>(sealedTable(std::span<const float>()), 0).empty());
    }

    void aLargeTableTravelsWithoutACopy()
    {
        const LatentTable table = sharedTable(4096, 64);
        QVERIFY(table.shared());
        QCOMPARE(table.row(4095)[63], 4096 * 64 - 1.0F);
        const LatentTable there = readLatents(sealedTable(table), 4096, 64);
        QVERIFY(there.shared());
        struct stat ours = {};
        struct stat theirs = {};
        QCOMPARE(::fstat(table.shared()->descriptor(), &ours), 0);
        QCOMPARE(::fstat(there.shared()->descriptor(), &theirs), 0);
        QCOMPARE(theirs.st_ino, ours.st_ino);
        QCOMPARE(there, table);
    }

    void aSmallTableIsCopied()
    {
        const LatentTable table = sharedTable(2, 3);
        QVERIFY(!table.shared());
        QCOMPARE(readLatents(sealedTable(table), 2, 3), table);
    }

    void aSharedTableIsCopiedBeforeItChanges()
    {
        const LatentTable table = sharedTable(4096, 64);
        LatentTable other = table;
        QVERIFY(other.shared());
        other.row(7)[3] = -1;
        QVERIFY(!other.shared());
        QCOMPARE(other.row(7)[3], -1.0F);
        QCOMPARE(table.row(7)[3], 7 * 64 + 3.0F);
        QVERIFY(other != table);
    }

    void tablesOfAnotherSizeAreRefused()
    {
        for (const std::size_t rows : {4095U, 4097U}) {
            QVERIFY_THROWS_EXCEPTION(EngineError, (void)readLatents(sealedTable(sharedTable(4096, 64)), rows, 64));
        }
        QVERIFY_THROWS_EXCEPTION(EngineError, (void)readLatents(sealedTable(sharedTable(2, 3)), 1, 3));
        QVERIFY_THROWS_EXCEPTION(EngineError, (void)openShared(FileDescriptor(), 64, SharedBuffer::Use::Stream));
    }
};

QTEST_GUILESS_MAIN(tst_SharedTables)
#include "tst_SharedTables.moc"
