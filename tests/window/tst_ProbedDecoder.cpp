// SPDX-License-Identifier: GPL-3.0-or-later
#define SMALL_ENGINE MORPHOSCOPE_BIN_DIR "/morphoscope-engine"
#include "WindowFixture.h"

#include "dialogs/ProbeDialog.h"
#include "fixtures/ScriptedModels.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>

/// Bare decoders with the real engine: what probing cannot find is asked for once.
class tst_ProbedDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOnceForTheRange();
    void leavesEverythingWhenNobodyAnswers();
    void asksAgainUntilTheAnswerIsRight();
    void asksAboutADecoderLater();
};

void tst_ProbedDecoder::asksOnceForTheRange()
{
    const WindowFixture fixture;
    writeDecoder(fixture.folder() / "odd.pt", ScriptedDecoder::UnknownRange);
    {
        const auto window = fixture.openWindow(fixture.folder() / "odd.pt");
        QTRY_VERIFY_WITH_TIMEOUT(window->findChild<ProbeDialog*>(), 60000);
        auto* dialog = window->findChild<ProbeDialog*>();
        dialog->findChild<QComboBox*>(QStringLiteral("rangePreset"))->setCurrentIndex(2);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
        const Space& space = *window->workspace().session.state().space;
        QCOMPARE(space.latentSize(), 8);
        QCOMPARE(space.manifest.decoder->range, std::optional<ValueRange>(ValueRange{0, 255}));
        QCOMPARE(qGray(window->workspace().preview.image().pixel(0, 0)), 50); // 100 * 0.5 of 255
        window->workspace().opener.open(fixture.folder() / "odd.pt");
        QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().opener.isOpening(), 60000);
        QTRY_VERIFY(!window->findChild<ProbeDialog*>());
        window->close();
    }
    const auto window = fixture.openWindow(fixture.folder() / "odd.pt");
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
    QVERIFY(!window->findChild<ProbeDialog*>());
}

void tst_ProbedDecoder::leavesEverythingWhenNobodyAnswers()
{
    const WindowFixture fixture;
    writeDecoder(fixture.folder() / "plain.pt", ScriptedDecoder::Linear);
    writeDecoder(fixture.folder() / "odd.pt", ScriptedDecoder::UnknownRange);
    const auto window = fixture.openWindow(fixture.folder() / "plain.pt");
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
    const SessionState before = window->workspace().session.state();
    window->workspace().opener.open(fixture.folder() / "odd.pt");
    QTRY_VERIFY_WITH_TIMEOUT(window->findChild<ProbeDialog*>(), 60000);
    QTest::keyClick(window->findChild<ProbeDialog*>(), Qt::Key_Escape);
    QVERIFY(window->workspace().session.state() == before);
    setFirstCoordinate(*window, 1);
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
}

static QString textOf(const QDialog& dialog)
{
    QString text;
    for (const auto* label : dialog.findChildren<QLabel*>()) {
        text += label->text() + QLatin1Char(' ');
    }
    return text;
}

/// Its size cannot be found by trying.
static void writeSecretive(const std::filesystem::path& file)
{
    writeScript(file,
                "def forward(self, z):\n    assert z.size(1) == 37, 'I take 37.'\n"
                "    return 200 * torch.sigmoid(z[:, 0:24].reshape(-1, 1, 4, 6))\n",
                5);
}

void tst_ProbedDecoder::asksAgainUntilTheAnswerIsRight()
{
    const WindowFixture fixture;
    writeSecretive(fixture.folder() / "secret.pt");
    const auto window = fixture.openWindow(fixture.folder() / "secret.pt");
    Workspace& workspace = window->workspace();
    const auto dialog = [&] { return window->findChild<ProbeDialog*>(); };
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), 60000);
    QVERIFY2(textOf(*dialog()).contains(QStringLiteral("I take 37")), qPrintable(textOf(*dialog())));
    QVERIFY2(!textOf(*dialog()).contains(QStringLiteral("--")), qPrintable(textOf(*dialog())));
    const auto answer = [&](int size, int preset) {
        QPointer<ProbeDialog> asked = dialog();
        asked->findChild<QSpinBox*>(QStringLiteral("latentSize"))->setValue(size);
        asked->findChild<QComboBox*>(QStringLiteral("rangePreset"))->setCurrentIndex(preset);
        asked->accept();
        QTRY_VERIFY(!asked);
    };
    answer(36, 3);
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), 60000);
    QVERIFY2(textOf(*dialog()).contains(QStringLiteral("36 latents")), qPrintable(textOf(*dialog())));
    QVERIFY(workspace.settings.hints.empty()); // what is wrong is not kept
    QCOMPARE(dialog()->hints().latentSize, std::optional<int>(36));
    answer(37, 3); // both questions at once: 0 to 255
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
    QVERIFY(!dialog());
    QCOMPARE(workspace.session.state().space->latentSize(), 37);
    QCOMPARE(workspace.session.state().space->manifest.decoder->range, std::optional<ValueRange>(ValueRange{0, 255}));
    QCOMPARE(workspace.settings.hints.size(), std::size_t{1});

    workspace.settings.hints.begin()->second.latentSize = 36; // as an earlier version kept it
    workspace.opener.open(fixture.folder() / "secret.pt");
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), 60000);
    answer(37, 3);
    QTRY_COMPARE_WITH_TIMEOUT(workspace.settings.hints.begin()->second.latentSize, std::optional<int>(37), 60000);
}

void tst_ProbedDecoder::asksAboutADecoderLater()
{
    const WindowFixture fixture;
    writeDecoder(fixture.folder() / "plain.pt", ScriptedDecoder::Linear);
    const auto window = fixture.openWindow(fixture.folder() / "plain.pt");
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
    auto* action = window->findChild<QAction*>(QStringLiteral("askAboutDecoder"));
    QVERIFY(action);
    action->trigger();
    QPointer<ProbeDialog> dialog = window->findChild<ProbeDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->hints().range, std::optional<ValueRange>(ValueRange{0, 1}));
    const pid_t engine = window->workspace().engine.pid();
    dialog->reject();
    QTRY_VERIFY(!dialog);
    QCOMPARE(window->workspace().engine.pid(), engine); // nothing was loaded anew
    action->trigger();
    dialog = window->findChild<ProbeDialog*>();
    dialog->findChild<QComboBox*>(QStringLiteral("rangePreset"))->setCurrentIndex(2);
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace().session.state().space->manifest.decoder->range,
                              std::optional<ValueRange>(ValueRange{-1, 1}), 60000);
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 60000);
}

QTEST_MAIN(tst_ProbedDecoder)
#include "tst_ProbedDecoder.moc"
