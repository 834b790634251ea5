// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "canvas/PictureView.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "session/AttributeEdits.h"
#include "session/PointText.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <csignal>

class tst_MainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensTheEmbeddedSpaceWithoutAnyQuestion();
    void paintsBeforeTheEngineStarts();
    void findsEverythingAsItWas();
    void opensTheNamedSpaceAndOffersTheLastSession();
    void opensTheEmbeddedSpaceWhereTheLastIsGone();
    void leavesTheSessionAloneWhenASpaceCannotBeLoaded();
    void undoOfOpeningBringsTheOldModelBack();
    void keysTakeStepsBackAndAgain();
    void copiesAndPastesThePoint();
    void holdingBShowsThePictureBeforeTheLastStep();
    void tellsInOneLineThatTheEngineDiedAndShowsTheNewestPoint();
    void asksWhetherToWaitForAModelThatNeverAnswers();
    void givesUpAfterThreeDeathsAndTriesAgainWhenTold();
    void listsOpeningAsAJobThatCanBeCancelled();
    void listsTheMeasuringOfInfluenceAndStopsIt();
    void greysRecentSpacesThatAreGone();
    void leavesThePictureItsShareInASmallWindow();
    void helpShowsTheFileThatExportsFromPython();
    void findsItsProportionsAgainAfterBeingSmall();
    void aMessageMovesNothingUnderTheHand();
    void theHistoryBeginsAtTheFirstSpace();
    void theMenuShowsWhetherScalingIsSmooth();
    void repaintsNothingWhenIdle();

private:
    [[nodiscard]] static int visibleTopLevels()
    {
        int count = 0;
        for (const QWidget* widget : QApplication::topLevelWidgets()) {
            count += widget->isVisible() ? 1 : 0;
        }
        return count;
    }
};

void tst_MainWindow::opensTheEmbeddedSpaceWithoutAnyQuestion()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QCOMPARE(visibleTopLevels(), 1);
    QVERIFY(window->messages().text().isEmpty());
    QCOMPARE(window->windowTitle(), QStringLiteral("arrows – Morphoscope"));
    QCOMPARE(window->workspace().session.state().sample, std::optional<std::uint32_t>(0));
    QVERIFY(!window->pictureView().canvas().originalRect().isEmpty());
}

void tst_MainWindow::paintsBeforeTheEngineStarts()
{
    const WindowFixture fixture;
    MainWindow window(fixture.options());
    QCOMPARE(window.workspace().engine.status(), LiveEngine::Status::Idle);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_VERIFY(window.workspace().engine.status() != LiveEngine::Status::Idle);
}

static void choose(const MainWindow& window, const char* combo, const char* value)
{
    window.findChild<QComboBox*>(QLatin1String(combo))->setCurrentText(QLatin1String(value));
}

void tst_MainWindow::findsEverythingAsItWas()
{
    const WindowFixture fixture;
    std::string point;
    {
        const auto window = fixture.openWindow();
        QTRY_VERIFY(isAtRest(*window));
        Session& session = window->workspace().session;
        setFirstCoordinate(*window, 0.625F);
        session.edit(QStringLiteral("Add"), [](SessionState& state) {
            auto vector = std::make_shared<AttributeVector>();
            vector->vector = {1, 2, 3};
            addAttribute(state, {.name = "smile", .vector = std::move(vector), .amount = 0.5F});
            state.lockedLatents.insert(2);
            state.sort = SliderSort::Influence;
            state.map.colourBy = "side";
            state.selection = std::make_shared<const SampleSet>(SampleSet{1, 4});
        });
        choose(*window, "withValue", "right");
        choose(*window, "withoutValue", "left");
        point = pointToText(session.state());
        window->close();
    }
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const SessionState& state = window->workspace().session.state();
    QCOMPARE(pointToText(state), point);
    QCOMPARE(state.attributes.size(), std::size_t{1});
    QCOMPARE(state.attributes[0].name, std::string("smile"));
    QVERIFY(state.lockedLatents.contains(2));
    QCOMPARE(state.sort, SliderSort::Influence);
    QCOMPARE(state.map.colourBy, std::string("side"));
    QCOMPARE(*state.selection, (SampleSet{1, 4}));
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("labelColumn"))->currentText(), QStringLiteral("side"));
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("withValue"))->currentText(), QStringLiteral("right"));
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("withoutValue"))->currentText(), QStringLiteral("left"));
    QCOMPARE(window->workspace().session.undoStack().count(), 0);
    QVERIFY(window->messages().text().isEmpty());
}

