// SPDX-License-Identifier: GPL-3.0-or-later
#include "Targets.h"

#include "base/UserError.h"
#include "engine/Messages.h"

#include <QDirIterator>
#include <QTest>

#include <set>

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
        const QByteArray bytes = bytesOf(QFileInfo(path));
        QVERIFY(!bytes.isEmpty());
        const auto whole = std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        fuzzTargets().at(target.toStdString())(whole);
        fuzzTargets().at(target.toStdString())(whole.first(whole.size() / 2)); // and one that is cut short
        fuzzTargets().at(target.toStdString())({});
    }

    /// A case that is refused at its first key teaches libFuzzer nothing.
    void theMessagesAreThoseOfToday()
    {
        const auto known = [](const char* target, const auto& decode) {
            std::set<std::size_t> kinds;
            for (const QFileInfo& file : QDir(casesOf(target)).entryInfoList(QDir::Files)) {
                const QByteArray bytes = bytesOf(file);
                try {
                    kinds.insert(decode(bytes.mid(1).toStdString(), static_cast<std::size_t>(bytes[0])).body.index());
                } catch (const UserError&) { // what libFuzzer found
                }
            }
            return kinds.size();
        };
        QCOMPARE(known("request", decodeRequest), std::variant_size_v<RequestBody>);
        QCOMPARE(known("reply", decodeReply), std::variant_size_v<ReplyBody>);
    }

private:
    static QByteArray bytesOf(const QFileInfo& file)
    {
        QFile opened(file.filePath());
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    static QString casesOf(const std::string& target)
    {
        return QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/tests/fuzz/cases/") + QString::fromStdString(target);
    }
};

QTEST_GUILESS_MAIN(tst_FuzzCases)
#include "tst_FuzzCases.moc"
