// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "canvas/SampleSheet.h"
#include "dialogs/GenerateDialog.h"
#include "space/GeneratedSamples.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>

/// Samples for a model without data, in the window.
class tst_Generate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDecoderWithoutSamplesOffersThem();
    void whatNeedsLatentsIsDisabledWithTheReason();
    void generatedSamplesReachEveryView();
    void undoBringsTheOwnSamplesBackWithoutLoadingTheModel();
    void theNextStartHasThemAgain();
    void whatIsLostIsMadeAgain();
    void savesThemAsASpaceWithTheKeptOnes();
    void theContactSheetAppearsWhenWanted();
};

namespace {

Workspace& workspaceOf(MainWindow& window)
{
    return window.workspace();
}

QAction* actionOf(MainWindow& window, const char* name)
{
    return window.findChild<QAction*>(QLatin1String(name));
}

GenerateDialog* askedIn(MainWindow& window)
{
    actionOf(window, "generateSamples")->trigger();
    return window.findChild<GenerateDialog*>();
}

/// A window with a decoder and nothing else.
std::unique_ptr<MainWindow> openDecoder(const WindowFixture& fixture)
{
    std::ofstream(fixture.folder() / "gan.pt") << "3 1 4 6";
    auto window = fixture.openWindow();
    const bool isOpen = QTest::qWaitFor([&] { return showsItsPoint(*window); }, 30'000);
    workspaceOf(*window).opener.open(fixture.folder() / "gan.pt");
    const auto showsDecoder = [&] {
        return workspaceOf(*window).session.state().space->isBareDecoder && showsItsPoint(*window);
    };
    return isOpen && QTest::qWaitFor(showsDecoder, 30'000) ? std::move(window) : nullptr;
}

[[nodiscard]] bool generate(MainWindow& window, int count)
{
    GenerateDialog* dialog = askedIn(window);
    if (dialog == nullptr) {
        return false;
    }
    dialog->findChild<QSpinBox*>(QStringLiteral("generateCount"))->setValue(count);
    dialog->accept();
    return QTest::qWaitFor(
        [&] {
            const auto& space = workspaceOf(window).session.state().space;
            return space->generated && space->sampleCount() == static_cast<std::size_t>(count);
        },
        30'000);
}

} // namespace

void tst_Generate::aDecoderWithoutSamplesOffersThem()
{
    const WindowFixture fixture;
    const auto window = openDecoder(fixture);
    QVERIFY(window);
    QVERIFY2(window->messages().text().contains("no samples"), qPrintable(window->messages().text()));
    QAbstractButton* offer = nullptr;
    for (QAbstractButton* button : window->messages().findChildren<QAbstractButton*>()) {
        offer = button->text().contains("Generate") ? button : offer;
    }
    QVERIFY(offer);
    offer->click();
    QVERIFY(window->findChild<GenerateDialog*>());
    window->findChild<GenerateDialog*>()->reject();
    QVERIFY(generate(*window, 300));
    QTRY_VERIFY(workspaceOf(*window).map.coordinates());
    QVERIFY(!window->messages().text().contains("no samples"));
}

void tst_Generate::whatNeedsLatentsIsDisabledWithTheReason()
{
    const WindowFixture fixture;
    const auto window = openDecoder(fixture);
    QVERIFY(window);
    GenerateDialog* dialog = askedIn(*window);
    QVERIFY(dialog);
    const auto* choice = dialog->findChild<QComboBox*>(QStringLiteral("generateDistribution"));
    const auto* items = static_cast<const QStandardItemModel*>(choice->model());
    for (const Distribution distribution : {Distribution::Ellipsoid, Distribution::Neighbours}) {
        const int index = choice->findData(static_cast<int>(distribution));
        QVERIFY(!items->item(index)->isEnabled());
        QVERIFY(choice->itemText(index).contains("needs samples with latents"));
    }
    QVERIFY(items->item(choice->findData(static_cast<int>(Distribution::Shell)))->isEnabled());
}

void tst_Generate::generatedSamplesReachEveryView()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(generate(*window, 250));
    Workspace& workspace = workspaceOf(*window);
    QTRY_VERIFY(isAtRest(*window));
    QTRY_COMPARE(workspace.map.coordinates()->rows(), std::size_t{250});
    QTRY_COMPARE(workspace.statistics.sliders()->samples, std::size_t{250});
    QTRY_VERIFY(!workspace.samples.picture(249).isNull());
    QVERIFY(!workspace.session.state().selection && !workspace.session.state().sample);
}

void tst_Generate::undoBringsTheOwnSamplesBackWithoutLoadingTheModel()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    Workspace& workspace = workspaceOf(*window);
    const auto own = workspace.session.state().space;
    const pid_t engine = workspace.engine.pid();
    QVERIFY(generate(*window, 200));
    actionOf(*window, "undo")->trigger();
    QVERIFY(workspace.session.state().space == own);
    QTRY_COMPARE(workspace.map.coordinates() ? workspace.map.coordinates()->rows() : 0, own->sampleCount());
    actionOf(*window, "redo")->trigger();
    actionOf(*window, "ownSamples")->trigger();
    QVERIFY(workspace.session.state().space == own);
    QCOMPARE(workspace.engine.pid(), engine);
}

void tst_Generate::theNextStartHasThemAgain()
{
    const WindowFixture fixture;
    LatentTable latents;
    {
        const auto window = fixture.openWindow();
        QTRY_VERIFY(isAtRest(*window));
        QVERIFY(generate(*window, 200));
        latents = *workspaceOf(*window).session.state().space->latents;
    }
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const auto& space = workspaceOf(*window).session.state().space;
    QVERIFY(space->generated);
    QCOMPARE(*space->latents, latents);
}

void tst_Generate::whatIsLostIsMadeAgain()
{
    const WindowFixture fixture;
    LatentTable latents;
    {
        const auto window = fixture.openWindow();
        QTRY_VERIFY(isAtRest(*window));
        QVERIFY(generate(*window, 200));
        latents = *workspaceOf(*window).session.state().space->latents;
        workspaceOf(*window).session.edit("Select", [](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(SampleSet{7, 199});
        });
    }
    std::filesystem::remove_all(fixture.folder() / "cache/generated");
    const auto window = fixture.openWindow();
    QTRY_VERIFY(workspaceOf(*window).session.state().space && workspaceOf(*window).session.state().space->generated);
    QCOMPARE(*workspaceOf(*window).session.state().space->latents, latents);
    QCOMPARE(*workspaceOf(*window).session.state().selection, (SampleSet{7, 199}));
}

void tst_Generate::savesThemAsASpaceWithTheKeptOnes()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(generate(*window, 150));
    workspaceOf(*window).session.edit("Keep", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{3, 5});
    });
    actionOf(*window, "saveGenerated")->trigger();
    auto* dialog = window->findChild<QFileDialog*>(QStringLiteral("saveSpaceDialog"));
    QVERIFY(dialog);
    const std::filesystem::path out = fixture.folder() / "mine";
    Q_EMIT dialog->fileSelected(QString::fromStdString(out.string()));
    dialog->reject();
    QTRY_VERIFY(std::filesystem::exists(out / "space.json"));
    const auto space = openSpace(out);
    QCOMPARE(space->sampleCount(), std::size_t{150});
    QCOMPARE(*space->latents, *workspaceOf(*window).session.state().space->latents);
    QCOMPARE(rowsWhere(*space->labels, {{"kept", "yes"}}), (std::vector<std::uint32_t>{3, 5}));
}

void tst_Generate::theContactSheetAppearsWhenWanted()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    auto* dock = window->findChild<QDockWidget*>(QStringLiteral("sheetDock"));
    QVERIFY(dock && !dock->isVisible());
    actionOf(*window, "contactSheet")->trigger();
    QTRY_VERIFY(dock->isVisible());
    auto* sheet = window->findChild<SampleSheet*>();
    QTRY_VERIFY(sheet->sheet().hasFocus());
    QTest::keyClick(&sheet->sheet(), Qt::Key_K);
    QCOMPARE(*workspaceOf(*window).session.state().selection, (SampleSet{0}));
}

QTEST_MAIN(tst_Generate)
#include "tst_Generate.moc"
