// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"
#include "dialogs/StartView.h"
#include "session/RememberedPictures.h"
#include "window/FileCommands.h"

#include <QAccessible>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPushButton>

/// The page of what can be opened: File > Start, and after closing a space.
class tst_Start : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isNeverThereBeforeTheFirstPicture();
    void closingASpaceShowsWhatElseCanBeOpened();
    void undoBringsTheClosedSpaceBackAsItWas();
    void opensByKeyboardAlone();
    void remembersWhatASpaceLookedLike();
    void aSavedSessionIsARecentFile();
    void whatIsGoneSaysSoAndCanBeForgotten();
    void deleteForgetsARecentFile();
    void tabStaysInThePage();
    void everyTileCanBeNamed();
    void escapeGoesBackToThePicture();
    void takesWhatIsDroppedOnIt();

private:
    [[nodiscard]] static StartView* page(const MainWindow& window) { return window.findChild<StartView*>(); }
    [[nodiscard]] static bool showsPage(const MainWindow& window) { return page(window) && page(window)->isVisible(); }
    [[nodiscard]] static StartTile* tile(const MainWindow& window, const QString& name)
    {
        for (StartTile* each : page(window)->tiles()) {
            if (each->place().name == name) {
                return each;
            }
        }
        return nullptr;
    }
    static void trigger(const MainWindow& window, const char* action)
    {
        window.findChild<QAction*>(QLatin1String(action))->trigger();
    }
    /// A window with a space of its own, `name`, which is therefore a recent one.
    static std::unique_ptr<MainWindow> openWith(const WindowFixture& fixture, const char* name)
    {
        writeFormulaSpace(fixture.folder() / name);
        return fixture.openWindow(fixture.folder() / name);
    }
};

void tst_Start::isNeverThereBeforeTheFirstPicture()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(showsItsPoint(*window));
    QVERIFY(!page(*window)); // it costs nothing until it is asked for
}

void tst_Start::closingASpaceShowsWhatElseCanBeOpened()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    trigger(*window, "closeSpace");
    QVERIFY(!window->workspace().session.state().space);
    QVERIFY(showsPage(*window));
    QVERIFY(tile(*window, QStringLiteral("Arrows")));
    QVERIFY(tile(*window, QStringLiteral("mine")));
    QTRY_VERIFY(!tile(*window, QStringLiteral("Arrows"))->picture().isNull());
    QCOMPARE(window->windowTitle(), QStringLiteral("Morphoscope"));
    QTest::mouseClick(tile(*window, QStringLiteral("Arrows")), Qt::LeftButton);
    QTRY_VERIFY(showsItsPoint(*window));
    QVERIFY(!showsPage(*window));
    QCOMPARE(window->workspace().session.state().space->name(), std::string("arrows"));
}

void tst_Start::undoBringsTheClosedSpaceBackAsItWas()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    setFirstCoordinate(*window, 0.25F);
    const SessionState before = window->workspace().session.state();
    trigger(*window, "closeSpace");
    trigger(*window, "undo");
    QVERIFY(window->workspace().session.state() == before);
    QVERIFY(!showsPage(*window));
    QTRY_VERIFY(isAtRest(*window));
    trigger(*window, "closeSpace");
    QTest::mouseClick(tile(*window, QStringLiteral("Arrows")), Qt::LeftButton);
    QTRY_VERIFY(showsItsPoint(*window));
    window->workspace().session.undoStack().setIndex(1); // the history went on over the closed space
    QVERIFY(window->workspace().session.state() == before);
    QTRY_VERIFY(showsItsPoint(*window));
}

void tst_Start::opensByKeyboardAlone()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    trigger(*window, "closeSpace");
    StartTile* arrows = tile(*window, QStringLiteral("Arrows"));
    StartTile* mine = tile(*window, QStringLiteral("mine"));
    QTRY_VERIFY(arrows->hasFocus());
    QTest::keyClick(arrows, Qt::Key_Down);
    QVERIFY(mine->hasFocus());
    QTest::keyClick(mine, Qt::Key_Left);
    QVERIFY(arrows->hasFocus());
    QTest::keyClick(arrows, Qt::Key_End);
    QVERIFY(mine->hasFocus());
    QTest::keyClick(mine, Qt::Key_Return);
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().session.state().space->name(), std::string("mine"));
}

void tst_Start::remembersWhatASpaceLookedLike()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    setFirstCoordinate(*window, 0.25F);
    QTRY_VERIFY(showsItsPoint(*window));
    const QImage shown = window->workspace().preview.image().copy();
    trigger(*window, "closeSpace");
    const auto remembered = [&] { return rememberedPicture(fixture.folder() / "cache", fixture.folder() / "mine"); };
    QTRY_COMPARE(remembered().convertToFormat(shown.format()), shown);
    QTRY_COMPARE(tile(*window, QStringLiteral("mine"))->picture().convertToFormat(shown.format()), shown);
}

