// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "base/AtomicFile.h"
#include "canvas/SampleSheet.h"
#include "controls/ElidedLabel.h"
#include "dialogs/LabelDialog.h"
#include "plots/LegendView.h"
#include "plots/MapCanvas.h"
#include "space/LabelFile.h"
#include "window/LabelCommands.h"
#include "window/SyntheticInput.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QToolButton>

namespace fs = std::filesystem;

/// Labels, from the hand on the map to the file and back.
class tst_Labels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fromTheMapToTheFileAndBack();
    void keysOnTheContactSheetAreOneStepEach();
    void closingTheWindowLosesNothing();
    void aSpaceOfTheProgramKeepsLabelsInTheSession();
    void aCopyTakesTheLabelsAndGoesOn();
    void generatedSamplesKeepTheirLabelsWithTheSession();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open(const fs::path& space) const
    {
        auto window = m_fixture->openWindow(space);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    static void type(MainWindow& window, const QString& column, const QString& value)
    {
        auto* dialog = window.findChild<LabelDialog*>();
        for (const auto& [name, text] : {std::pair("labelDialogColumn", column), {"labelDialogValue", value}}) {
            QLineEdit* line = dialog->findChild<QComboBox*>(QLatin1String(name))->lineEdit();
            line->selectAll();
            QTest::keyClicks(line, text);
        }
        QTest::keyClick(dialog->findChild<QComboBox*>(QStringLiteral("labelDialogValue"))->lineEdit(), Qt::Key_Return);
    }
    [[nodiscard]] std::size_t inFile(const std::string& column, const std::string& value) const
    {
        const auto labels = labelsOf(*openSpace(m_mine));
        const LabelColumn* found = labels->find(column);
        return found && std::ranges::find(found->values, value) != found->values.end()
                   ? rowsWhere(*labels, {{column, value}}).size()
                   : 0;
    }

    std::unique_ptr<WindowFixture> m_fixture;
    fs::path m_mine;
};

void tst_Labels::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_Labels::fromTheMapToTheFileAndBack()
{
    const auto window = open(m_mine);
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    MapCanvas& canvas = window->mapView().canvas();
    const std::string before = readWholeFile(m_mine / "labels.csv", 1 << 20);
    drag(canvas, canvas.area().topLeft() + QPoint(2, 2),
         QPointF(canvas.area().center().x(), canvas.area().bottom() - 2), 8);
    const auto selection = workspace.session.state().selection;
    QVERIFY(selection && selection->size() > 1 && selection->size() < 12);

    window->findChild<QToolButton*>(QStringLiteral("mapLabel"))->click();
    type(*window, QStringLiteral("half"), QStringLiteral("lower"));
    QCOMPARE(*workspace.session.state().selection, *selection);
    QCOMPARE(workspace.session.state().map.colourBy, std::string("half"));
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("mapColourBy"))->currentText(), QStringLiteral("half"));
    const auto entries = window->findChild<LegendView*>()->entries();
    QVERIFY(std::ranges::any_of(entries, [](const LegendEntry& entry) { return entry.key == "lower"; }));
    auto* columns = window->attributePanel().findChild<QComboBox*>(QStringLiteral("labelColumn"));
    QVERIFY(columns->findText(QStringLiteral("half")) >= 0);
    columns->setCurrentIndex(columns->findText(QStringLiteral("half")));
    const auto* counts = window->attributePanel().findChild<ElidedLabel*>(QStringLiteral("labelCounts"));
    QVERIFY2(counts->text().contains("the others unknown"), qPrintable(counts->text()));
    QTRY_COMPARE(inFile("half", "lower"), selection->size());
    QVERIFY2(window->messages().text().isEmpty(), qPrintable(window->messages().text()));

    window->findChild<QAction*>(QStringLiteral("undo"))->trigger();
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("mapColourBy"))->currentText(), QStringLiteral("side"));
    QTRY_COMPARE(readWholeFile(m_mine / "labels.csv", 1 << 20), before);
    window->findChild<QAction*>(QStringLiteral("redo"))->trigger();
    QTRY_COMPARE(inFile("half", "lower"), selection->size());
}

