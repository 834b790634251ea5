// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ModelError.h"
#include "engine/EngineProcess.h"
#include "fixtures/Sanitized.h"
#include "fixtures/ScriptedModels.h"
#include "fixtures/Sentences.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;

/// A decoder that does `statement` before it gives its picture.
std::string decoderThat(const std::string& statement)
{
    return "def forward(self, z):\n    x = z.sum()\n    " + statement +
           "\n    return torch.zeros([z.size(0), 1, 2, 3]) + 0.5 + 0.0 * x + 0.0 * self.weight.sum()\n";
}

} // namespace

class tst_WalledModels : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)).toStdString(); }

    /// The sentence that loading a decoder which does `statement` ends with, or "no error".
    QString outcomeOf(const std::string& statement, const SandboxWish& sandbox)
    {
        LoadRequest request;
        request.decoder = path("decoder.pt");
        request.latentSize = 2;
        request.picture = PictureShape{1, 2, 3};
        request.range = ValueRange{0, 1};
        request.threads = 1;
        writeScript(request.decoder, decoderThat(statement), 4);
        EngineProcess engine(MORPHOSCOPE_BIN_DIR "/morphoscope-engine", EngineRole::Live, sandbox);
        return sentenceOf([&] {
            if (engine.client().describe().sandbox.level < sandbox.most) {
                throw UserError("not granted: " + engine.client().describe().sandbox.reason);
            }
            (void)engine.client().load(request);
            return 0;
        });
    }
    static void addLevels()
    {
        QTest::addColumn<int>("level");
        for (int level = 0; level < static_cast<int>(sandboxLevels.size()); ++level) {
            QTest::addRow("%s", sandboxLevels[static_cast<std::size_t>(level)].second) << level;
        }
    }

private Q_SLOTS:
    void aModelThatWritesAFile_data() { addLevels(); }
    void aModelThatWritesAFile()
    {
        QFETCH(int, level);
        const std::string file = path("written");
        fs::remove(file);
        const QString sentence =
            outcomeOf("torch.save(z, '" + file + "')", {static_cast<SandboxLevel>(level), 4 * gigabyte});
        if (sentence.startsWith(QLatin1String("not granted"))) {
            QSKIP(qPrintable(sentence));
        }
        COMPARE_PART(sentence,
                     "decoder.pt: The model writes a file (torch.save)"); // walled in or not: no decoder needs it
        QVERIFY(!fs::exists(file));
    }

    void aModelThatMakesAFileByMappingIt_data() { addLevels(); }
    void aModelThatMakesAFileByMappingIt()
    {
        QFETCH(int, level);
        const std::string file = path("mapped");
        fs::remove(file);
        const QString sentence = outcomeOf("x = torch.from_file('" + file + "', True, 16).fill_(7.0).sum()",
                                           {static_cast<SandboxLevel>(level), 4 * gigabyte});
        check(sentence, level, fs::exists(file));
    }

    void aModelThatReadsAFile_data() { addLevels(); }
    void aModelThatReadsAFile()
    {
        QFETCH(int, level);
        const std::string file = path("secret");
        std::ofstream(file) << "sixteen letters!";
        const QString sentence = outcomeOf("x = torch.from_file('" + file + "', False, 4).isnan().sum()",
                                           {static_cast<SandboxLevel>(level), 4 * gigabyte});
        const bool isPromised = level >= static_cast<int>(SandboxLevel::Landlock);
        check(sentence, level, !isPromised || sentence == QLatin1String("no error"), isPromised);
    }

    void aModelThatFillsTheMemory_data() { addLevels(); }
    void aModelThatFillsTheMemory()
    {
        QFETCH(int, level);
        if (level == 0) {
            const QString sentence = outcomeOf("x = torch.ones([402653184]).sum()", {SandboxLevel::None});
            QCOMPARE(sentence, QStringLiteral("no error")); // 1.5 GB is no more than this machine has
            return;
        }
        if (isSanitized) {
            QSKIP("a sanitizer's shadow memory cannot be limited");
        }
        const QString sentence = outcomeOf("all = [x]\n    while len(all) < 64:\n        "
                                           "all.append(torch.ones([16777216]) + x)\n    x = all[63].sum()",
                                           {static_cast<SandboxLevel>(level), gigabyte});
        if (sentence.startsWith(QLatin1String("not granted"))) {
            QSKIP(qPrintable(sentence));
        }
        COMPARE_PART(sentence, "decoder.pt");
        COMPARE_PART(sentence, "more than the 1 GB of memory");
    }

private:
    static void check(const QString& sentence, int level, bool didIt, bool isPromised = true)
    {
        if (sentence.startsWith(QLatin1String("not granted"))) {
            QSKIP(qPrintable(sentence));
        }
        if (level == 0) {
            QCOMPARE(sentence, QStringLiteral("no error"));
            QVERIFY(didIt);
        } else if (isPromised) {
            COMPARE_PART(sentence, "decoder.pt: The model asked for a file");
        }
        QVERIFY(level == 0 || !isPromised || sentence != QLatin1String("no error"));
    }
};

QTEST_GUILESS_MAIN(tst_WalledModels)
#include "tst_WalledModels.moc"
