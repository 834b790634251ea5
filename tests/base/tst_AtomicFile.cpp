// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "base/UnfinishedPath.h"
#include "base/UserError.h"
#include "base/WorkFolder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

class tst_AtomicFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhatItWasGiven();
    void replacesAnOlderFileAndKeepsItsPermissions();
    void writesThroughASymbolicLink();
    void saysWhichFolderIsMissing();
    void aFullDiskLeavesTheOldFileAndNothingElse();
    void replacesNoPipeAndNoDevice();
    void tellsBeforehandWhatCannotBeWritten();
    void aProgramThatEndsLeavesNothingUnfinished();
    void refusesToReadAFolderOrTooMuch();

private:
    [[nodiscard]] std::filesystem::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

void tst_AtomicFile::writesWhatItWasGiven()
{
    const std::string text = std::string("a\0b\n", 4) + std::string(3 << 20, 'x');
    writeFileAtomically(at("new"), text);
    QCOMPARE(readWholeFile(at("new"), text.size()), text);
}

void tst_AtomicFile::replacesAnOlderFileAndKeepsItsPermissions()
{
    writeFileAtomically(at("old"), "before");
    std::filesystem::permissions(at("old"), std::filesystem::perms(0640));
    writeFileAtomically(at("old"), "after");
    QCOMPARE(readWholeFile(at("old"), 100), std::string("after"));
    QCOMPARE(std::filesystem::status(at("old")).permissions(), std::filesystem::perms(0640));
}

void tst_AtomicFile::writesThroughASymbolicLink()
{
    writeFileAtomically(at("target"), "before");
    std::filesystem::create_symlink(at("target"), at("link"));
    writeFileAtomically(at("link"), "after");
    QVERIFY(std::filesystem::is_symlink(at("link")));
    QCOMPARE(readWholeFile(at("target"), 100), std::string("after"));
}

void tst_AtomicFile::saysWhichFolderIsMissing()
{
    try {
        writeFileAtomically(at("none/file"), "x");
        QFAIL("no error");
    } catch (const UserError& error) {
        QVERIFY(QString(error.what()).contains("none/file"));
        QVERIFY(QString(error.what()).contains("Make the folder first"));
    }
}

void tst_AtomicFile::aFullDiskLeavesTheOldFileAndNothingElse()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("table").toStdString();
    writeFileAtomically(file, "before");
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100000, 100000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        try {
            writeFileAtomically(file, std::string(200000, 'x'));
            ::_exit(1);
        } catch (const UserError& error) {
            const bool named = std::string(error.what()).find("Free some space") != std::string::npos;
            ::_exit(named ? 0 : 2);
        }
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
    QCOMPARE(readWholeFile(file, 100), std::string("before"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"table"});
}

void tst_AtomicFile::replacesNoPipeAndNoDevice()
{
    QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
    QVERIFY_THROWS_EXCEPTION(UserError, writeFileAtomically(at("pipe"), "x"));
    QVERIFY(std::filesystem::is_fifo(at("pipe")));
    std::filesystem::create_symlink("/dev/null", at("null"));
    QVERIFY_THROWS_EXCEPTION(UserError, writeFileAtomically(at("null"), "x"));
    QVERIFY(std::filesystem::is_character_file("/dev/null"));
}

void tst_AtomicFile::tellsBeforehandWhatCannotBeWritten()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("file").toStdString();
    requireWritable(file);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
    writeFileAtomically(file, "before");
    requireWritable(file);
    QCOMPARE(readWholeFile(file, 100), std::string("before"));
    QVERIFY_THROWS_EXCEPTION(UserError, requireWritable(file / "in a file"));
    QVERIFY_THROWS_EXCEPTION(UserError, requireWritable(folder.path().toStdString()));
}

void tst_AtomicFile::aProgramThatEndsLeavesNothingUnfinished()
{
    QTemporaryDir folder;
    const std::filesystem::path out = folder.filePath("out").toStdString();
    const pid_t child = ::fork();
    if (child == 0) { // whoever makes something afterwards waits for good
        const WorkFolder work(out);
        writeFileAtomically(work.path() / "whole", "x");
        const UnfinishedPath file(out.string() + ".tmp", [](const auto& path) { std::ofstream(path) << "x"; });
        removeUnfinished();
        ::_exit(0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
}

void tst_AtomicFile::refusesToReadAFolderOrTooMuch()
{
    writeFileAtomically(at("big"), "12345");
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readWholeFile(m_folder.path().toStdString(), 100));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readWholeFile(at("big"), 4));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readWholeFile("/dev/zero", 100));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readWholeFile(at("absent"), 100));
}

QTEST_GUILESS_MAIN(tst_AtomicFile)
#include "tst_AtomicFile.moc"