void tst_Start::aSavedSessionIsARecentFile()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    setFirstCoordinate(*window, 0.25F);
    QTRY_VERIFY(showsItsPoint(*window));
    const QString file = QString::fromStdString((fixture.folder() / "kept.morphoscope.json").string());
    window->files().saveSessionTo(file);
    QTRY_COMPARE(window->workspace().settings.recentSpaces.front(), file.toStdString());
    trigger(*window, "closeSpace");
    QTRY_VERIFY(tile(*window, QStringLiteral("kept")) && !tile(*window, QStringLiteral("kept"))->picture().isNull());
    QTest::mouseClick(tile(*window, QStringLiteral("kept")), Qt::LeftButton);
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().session.state().base[0], 0.25F);
    QCOMPARE(window->workspace().settings.recentSpaces.front(), file.toStdString());
    // What the program keeps for itself is none.
    for (const std::string& recent : window->workspace().settings.recentSpaces) {
        QVERIFY(recent.find("session.json") == std::string::npos);
    }
}

void tst_Start::whatIsGoneSaysSoAndCanBeForgotten()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    trigger(*window, "closeSpace");
    QTRY_VERIFY(!rememberedPicture(fixture.folder() / "cache", fixture.folder() / "mine").isNull());
    std::filesystem::remove_all(fixture.folder() / "mine");
    trigger(*window, "start");
    QTRY_VERIFY(tile(*window, QStringLiteral("mine"))->isMissing());
    QTest::mouseClick(tile(*window, QStringLiteral("mine")), Qt::LeftButton);
    QVERIFY(window->messages().isVisible());
    QVERIFY(window->messages().text().contains(QStringLiteral("mine is no longer there")));
    QTest::mouseClick(window->messages().findChild<QPushButton*>(QStringLiteral("choice0")), Qt::LeftButton);
    QVERIFY(!tile(*window, QStringLiteral("mine")));
    QVERIFY(window->workspace().settings.recentSpaces.empty());
    QVERIFY(rememberedPicture(fixture.folder() / "cache", fixture.folder() / "mine").isNull());
    QVERIFY(readSettings(window->workspace().options.folders).recentSpaces.empty());
}

void tst_Start::deleteForgetsARecentFile()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    trigger(*window, "closeSpace");
    QTest::keyClick(tile(*window, QStringLiteral("Arrows")), Qt::Key_Delete); // it comes with the program
    tile(*window, QStringLiteral("mine"))->setFocus();
    QTest::keyClick(tile(*window, QStringLiteral("mine")), Qt::Key_Delete);
    QTRY_VERIFY(!tile(*window, QStringLiteral("mine")));
    QVERIFY(tile(*window, QStringLiteral("Arrows")));
    QVERIFY(window->workspace().settings.recentSpaces.empty());
}

void tst_Start::tabStaysInThePage()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    trigger(*window, "start");
    QTRY_VERIFY(page(*window)->tiles().front()->hasFocus());
    std::set<QString> visited;
    for (int i = 0; i < 12; ++i) {
        QWidget* focused = QApplication::focusWidget();
        QVERIFY(focused && page(*window)->isAncestorOf(focused));
        visited.insert(focused->objectName());
        QTest::keyClick(focused, i < 8 ? Qt::Key_Tab : Qt::Key_Backtab);
    }
    for (const char* name : {"startTile0", "startTile1", "leaveStart", "openSpaceButton", "openDecoderButton"}) {
        QVERIFY2(visited.contains(QLatin1String(name)), name);
    }
}

void tst_Start::everyTileCanBeNamed()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    trigger(*window, "start");
    for (QWidget* each : page(*window)->findChildren<QWidget*>()) {
        if (each->isVisible() && (each->focusPolicy() & Qt::TabFocus)) {
            QVERIFY(!each->objectName().isEmpty());
            QVERIFY2(!each->toolTip().isEmpty(), qPrintable(each->objectName()));
            QVERIFY2(!QAccessible::queryAccessibleInterface(each)->text(QAccessible::Name).isEmpty(),
                     qPrintable(each->objectName()));
        }
    }
}

void tst_Start::escapeGoesBackToThePicture()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    trigger(*window, "start");
    QTRY_VERIFY(page(*window)->tiles().front()->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!showsPage(*window));
    trigger(*window, "closeSpace");
    QTRY_VERIFY(page(*window)->tiles().front()->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(showsPage(*window)); // there is nothing to go back to
}

void tst_Start::takesWhatIsDroppedOnIt()
{
    const WindowFixture fixture;
    const auto window = openWith(fixture, "mine");
    QTRY_VERIFY(isAtRest(*window));
    trigger(*window, "closeSpace");
    writeFormulaSpace(fixture.folder() / "other");
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(QString::fromStdString((fixture.folder() / "other").string()))});
    const QPoint middle = page(*window)->geometry().center();
    QWidget* below = window->childAt(middle); // what it does not take goes up to the window
    QDragEnterEvent enter(middle, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(below, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(middle, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(below, &drop);
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().session.state().space->name(), std::string("other"));
    QVERIFY(!showsPage(*window));
}

QTEST_MAIN(tst_Start)
#include "tst_Start.moc"
