// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "base/AtomicFile.h"
#include "dialogs/GroundDialog.h"
#include "plots/MapCanvas.h"
#include "session/SessionFile.h"

#include <QAction>
#include <QComboBox>
#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QToolButton>

#include <unistd.h>

namespace fs = std::filesystem;

/// Maps that lie in the space's folder, and the ground of the map as a picture of its own.
class tst_KeptMaps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void thereIsNoTabWithoutAMap();
    void aMapOfAFileIsKeptAndThereAgain();
    void undoTakesItOffTheWindow();
    void undoReachesTheFolder();
    void oneOfSeveralIsChosen();
    void theMapThatIsShownIsRemovedAndUndoBringsItBack();
    void aMapIsRenamedByTheKeyboard();
    void aNameThatIsTakenIsRefused();
    void closingWritesWhatIsLeftToWrite();
    void aReadOnlyFolderIsSaid();
    void whatCannotBeWrittenIsSaidAndTriedAgain();
    void aFolderThatCannotBeWrittenHoldsUpNoOther();
    void undoOverAnotherOpeningReachesTheFolder();
    void whatRunsGoesOnWhileMapsChange();
    void spacesOfTheProgramStayAsTheyAre();
    void theSessionNamesTheMap();
    void theGroundIsShownAndSaved();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open(const fs::path& space) const
    {
        auto window = m_fixture->openWindow(space);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    [[nodiscard]] std::unique_ptr<MainWindow> open() const { return open(m_mine); }
    static QTabBar& tabs(MainWindow& window) { return *window.findChild<QTabBar*>("mapKind"); }
    static void run(MainWindow& window, const char* action)
    {
        window.findChild<QAction*>(QLatin1String(action))->trigger();
    }
    [[nodiscard]] static bool keep(MainWindow& window, const QString& name)
    {
        window.workspace().mapFiles.keepInSpace(name);
        return QTest::qWaitFor([&] { return window.workspace().session.state().projection.kept == name.toStdString(); },
                               10'000);
    }

    /// By the manifest alone: the maps themselves may be about to go.
    [[nodiscard]] QStringList namesInFolder() const { return namesIn(m_mine); }
    [[nodiscard]] static QStringList namesIn(const fs::path& folder)
    {
        const fs::path file = folder / "space.json";
        const SpaceManifest manifest = SpaceManifest::parse(readWholeFile(file, 1 << 20), file);
        QStringList names;
        for (const SavedMap& map : manifest.maps) {
            names << QString::fromStdString(map.name);
        }
        return names;
    }

    std::unique_ptr<WindowFixture> m_fixture;
    fs::path m_mine;
};

void tst_KeptMaps::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_KeptMaps::thereIsNoTabWithoutAMap()
{
    const auto window = open();
    QVERIFY(window);
    QVERIFY(!tabs(*window).isTabVisible(3));
    QVERIFY(!window->findChild<QComboBox*>("keptMap")->isVisible());
}

void tst_KeptMaps::aMapOfAFileIsKeptAndThereAgain()
{
    {
        const auto window = open();
        QVERIFY(window);
        std::ofstream table(m_fixture->folder() / "umap.csv");
        table << "x,y\n";
        for (int i = 0; i < 12; ++i) {
            table << i << ',' << i * i << '\n';
        }
        table.close();
        window->workspace().mapFiles.readFrom(m_fixture->folder() / "umap.csv");
        QTRY_VERIFY(window->workspace().axes.positions());
        run(*window, "keepMapInSpace");
        auto* dialog = window->findChild<QInputDialog*>("keepMapDialog");
        QVERIFY(dialog);
        QCOMPARE(dialog->textValue(), QStringLiteral("umap")); // as the file is called
        dialog->accept();
        QTRY_VERIFY(tabs(*window).isTabVisible(3));
        QCOMPARE(tabs(*window).currentIndex(), 3);
    }
    QCOMPARE(openSpace(m_mine)->manifest.maps.at(0).positions->row(5)[1], 25.0F);
    const auto window = open();
    QVERIFY(window);
    QVERIFY(tabs(*window).tabRect(3).left() > tabs(*window).tabRect(2).left()); // it is laid out, and can be seen
    tabs(*window).setCurrentIndex(3);
    QTRY_COMPARE(window->workspace().shownMap.content().axes[0], QStringLiteral("umap 1"));
    QCOMPARE(window->workspace().shownMap.content().positions->row(5)[1], 25.0F);
    QVERIFY(!window->workspace().shownMap.content().plane);
    QTRY_VERIFY(window->findChild<QComboBox*>("keptMap")->isVisible());
    QCOMPARE(window->findChild<QComboBox*>("keptMap")->currentText(), QStringLiteral("umap"));
    QVERIFY(window->workspace().ground.whyNone().contains("no ground"));
}

void tst_KeptMaps::undoTakesItOffTheWindow()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const auto before = session.state().space;
    QVERIFY(keep(*window, "PCA"));
    QCOMPARE(session.state().space->latents, before->latents);
    QCOMPARE(session.state().space->manifest.maps.at(0).method, std::string("pca"));
    QTRY_VERIFY(isAtRest(*window));
    session.undoStack().undo();
    QCOMPARE(session.state().space, before);
    QVERIFY(!tabs(*window).isTabVisible(3));
    session.undoStack().redo();
    QVERIFY(tabs(*window).isTabVisible(3));
}

