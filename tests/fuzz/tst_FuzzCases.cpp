// SPDX-License-Identifier: GPL-3.0-or-later
#include "Targets.h"

#include <QDirIterator>
#include <QTest>

/// Feeds each reader of strangers' bytes what lies in tests/fuzz/cases/<reader>, whole and cut short.
class tst_FuzzCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReaderHasCases()
    {
        for (const auto& target : fuzzTargets()) {
            const QDir folder(casesOf(target.first));
            QVERIFY2(!folder.entryList(QDir::Files).isEmpty(), target.first.c_str());
        }
    }

    void aCaseEndsWithoutAFault_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("path");
        for (const auto& target : fuzzTargets()) {
            for (const QFileInfo& file : QDir(casesOf(target.first)).entryInfoList(QDir::Files, QDir::Name)) {
                QTest::addRow("%s/%s", target.first.c_str(), qPrintable(file.fileName()))
                    << QString::fromStdString(target.first) << file.filePath();
            }
        }
    }

    void aCaseEndsWithoutAFault()
    {
        QFETCH(QString, target);
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const auto whole = std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        fuzzTargets().at(target.toStdString())(whole);
        fuzzTargets().at(target.toStdString())(whole.first(whole.size() / 2)); // and one that is cut short
        fuzzTargets().at(target.toStdString())({});
    }

private:
    static QString casesOf(const std::string& target)
    {
        return QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/tests/fuzz/cases/") + QString::fromStdString(target);
    }
};

QTEST_GUILESS_MAIN(tst_FuzzCases)
#include "tst_FuzzCases.moc"
