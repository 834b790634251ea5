// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "plots/MapCanvas.h"
#include "plots/ProjectionBar.h"
#include "session/SessionFile.h"
#include "window/SyntheticInput.h"

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QToolButton>

namespace fs = std::filesystem;

/// The t-SNE map in the window, with the small engine, whose maps move all points to the right.
class tst_TsneMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aTabShowsIt();
    void choosingItIsAStepToUndo();
    void itsOptionsAreStepsToUndo();
    void itCanBeStoppedAndComputedAnew();
    void itMovesWhileItIsComputed();
    void theSessionKeepsIt();
    void thePointIsMarkedWhereItsSampleIs();
    void aPointBetweenSamplesIsMarkedWithDoubt();
    void carryingThePointAddsWhatLiesBetween();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open() const
    {
        auto window = m_fixture->openWindow(m_mine);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    static void clickTab(MainWindow& window, int tab)
    {
        auto* tabs = window.findChild<QTabBar*>(QStringLiteral("mapKind"));
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tab).center());
    }
    static QToolButton* button(MainWindow& window, const char* name)
    {
        return window.findChild<QToolButton*>(QLatin1String(name));
    }
    static void setOptions(MainWindow& window, double perplexity, int iterations)
    {
        window.workspace().session.edit("options", [&](SessionState& state) {
            state.projection.tsne.perplexity = perplexity;
            state.projection.tsne.iterations = iterations;
        });
    }

    std::unique_ptr<WindowFixture> m_fixture;
    fs::path m_mine;
};

void tst_TsneMap::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_TsneMap::aTabShowsIt()
{
    const auto window = open();
    QVERIFY(window);
    const TsneLayout& tsne = window->workspace().tsne;
    auto* const bar = window->findChild<ProjectionBar*>();
    QCOMPARE(tsne.status(), TsneLayout::Status::Idle);
    QVERIFY(!button(*window, "tsneOptions")->isVisible());
    clickTab(*window, 1);
    QVERIFY(button(*window, "tsneOptions")->isVisible());
    QTRY_COMPARE(tsne.status(), TsneLayout::Status::Done);
    QVERIFY2(bar->statusText().contains("KL"), qPrintable(bar->statusText()));
    QVERIFY2(bar->statusText().contains("25"), qPrintable(bar->statusText()));
    QVERIFY(!button(*window, "tsneAction")->isVisible());
    const MapCanvas& canvas = window->mapView().canvas();
    QCOMPARE(canvas.pointCount(), std::size_t{12});
    QVERIFY(canvas.view().left < 1000 && canvas.view().right > 1000); // where the small engine puts all of them
}

void tst_TsneMap::choosingItIsAStepToUndo()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const MapRect before = window->mapView().canvas().view();
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Show the t-SNE map"));
    session.undoStack().undo();
    QCOMPARE(window->findChild<QTabBar*>(QStringLiteral("mapKind"))->currentIndex(), 0);
    QVERIFY(!button(*window, "tsneOptions")->isVisible());
    QCOMPARE(window->mapView().canvas().view().right, before.right);
    QVERIFY(window->mapView().canvas().markerPixel());
    session.undoStack().redo();
    QCOMPARE(window->findChild<QTabBar*>(QStringLiteral("mapKind"))->currentIndex(), 1);
    QVERIFY(window->mapView().canvas().view().right > 900);
}

void tst_TsneMap::itsOptionsAreStepsToUndo()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    auto* const popup = window->findChild<QWidget*>(QStringLiteral("tsneOptionsPopup"));
    button(*window, "tsneOptions")->click();
    QVERIFY(popup->isVisible());
    popup->findChild<QSpinBox*>(QStringLiteral("tsneIterations"))->setValue(20);
    QCOMPARE(session.state().projection.tsne.iterations, 20);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    QCOMPARE(window->workspace().tsne.positions()->row(0)[0], 20.0F);
    popup->findChild<QDoubleSpinBox*>(QStringLiteral("tsnePerplexity"))->setValue(5);
    QCOMPARE(session.state().projection.tsne.perplexity, 5.0);
    popup->findChild<QPushButton*>(QStringLiteral("tsneAnotherSeed"))->click();
    QCOMPARE(session.state().projection.tsne.seed, std::uint64_t{2});
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Change the seed"));
    session.undoStack().undo();
    QCOMPARE(popup->findChild<QSpinBox*>(QStringLiteral("tsneSeed"))->value(), 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
}

