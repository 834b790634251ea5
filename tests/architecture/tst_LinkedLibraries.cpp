// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileInfo>
#include <QProcess>
#include <QTest>

/// Reads what the programs really load, indirectly too: the window and the command line stay free of the engine's
/// libraries, the engine of Qt 6.
class tst_LinkedLibraries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWindowLoadsNoEngineLibraries_data();
    void theWindowLoadsNoEngineLibraries();
    void theEngineLoadsNoQt6();

private:
    static QString librariesOf(const QString& program)
    {
        QProcess ldd;
        ldd.start(QStringLiteral("ldd"), {program});
        ldd.waitForFinished();
        return QString::fromLocal8Bit(ldd.readAllStandardOutput());
    }
    static QString path(const QString& program) { return QStringLiteral(MORPHOSCOPE_BIN_DIR "/") + program; }
};

void tst_LinkedLibraries::theWindowLoadsNoEngineLibraries_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("window") << "morphoscope";
    QTest::newRow("command line") << "morphoscope-cli";
}

void tst_LinkedLibraries::theWindowLoadsNoEngineLibraries()
{
    QFETCH(QString, program);
    QVERIFY2(QFileInfo::exists(path(program)), "the program was not built");
    const QString libraries = librariesOf(path(program));
    QVERIFY2(libraries.contains("libc.so"), "the library list could not be read");
    for (const char* forbidden : {"libtorch", "libc10", "libopencv", "libQt5", "libopenblas"}) {
        QVERIFY2(!libraries.contains(QLatin1String(forbidden)), forbidden);
    }
}

void tst_LinkedLibraries::theEngineLoadsNoQt6()
{
    const QString engine = path(QStringLiteral("morphoscope-engine"));
    QVERIFY2(QFileInfo::exists(engine), "the program was not built");
    const QString libraries = librariesOf(engine);
    QVERIFY2(libraries.contains("libtorch"), "the library list could not be read");
    QVERIFY(!libraries.contains("libQt6"));
}

QTEST_APPLESS_MAIN(tst_LinkedLibraries)
#include "tst_LinkedLibraries.moc"
