// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include <QLabel>
#include <QPushButton>

#include <csignal>

/// Bars that tell of the engine go when what they say is no longer so.
class tst_EngineBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theQuestionWhetherToWaitGoesWhenTheAnswerComes();
    void aRestartIsNoNewsInAnotherSpace();
    void whatWasGivenUpIsForgottenWhenItRunsAgain();
    void picturesThatCannotBeReadAreTold();
    void asksBeforeAModelFromOutsideRunsWithoutAWall_data();
    void asksBeforeAModelFromOutsideRunsWithoutAWall();
    void theStatusLineTellsHowTheModelIsWalledIn();
};

namespace {
void kill(const MainWindow& window, int signal)
{
    ::kill(const_cast<MainWindow&>(window).workspace().engine.pid(), signal);
}
} // namespace

void tst_EngineBars::theQuestionWhetherToWaitGoesWhenTheAnswerComes()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const pid_t engine = window->workspace().engine.pid();
    window->workspace().engine.setDeadline(0.05);
    kill(*window, SIGSTOP);
    setFirstCoordinate(*window, 7);
    QTRY_VERIFY(window->messages().text().contains(QStringLiteral("has not answered")));
    kill(*window, SIGCONT);
    QTRY_VERIFY(window->messages().text().isEmpty());
    QTRY_VERIFY(showsItsPoint(*window));
    QCOMPARE(window->workspace().engine.pid(), engine);
}

void tst_EngineBars::aRestartIsNoNewsInAnotherSpace()
{
    const WindowFixture fixture;
    writeFormulaSpace(fixture.folder() / "other", 5);
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    kill(*window, SIGKILL);
    QTRY_VERIFY(window->messages().text().contains(QStringLiteral("signal 9")));
    QTRY_VERIFY(window->workspace().engine.model());
    QVERIFY(window->messages().text().contains(QStringLiteral("started again")));
    window->workspace().opener.open(fixture.folder() / "other");
    QTRY_COMPARE(window->workspace().session.state().space->latentSize(), 5);
    QVERIFY(window->messages().text().isEmpty());
}

void tst_EngineBars::whatWasGivenUpIsForgottenWhenItRunsAgain()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    window->workspace().engine.setMostDeaths(1);
    kill(*window, SIGKILL);
    QTRY_VERIFY(window->messages().text().contains(QStringLiteral("not started again")));
    window->workspace().opener.open("arrows");
    QTRY_VERIFY(window->workspace().engine.model());
    QVERIFY(window->messages().text().isEmpty());
}

void tst_EngineBars::picturesThatCannotBeReadAreTold()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    writeFormulaSpace(fixture.folder() / "cut");
    std::filesystem::resize_file(fixture.folder() / "cut/images.npy", 200); // its header alone is right
    window->workspace().opener.open(fixture.folder() / "cut");
    QTRY_VERIFY2(window->messages().text().contains(QStringLiteral("images.npy")),
                 qPrintable(window->messages().text()));
    QCOMPARE(QString::fromStdString(window->workspace().session.state().space->name()), QStringLiteral("cut"));
    window->workspace().opener.open("arrows");
    QTRY_VERIFY(window->messages().text().isEmpty());
}

void tst_EngineBars::asksBeforeAModelFromOutsideRunsWithoutAWall_data()
{
    QTest::addColumn<bool>("trusts");
    QTest::newRow("opened") << true;
    QTest::newRow("not opened") << false;
}

void tst_EngineBars::asksBeforeAModelFromOutsideRunsWithoutAWall()
{
    QFETCH(bool, trusts);
    const WindowFixture fixture;
    writeFormulaSpace(fixture.folder() / "stranger", 5);
    const auto window = fixture.openWindow();
    Workspace& workspace = window->workspace();
    QTRY_VERIFY(isAtRest(*window));
    workspace.engine.setSandbox({SandboxLevel::None}, {});
    workspace.opener.open(fixture.folder() / "stranger");
    QTRY_VERIFY(window->messages().text().contains(QStringLiteral("trust")));
    QCOMPARE(workspace.session.state().space->latentSize(), 3);
    for (QPushButton* choice : window->findChildren<QPushButton*>()) {
        if (choice->text() == (trusts ? QStringLiteral("Open it") : QStringLiteral("Do not open it"))) {
            choice->click();
            break;
        }
    }
    QTRY_COMPARE(workspace.session.state().space->latentSize(), trusts ? 5 : 3);
    QTRY_VERIFY(workspace.engine.model());
    QTRY_VERIFY(window->messages().text().isEmpty());
    QCOMPARE(workspace.settings.trustedModels.size(), trusts ? std::size_t{1} : std::size_t{0});
    QCOMPARE(workspace.engine.model()->latentSize, trusts ? 5 : 3);
    QCOMPARE(readSettings(workspace.options.folders).trustedModels, workspace.settings.trustedModels);
}

void tst_EngineBars::theStatusLineTellsHowTheModelIsWalledIn()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const auto* device = window->findChild<QLabel*>(QStringLiteral("deviceStatus"));
    const QString level = QLatin1String(nameOf(window->workspace().engine.sandbox().level));
    QTRY_VERIFY2(device->text().contains(level), qPrintable(device->text()));
    Settings off = window->workspace().settings;
    off.sandbox = SandboxPolicy::Off;
    window->workspace().setSettings(off);
    QTRY_VERIFY2(device->text().contains(QStringLiteral("no sandbox")), qPrintable(device->text()));
}

QTEST_MAIN(tst_EngineBars)
#include "tst_EngineBars.moc"
