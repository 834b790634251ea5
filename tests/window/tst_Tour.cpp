// SPDX-License-Identifier: GPL-3.0-or-later
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
    QCOMPARE(files.size(), 10);
    for (const QString& file : files) {
        QCOMPARE(QImage(folder.filePath(file)).size(), QSize(1440, 900));
    }
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("morphoscope/session.json"))));
    QVERIFY(!QFile::exists(home.filePath(QStringLiteral("morphoscope/settings.json"))));
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
}

QTEST_GUILESS_MAIN(tst_Tour)
#include "tst_Tour.moc"
