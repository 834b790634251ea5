// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "dialogs/ClusterDialog.h"
#include "plots/LegendView.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QStatusBar>

/// Clusters, from the menu to the map and the file.
class tst_ClusterLabels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromTheMenuToTheMapAndTheFile();
    void withoutLatentsItIsSaid();
};

void tst_ClusterLabels::fromTheMenuToTheMapAndTheFile()
{
    const WindowFixture fixture;
    const auto mine = fixture.folder() / "mine";
    writeFormulaSpace(mine);
    const auto window = fixture.openWindow(mine);
    QTRY_VERIFY_WITH_TIMEOUT(isAtRest(*window), 30'000);
    const auto inFile = [&] { return openSpace(mine)->labels->find("cluster") != nullptr; };

    window->findChild<QAction*>(QStringLiteral("findClusters"))->trigger();
    auto* dialog = window->findChild<ClusterDialog*>();
    QVERIFY(dialog);
    auto* counts = dialog->findChild<QLineEdit*>(QStringLiteral("clusterCounts"));
    counts->selectAll();
    QTest::keyClicks(counts, QStringLiteral("4"));
    QTest::keyClick(counts, Qt::Key_Return);
    auto* colours = window->findChild<QComboBox*>(QStringLiteral("mapColourBy"));
    QTRY_COMPARE_WITH_TIMEOUT(colours->currentText(), QStringLiteral("cluster"), 30'000);
    QTRY_VERIFY(window->statusBar()->currentMessage().contains("4 clusters found"));
    const auto entries = window->findChild<LegendView*>()->entries();
    QVERIFY(std::ranges::any_of(entries, [](const LegendEntry& entry) { return entry.key == "cluster 4"; }));
    QTRY_VERIFY(inFile());

    window->findChild<QAction*>(QStringLiteral("undo"))->trigger();
    QCOMPARE(colours->currentText(), QStringLiteral("side"));
    QTRY_VERIFY(!inFile());
}

void tst_ClusterLabels::withoutLatentsItIsSaid()
{
    const WindowFixture fixture;
    std::ofstream(fixture.folder() / "gan.pt") << "3 1 4 6";
    const auto window = fixture.openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(isAtRest(*window), 30'000);
    const Session& session = window->workspace().session;
    window->workspace().opener.open(fixture.folder() / "gan.pt");
    QTRY_VERIFY_WITH_TIMEOUT(session.state().space->isBareDecoder && showsItsPoint(*window), 30'000);
    window->findChild<QAction*>(QStringLiteral("findClusters"))->trigger();
    QVERIFY(!window->findChild<ClusterDialog*>());
    QVERIFY2(window->messages().text().contains("grouped by their latents"), qPrintable(window->messages().text()));
}

QTEST_MAIN(tst_ClusterLabels)
#include "tst_ClusterLabels.moc"
