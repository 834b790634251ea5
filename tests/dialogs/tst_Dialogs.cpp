// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/FromPyTorchDialog.h"
#include "dialogs/LogDialog.h"
#include "dialogs/ProbeDialog.h"
#include "dialogs/SettingsDialog.h"
#include "dialogs/ShortcutsDialog.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

namespace {
std::vector<EngineProgram> twoEngines()
{
    EngineProgram debian;
    debian.path = "/somewhere/debian/morphoscope-engine";
    debian.description.libTorch = "1.13.1";
    debian.description.devices = {"cpu"};
    EngineProgram cuda = debian;
    cuda.path = "/somewhere/pip/morphoscope-engine";
    cuda.description.libTorch = "2.13.0";
    cuda.description.devices = {"cpu", "cuda:0"};
    return {debian, cuda};
}

QStringList itemsOf(const QComboBox& box)
{
    QStringList items;
    for (int i = 0; i < box.count(); ++i) {
        items << box.itemText(i);
    }
    return items;
}
} // namespace

class tst_Dialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForTheLatentSizeAndTakesTheRangeToo();
    void asksForTheRangeWithPresets();
    void keepsWhatWasKnownBefore();
    void leavesToProbingWhatNeedNotBeSaid();
    void neverAnswersAnEmptyRange();
    void settingsHoldAtOnce();
    void settingsOfferWhatTheEnginesHave();
    void settingsKeepAnEngineThatIsGone();
    void theLogIsCopiedWhole();
    void theScriptIsCopiedWhole();
    void theScriptIsCopiedByKeyboard();
    void theSheetListsEveryKey();
};

void tst_Dialogs::asksForTheLatentSizeAndTakesTheRangeToo()
{
    ProbeDialog dialog(QStringLiteral("gan.pt"), ModelProblem::NeedsLatentSize, QStringLiteral("No size worked."), {});
    auto* size = dialog.findChild<QSpinBox*>(QStringLiteral("latentSize"));
    QVERIFY(size);
    QCOMPARE(size->minimum(), 1);
    QCOMPARE(size->maximum(), 4096);
    dialog.show();
    size->setFocus();
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("100"));
    QCOMPARE(dialog.hints().latentSize, std::optional<int>(100));
    QVERIFY(!dialog.hints().range);
    dialog.findChild<QComboBox*>(QStringLiteral("rangePreset"))->setCurrentIndex(2);
    QCOMPARE(dialog.hints().range, std::optional<ValueRange>(ValueRange{-1, 1}));
}

void tst_Dialogs::leavesToProbingWhatNeedNotBeSaid()
{
    SpaceHints known;
    known.latentSize = 7;
    known.range = ValueRange{-3, 300};
    ProbeDialog dialog(QStringLiteral("gan.pt"), ModelProblem::Unusable, {}, known);
    QCOMPARE(dialog.hints(), known);
    dialog.findChild<QSpinBox*>(QStringLiteral("latentSize"))->setValue(0);
    dialog.findChild<QComboBox*>(QStringLiteral("rangePreset"))->setCurrentIndex(0);
    QCOMPARE(dialog.hints(), SpaceHints());
}

void tst_Dialogs::asksForTheRangeWithPresets()
{
    ProbeDialog dialog(QStringLiteral("gan.pt"), ModelProblem::NeedsRange, QStringLiteral("Values up to 300."), {});
    auto* preset = dialog.findChild<QComboBox*>(QStringLiteral("rangePreset"));
    QCOMPARE(dialog.hints().range, std::optional<ValueRange>(ValueRange{0, 1}));
    preset->setCurrentIndex(1);
    QCOMPARE(dialog.hints().range, std::optional<ValueRange>(ValueRange{-1, 1}));
    preset->setCurrentIndex(preset->count() - 1);
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("rangeLow"))->setValue(-3);
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("rangeHigh"))->setValue(300);
    QCOMPARE(dialog.hints().range, std::optional<ValueRange>(ValueRange{-3, 300}));
}

void tst_Dialogs::keepsWhatWasKnownBefore()
{
    SpaceHints known;
    known.latentSize = 7;
    ProbeDialog dialog(QStringLiteral("gan.pt"), ModelProblem::NeedsRange, {}, known);
    QCOMPARE(dialog.hints().latentSize, std::optional<int>(7));
    QVERIFY(dialog.hints().range.has_value());
}