void tst_KeptMaps::undoReachesTheFolder()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QVERIFY(keep(*window, "mine"));
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
    QVERIFY(fs::exists(m_mine / "map-mine.npy"));
    session.undoStack().undo();
    QTRY_COMPARE(namesInFolder(), QStringList());
    QTRY_VERIFY(!fs::exists(m_mine / "map-mine.npy")); // behind the manifest
    session.undoStack().redo();
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
}

void tst_KeptMaps::theMapThatIsShownIsRemovedAndUndoBringsItBack()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QVERIFY(keep(*window, "first"));
    QVERIFY(keep(*window, "second"));
    QTRY_COMPARE(namesInFolder(), (QStringList{"first", "second"}));
    const auto latents = session.state().space->latents;
    auto* remove = window->findChild<QToolButton*>("keptRemove");
    QTest::mouseClick(remove, Qt::LeftButton);
    QTRY_COMPARE(namesInFolder(), QStringList{"first"});
    QTRY_VERIFY(!fs::exists(m_mine / "map-second.npy")); // behind the manifest
    QCOMPARE(session.state().projection.kept, std::string("first"));
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Remove the map “second”"));
    QCOMPARE(window->findChild<QComboBox*>("keptMap")->count(), 1);
    QTest::mouseClick(remove, Qt::LeftButton);
    QTRY_COMPARE(namesInFolder(), QStringList());
    QVERIFY(session.state().projection.kind == MapKind::PrincipalComponents);
    QVERIFY(!tabs(*window).isTabVisible(3));
    session.undoStack().undo();
    session.undoStack().undo();
    QTRY_COMPARE(namesInFolder(), (QStringList{"first", "second"}));
    QCOMPARE(window->findChild<QComboBox*>("keptMap")->currentText(), QStringLiteral("second"));
    QCOMPARE(session.state().space->latents, latents);
}

void tst_KeptMaps::aMapIsRenamedByTheKeyboard()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QVERIFY(keep(*window, "mine"));
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
    auto* choice = window->findChild<QComboBox*>("keptMap");
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Tab);
    auto* rename = window->findChild<QToolButton*>("keptRename");
    QVERIFY(rename->hasFocus());
    QTest::keyClick(rename, Qt::Key_Space);
    auto* dialog = window->findChild<QInputDialog*>("renameMapDialog");
    QVERIFY(dialog);
    QCOMPARE(dialog->textValue(), QStringLiteral("mine"));
    dialog->setTextValue("better");
    dialog->accept();
    QTRY_COMPARE(namesInFolder(), QStringList{"better"});
    QCOMPARE(session.state().projection.kept, std::string("better"));
    QCOMPARE(window->workspace().shownMap.content().axes[0], QStringLiteral("better 1"));
    session.undoStack().undo();
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
    QCOMPARE(choice->currentText(), QStringLiteral("mine"));
}

void tst_KeptMaps::aNameThatIsTakenIsRefused()
{
    const auto window = open();
    QVERIFY(window);
    QVERIFY(keep(*window, "first"));
    QVERIFY(keep(*window, "second"));
    MapFiles& files = window->workspace().mapFiles;
    QString message;
    connect(&files, &MapFiles::failed, this, [&](const QString& line) { message = line; });
    files.renameKept("first");
    QVERIFY2(message.contains("“first” already"), qPrintable(message));
    QCOMPARE(window->workspace().session.state().projection.kept, std::string("second"));
}

