// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/SharedBuffer.h"

#include <QTest>

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace {

FileDescriptor copyOf(int descriptor)
{
    return FileDescriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
}

FileDescriptor memory(std::size_t bytes, int seals)
{
    FileDescriptor descriptor(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    (void)!::ftruncate(descriptor.get(), static_cast<off_t>(bytes));
    if (seals != 0) {
        ::fcntl(descriptor.get(), F_ADD_SEALS, seals);
    }
    return descriptor;
}

constexpr int sizeSeals = F_SEAL_SHRINK | F_SEAL_GROW;

} // namespace

class tst_SharedBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOtherSideSeesWhatIsWritten()
    {
        SharedBuffer ours = SharedBuffer::create(100, SharedBuffer::Use::Stream);
        const SharedBuffer theirs = SharedBuffer::open(copyOf(ours.descriptor()), 100, SharedBuffer::Use::Stream);
        ours.writable()[99] = std::byte{42};
        QCOMPARE(theirs.bytes()[99], std::byte{42});
    }

    void neitherSideCanResize()
    {
        SharedBuffer ours = SharedBuffer::create(100, SharedBuffer::Use::Stream);
        QVERIFY(::ftruncate(ours.descriptor(), 10) != 0);
        QVERIFY(::ftruncate(ours.descriptor(), 1000) != 0);
    }

    void aTableCannotBeWrittenAgain()
    {
        const std::array values = {1.0F, 2.0F, 3.0F};
        SharedTableWriter writer(sizeof values);
        writer.write(std::as_bytes(std::span(values)).first(4));
        writer.write(std::as_bytes(std::span(values)).subspan(4));
        FileDescriptor table = std::move(writer).sealed();
        QVERIFY(::pwrite(table.get(), "x", 1, 0) < 0);
        QCOMPARE(::mmap(nullptr, 12, PROT_READ | PROT_WRITE, MAP_SHARED, table.get(), 0), MAP_FAILED);
        const SharedBuffer read = SharedBuffer::open(std::move(table), sizeof values, SharedBuffer::Use::Table);
        QVERIFY(std::ranges::equal(read.bytes(), std::as_bytes(std::span(values))));
    }

    void aTableThatIsNotWholeIsNotSealed()
    {
        SharedTableWriter writer(8);
        writer.write(std::as_bytes(std::span("abc", 3)));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)std::move(writer).sealed());
    }

    void whatIsNotSealedMemoryOfThatSizeIsRefused_data()
    {
        QTest::addColumn<int>("seals");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("isTable");
        QTest::newRow("no seals") << 0 << 64 << false;
        QTest::newRow("may grow") << F_SEAL_SHRINK << 64 << false;
        QTest::newRow("may shrink") << F_SEAL_GROW << 64 << false;
        QTest::newRow("table may be written") << sizeSeals << 64 << true;
        QTest::newRow("too small") << sizeSeals << 63 << false;
        QTest::newRow("too large") << sizeSeals << 65 << false;
        QTest::newRow("empty") << sizeSeals << 0 << false;
    }

    void whatIsNotSealedMemoryOfThatSizeIsRefused()
    {
        QFETCH(int, seals);
        QFETCH(int, bytes);
        QFETCH(bool, isTable);
        const auto use = isTable ? SharedBuffer::Use::Table : SharedBuffer::Use::Stream;
        QVERIFY_THROWS_EXCEPTION(MemoryRefused,
                                 (void)SharedBuffer::open(memory(static_cast<std::size_t>(bytes), seals), 64, use));
    }

    void otherDescriptorsAreRefused()
    {
        std::array<int, 2> ends = {};
        QCOMPARE(::pipe2(ends.data(), O_CLOEXEC), 0);
        const FileDescriptor writeEnd(ends[1]);
        QVERIFY_THROWS_EXCEPTION(MemoryRefused,
                                 (void)SharedBuffer::open(FileDescriptor(ends[0]), 64, SharedBuffer::Use::Stream));
        QVERIFY_THROWS_EXCEPTION(MemoryRefused,
                                 (void)SharedBuffer::open(FileDescriptor(::open("/proc/self/exe", O_RDONLY)), 64,
                                                          SharedBuffer::Use::Stream));
        QVERIFY_THROWS_EXCEPTION(MemoryRefused,
                                 (void)SharedBuffer::open(FileDescriptor(), 64, SharedBuffer::Use::Stream));
    }

    void moreThanThereIsIsRefusedWithASentence()
    {
        QVERIFY_THROWS_EXCEPTION(UserError, (void)SharedBuffer::create(std::size_t{1} << 62, SharedBuffer::Use::Table));
    }
};

QTEST_GUILESS_MAIN(tst_SharedBuffer)
#include "tst_SharedBuffer.moc"
