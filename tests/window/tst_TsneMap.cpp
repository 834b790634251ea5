// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "base/AtomicFile.h"
#include "controls/ElidedLabel.h"
#include "plots/BesideMap.h"
#include "plots/MapCanvas.h"
#include "plots/MapExport.h"
#include "plots/ProjectionBar.h"
#include "session/SessionFile.h"
#include "window/SyntheticInput.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QToolButton>

#include <set>

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
    void itCanBeStoppedAndGoOn();
    void itCanBeGivenMoreSteps();
    void howManyMoreIsChosen();
    void anotherSeedLiesBeside();
    void whatIsSelectedOnOneMapIsSelectedOnBoth();
    void bothMapsHaveTheSameTool();
    void eachMapHasItsOwnTrust();
    void bothMapsAreSaved();
    void theOtherMapClosesAndComesBack();
    void theMapBesideNeedsNoMouse();
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
    /// Each sample is picked where `positions` have it.
    static bool shows(const MapCanvas& canvas, const LatentTable& positions)
    {
        for (std::uint32_t sample = 0; sample < positions.rows(); ++sample) {
            const LatentView place = positions.row(sample);
            if (canvas.sampleNear(canvas.pixelAt({place[0], place[1]})) != sample) {
                return false;
            }
        }
        return true;
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

    /// As the popup does it.
    static void showBeside(MainWindow& window)
    {
        window.findChild<QPushButton*>(QStringLiteral("tsneBeside"))->click();
    }
    [[nodiscard]] std::unique_ptr<MainWindow> openBeside() const
    {
        auto window = open();
        if (window) {
            setOptions(*window, 30, 20);
            clickTab(*window, 1);
            showBeside(*window);
            const TsneLayout& second = window->workspace().secondSeed.tsne;
            return QTest::qWaitFor([&] { return second.status() == TsneLayout::Status::Done; }, 30'000)
                       ? std::move(window)
                       : nullptr;
        }
        return window;
    }
    static QString textOf(const QWidget& parent, const char* label)
    {
        return parent.findChild<ElidedLabel*>(QLatin1String(label))->text();
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

void tst_TsneMap::itCanBeStoppedAndGoOn()
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
    const int stoppedAt = tsne.map().iterations;
    QCOMPARE(button(*window, "tsneAction")->text(), QStringLiteral("Go on"));
    QVERIFY(!button(*window, "tsneMore")->isVisible());
    button(*window, "tsneAction")->click();
    QVERIFY(tsne.isRunning());
    QTRY_VERIFY(!window->workspace().jobs.jobs().empty()); // it can be stopped from the status line too
    QTRY_VERIFY(tsne.progress().iteration > 0);
    QVERIFY(tsne.progress().iteration > stoppedAt);
}

void tst_TsneMap::itCanBeGivenMoreSteps()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    TsneLayout& tsne = window->workspace().tsne;
    setOptions(*window, 30, 20);
    clickTab(*window, 1);
    QVERIFY(!button(*window, "tsneMore")->isVisible()); // it runs
    QTRY_COMPARE(tsne.status(), TsneLayout::Status::Done);
    QVERIFY(button(*window, "tsneMore")->isVisible());
    QCOMPARE(button(*window, "tsneMore")->text(), QStringLiteral("500 more"));
    button(*window, "tsneMore")->click();
    QCOMPARE(session.state().projection.tsne.iterations, 520);
    QVERIFY(tsne.positions()); // nothing is lost from sight
    QTRY_COMPARE(tsne.status(), TsneLayout::Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 520.0F);
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("More steps of t-SNE"));
    session.undoStack().undo();
    QTRY_COMPARE(tsne.status(), TsneLayout::Status::Done);
    QCOMPARE(tsne.positions()->row(0)[0], 20.0F);
}

void tst_TsneMap::howManyMoreIsChosen()
{
    const auto window = open();
    QVERIFY(window);
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    button(*window, "tsneOptions")->click();
    const int steps = window->workspace().session.undoStack().count();
    window->findChild<QSpinBox*>(QStringLiteral("tsneMoreSteps"))->setValue(30);
    QCOMPARE(window->workspace().session.undoStack().count(), steps); // nothing depends on it yet
    QCOMPARE(button(*window, "tsneMore")->text(), QStringLiteral("30 more"));
    window->findChild<QAction*>(QStringLiteral("tsneMoreSteps"))->trigger(); // the menu's
    QCOMPARE(window->workspace().session.state().projection.tsne.iterations, 1030);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
}