void tst_KeptMaps::closingWritesWhatIsLeftToWrite()
{
    {
        const auto window = open();
        QVERIFY(window);
        QVERIFY(keep(*window, "first"));
        QVERIFY(keep(*window, "second"));
        window->workspace().mapFiles.removeKept();
        window->workspace().mapFiles.renameKept("last");
    }
    QCOMPARE(namesInFolder(), QStringList{"last"});
    QVERIFY(fs::exists(m_mine / "map-last.npy"));
    QVERIFY(!fs::exists(m_mine / "map-first.npy"));
}

void tst_KeptMaps::aReadOnlyFolderIsSaid()
{
    if (::geteuid() != 0) {
        QSKIP("Only root can be somebody else for a while.");
    }
    const auto window = open();
    QVERIFY(window);
    QVERIFY(keep(*window, "mine"));
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
    fs::permissions(m_mine, fs::perms(0755));
    QString message;
    connect(&window->workspace().mapFiles, &MapFiles::failed, this, [&](const QString& line) { message = line; });
    QCOMPARE(::seteuid(65534), 0);
    window->workspace().mapFiles.removeKept();
    QCOMPARE(::seteuid(0), 0);
    QVERIFY2(message.contains("may not be written to") && message.contains("Save a copy"), qPrintable(message));
    QCOMPARE(window->workspace().session.state().projection.kept, std::string("mine"));
}

void tst_KeptMaps::whatCannotBeWrittenIsSaidAndTriedAgain()
{
    QString message; // outlives the window, which says it once more where the test ends early
    const auto window = open();
    QVERIFY(window);
    QVERIFY(keep(*window, "mine"));
    QTRY_VERIFY(!window->workspace().mapSaving.isWaiting());
    const std::string manifest = readWholeFile(m_mine / "space.json", 1 << 20);
    std::ofstream(m_mine / "space.json") << "{"; // somebody cut it short
    connect(&window->workspace().mapSaving, &MapSaving::failed, this, [&](const QString& line) { message = line; });
    window->workspace().mapFiles.renameKept("better");
    QTRY_VERIFY(!message.isEmpty());
    QVERIFY2(message.contains("space.json") && message.contains("the folder does not"), qPrintable(message));
    std::ofstream(m_mine / "space.json") << manifest;
    window->workspace().mapFiles.renameKept("best");
    QTRY_COMPARE(namesInFolder(), QStringList{"best"});
    QTRY_VERIFY(!fs::exists(m_mine / "map-mine.npy"));
}

void tst_KeptMaps::aFolderThatCannotBeWrittenHoldsUpNoOther()
{
    const fs::path other = m_fixture->folder() / "other"; // behind "mine" in any order
    writeFormulaSpace(other);
    QStringList messages;
    {
        const auto window = open();
        QVERIFY(window);
        QVERIFY(keep(*window, "mine"));
        QTRY_VERIFY(!window->workspace().mapSaving.isWaiting());
        connect(&window->workspace().mapSaving, &MapSaving::failed, this,
                [&](const QString& line) { messages << line; });
        std::ofstream(m_mine / "space.json") << "{"; // for good
        window->workspace().mapFiles.renameKept("better");
        QTRY_COMPARE(messages.size(), 1);
        window->workspace().opener.open(other);
        QTRY_COMPARE(window->workspace().session.state().space->location, other);
        QVERIFY(QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000));
        messages.clear();
        QVERIFY(keep(*window, "theirs"));
        QTRY_COMPARE(namesIn(other), QStringList{"theirs"});
        QVERIFY2(messages.isEmpty(), qPrintable(messages.join('\n')));
        window->workspace().mapFiles.renameKept("closed"); // is left to closing
    }
    QCOMPARE(namesIn(other), QStringList{"closed"});
    QCOMPARE(messages.size(), 1); // it was tried once more
}

void tst_KeptMaps::undoOverAnotherOpeningReachesTheFolder()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QVERIFY(keep(*window, "mine"));
    const auto first = session.state().space->latents;
    window->workspace().opener.open(m_mine);
    QTRY_VERIFY(session.state().space->latents != first);
    QVERIFY(QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000));
    QCOMPARE(namesInFolder(), QStringList{"mine"});
    session.undoStack().undo(); // the opening
    QCOMPARE(session.state().space->latents, first);
    QTRY_VERIFY(!window->workspace().mapSaving.isWaiting());
    QCOMPARE(namesInFolder(), QStringList{"mine"});
    session.undoStack().undo(); // the map
    QTRY_COMPARE(namesInFolder(), QStringList());
    session.undoStack().redo();
    QTRY_COMPARE(namesInFolder(), QStringList{"mine"});
}

