// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/SessionFile.h"

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// The program itself, on the embedded space and the real engine.
class tst_Tour : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesThroughTheMainJob();
    void readsNoSavedSession();
    void endsWithASentenceWhereItCannotWrite();

private:
    static constexpr int longestMs = 180000;
    [[nodiscard]] static QProcessEnvironment emptyHome(const QTemporaryDir& home)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
            environment.insert(QString::fromLatin1(name), home.path());
        }
        return environment;
    }
};

void tst_Tour::goesThroughTheMainJob()
{
    if (!QFile::exists(QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/models/arrows/space.json"))) {
        QSKIP("models/arrows holds no space.json: there is no embedded space to tour.");
    }
    const QTemporaryDir home;
    const QTemporaryDir pictures;
    const QDir folder(pictures.filePath(QStringLiteral("made/by the tour")));
    QProcess program;
    program.setProcessEnvironment(emptyHome(home));
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope"), {QStringLiteral("--tour"), folder.path()});
    QVERIFY(program.waitForFinished(longestMs));
    const QByteArray said = program.readAll();
    QVERIFY2(program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0, said.constData());
    const QStringList files = folder.entryList({QStringLiteral("[0-9]*.png")});
    QCOMPARE(files.size(), 21);
    for (const QString& file : files) {
        const bool isOfDialog = file.contains(QStringLiteral("new-space"));
        QCOMPARE(QImage(folder.filePath(file)).size(), isOfDialog ? QSize(960, 760) : QSize(1440, 900));
    }
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("morphoscope/session.json"))));
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("morphoscope/settings.json"))));
}

/// One with an attribute slider: the tour expects the one that it makes to be alone.
void tst_Tour::readsNoSavedSession()
{
    const std::filesystem::path arrows = MORPHOSCOPE_SOURCE_DIR "/models/arrows";
    if (!std::filesystem::exists(arrows / "space.json")) {
        QSKIP("models/arrows holds no space.json: there is no embedded space to tour.");
    }
    const QTemporaryDir home;
    const QTemporaryDir pictures;
    SessionState state;
    state.space = openSpace(arrows);
    state.base.assign(static_cast<std::size_t>(state.space->latentSize()), 0.5F);
    auto vector = std::make_shared<AttributeVector>();
    vector->vector = state.base;
    state.attributes.push_back({.name = "kept", .vector = std::move(vector), .amount = 1});
    const QString file = home.filePath(QStringLiteral("morphoscope/session.json"));
    QVERIFY(QDir(home.path()).mkpath(QStringLiteral("morphoscope")));
    writeSession(file.toStdString(), state);
    QCOMPARE(readSession(file.toStdString()).state.attributes.size(), std::size_t{1}); // the window would take it
    const auto bytes = [&file] {
        QFile session(file);
        return session.open(QIODevice::ReadOnly) ? session.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    QProcess program;
    program.setProcessEnvironment(emptyHome(home));
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope"), {QStringLiteral("--tour"), pictures.path()});
    QVERIFY(program.waitForFinished(longestMs));
    const QByteArray said = program.readAll();
    QVERIFY2(program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0, said.constData());
    QCOMPARE(bytes(), before);
}

void tst_Tour::endsWithASentenceWhereItCannotWrite()
{
    const QTemporaryDir home;
    QProcess program;
    program.setProcessEnvironment(emptyHome(home));
    program.start(QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope"),
                  {QStringLiteral("--tour"), QStringLiteral("/proc/no such folder")});
    QVERIFY(program.waitForFinished(longestMs));
    QCOMPARE(program.exitCode(), 1);
    const QByteArray said = program.readAllStandardError();
    QVERIFY2(said.contains("/proc/no such folder"), said.constData());
    QVERIFY2(!said.contains(".."), said.constData());
}

QTEST_GUILESS_MAIN(tst_Tour)
#include "tst_Tour.moc"