void tst_Labels::keysOnTheContactSheetAreOneStepEach()
{
    const auto window = open(m_mine);
    QVERIFY(window);
    Session& session = window->workspace().session;
    window->findChild<QAction*>(QStringLiteral("contactSheet"))->trigger();
    ContactSheet& sheet = window->findChild<SampleSheet*>()->sheet();
    sheet.setCurrent(0);
    const int steps = session.undoStack().count();
    QTest::keyClicks(&sheet, QStringLiteral("kkx"));
    QCOMPARE(sheet.current(), 3U); // the labels are others, the place on the sheet is not
    QCOMPARE(session.undoStack().count(), steps + 3);
    QCOMPARE(*session.state().selection, (SampleSet{0, 1}));
    QTRY_COMPARE(inFile("kept", "yes"), 2U);
    QCOMPARE(inFile("kept", "no"), 1U);
    session.undoStack().undo();
    session.undoStack().undo();
    QCOMPARE(*session.state().selection, (SampleSet{0}));
    QTRY_COMPARE(inFile("kept", "yes"), 1U);
    QCOMPARE(inFile("kept", "no"), 0U);
}

void tst_Labels::closingTheWindowLosesNothing()
{
    {
        const auto window = open(m_mine);
        QVERIFY(window);
        window->findChild<QAction*>(QStringLiteral("contactSheet"))->trigger();
        QTest::keyClick(&window->findChild<SampleSheet*>()->sheet(), Qt::Key_K);
        QCOMPARE(inFile("kept", "yes"), 0U); // still waits
    }
    QCOMPARE(inFile("kept", "yes"), 1U);
    const auto window = open({}); // the last session
    QVERIFY(window);
    QVERIFY2(window->messages().text().isEmpty(), qPrintable(window->messages().text())); // "has changed" would be here
    QVERIFY(window->workspace().session.state().labels()->find("kept"));
    QVERIFY(!window->workspace().session.state().ownLabels);
}

void tst_Labels::aSpaceOfTheProgramKeepsLabelsInTheSession()
{
    const fs::path arrows = m_fixture->folder() / "spaces/arrows";
    const std::string before = readWholeFile(arrows / "labels.csv", 1 << 20);
    {
        const auto window = open(arrows);
        QVERIFY(window);
        window->findChild<QAction*>(QStringLiteral("contactSheet"))->trigger();
        QTest::keyClick(&window->findChild<SampleSheet*>()->sheet(), Qt::Key_K);
        QVERIFY2(window->messages().text().contains("kept with this session"), qPrintable(window->messages().text()));
        QVERIFY(window->messages().text().contains("came with the program"));
    }
    QCOMPARE(readWholeFile(arrows / "labels.csv", 1 << 20), before);
    const auto window = open({});
    QVERIFY(window);
    QCOMPARE(rowsWhere(*window->workspace().session.state().labels(), {{"kept", "yes"}}), (SampleSet{0}));
}

void tst_Labels::aCopyTakesTheLabelsAndGoesOn()
{
    const auto window = open(m_fixture->folder() / "spaces/arrows");
    QVERIFY(window);
    Session& session = window->workspace().session;
    window->findChild<QAction*>(QStringLiteral("contactSheet"))->trigger();
    QTest::keyClick(&window->findChild<SampleSheet*>()->sheet(), Qt::Key_K);
    const fs::path copy = m_fixture->folder() / "my arrows";
    window->findChild<LabelCommands*>()->copySpaceTo(QString::fromStdString(copy.string()));
    QTRY_COMPARE(session.state().space->location, copy);
    QVERIFY(openSpace(copy)->labels->find("kept"));
    QTRY_VERIFY(isAtRest(*window));
    QTest::keyClicks(&window->findChild<SampleSheet*>()->sheet(), QStringLiteral("kk")); // is written, now
    QTRY_COMPARE(rowsWhere(*openSpace(copy)->labels, {{"kept", "yes"}}).size(), 2U);
    QVERIFY2(!window->messages().text().contains("kept with this session"), qPrintable(window->messages().text()));
}

void tst_Labels::generatedSamplesKeepTheirLabelsWithTheSession()
{
    {
        const auto window = open(m_mine);
        QVERIFY(window);
        Workspace& workspace = window->workspace();
        GenerationRecipe recipe;
        recipe.draws.count = 120;
        workspace.generation.generate(loadRequestOf(*workspace.session.state().space, "cpu"), recipe);
        QTRY_VERIFY(workspace.session.state().space->generated);
        workspace.session.edit("Select", [](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(SampleSet{7, 119});
        });
        window->findChild<QAction*>(QStringLiteral("labelSelection"))->trigger();
        type(*window, QStringLiteral("kind"), QStringLiteral("good"));
    }
    fs::remove_all(m_fixture->folder() / "cache/generated");
    const auto window = open({});
    QVERIFY(window);
    const Session& session = window->workspace().session;
    QTRY_VERIFY(session.state().space->generated && session.state().labels());
    QCOMPARE(rowsWhere(*session.state().labels(), {{"kind", "good"}}), (SampleSet{7, 119}));
    QCOMPARE(inFile("kind", "good"), 0U);
}

QTEST_MAIN(tst_Labels)
#include "tst_Labels.moc"