void tst_TsneMap::anotherSeedLiesBeside()
{
    const auto window = openBeside();
    QVERIFY(window);
    const Workspace& workspace = window->workspace();
    auto* const beside = window->findChild<BesideMap*>();
    QVERIFY(beside && beside->isVisible());
    QTRY_VERIFY(workspace.secondSeed.agreement.share());
    const MapCanvas& first = window->mapView().canvas();
    const MapCanvas& second = beside->view().canvas();
    QCOMPARE(second.pointCount(), first.pointCount());
    QTRY_VERIFY(first.markerPixel() && second.markerPixel()); // the point is on both, once it is placed
    const QRect firstPlace(first.mapTo(window.get(), QPoint()), first.size());
    const QRect secondPlace(second.mapTo(window.get(), QPoint()), second.size());
    QVERIFY(!firstPlace.intersects(secondPlace));
    QVERIFY(first.width() > 100 && second.width() > 100);
    QVERIFY(textOf(*beside, "besideStatus").startsWith(QStringLiteral("Seed 2 · KL ")));
    QVERIFY2(textOf(*beside, "besideAgreement").contains(QStringLiteral(" % of neighbours are the same")),
             qPrintable(textOf(*beside, "besideAgreement")));
    button(*window, "besideNext")->click();
    QCOMPARE(workspace.session.state().projection.besideSeed, std::optional<std::uint64_t>(3));
    QVERIFY(textOf(*beside, "besideStatus").startsWith(QStringLiteral("Seed 3 · ")));
}

void tst_TsneMap::eachMapHasItsOwnTrust()
{
    const auto window = openBeside();
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    auto* const beside = window->findChild<BesideMap*>();
    QVERIFY(!workspace.secondSeed.trust.trust()); // nobody looks at it
    workspace.session.edit("Trust", [](SessionState& state) { state.map.coloursByTrust = true; });
    QTRY_VERIFY(workspace.trust.trust() && workspace.secondSeed.trust.trust());
    const QString mean = QLocale().toString(workspace.secondSeed.trust.trust()->mean(), 'f', 3);
    QTRY_VERIFY2(textOf(*beside, "besideAgreement").startsWith(QStringLiteral("mean trust %1 · ").arg(mean)),
                 qPrintable(textOf(*beside, "besideAgreement")));
    workspace.session.edit("PCA", [](SessionState& state) { state.projection.kind = MapKind::PrincipalComponents; });
    QTRY_VERIFY(!workspace.secondSeed.trust.trust()); // the map is hidden
}

void tst_TsneMap::bothMapsAreSaved()
{
    const auto window = openBeside();
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    const MapView& map = window->mapView();
    QCOMPARE(map.shownMaps().size(), std::size_t{2});
    const auto name = [this](const char* file) {
        return QString::fromStdString((m_fixture->folder() / file).string());
    };
    const QColor ring = map.palette().color(QPalette::Highlight);
    const auto hasRing = [&](const QImage& part) {
        for (int y = 0; y < part.height(); ++y) {
            for (int x = 0; x < part.width(); ++x) {
                if (part.pixelColor(x, y).rgb() == ring.rgb()) {
                    return true;
                }
            }
        }
        return false;
    };
    const QSize first = map.drawingSize();
    const QSize second = map.shownMaps()[1]->drawingSize();
    const bool isBelow = map.orientation() == Qt::Vertical;
    const auto bothHaveRings = [&] { // the point is placed on them in the background
        writeMapPicture(map, name("map.png"), 1);
        const QImage picture(name("map.png"));
        const QPoint corner(isBelow ? 0 : picture.width() - second.width(), picture.height() - second.height());
        return hasRing(picture.copy(QRect(QPoint(), first))) && hasRing(picture.copy(QRect(corner, second)));
    };
    QTRY_VERIFY(bothHaveRings());
    const QImage picture(name("map.png"));
    QVERIFY(isBelow ? picture.height() > first.height() + second.height()
                    : picture.width() > first.width() + second.width());
    writeMapPicture(map, name("map.svg"));
    const std::string svg = readWholeFile(m_fixture->folder() / "map.svg", 1 << 26);
    QVERIFY(svg.find("t-SNE, seed 1</text>") != std::string::npos);
    QVERIFY(svg.find("t-SNE, seed 2</text>") != std::string::npos);
    workspace.mapFiles.write(MapFiles::What::Table, {2, 5}, m_fixture->folder() / "map.csv");
    workspace.mapFiles.write(MapFiles::What::Places, {2, 5}, m_fixture->folder() / "map.npy");
    QTRY_VERIFY(fs::exists(m_fixture->folder() / "map.npy"));
    const LatentTable places = readLatents(m_fixture->folder() / "map.npy");
    QCOMPARE(places.columns(), std::size_t{4});
    QCOMPARE(places.row(1)[2], workspace.secondSeed.shown.content().positions->row(5)[0]);
    const std::string table = readWholeFile(m_fixture->folder() / "map.csv", 1 << 20);
    QVERIFY2(table.starts_with("sample,x,y,x2,y2,side\n"), table.c_str());
    button(*window, "besideClose")->click();
    QCOMPARE(map.shownMaps().size(), std::size_t{1});
    writeMapPicture(map, name("one.png"), 1);
    QCOMPARE(QImage(name("one.png")).size(), map.drawingSize());
}

