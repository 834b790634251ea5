// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "SpaceOnDisk.h"
#include "session/Autosave.h"
#include "session/SessionFile.h"

#include <QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

namespace fs = std::filesystem;

class tst_Autosave : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesShortlyAfterAChange();
    void writesWhenItGoesAway();
    void neverWritesAnEmptyState();
    void aSecondWindowHasItsOwnFile();
    void aFreedFileIsTakenAgain();
    void aFailureIsToldOnce();

private:
    [[nodiscard]] SessionState stateWith(float z0) const { return stateAt(m_space, {z0, 0, 0}); }

    std::unique_ptr<QTemporaryDir> m_folder;
    UserFolders m_folders;
    std::shared_ptr<const Space> m_space;
};

void tst_Autosave::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const fs::path root = m_folder->path().toStdString();
    m_folders.state = root / "state";
    m_space = spaceOnDisk(root / "space");
}

void tst_Autosave::writesShortlyAfterAChange()
{
    Session session;
    const Autosave autosave(session, m_folders);
    session.restore(stateWith(1));
    session.edit("move", [](SessionState& state) { state.base[0] = 2; });
    QVERIFY(!fs::exists(autosave.file())); // not at once: the next change is near
    QTRY_VERIFY(fs::exists(autosave.file()));
    QCOMPARE(readSession(autosave.file()).state.base[0], 2.0F);
}

void tst_Autosave::writesWhenItGoesAway()
{
    fs::path file;
    {
        Session session;
        const Autosave autosave(session, m_folders);
        file = autosave.file();
        session.restore(stateWith(1));
        session.edit("move", [](SessionState& state) { state.base[0] = 3; });
    }
    QCOMPARE(readSession(file).state.base[0], 3.0F);
}

void tst_Autosave::neverWritesAnEmptyState()
{
    Session session;
    Autosave autosave(session, m_folders);
    session.restore(stateWith(1));
    autosave.flush();
    session.restore({});
    autosave.flush();
    QCOMPARE(readSession(autosave.file()).state.base[0], 1.0F);
}

void tst_Autosave::aSecondWindowHasItsOwnFile()
{
    Session first;
    Session second;
    Autosave firstSave(first, m_folders);
    Autosave secondSave(second, m_folders);
    QVERIFY(firstSave.file() != secondSave.file());
    first.restore(stateWith(1));
    second.restore(stateWith(2));
    firstSave.flush();
    secondSave.flush();
    QCOMPARE(readSession(firstSave.file()).state.base[0], 1.0F);
    QCOMPARE(readSession(secondSave.file()).state.base[0], 2.0F);
}

void tst_Autosave::aFreedFileIsTakenAgain()
{
    const Session session;
    fs::path file;
    {
        const Autosave autosave(session, m_folders);
        file = autosave.file();
        QVERIFY(!file.empty());
    }
    const Autosave autosave(session, m_folders);
    QCOMPARE(autosave.file(), file);
}

void tst_Autosave::aFailureIsToldOnce()
{
    Session session;
    Autosave autosave(session, m_folders);
    QSignalSpy failed(&autosave, &Autosave::failed);
    fs::create_directories(autosave.file() / "in the way"); // a folder where the file should be
    session.restore(stateWith(1));
    autosave.flush();
    session.edit("move", [](SessionState& state) { state.base[0] = 2; });
    autosave.flush();
    QCOMPARE(failed.count(), 1);
    fs::remove_all(autosave.file());
    session.edit("move", [](SessionState& state) { state.base[0] = 3; });
    autosave.flush();
    QCOMPARE(readSession(autosave.file()).state.base[0], 3.0F);
}

QTEST_GUILESS_MAIN(tst_Autosave)
#include "tst_Autosave.moc"
