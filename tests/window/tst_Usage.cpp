// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// What the window's program does before it shows anything: a wrong command line ends it with 2 and a sentence.
class tst_Usage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("device") << QStringList{"--device", "gpu"} << "`gpu` is none of auto, cpu, cuda, cuda:N";
        QTest::newRow("device number") << QStringList{"--device", "cuda:one"} << "cuda:one";
        QTest::newRow("option") << QStringList{"--colour"} << "colour";
        QTest::newRow("two spaces") << QStringList{"a", "b"} << "one space";
    }

    void whatIsWrongIsNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        QProcess program;
        program.start(QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope"), arguments);
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 2);
        const QString errors = QString::fromUtf8(program.readAllStandardError());
        QVERIFY2(errors.contains(says), qPrintable(errors));
    }

    /// Shared memory counts as a file under `ulimit -f`.
    void aFullQuotaDoesNotEndIt()
    {
        const QTemporaryDir home;
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
            environment.insert(QString::fromLatin1(name), home.path());
        }
        program.setProcessEnvironment(environment);
        program.setChildProcessModifier([] { std::signal(SIGXFSZ, SIG_DFL); });
        program.start(QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope"), QStringList());
        QVERIFY(program.waitForStarted());
        const auto ignored = [&program] {
            QFile status(QStringLiteral("/proc/%1/status").arg(program.processId()));
            const QByteArray text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
            const qsizetype at = text.indexOf("SigIgn:\t");
            return at < 0 ? 0 : text.mid(at + 8, 16).toULongLong(nullptr, 16);
        };
        QTRY_VERIFY_WITH_TIMEOUT((ignored() >> (SIGXFSZ - 1) & 1) == 1, 60000);
        program.kill();
        QVERIFY(program.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(tst_Usage)
#include "tst_Usage.moc"
