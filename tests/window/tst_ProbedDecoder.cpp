// SPDX-License-Identifier: GPL-3.0-or-later
#define SMALL_ENGINE MORPHOSCOPE_BIN_DIR "/morphoscope-engine"
#include "WindowFixture.h"

#include "dialogs/ProbeDialog.h"
#include "fixtures/ScriptedModels.h"

#include <QComboBox>
#include <QPushButton>

/// Bare decoders with the real engine: what probing cannot find is asked for once.
class tst_ProbedDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOnceForTheRange();
    void leavesEverythingWhenNobodyAnswers();
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

QTEST_MAIN(tst_ProbedDecoder)
#include "tst_ProbedDecoder.moc"
