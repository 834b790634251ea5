// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "dialogs/MapFileDialog.h"
#include "plots/MapCanvas.h"
#include "plots/MapExport.h"
#include "session/AttributeEdits.h"
#include "session/LabelEdits.h"
#include "session/SessionFile.h"
#include "window/SyntheticInput.h"

#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QTabBar>
#include <QToolButton>

namespace fs = std::filesystem;

/// Maps along axes of one's own and from files, what points look like on them, and how they are saved.
class tst_MapKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theThirdTabShowsLatents();
    void axesAreChosenAndSwapped();
    void carryingOnAxesMovesTheseLatentsAlone();
    void anAttributeVectorIsAnAxis();
    void anAxisThatIsGoneIsSaid();
    void anAxisFollowsWhatIsRenamed();
    void filesThatAreWrittenAtOnceAreAllWritten();
    void numbersOfALabelAreAnAxis();
    void theSessionKeepsTheAxes();
    void aMapFromAFileIsShown();
    void ofManyColumnsTwoAreAskedFor();
    void aFileThatIsNoMapIsRefused();
    void readingAFileIsAJobThatCanBeStopped();
    void placesAreKeptAsLabels();
    void theMapIsSavedAsPicture();
    void theMapIsSavedAsTable();
    void looksAndNamesAreStepsToUndo();
    void samplesAreFoundByTheirLabels();
    void aSelectionGrowsByNeighbours();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open() const
    {
        auto window = m_fixture->openWindow(m_mine);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    /// At once with the map of axes, on which each sample lies by its first two latents.
    [[nodiscard]] std::unique_ptr<MainWindow> openAxes() const
    {
        auto window = open();
        if (window) {
            auto* tabs = window->findChild<QTabBar*>(QStringLiteral("mapKind"));
            QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(2).center());
            const bool isThere = QTest::qWaitFor([&] { return window->workspace().axes.positions() != nullptr; });
            return isThere ? std::move(window) : nullptr;
        }
        return nullptr;
    }
    static void choose(MainWindow& window, const char* name, const QString& item)
    {
        auto* box = window.findChild<QComboBox*>(QLatin1String(name));
        const int index = box->findText(item);
        QVERIFY2(index >= 0, qPrintable(item));
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    [[nodiscard]] fs::path write(const char* name, const std::string& text) const
    {
        const fs::path file = m_fixture->folder() / name;
        std::ofstream(file) << text;
        return file;
    }
    static std::string read(const fs::path& file)
    {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::unique_ptr<WindowFixture> m_fixture;
    fs::path m_mine;
};

void tst_MapKinds::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_MapKinds::theThirdTabShowsLatents()
{
    const auto window = openAxes();
    QVERIFY(window);
    const Workspace& workspace = window->workspace();
    const LatentTable& latents = *workspace.session.state().space->latents;
    const MapCanvas& canvas = window->mapView().canvas();
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        QCOMPARE(workspace.axes.positions()->row(i)[0], latents.row(i)[0]);
        QCOMPARE(workspace.axes.positions()->row(i)[1], latents.row(i)[1]);
    }
    const LatentVector point = workspace.session.currentPoint();
    QVERIFY((*canvas.markerPixel() - canvas.pixelAt({point[0], point[1]})).manhattanLength() < 0.1);
    QVERIFY(window->findChild<QWidget*>(QStringLiteral("axesBar"))->isVisible());
    QVERIFY(!window->findChild<QToolButton*>(QStringLiteral("tsneOptions"))->isVisible());
    QCOMPARE(workspace.shownMap.content().axes[0], QStringLiteral("z0"));
}