void tst_TsneMap::whatIsSelectedOnOneMapIsSelectedOnBoth()
{
    const auto window = openBeside();
    QVERIFY(window);
    auto* const beside = window->findChild<BesideMap*>();
    MapCanvas& second = beside->view().canvas();
    const QImage before = window->mapView().canvas().picture();
    const QRect all = second.area();
    drag(second, all.topLeft() + QPoint(2, 2), QPoint(all.right() - 2, all.center().y()), 6);
    const auto& selection = window->workspace().session.state().selection;
    QVERIFY(selection && !selection->empty() && selection->size() < 12);
    QTRY_VERIFY(window->mapView().canvas().picture() != before); // the others are grey
    window->workspace().session.undoStack().undo();
    QVERIFY(!window->workspace().session.state().selection);
}

void tst_TsneMap::bothMapsHaveTheSameTool()
{
    const auto window = openBeside();
    QVERIFY(window);
    MapCanvas& first = window->mapView().canvas();
    MapCanvas& second = window->findChild<BesideMap*>()->view().canvas();
    first.setTool(MapTool::Lasso);
    QCOMPARE(second.tool(), MapTool::Lasso);
    second.setFocus();
    QTest::keyClick(&second, Qt::Key_P);
    QCOMPARE(first.tool(), MapTool::Polygon);
}

void tst_TsneMap::theOtherMapClosesAndComesBack()
{
    const auto window = open();
    QVERIFY(window);
    clickTab(*window, 1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    const QSize alone = window->mapView().canvas().size();
    showBeside(*window);
    auto* const beside = window->findChild<BesideMap*>();
    QTRY_VERIFY(window->mapView().canvas().size() != alone);
    QTRY_COMPARE(window->workspace().secondSeed.tsne.status(), TsneLayout::Status::Done);
    button(*window, "besideClose")->click();
    QVERIFY(!beside->isVisible());
    QTRY_COMPARE(window->mapView().canvas().size(), alone);
    QCOMPARE(window->workspace().secondSeed.tsne.status(), TsneLayout::Status::Idle);
    Session& session = window->workspace().session;
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Close the map beside"));
    session.undoStack().undo();
    QVERIFY(beside->isVisible());
    clickTab(*window, 0); // PCA has no seed
    QVERIFY(!beside->isVisible());
    clickTab(*window, 1);
    QVERIFY(beside->isVisible());
    const fs::path file = m_fixture->folder() / "beside.morphoscope.json";
    writeSession(file, session.state(), session.view());
    QCOMPARE(readSession(file, m_fixture->folder()).state.projection.besideSeed, std::optional<std::uint64_t>(2));
}

/// What Tab finds has a name, a tooltip and a place in the order.
void tst_TsneMap::theMapBesideNeedsNoMouse()
{
    const auto window = openBeside();
    QVERIFY(window);
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    for (const char* name : {"besideNext", "besideClose"}) {
        QVERIFY(!button(*window, name)->accessibleName().isEmpty());
        QVERIFY(!button(*window, name)->toolTip().isEmpty());
        QVERIFY(button(*window, name)->focusPolicy() & Qt::TabFocus);
    }
    std::set<QWidget*> visited;
    window->mapView().canvas().setFocus();
    for (int i = 0; i < 8; ++i) { // one map follows the other
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        visited.insert(QApplication::focusWidget());
    }
    QVERIFY(visited.contains(&window->findChild<BesideMap*>()->view().canvas()));
    QVERIFY(visited.contains(button(*window, "besideClose")));
    window->findChild<QAction*>(QStringLiteral("tsneBeside"))->trigger(); // the menu's
    QVERIFY(!window->findChild<BesideMap*>()->isVisible());
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
    QTRY_VERIFY(canvas.markerPixel());
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
    QTRY_VERIFY(shows(canvas, *window->workspace().tsne.positions())); // it is painted a little later
    QTRY_VERIFY(canvas.isMarkerInView());
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
