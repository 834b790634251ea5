// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "engine/EngineChoice.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// Two builds side by side, the second with a newer LibTorch.
class tst_EngineChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void takesTheBuildsOwnEngine();
    void fallsToANewerLibTorchAndSaysSo();
    void leavesOutWhatSpeaksAnotherProtocol();
    void namesTheVersionsTriedWhenNoneIsNewEnough();
    void aChosenEngineIsTheOnlyOne();
    void saysWhereItLookedWhenThereIsNone();
    void aProgramThatIsNoEngineIsBlamedAndNoModel();

private:
    [[nodiscard]] LoadRequest decoder(const std::string& text) const
    {
        LoadRequest request;
        request.decoder = m_folder.filePath("decoder.pt").toStdString();
        writeFileAtomically(request.decoder, text);
        return request;
    }
    [[nodiscard]] EngineWish wish()
    {
        m_said.clear();
        return {.executable = m_folder.filePath("build/release/bin/morphoscope").toStdString(),
                .say = [this](const std::string& sentence) { m_said += QString::fromStdString(sentence); }};
    }
    QTemporaryDir m_folder;
    QString m_newer;
    QString m_said;
};

void tst_EngineChoice::initTestCase()
{
    QDir folder(m_folder.path());
    QVERIFY(folder.mkpath("build/release/bin") && folder.mkpath("build/release-pip/bin"));
    m_newer = folder.filePath("build/release-pip/bin/morphoscope-engine");
    QVERIFY(QFile::copy(SMALL_ENGINE, folder.filePath("build/release/bin/morphoscope-engine")));
    QVERIFY(QFile::copy(NEWER_SMALL_ENGINE, m_newer));
    writeFileAtomically(folder.filePath("build/release/bin/morphoscope").toStdString(), "");
}

void tst_EngineChoice::takesTheBuildsOwnEngine()
{
    const ModelInEngine loaded = loadInEngine(wish(), decoder("8 1 4 6"));
    QCOMPARE(loaded.model.libTorch, std::string("0.0.1"));
    QCOMPARE(loaded.model.latentSize, 8);
    QVERIFY(m_said.isEmpty());
}

void tst_EngineChoice::fallsToANewerLibTorchAndSaysSo()
{
    const ModelInEngine loaded = loadInEngine(wish(), decoder("new 8 1 4 6"));
    QCOMPARE(loaded.model.libTorch, std::string("2.99.0"));
    QVERIFY2(m_said.contains("decoder.pt") && m_said.contains("2.99.0") && m_said.contains(m_newer),
             qPrintable(m_said));
    LatentTable points(1, 8);
    QCOMPARE(loaded.process->client().decodeTable(points).count, 1U);
}

void tst_EngineChoice::leavesOutWhatSpeaksAnotherProtocol()
{
    const QString place = QDir(m_folder.path()).filePath("build/release-old/bin");
    const QString older = place + "/morphoscope-engine";
    QVERIFY(QDir().mkpath(place) && QFile::copy(OLDER_SMALL_ENGINE, older));
    for (const EngineProgram& engine : findEngines(wish().executable)) {
        QVERIFY(engine.path != std::filesystem::path(older.toStdString()));
    }
    EngineWish chosen = wish();
    chosen.chosen = older.toStdString();
    try {
        (void)loadInEngine(chosen, decoder("8 1 4 6"));
        QFAIL("no error");
    } catch (const EngineError& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains("another version of Morphoscope"), error.what());
    }
    QVERIFY(QDir(place).removeRecursively());
}

void tst_EngineChoice::namesTheVersionsTriedWhenNoneIsNewEnough()
{
    try {
        (void)loadInEngine(wish(), decoder("newest"));
        QFAIL("no error");
    } catch (const ModelError& error) {
        QCOMPARE(error.problem(), ModelProblem::NeedsNewerTorch);
        QVERIFY2(QString(error.what()).contains("0.0.1, 2.99.0"), error.what());
        QVERIFY2(QString(error.what()).contains("decoder.pt"), error.what());
    }
}

void tst_EngineChoice::aChosenEngineIsTheOnlyOne()
{
    EngineWish chosen = wish();
    chosen.chosen = m_newer.toStdString();
    QCOMPARE(loadInEngine(chosen, decoder("8 1 4 6")).model.libTorch, std::string("2.99.0"));
    chosen.chosen = SMALL_ENGINE;
    QVERIFY_THROWS_EXCEPTION(ModelError, (void)loadInEngine(chosen, decoder("new 8 1 4 6")));
}

void tst_EngineChoice::saysWhereItLookedWhenThereIsNone()
{
    EngineWish lost = wish();
    lost.executable = m_folder.filePath("elsewhere/bin/morphoscope").toStdString();
    try {
        (void)startEngine(lost, "cpu");
        QFAIL("no error");
    } catch (const UserError& error) {
        QVERIFY2(QString(error.what()).contains("elsewhere/bin/morphoscope"), error.what());
    }
}

void tst_EngineChoice::aProgramThatIsNoEngineIsBlamedAndNoModel()
{
    EngineWish chosen = wish();
    for (const auto& [program, ending] : {std::pair{"/bin/true", "exit status 0"}, {"/bin/false", "exit status 1"}}) {
        chosen.chosen = program;
        try {
            (void)loadInEngine(chosen, decoder("8 1 4 6"));
            QFAIL("no error");
        } catch (const EngineError& error) {
            const QString sentence = error.what();
            QVERIFY2(sentence.contains(program) && sentence.contains(ending), error.what());
            QVERIFY2(!sentence.contains("model"), error.what());
        }
    }
}

QTEST_GUILESS_MAIN(tst_EngineChoice)
#include "tst_EngineChoice.moc"