void tst_MainWindow::opensTheNamedSpaceAndOffersTheLastSession()
{
    const WindowFixture fixture;
    writeFormulaSpace(fixture.folder() / "other", 5);
    {
        const auto window = fixture.openWindow();
        QTRY_VERIFY(isAtRest(*window));
        setFirstCoordinate(*window, 0.5F);
        window->close();
    }
    const auto window = fixture.openWindow(fixture.folder() / "other");
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().session.state().space->latentSize(), 5);
    QVERIFY(!window->messages().text().isEmpty());
    auto* back = window->messages().findChild<QPushButton*>();
    QVERIFY(back);
    QTest::mouseClick(back, Qt::LeftButton);
    QTRY_COMPARE(window->workspace().session.state().space->latentSize(), 3);
    QCOMPARE(window->workspace().session.state().base[0], 0.5F);
    QTRY_VERIFY(showsItsPoint(*window));
}

void tst_MainWindow::opensTheEmbeddedSpaceWhereTheLastIsGone()
{
    const WindowFixture fixture;
    writeFormulaSpace(fixture.folder() / "gone", 5);
    {
        const auto window = fixture.openWindow(fixture.folder() / "gone");
        QTRY_VERIFY(isAtRest(*window));
        window->close();
    }
    std::filesystem::remove_all(fixture.folder() / "gone");
    const auto window = fixture.openWindow();
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().session.state().space->name(), std::string("arrows"));
}

void tst_MainWindow::leavesTheSessionAloneWhenASpaceCannotBeLoaded()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    setFirstCoordinate(*window, 0.5F);
    const SessionState before = window->workspace().session.state();
    writeFormulaSpace(fixture.folder() / "broken");
    std::ofstream(fixture.folder() / "broken/decoder.pt") << "bad";
    window->workspace().opener.open(fixture.folder() / "broken");
    QTRY_VERIFY(window->messages().text().contains(QStringLiteral("broken/decoder.pt")));
    QVERIFY(window->workspace().session.state() == before);
    setFirstCoordinate(*window, 0.75F); // the old model is there again
    QTRY_VERIFY(showsItsPoint(*window));
}

void tst_MainWindow::undoOfOpeningBringsTheOldModelBack()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const QImage before = window->workspace().preview.image().copy();
    writeFormulaSpace(fixture.folder() / "other", 5);
    window->workspace().opener.open(fixture.folder() / "other");
    QTRY_VERIFY(showsItsPoint(*window) && window->workspace().session.state().space->latentSize() == 5);
    window->workspace().session.undoStack().undo();
    QCOMPARE(window->workspace().session.state().space->latentSize(), 3);
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().preview.image(), before);
    QCOMPARE(window->workspace().engine.model()->latentSize, 3);
}

void tst_MainWindow::keysTakeStepsBackAndAgain()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    const float before = window->workspace().session.state().base[0];
    setFirstCoordinate(*window, 0.5F);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window->workspace().session.state().base[0], before);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window->workspace().session.state().base[0], 0.5F);
}