void tst_MapKinds::axesAreChosenAndSwapped()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const int steps = session.undoStack().count();
    choose(*window, "mapAxisX", "PC 2");
    choose(*window, "mapAxisY", "z2");
    QCOMPARE(session.undoStack().count(), steps + 2);
    const auto components = window->workspace().map.components();
    const auto latents = session.state().space->latents;
    QTRY_COMPARE(window->workspace().axes.titles()[0], QStringLiteral("PC 2"));
    QTRY_VERIFY(window->workspace().axes.positions());
    const LatentView place = window->workspace().axes.positions()->row(5);
    QVERIFY(std::abs(place[0] - components->coordinates(latents->row(5))[1]) < 1e-5F);
    QCOMPARE(place[1], latents->row(5)[2]);
    window->findChild<QToolButton*>(QStringLiteral("mapSwapAxes"))->click();
    QTRY_VERIFY(window->workspace().axes.positions() &&
                window->workspace().axes.positions()->row(5)[0] == latents->row(5)[2]);
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("mapAxisX"))->currentText(), QStringLiteral("z2"));
    session.undoStack().undo();
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("mapAxisX"))->currentText(), QStringLiteral("PC 2"));
}

void tst_MapKinds::carryingOnAxesMovesTheseLatentsAlone()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    MapCanvas& canvas = window->mapView().canvas();
    const LatentVector before = session.state().base;
    const QPoint from = canvas.markerPixel()->toPoint();
    const QPoint to = canvas.area().center() + QPoint(15, -10);
    drag(canvas, from, to, 6);
    const LatentVector after = session.state().base;
    QVERIFY(after[0] != before[0] && after[1] != before[1]);
    QCOMPARE(after[2], before[2]);
    QVERIFY((*canvas.markerPixel() - QPointF(to)).manhattanLength() < 2);
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Move the point on the map"));
    session.undoStack().undo();
    QCOMPARE(session.state().base, before);
}

void tst_MapKinds::anAttributeVectorIsAnAxis()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const LatentVector direction = {0, 3, 4};
    session.edit("Add", [&](SessionState& state) {
        state.attributes.push_back(
            {.name = "glasses",
             .vector = std::make_shared<const AttributeVector>(AttributeVector{.vector = direction}),
             .amount = 0});
    });
    choose(*window, "mapAxisX", "glasses");
    QTRY_VERIFY(window->workspace().axes.positions() && window->workspace().axes.titles()[0] == "glasses");
    const LatentView z = session.state().space->latents->row(3);
    const float expected = 0.6F * z[1] + 0.8F * z[2];
    QVERIFY(std::abs(window->workspace().axes.positions()->row(3)[0] - expected) < 1e-5F);
    // The other axis is the second latent: the two are not at right angles.
    const MapPlane plane = *window->workspace().axes.plane();
    QVERIFY(std::abs(plane.place(plane.at({1, 0}))[1]) < 1e-5F);
}

void tst_MapKinds::anAxisThatIsGoneIsSaid()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    session.edit("Choose", [](SessionState& state) {
        state.projection.axes[1] = {MapAxis::Kind::Attribute, 0, "smile"};
    });
    QTRY_VERIFY(window->workspace().axes.message().contains("smile"));
    QCOMPARE(window->mapView().canvas().pointCount(), std::size_t{0});
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("mapAxisY"))->currentText(), QStringLiteral("smile"));
    choose(*window, "mapAxisY", "z1");
    QTRY_COMPARE(window->mapView().canvas().pointCount(), std::size_t{12});
}

void tst_MapKinds::anAxisFollowsWhatIsRenamed()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    session.edit("Add", [&](SessionState& state) {
        addLabelColumns(state, {columnOfNumbers("age", std::vector<float>(12, 40))});
        state.attributes.push_back(
            {.name = "smile",
             .vector = std::make_shared<const AttributeVector>(AttributeVector{.vector = {1, 0, 0}}),
             .amount = 0});
        state.projection.axes = {MapAxis{MapAxis::Kind::Label, 0, "age"},
                                 MapAxis{MapAxis::Kind::Attribute, 0, "smile"}};
    });
    session.edit("Rename", [](SessionState& state) {
        renameLabelColumn(state, "age", "years");
        renameAttribute(state, 0, "grin");
    });
    QTRY_COMPARE(window->workspace().shownMap.content().axes[0], QStringLiteral("years"));
    QCOMPARE(window->workspace().shownMap.content().axes[1], QStringLiteral("grin"));
    QCOMPARE(window->mapView().canvas().pointCount(), std::size_t{12});
}