/// For all that hangs on the space and its samples, a kept map is no other space.
void tst_KeptMaps::whatRunsGoesOnWhileMapsChange()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QSignalSpy spaces(&session, &Session::spaceChanged);
    window->workspace().generation.generate(loadRequestOf(*session.state().space, window->workspace().settings.device),
                                            {.draws = {.count = 500, .seed = 3}, .tail = {}, .drawnClass = {}});
    QVERIFY(keep(*window, "mine"));
    QVERIFY(window->workspace().generation.isRunning());
    QCOMPARE(spaces.count(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(session.state().space->generated, 30'000);
    QVERIFY(mapNamed(ownSpace(session.state().space)->manifest.maps, "mine") != nullptr);
    window->workspace().generation.showOwnSamples();
    QTRY_VERIFY(!window->workspace().mapSaving.isWaiting());
    QCOMPARE(namesInFolder(), QStringList{"mine"});
}

void tst_KeptMaps::oneOfSeveralIsChosen()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    QVERIFY(keep(*window, "first"));
    session.edit("Axes", [](SessionState& state) { state.projection.kind = MapKind::Axes; });
    QTRY_VERIFY(window->workspace().axes.positions());
    const auto axes = window->workspace().axes.positions();
    QVERIFY(keep(*window, "second"));
    auto* choice = window->findChild<QComboBox*>("keptMap");
    QCOMPARE(choice->count(), 2);
    QCOMPARE(choice->currentText(), QStringLiteral("second"));
    QCOMPARE(*window->workspace().shownMap.content().positions, *axes);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Up);
    QCOMPARE(session.state().projection.kept, std::string("first"));
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Show the map “first”"));
    const LatentView place = window->workspace().map.coordinates()->row(3);
    QCOMPARE(window->workspace().shownMap.content().positions->row(3)[0], place[0]);
}

void tst_KeptMaps::spacesOfTheProgramStayAsTheyAre()
{
    const auto window = open(m_fixture->folder() / "spaces/arrows");
    QVERIFY(window);
    QString message;
    connect(&window->workspace().mapFiles, &MapFiles::failed, this, [&](const QString& line) { message = line; });
    window->workspace().mapFiles.keepInSpace("PCA");
    QVERIFY2(message.contains("came with the program"), qPrintable(message));
    QVERIFY(openSpace(m_fixture->folder() / "spaces/arrows")->manifest.maps.empty());
}

void tst_KeptMaps::theSessionNamesTheMap()
{
    const fs::path file = m_fixture->folder() / "kept.morphoscope.json";
    const auto window = open();
    QVERIFY(window);
    QVERIFY(keep(*window, "mine"));
    writeSession(file, window->workspace().session.state(), window->workspace().session.view());
    const auto read = readSession(file, {});
    QVERIFY(read.state.projection == window->workspace().session.state().projection);
    window->workspace().session.edit("Other", [](SessionState& state) { state.projection.kept = "gone"; });
    QTRY_VERIFY(!window->workspace().shownMap.content().positions);
    QVERIFY(window->workspace().shownMap.content().message.contains("no map “gone”"));
}

void tst_KeptMaps::theGroundIsShownAndSaved()
{
    const auto window = open();
    QVERIFY(window);
    run(*window, "showGroundPicture");
    auto* dialog = window->findChild<GroundDialog*>();
    QVERIFY(dialog);
    GroundPicture& picture = window->workspace().groundPicture;
    QTRY_VERIFY(!picture.image().isNull());
    QCOMPARE(picture.tiles().width(), dialog->findChild<QSpinBox*>("groundColumns")->value());
    dialog->findChild<QSpinBox*>("groundColumns")->setValue(3);
    QTRY_COMPARE(picture.tiles().width(), 3);
    QVERIFY(dialog->findChild<QPushButton*>("groundSave")->isEnabled());
    const QImage whole = picture.image();
    auto* part = dialog->findChild<QComboBox*>("groundPart");
    part->setFocus();
    for (int i = 0; i < 6; ++i) {
        window->mapView().canvas().zoomIn();
    }
    QTest::keyClick(part, Qt::Key_Down);
    QTRY_VERIFY(!picture.image().isNull() && picture.image() != whole);
    picture.save(m_fixture->folder() / "ground.png");
    QTRY_VERIFY(fs::exists(m_fixture->folder() / "ground.png"));
    dialog->close();
    QTRY_VERIFY(!window->findChild<GroundDialog*>());
    QVERIFY(picture.image().isNull()); // nobody looks
}

QTEST_MAIN(tst_KeptMaps)
#include "tst_KeptMaps.moc"