void tst_TsneMap::itCanBeStoppedAndComputedAnew()
{
    const auto window = open();
    QVERIFY(window);
    TsneLayout& tsne = window->workspace().tsne;
    setOptions(*window, 999, 100'000); // takes its time
    clickTab(*window, 1);
    QTRY_VERIFY(tsne.progress().iteration > 3);
    QCOMPARE(button(*window, "tsneAction")->text(), QStringLiteral("Stop"));
    button(*window, "tsneAction")->click();
    QTRY_COMPARE(tsne.status(), TsneLayout::Status::Stopped);
    QVERIFY(window->findChild<ProjectionBar*>()->statusText().startsWith("Stopped at"));
    QCOMPARE(button(*window, "tsneAction")->text(), QStringLiteral("Compute anew"));
    button(*window, "tsneAction")->click();
    QVERIFY(tsne.isRunning());
    QTRY_VERIFY(!window->workspace().jobs.jobs().empty()); // it can be stopped from the status line too
}

void tst_TsneMap::itMovesWhileItIsComputed()
{
    const auto window = open();
    QVERIFY(window);
    MapCanvas& canvas = window->mapView().canvas();
    setOptions(*window, 999, 100'000);
    clickTab(*window, 1);
    QTRY_VERIFY(window->workspace().tsne.progress().iteration > 3);
    const double before = canvas.view().right;
    QTRY_VERIFY(canvas.view().right > before);
    canvas.zoomIn(); // the hand has it now
    const double zoomed = canvas.view().right;
    const int iteration = window->workspace().tsne.progress().iteration;
    QTRY_VERIFY(window->workspace().tsne.progress().iteration > iteration + 20);
    QCOMPARE(canvas.view().right, zoomed);
    window->workspace().tsne.stop();
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Stopped);
    QCOMPARE(canvas.view().right, zoomed); // at the end, too
}

void tst_TsneMap::theSessionKeepsIt()
{
    const fs::path file = m_fixture->folder() / "kept.morphoscope.json";
    {
        const auto window = open();
        QVERIFY(window);
        setOptions(*window, 7, 300);
        clickTab(*window, 1);
        QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
        const Session& session = window->workspace().session;
        writeSession(file, session.state(), session.view());
    }
    const ReadSession read = readSession(file, m_fixture->folder());
    QCOMPARE(static_cast<int>(read.state.projection.kind), static_cast<int>(MapKind::Tsne));
    QCOMPARE(read.state.projection.tsne.perplexity, 7.0);
    QCOMPARE(read.state.projection.tsne.iterations, 300);
}

void tst_TsneMap::thePointIsMarkedWhereItsSampleIs()
{
    const auto window = open();
    QVERIFY(window);
    MapCanvas& canvas = window->mapView().canvas();
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    QVERIFY(window->workspace().session.state().sample);
    QVERIFY(canvas.markerPixel());
    const LatentView place = window->workspace().tsne.positions()->row(*window->workspace().session.state().sample);
    QVERIFY((*canvas.markerPixel() - canvas.pixelAt({place[0], place[1]})).manhattanLength() < 0.5);
}

void tst_TsneMap::aPointBetweenSamplesIsMarkedWithDoubt()
{
    const auto window = open();
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    clickTab(*window, 1);
    QTRY_COMPARE(workspace.tsne.status(), TsneLayout::Status::Done);
    QTRY_VERIFY(workspace.placement.place());
    QCOMPARE(workspace.placement.place()->doubt, 0.0F);
    workspace.session.edit("Move", [](SessionState& state) { state.base = {0.1F, 0.2F, 0.3F}; });
    QTRY_VERIFY(workspace.placement.place() && workspace.placement.place()->doubt > 0);
    const PlacedPoint place = *workspace.placement.place();
    MapCanvas& canvas = window->mapView().canvas();
    QTRY_VERIFY(canvas.markerPixel() &&
                (*canvas.markerPixel() - canvas.pixelAt({place.x, place.y})).manhattanLength() < 0.5);
    workspace.session.undoStack().undo();
    QTRY_COMPARE(workspace.placement.place()->doubt, 0.0F);
}

void tst_TsneMap::carryingThePointAddsWhatLiesBetween()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    MapCanvas& canvas = window->mapView().canvas();
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    session.edit("Move", [](SessionState& state) { state.base = {0.1F, 0.2F, 5}; }); // far off in the third
    QTRY_VERIFY(window->workspace().placement.place() && window->workspace().placement.place()->doubt > 0);
    QTRY_VERIFY(canvas.markerPixel());
    const LatentVector before = session.state().base;
    const int steps = session.undoStack().count();
    const QPoint from = canvas.markerPixel()->toPoint();
    const QPoint to(from.x(), canvas.area().top() + 20);
    drag(canvas, from, to, 6);
    const LatentVector after = session.state().base;
    QVERIFY(after != before);
    QVERIFY2(after[0] > before[0], "the height is the first latent");
    QVERIFY(after[2] > 3); // what is its own stays
    QCOMPARE(session.undoStack().count(), steps + 1);
    session.undoStack().undo();
    QCOMPARE(session.state().base, before);
}

QTEST_MAIN(tst_TsneMap)
#include "tst_TsneMap.moc"