void tst_MapKinds::filesThatAreWrittenAtOnceAreAllWritten()
{
    const auto window = open();
    QVERIFY(window);
    MapFiles& files = window->workspace().mapFiles;
    const SampleSet all = window->mapView().shownSamples();
    for (const char* name : {"a.npy", "b.npy", "c.npy", "d.npy"}) {
        files.write(MapFiles::What::Latents, all, m_fixture->folder() / name);
    }
    for (const char* name : {"a.npy", "b.npy", "c.npy", "d.npy"}) {
        QTRY_VERIFY(fs::exists(m_fixture->folder() / name));
        QCOMPARE(readLatents(m_fixture->folder() / name).rows(), std::size_t{12});
    }
}

void tst_MapKinds::numbersOfALabelAreAnAxis()
{
    const auto window = openAxes();
    QVERIFY(window);
    Session& session = window->workspace().session;
    std::vector<float> ages(12, 40);
    ages[0] = 20;
    ages[3] = std::numeric_limits<float>::quiet_NaN();
    session.edit("Add", [&](SessionState& state) {
        LabelTable labels = *state.labels();
        labels.columns.emplace_back(columnOfNumbers("age", ages));
        state.ownLabels = std::make_shared<const LabelTable>(std::move(labels));
    });
    choose(*window, "mapAxisX", "age");
    QTRY_COMPARE(window->mapView().canvas().pointCount(), std::size_t{11}); // one is unknown
    QVERIFY(window->mapView().countLine().contains("1 without a place"));
    QVERIFY(!window->workspace().axes.plane());
    QVERIFY(!window->workspace().shownMap.content().hasEqualUnits); // years, and a latent: each axis has its own
    const MapRect view = window->mapView().canvas().view();
    QVERIFY(view.width() > 20 && view.height() < 3);
    session.edit("Go", [](SessionState& state) { goToSample(state, 0); });
    QTRY_VERIFY(window->workspace().placement.place() && window->workspace().placement.place()->x == 20);
    session.edit("Go", [](SessionState& state) { goToSample(state, 3); }); // its neighbours say where
    QTRY_VERIFY(window->workspace().placement.place() && window->workspace().placement.place()->x > 20);
}

void tst_MapKinds::theSessionKeepsTheAxes()
{
    const fs::path file = m_fixture->folder() / "kept.morphoscope.json";
    {
        const auto window = openAxes();
        QVERIFY(window);
        Session& session = window->workspace().session;
        session.edit("Choose", [](SessionState& state) {
            state.projection.axes = {MapAxis{MapAxis::Kind::Component, 2, {}}, MapAxis{MapAxis::Kind::Label, 0, "age"}};
            state.map.look = PointLook::Pictures;
            state.map.showsNames = false;
        });
        writeSession(file, session.state(), session.view());
    }
    const ReadSession kept = readSession(file, m_fixture->folder());
    QCOMPARE(static_cast<int>(kept.state.projection.kind), static_cast<int>(MapKind::Axes));
    QVERIFY(kept.state.projection.axes[0] == (MapAxis{MapAxis::Kind::Component, 2, {}}));
    QVERIFY(kept.state.projection.axes[1] == (MapAxis{MapAxis::Kind::Label, 0, "age"}));
    QCOMPARE(static_cast<int>(kept.state.map.look), static_cast<int>(PointLook::Pictures));
    QVERIFY(!kept.state.map.showsNames);
    std::string text = read(file);
    text.replace(text.find("principal component"), 9, "practical");
    QVERIFY_THROWS_EXCEPTION(UserError, (void)readSession(write("bad.json", text), m_fixture->folder()));
}