void tst_MainWindow::copiesAndPastesThePoint()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    setFirstCoordinate(*window, 0.125F);
    QTest::keyClick(window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    setFirstCoordinate(*window, 3);
    QTest::keyClick(window.get(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(window->workspace().session.state().base[0], 0.125F);

    QGuiApplication::clipboard()->setText(QStringLiteral("1, 2"));
    QTest::keyClick(window.get(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(window->workspace().session.state().base[0], 0.125F);
    QVERIFY(!window->messages().text().isEmpty());

    QTest::keyClick(window.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(6, 4));
}

void tst_MainWindow::holdingBShowsThePictureBeforeTheLastStep()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    PictureCanvas& canvas = window->pictureView().canvas();
    setFirstCoordinate(*window, 0);
    QTRY_VERIFY(showsItsPoint(*window));
    setFirstCoordinate(*window, 10);
    QTRY_VERIFY(showsItsPoint(*window));
    const auto corner = [&] {
        const QPoint at = canvas.pictureRect().topLeft() + QPoint(4, 4);
        return qGray(canvas.grab().toImage().pixel(at));
    };
    QCOMPARE(corner(), 200);
    QTest::keyPress(&window->sliderPanel().sliders(), Qt::Key_B);
    QVERIFY(canvas.isShowingBefore());
    QCOMPARE(corner(), 100);
    QTest::keyRelease(&window->sliderPanel().sliders(), Qt::Key_B);
    MapCanvas& map = window->mapView().canvas(); // where B is the brush
    QTest::keyPress(&map, Qt::Key_B);
    QVERIFY(!canvas.isShowingBefore());
    QVERIFY(map.tool() == MapTool::Brush);
    QTest::keyRelease(&map, Qt::Key_B);
    QCOMPARE(corner(), 200);
    window->workspace().session.edit(QStringLiteral("No move"), [](SessionState& state) {
        state.map.colourBy = state.map.colourBy.empty() ? "side" : "";
        state.lockedLatents.insert(1);
        state.sort = SliderSort::Influence;
    });
    QTest::keyPress(&window->sliderPanel().sliders(), Qt::Key_B);
    QCOMPARE(corner(), 100);
    QTest::keyRelease(&window->sliderPanel().sliders(), Qt::Key_B);
}

void tst_MainWindow::tellsInOneLineThatTheEngineDiedAndShowsTheNewestPoint()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    kill(window->workspace().engine.pid(), SIGKILL);
    setFirstCoordinate(*window, 7);
    QTRY_VERIFY(!window->messages().text().isEmpty());
    QVERIFY(!window->messages().text().contains(QLatin1Char('\n')));
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(qGray(window->workspace().preview.image().pixel(0, 0)), 170);
    QCOMPARE(window->workspace().session.state().base[0], 7.0F);
}

static QPushButton* choiceNamed(MainWindow& window, const QString& text)
{
    for (auto* button : window.messages().findChildren<QPushButton*>()) {
        if (button->text() == text && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

void tst_MainWindow::asksWhetherToWaitForAModelThatNeverAnswers()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    Settings settings = window->workspace().settings;
    settings.deadlineSeconds = 1;
    window->workspace().setSettings(settings);
    setFirstCoordinate(*window, 1000); // the small engine loops here
    QTRY_VERIFY_WITH_TIMEOUT(choiceNamed(*window, QStringLiteral("Stop")), 20000);
    QVERIFY(choiceNamed(*window, QStringLiteral("Keep waiting")));
    window->workspace().session.undoStack().undo();
    QTest::mouseClick(choiceNamed(*window, QStringLiteral("Stop")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 20000);
}

void tst_MainWindow::givesUpAfterThreeDeathsAndTriesAgainWhenTold()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    setFirstCoordinate(*window, 1001); // the small engine dies here
    QTRY_VERIFY_WITH_TIMEOUT(choiceNamed(*window, QStringLiteral("Try again")), 20000);
    QCOMPARE(window->workspace().engine.status(), LiveEngine::Status::GaveUp);
    auto* log = window->findChild<QDialog*>(QStringLiteral("logDialog"));
    QVERIFY(log && log->isVisible() && !log->isModal());
    window->workspace().session.edit(QStringLiteral("Basis"), [](SessionState& state) {
        state.basis = SliderBasis::PrincipalComponents; // whose influence cannot be measured now
    });
    const auto* counter = window->findChild<QLabel*>(QStringLiteral("counter"));
    QTRY_VERIFY2(counter->text().contains(QStringLiteral("No engine")), qPrintable(counter->text()));
    window->workspace().session.undoStack().undo();
    window->workspace().session.undoStack().undo();
    QTest::mouseClick(choiceNamed(*window, QStringLiteral("Try again")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 20000);
}

void tst_MainWindow::listsOpeningAsAJobThatCanBeCancelled()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(window->workspace().jobs.jobs().empty());
    const SessionState before = window->workspace().session.state();
    writeFormulaSpace(fixture.folder() / "endless");
    std::ofstream(fixture.folder() / "endless/decoder.pt") << "loop";
    window->workspace().opener.open(fixture.folder() / "endless");
    QCOMPARE(window->workspace().jobs.jobs().size(), std::size_t{1});
    QTRY_COMPARE(window->workspace().engine.status(), LiveEngine::Status::Loading);
    auto* cancel = window->findChild<QToolButton*>(QStringLiteral("cancelJob"));
    QTRY_VERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(window->workspace().jobs.jobs().empty());
    QVERIFY(window->workspace().session.state() == before);
    setFirstCoordinate(*window, 2);
    QTRY_VERIFY_WITH_TIMEOUT(showsItsPoint(*window), 20000);
}

void tst_MainWindow::listsTheMeasuringOfInfluenceAndStopsIt()
{
    const WindowFixture fixture;
    const std::filesystem::path folder = fixture.folder() / "endless at a sample";
    writeFormulaSpace(folder);
    LatentTable latents = readLatents(folder / "latents.npy");
    latents.row(3)[0] = 1000; // the small engine loops here, and the influence is measured around this sample too
    writeLatents(folder / "latents.npy", latents);
    const auto window = fixture.openWindow(folder);
    auto* cancel = window->findChild<QToolButton*>(QStringLiteral("cancelJob"));
    QTRY_VERIFY(cancel->isVisible() &&
                window->workspace().jobs.jobs().front().title == QStringLiteral("Measuring the influence"));
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(window->workspace().jobs.jobs().empty());
    const auto* counter = window->findChild<QLabel*>(QStringLiteral("counter"));
    QVERIFY2(counter->text().contains(QStringLiteral("stopped")), qPrintable(counter->text()));
}

void tst_MainWindow::greysRecentSpacesThatAreGone()
{
    const WindowFixture fixture;
    writeFormulaSpace(fixture.folder() / "other");
    const auto window = fixture.openWindow(fixture.folder() / "other");
    QTRY_VERIFY(isAtRest(*window));
    window->workspace().settings.addRecent(fixture.folder() / "vanished");
    auto* menu = window->findChild<QMenu*>(QStringLiteral("recentMenu"));
    QVERIFY(menu);
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 2);
    QTRY_VERIFY(!menu->actions().at(0)->isEnabled());
    QVERIFY(menu->actions().at(1)->isEnabled());
}

/// Those that are there from the start.
static QList<QDockWidget*> shownDocks(const MainWindow& window)
{
    QList<QDockWidget*> docks = window.findChildren<QDockWidget*>();
    docks.removeIf([](const QDockWidget* dock) { return dock->isHidden(); });
    return docks;
}

void tst_MainWindow::leavesThePictureItsShareInASmallWindow()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(window->pictureView().width() > 500);
    window->resize(1024, 700);
    QTRY_VERIFY(window->pictureView().width() > 340);
    for (const QDockWidget* dock : shownDocks(*window)) {
        QVERIFY2(dock->width() >= 240 && dock->height() >= 140, qPrintable(dock->objectName()));
        QVERIFY(window->rect().contains(dock->geometry()));
    }
}

void tst_MainWindow::findsItsProportionsAgainAfterBeingSmall()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const auto sizes = [&window] {
        std::vector<QSize> all;
        for (const QDockWidget* dock : shownDocks(*window)) {
            all.push_back(dock->size());
        }
        return all;
    };
    window->resize(1440, 900);
    QCoreApplication::processEvents();
    const std::vector<QSize> before = sizes();
    for (const QSize size : {QSize(1024, 700), QSize(800, 500), QSize(1440, 900)}) {
        window->resize(size);
        QCoreApplication::processEvents();
    }
    const std::vector<QSize> after = sizes();
    QCOMPARE(after.size(), std::size_t{3});
    for (std::size_t i = 0; i < after.size(); ++i) {
        QVERIFY(qAbs(after[i].width() - before[i].width()) <= 2);
        QVERIFY(qAbs(after[i].height() - before[i].height()) <= 2);
    }
}

void tst_MainWindow::aMessageMovesNothingUnderTheHand()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const auto places = [&window] {
        return std::pair(window->sliderPanel().sliders().mapTo(window.get(), QPoint()),
                         window->pictureView().canvas().mapTo(window.get(), QPoint()));
    };
    const auto before = places();
    window->messages().say({.key = QStringLiteral("a"),
                            .text = QStringLiteral("A long sentence that has to go on in a second line. ").repeated(4),
                            .choices = {{QStringLiteral("Do it"), [] {}}}});
    QCoreApplication::processEvents();
    QCOMPARE(places(), before);
    const MessageBar& bar = window->messages();
    QVERIFY(bar.isVisible() && bar.width() == window->pictureView().width());
    const auto* text = bar.findChild<QLabel*>(QStringLiteral("messageText"));
    QVERIFY(text->height() >= text->heightForWidth(text->width()));
}

