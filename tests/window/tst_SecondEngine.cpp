// SPDX-License-Identifier: GPL-3.0-or-later
#define SMALL_ENGINE ""
#include "WindowFixture.h"

#include "fixtures/ScriptedModels.h"

/// A model that needs a newer LibTorch than this build's, with a real second engine beside it.
class tst_SecondEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelThatNeedsANewerLibTorchOpensAndTheWindowSaysSo();
};

void tst_SecondEngine::aModelThatNeedsANewerLibTorchOpensAndTheWindowSaysSo()
{
    const std::filesystem::path own = MORPHOSCOPE_BIN_DIR "/morphoscope-engine";
    const std::filesystem::path second =
        qEnvironmentVariable("MORPHOSCOPE_SECOND_ENGINE", QStringLiteral(SECOND_ENGINE)).toStdString();
    if (!std::filesystem::exists(second)) {
        QSKIP(
            "There is no second engine: ./dev --torch pip build makes one, or name one in MORPHOSCOPE_SECOND_ENGINE.");
    }
    const WindowFixture fixture;
    const std::filesystem::path model = fixture.folder() / "newer.pt";
    writeDecoderForNewerTorch(model);
    LoadRequest request;
    request.decoder = model;
    const auto takesIt = [&](const std::filesystem::path& program) {
        EngineProcess engine(program, EngineRole::Live);
        engine.client().setDeadline(secondsToDescribe, {});
        try {
            return engine.client().load(request).latentSize == 8;
        } catch (const ModelError&) {
            return false;
        }
    };
    if (takesIt(own)) {
        QSKIP("This build's own LibTorch takes the newest models: there is nothing to fall to.");
    }
    if (!takesIt(second)) {
        QSKIP("The second engine's LibTorch is not newer than this build's.");
    }

    StartOptions options = fixture.options(model);
    options.engine.reset();
    options.executable = fixture.folder() / "build/release/bin/morphoscope";
    for (const auto& [build, program] : {std::pair{"release", own}, {"release-second", second}}) {
        const std::filesystem::path folder = fixture.folder() / "build" / build / "bin";
        std::filesystem::create_directories(folder);
        std::filesystem::create_symlink(program, folder / "morphoscope-engine");
    }
    MainWindow window(options);
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(window), 120000);
    const Workspace& workspace = window.workspace();
    QCOMPARE(workspace.engine.currentProgram(), std::filesystem::canonical(second));
    const QString version = QString::fromStdString(workspace.engine.model()->libTorch);
    window.messages().withdraw(QStringLiteral("noSamples")); // lies over it
    QVERIFY2(window.messages().text().contains(version), qPrintable(window.messages().text()));
    QCOMPARE(workspace.session.state().space->latentSize(), 8);
}

QTEST_MAIN(tst_SecondEngine)
#include "tst_SecondEngine.moc"