void tst_MapKinds::aMapFromAFileIsShown()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    std::string text = "x,y\n";
    for (int i = 0; i < 12; ++i) {
        text += std::to_string(i) + ',' + std::to_string(-i) + '\n';
    }
    const int steps = session.undoStack().count();
    window->workspace().mapFiles.readFrom(write("umap.csv", text));
    QTRY_VERIFY(window->workspace().axes.positions());
    QCOMPARE(window->workspace().axes.positions()->row(4)[1], -4.0F);
    QCOMPARE(window->workspace().shownMap.content().axes[0], QStringLiteral("umap x"));
    QCOMPARE(session.undoStack().count(), steps + 1);
    session.undoStack().undo();
    QCOMPARE(session.state().labels()->columns.size(), std::size_t{1});
    QCOMPARE(static_cast<int>(session.state().projection.kind), static_cast<int>(MapKind::PrincipalComponents));
}

void tst_MapKinds::ofManyColumnsTwoAreAskedFor()
{
    const auto window = open();
    QVERIFY(window);
    std::string text = "id,umap_1,umap_2\n";
    for (int i = 0; i < 12; ++i) {
        text += std::to_string(100 + i) + ',' + std::to_string(i) + ',' + std::to_string(i * i) + '\n';
    }
    window->workspace().mapFiles.readFrom(write("map.csv", text));
    QTRY_VERIFY(window->findChild<MapFileDialog*>());
    auto* dialog = window->findChild<MapFileDialog*>();
    QCOMPARE(dialog->x(), std::size_t{1});
    QCOMPARE(dialog->y(), std::size_t{2});
    dialog->accept();
    QTRY_VERIFY(window->workspace().axes.positions());
    QCOMPARE(window->workspace().axes.positions()->row(5)[1], 25.0F);
    QCOMPARE(window->workspace().session.state().labels()->columns.size(), std::size_t{3});
}

void tst_MapKinds::aFileThatIsNoMapIsRefused()
{
    const auto window = open();
    QVERIFY(window);
    QString message;
    connect(&window->workspace().mapFiles, &MapFiles::failed, this, [&](const QString& line) { message = line; });
    window->workspace().mapFiles.readFrom(write("map.csv", "x,y\n1,2\n"));
    QTRY_VERIFY2(message.contains("has 1 rows, and the space has 12 samples"), qPrintable(message));
}

void tst_MapKinds::readingAFileIsAJobThatCanBeStopped()
{
    const auto window = open();
    QVERIFY(window);
    MapFiles& files = window->workspace().mapFiles;
    QString message;
    connect(&files, &MapFiles::failed, this, [&](const QString& line) { message = line; });
    std::string text = "x,y\n"; // so long that it is listed, and wrong, so that its end would be heard of
    for (int i = 0; i < 1'500'000; ++i) {
        text += std::to_string(i) + ',' + std::to_string(-i) + '\n';
    }
    files.readFrom(write("large.csv", text));
    QVERIFY(files.isRunning());
    const auto& jobs = window->workspace().jobs.jobs();
    QTRY_VERIFY(!jobs.empty() && jobs.front().fraction > 0);
    QCOMPARE(jobs.front().title, QStringLiteral("Reading the map's file"));
    QTest::mouseClick(window->findChild<QToolButton*>("cancelJob"), Qt::LeftButton);
    QVERIFY(jobs.empty() && !files.isRunning());
    files.readFrom(write("short.csv", "x,y\n1,2\n")); // waits for the one before to give way
    QTRY_VERIFY(!message.isEmpty());
    QVERIFY2(message.contains("short.csv"), qPrintable(message));
}

void tst_MapKinds::placesAreKeptAsLabels()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const std::string colours = session.state().map.colourBy;
    window->workspace().mapFiles.keepAsLabels("PCA");
    QTRY_VERIFY(session.state().labels()->find("PCA y"));
    const LatentView place = window->workspace().map.coordinates()->row(7);
    QCOMPARE(session.state().labels()->find("PCA x")->numbers[7], place[0]);
    QCOMPARE(session.state().labels()->find("PCA y")->numbers[7], place[1]);
    QCOMPARE(session.state().map.colourBy, colours); // the map stays as it is
}

