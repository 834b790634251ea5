// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTest>

/// What the window's command line refuses, with 2 and a sentence, before it shows anything.
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
};

QTEST_GUILESS_MAIN(tst_Usage)
#include "tst_Usage.moc"