void tst_Dialogs::neverAnswersAnEmptyRange()
{
    ProbeDialog dialog(QStringLiteral("gan.pt"), ModelProblem::NeedsRange, {}, {});
    auto* preset = dialog.findChild<QComboBox*>(QStringLiteral("rangePreset"));
    preset->setCurrentIndex(preset->count() - 1);
    auto* low = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("rangeLow"));
    auto* high = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("rangeHigh"));
    low->setValue(5);
    high->setValue(5);
    QVERIFY(dialog.hints().range->low < dialog.hints().range->high);
    low->setValue(9);
    QCOMPARE(dialog.hints().range, std::optional<ValueRange>(ValueRange{5, 9}));
}

void tst_Dialogs::settingsHoldAtOnce()
{
    SettingsDialog dialog({}, twoEngines());
    QSignalSpy changed(&dialog, &SettingsDialog::changed);
    dialog.findChild<QComboBox*>(QStringLiteral("theme"))->setCurrentIndex(1);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(dialog.settings().theme, Theme::Dark);
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("deadline"))->setValue(45);
    QCOMPARE(dialog.settings().deadlineSeconds, 45.0);
    QTest::mouseClick(dialog.findChild<QAbstractButton*>(QStringLiteral("smoothScaling")), Qt::LeftButton, {}, {8, 8});
    QVERIFY(dialog.settings().smoothScaling);
}

void tst_Dialogs::settingsOfferWhatTheEnginesHave()
{
    SettingsDialog dialog({}, twoEngines());
    auto* device = dialog.findChild<QComboBox*>(QStringLiteral("device"));
    QCOMPARE(device->count(), 3); // auto, cpu, cuda:0
    device->setCurrentIndex(2);
    QCOMPARE(dialog.settings().device, std::string("cuda:0"));
    auto* engine = dialog.findChild<QComboBox*>(QStringLiteral("engine"));
    QVERIFY(itemsOf(*engine).contains(QStringLiteral("LibTorch 2.13.0 (cpu, cuda:0)")));
    engine->setCurrentIndex(2);
    QCOMPARE(dialog.settings().engine, std::string("/somewhere/pip/morphoscope-engine"));
}

void tst_Dialogs::settingsKeepAnEngineThatIsGone()
{
    Settings settings;
    settings.engine = "/gone/engine";
    settings.device = "cuda:3";
    SettingsDialog dialog(settings, twoEngines());
    dialog.findChild<QComboBox*>(QStringLiteral("theme"))->setCurrentIndex(2);
    QCOMPARE(dialog.settings().engine, std::string("/gone/engine"));
    QCOMPARE(dialog.settings().device, std::string("cuda:3"));
}

void tst_Dialogs::theLogIsCopiedWhole()
{
    LogDialog dialog(QStringLiteral("Log"), QStringLiteral("one\ntwo"));
    QVERIFY(dialog.findChild<QPlainTextEdit*>()->isReadOnly());
    QTest::mouseClick(dialog.findChild<QAbstractButton*>(QStringLiteral("copyLog")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one\ntwo"));
}

void tst_Dialogs::theScriptIsCopiedWhole()
{
    const QString script = QStringLiteral("def export_space():\n    pass\n");
    FromPyTorchDialog dialog(script);
    QVERIFY(dialog.findChild<QPlainTextEdit*>()->isReadOnly());
    QCOMPARE(dialog.findChild<QPlainTextEdit*>()->toPlainText(), script);
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("recipe"))->text().contains(QStringLiteral("export_space(")));
    QTest::mouseClick(dialog.findChild<QAbstractButton*>(QStringLiteral("copyScript")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), script);
}

void tst_Dialogs::theScriptIsCopiedByKeyboard()
{
    FromPyTorchDialog dialog(QStringLiteral("the file"));
    QGuiApplication::clipboard()->setText(QStringLiteral("before"));
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClick(&dialog, Qt::Key_Return);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("the file"));
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
}

void tst_Dialogs::theSheetListsEveryKey()
{
    QAction undo(QStringLiteral("&Undo"));
    undo.setShortcut(QKeySequence(QStringLiteral("Ctrl+Z")));
    QAction silent(QStringLiteral("No key"));
    ShortcutsDialog dialog({&undo, &silent});
    auto* table = dialog.findChild<QTableWidget*>();
    QCOMPARE(table->item(0, 0)->text(), QStringLiteral("Ctrl+Z"));
    QCOMPARE(table->item(0, 1)->text(), QStringLiteral("Undo"));
    QVERIFY(table->findItems(QStringLiteral("No key"), Qt::MatchExactly).isEmpty());
    QVERIFY(table->rowCount() > 3);
}

QTEST_MAIN(tst_Dialogs)
#include "tst_Dialogs.moc"