void tst_MapKinds::theMapIsSavedAsPicture()
{
    const auto window = open();
    QVERIFY(window);
    window->workspace().session.edit("Colour", [](SessionState& state) { state.map.colourBy = "side"; });
    const MapView& map = window->mapView();
    const fs::path png = m_fixture->folder() / "map.png";
    writeMapPicture(map, QString::fromStdString(png.string()));
    const QImage image(QString::fromStdString(png.string()));
    QCOMPARE(image.size(), map.drawingSize() * 2);
    int inColour = 0; // of one of its dots, pixel by pixel as on a screen of that kind
    int inRing = 0;
    const QRgb dot = qRgb(0xe6, 0xa0, 0x17);
    const QColor ring = map.palette().color(QPalette::Highlight);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const auto isNear = [&](QColor other) {
                return std::abs(pixel.red() - other.red()) + std::abs(pixel.green() - other.green()) +
                           std::abs(pixel.blue() - other.blue()) <
                       24;
            };
            inColour += isNear(dot);
            inRing += isNear(ring);
        }
    }
    QVERIFY2(inColour > 300, qPrintable(QString::number(inColour)));
    QVERIFY2(inRing > 60, qPrintable(QString::number(inRing)));
    const fs::path svg = m_fixture->folder() / "map.svg";
    writeMapPicture(map, QString::fromStdString(svg.string()));
    const std::string text = read(svg);
    QVERIFY(text.find("<svg") != std::string::npos);
    QVERIFY(text.find("<image") != std::string::npos);       // the points
    QVERIFY(text.find(">left</text>") != std::string::npos); // letters are letters, the legend's too
    QVERIFY_THROWS_EXCEPTION(UserError, writeMapPicture(map, "/nowhere/map.png"));
}

void tst_MapKinds::theMapIsSavedAsTable()
{
    const auto window = open();
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    workspace.session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{2, 5});
    });
    QCOMPARE(window->mapView().shownSamples(), (SampleSet{2, 5}));
    QString line;
    connect(&workspace.mapFiles, &MapFiles::written, this, [&](const QString& text) { line = text; });
    workspace.mapFiles.write(MapFiles::What::Table, {2, 5}, m_fixture->folder() / "map.csv");
    QTRY_VERIFY(line.contains("2 samples"));
    const LabelTable table = LabelTable::parse(read(m_fixture->folder() / "map.csv"), "map.csv");
    QCOMPARE(table.find("x")->numbers[1], workspace.map.coordinates()->row(5)[0]);
    QCOMPARE(table.find("side")->values[table.find("side")->codes[0]], std::string("left"));
    line.clear();
    workspace.mapFiles.write(MapFiles::What::Latents, {2, 5}, m_fixture->folder() / "z.npy");
    QTRY_VERIFY(!line.isEmpty());
    const LatentTable latents = readLatents(m_fixture->folder() / "z.npy");
    QCOMPARE(latents.rows(), std::size_t{2});
    QVERIFY(std::ranges::equal(latents.row(1), workspace.session.state().space->latents->row(5)));
    workspace.session.edit("Hide", [](SessionState& state) {
        state.selection = nullptr;
        state.map.colourBy = "side";
        state.map.hiddenValues = {"right"};
    });
    QCOMPARE(window->mapView().shownSamples(), (SampleSet{0, 2, 4, 6, 8, 10})); // what is seen
}