void tst_MainWindow::theHistoryBeginsAtTheFirstSpace()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    QCOMPARE(window->workspace().session.undoStack().count(), 0);
    QVERIFY(!window->findChild<QAction*>(QStringLiteral("undo"))->isEnabled());
}

void tst_MainWindow::theMenuShowsWhetherScalingIsSmooth()
{
    const WindowFixture fixture;
    MainWindow window(fixture.options());
    const auto* action = window.findChild<QAction*>(QStringLiteral("smoothScaling"));
    QVERIFY(action->isCheckable() && !action->isChecked());
    window.findChild<QAction*>(QStringLiteral("smoothScaling"))->trigger();
    QVERIFY(action->isChecked() && window.workspace().settings.smoothScaling);
    Settings settings = window.workspace().settings;
    settings.smoothScaling = false; // as the settings dialog would
    window.workspace().setSettings(settings);
    QVERIFY(!action->isChecked());
    QVERIFY(!window.findChild<QToolButton*>(QStringLiteral("fitButton"))->isEnabled()); // there is no picture yet
}

class PaintCounter : public QObject
{
public:
    int paints = 0;
    bool eventFilter(QObject*, QEvent* event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

void tst_MainWindow::helpShowsTheFileThatExportsFromPython()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    auto* action = window->findChild<QAction*>(QStringLiteral("fromPyTorch"));
    QVERIFY(action && window->findChild<QMenu*>(QStringLiteral("helpMenu"))->actions().contains(action));
    action->trigger();
    auto* dialog = window->findChild<QDialog*>(QStringLiteral("fromPyTorchDialog"));
    QVERIFY(dialog && dialog->isVisible());
    dialog->findChild<QPushButton*>(QStringLiteral("copyScript"))->click();
    QFile script(QStringLiteral(MORPHOSCOPE_SOURCE_DIR "/resources/export_space.py"));
    QVERIFY(script.open(QIODevice::ReadOnly));
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromUtf8(script.readAll()));
}

void tst_MainWindow::repaintsNothingWhenIdle()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    PaintCounter counter;
    qApp->installEventFilter(&counter);
    const auto quietFor = [&counter](int ms) {
        counter.paints = 0;
        QTest::qWait(ms);
        return counter.paints == 0;
    };
    QTRY_VERIFY(quietFor(400)); // what came in last is on the screen
    QVERIFY(quietFor(1500));
    setFirstCoordinate(*window, 2);
    QTRY_VERIFY(counter.paints > 0); // the counter counts
}

QTEST_MAIN(tst_MainWindow)
#include "tst_MainWindow.moc"