void tst_MapKinds::looksAndNamesAreStepsToUndo()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    MapCanvas& canvas = window->mapView().canvas();
    session.edit("Colour", [](SessionState& state) { state.map.colourBy = "side"; });
    const auto picture = [&] {
        QCoreApplication::processEvents(); // what waits to be painted
        return canvas.picture();
    };
    const QImage dots = picture();
    QTest::keyClick(&canvas, Qt::Key_D);
    QCOMPARE(static_cast<int>(session.state().map.look), static_cast<int>(PointLook::Density));
    QVERIFY(window->findChild<QToolButton*>(QStringLiteral("mapDensity"))->isChecked());
    QTRY_VERIFY(picture() != dots);
    const QImage density = picture();
    QTest::keyClick(&canvas, Qt::Key_I);
    QTRY_VERIFY(picture() != density && canvas.picture() != dots);
    const auto grey = canvas.picture(); // the samples' pictures are grey of 80
    int greys = 0;
    for (int y = 0; y < grey.height(); ++y) {
        for (int x = 0; x < grey.width(); ++x) {
            greys += (grey.pixel(x, y) & 0xffffffU) == 0x505050U;
        }
    }
    QVERIFY(greys > 200);
    QTest::keyClick(&canvas, Qt::Key_I); // off by the same key
    QCOMPARE(static_cast<int>(session.state().map.look), static_cast<int>(PointLook::Dots));
    QTRY_VERIFY(picture() == dots);
    QTest::keyClick(&canvas, Qt::Key_N);
    QVERIFY(!session.state().map.showsNames);
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Hide the names on the map"));
    session.undoStack().undo();
    session.undoStack().undo();
    QCOMPARE(static_cast<int>(session.state().map.look), static_cast<int>(PointLook::Pictures));
}

void tst_MapKinds::samplesAreFoundByTheirLabels()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    MapCanvas& canvas = window->mapView().canvas();
    auto* const search = window->findChild<QWidget*>(QStringLiteral("mapSearch"));
    auto* const text = window->findChild<QLineEdit*>(QStringLiteral("mapSearchText"));
    QVERIFY(!search->isVisible());
    window->findChild<QAction*>(QStringLiteral("findSamples"))->trigger();
    QVERIFY(search->isVisible());
    QTest::keyClicks(text, "RIGHT");
    QTest::keyClick(text, Qt::Key_Return);
    QVERIFY(session.state().selection);
    QCOMPARE(*session.state().selection, (SampleSet{1, 3, 5, 7, 9, 11}));
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Find “RIGHT”"));
    text->clear();
    QTest::keyClicks(text, "4");
    QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier); // added
    QCOMPARE(session.state().selection->size(), std::size_t{7});
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier); // taken away
    QCOMPARE(*session.state().selection, (SampleSet{1, 3, 5, 7, 9, 11}));
    const LatentView place = window->workspace().map.coordinates()->row(4);
    QVERIFY((canvas.pixelAt({place[0], place[1]}) - QRectF(canvas.area()).center()).manhattanLength() < 2);
    const auto before = session.state().selection;
    text->clear();
    QTest::keyClicks(text, "nobody");
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(session.state().selection, before);
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!search->isVisible());
}

void tst_MapKinds::aSelectionGrowsByNeighbours()
{
    const auto window = open();
    QVERIFY(window);
    Workspace& workspace = window->workspace();
    auto* const grow = window->findChild<QAction*>(QStringLiteral("growSelection"));
    QString message;
    connect(&workspace.growth, &SelectionGrowth::failed, this, [&](const QString& line) { message = line; });
    grow->trigger();
    QVERIFY(message.contains("Nothing is selected"));
    workspace.session.edit(
        "Select", [](SessionState& state) { state.selection = std::make_shared<const SampleSet>(SampleSet{6}); });
    grow->trigger();
    QTRY_COMPARE(workspace.session.state().selection->size(), std::size_t{6}); // itself and five more
    const LatentTable& latents = *workspace.session.state().space->latents;
    const auto distance = [&](std::uint32_t sample) {
        double sum = 0;
        for (std::size_t k = 0; k < latents.columns(); ++k) {
            sum += std::pow(static_cast<double>(latents.row(sample)[k]) - static_cast<double>(latents.row(6)[k]), 2);
        }
        return sum;
    };
    const SampleSet grown = *workspace.session.state().selection;
    for (std::uint32_t other = 0; other < 12; ++other) {
        if (!std::ranges::binary_search(grown, other)) {
            for (const std::uint32_t sample : grown) {
                QVERIFY(distance(sample) <= distance(other));
            }
        }
    }
    workspace.session.undoStack().undo();
    QCOMPARE(*workspace.session.state().selection, SampleSet{6});
}

QTEST_MAIN(tst_MapKinds)
#include "tst_MapKinds.moc"
