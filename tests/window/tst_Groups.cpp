// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "controls/ElidedLabel.h"
#include "controls/GroupPanel.h"
#include "controls/SelectionCard.h"
#include "controls/SliderView.h"
#include "plots/MapCanvas.h"
#include "session/LabelEdits.h"

#include <QAction>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QTableWidget>

#include <numeric>

/// The groups of samples in the window: what they are like, and going to what is shown of them.
class tst_Groups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsComputedWhileNobodyLooks();
    void aLabelsValuesAreListed();
    void theSelectionComesFirst();
    void cellsGoWhereTheySay();
    void withoutGroupsItSaysWhatToDo();
    void nothingOfOtherGroupsIsLeftToActOn();
    void silhouettesAreMeasuredOnce();
    void groupsAreSorted();
    void howFarTheyAreThoseOfAnotherLabelIsSaid();
    void theSelectionsExtremesAreShownAndGoneTo();
    void theSelectionStandsBehindTheSliders();
    void fiveGroupsAreSeenAtFirst();
    void howMuchRoomTheyHaveIsRemembered();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open(const std::string& colourBy) const
    {
        auto window = m_fixture->openWindow(m_mine);
        if (!QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000)) {
            return nullptr;
        }
        window->workspace().session.edit("Colour", [&](SessionState& state) { state.map.colourBy = colourBy; });
        return window;
    }
    static QTableWidget& shownTable(MainWindow& window)
    {
        window.findChild<QAction*>(QStringLiteral("showGroups"))->trigger();
        return window.findChild<GroupPanel*>()->table();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    std::filesystem::path m_mine;
};

void tst_Groups::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_Groups::nothingIsComputedWhileNobodyLooks()
{
    const auto window = open("side");
    QVERIFY(window);
    QTest::qWait(50);
    QVERIFY(window->workspace().groups.groups().empty());
}

void tst_Groups::aLabelsValuesAreListed()
{
    const auto window = open("side");
    QVERIFY(window);
    const QTableWidget& table = shownTable(*window);
    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(table.item(0, GroupPanel::Name)->text(), QStringLiteral("left"));
    QCOMPARE(table.item(1, GroupPanel::Count)->text(), QStringLiteral("6"));
    const GroupOverview::Group& left = window->workspace().groups.groups()[0];
    const LatentTable& latents = *window->workspace().session.state().space->latents;
    double mean = 0;
    for (std::size_t i = 0; i < 12; i += 2) {
        mean += static_cast<double>(latents.row(i)[1]) / 6;
    }
    QVERIFY(std::abs(static_cast<double>(left.summary.mean[1]) - mean) < 1e-6);
    QVERIFY(left.summary.nearest % 2 == 0 && left.summary.farthest % 2 == 0);
    // The small engine's pixel 1 is 100 + 10 * z[1].
    QTRY_VERIFY(!window->workspace().groups.groups()[0].centre.isNull());
    const int grey = qGray(window->workspace().groups.groups()[0].centre.pixel(1, 0));
    QVERIFY(std::abs(grey - (100 + 10 * mean)) < 1.5);
    QVERIFY(!table.item(0, GroupPanel::Nearest)->icon().isNull());
}

void tst_Groups::theSelectionComesFirst()
{
    const auto window = open("side");
    QVERIFY(window);
    const QTableWidget& table = shownTable(*window);
    window->workspace().session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    QTRY_COMPARE(table.rowCount(), 3);
    QCOMPARE(table.item(0, GroupPanel::Name)->text(), QStringLiteral("Selection"));
    QCOMPARE(table.item(0, GroupPanel::Count)->text(), QStringLiteral("3"));
    QVERIFY(table.item(0, GroupPanel::Name)->toolTip().contains("side: 2 right, 1 left"));
    window->workspace().session.undoStack().undo();
    QTRY_COMPARE(table.rowCount(), 2);
}

void tst_Groups::cellsGoWhereTheySay()
{
    const auto window = open("side");
    QVERIFY(window);
    Session& session = window->workspace().session;
    QTableWidget& table = shownTable(*window);
    QTRY_COMPARE(table.rowCount(), 2);
    Q_EMIT table.cellActivated(1, GroupPanel::Farthest);
    QCOMPARE(session.state().sample, std::optional(window->workspace().groups.groups()[1].summary.farthest));
    Q_EMIT table.cellActivated(1, GroupPanel::Centre);
    QCOMPARE(session.currentPoint(), window->workspace().groups.groups()[1].summary.mean);
    QCOMPARE(session.undoStack().undoText(), QStringLiteral("Go to the middle of right"));
    Q_EMIT table.cellActivated(1, GroupPanel::Name);
    QCOMPARE(*session.state().selection, (SampleSet{1, 3, 5, 7, 9, 11}));
}

void tst_Groups::withoutGroupsItSaysWhatToDo()
{
    const auto window = open("");
    QVERIFY(window);
    QCOMPARE(shownTable(*window).rowCount(), 0);
    QVERIFY(window->workspace().groups.message().contains("Select samples"));
}

void tst_Groups::nothingOfOtherGroupsIsLeftToActOn()
{
    const auto window = open("side");
    QVERIFY(window);
    Session& session = window->workspace().session;
    QTableWidget& table = shownTable(*window);
    QTRY_COMPARE(table.rowCount(), 2);
    session.edit("Label", [](SessionState& state) { labelSamples(state, {0, 1}, "shelf", "top"); });
    QCOMPARE(table.rowCount(), 0); // until those of the new label are known
    Q_EMIT table.cellActivated(1, GroupPanel::Name);
    QVERIFY(!session.state().selection);
    QTRY_COMPARE(table.rowCount(), 1);
    QTest::keyClick(&table, Qt::Key_Home);
    table.setCurrentCell(0, GroupPanel::Name);
    QTest::keyClick(&table, Qt::Key_Return);
    QVERIFY(session.state().selection);
    QCOMPARE(*session.state().selection, (SampleSet{0, 1}));
}

void tst_Groups::silhouettesAreMeasuredOnce()
{
    const auto window = open("side");
    QVERIFY(window);
    const GroupOverview& groups = window->workspace().groups;
    const QSignalSpy progressed(&groups, &GroupOverview::progressed);
    const QTableWidget& table = shownTable(*window);
    // The small engine says 0.5 of each.
    QTRY_VERIFY(table.rowCount() == 2 && groups.groups()[0].silhouette);
    QCOMPARE(*groups.groups()[1].silhouette, (GroupSilhouette{.mean = 0.5, .asked = 6}));
    QVERIFY(!progressed.empty() && progressed.back().front().toDouble() > 0);
    QCOMPARE(table.item(0, GroupPanel::Silhouette)->text(), QLocale().toString(0.5, 'f', 2));
    QVERIFY(table.item(0, GroupPanel::Silhouette)->toolTip().contains("of its 6 samples"));
    window->workspace().session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    QVERIFY(!groups.isRunning()); // the groups are the same
    QTRY_COMPARE(table.rowCount(), 3);
    QVERIFY(groups.groups()[1].silhouette && !groups.groups()[0].silhouette);
    QVERIFY(table.item(0, GroupPanel::Silhouette)->toolTip().contains("selection has none"));
}

void tst_Groups::groupsAreSorted()
{
    const auto window = open("");
    QVERIFY(window);
    Session& session = window->workspace().session;
    session.edit("Label", [](SessionState& state) {
        labelSamples(state, {0}, "shelf", "bottom");
        labelSamples(state, {1, 2, 3}, "shelf", "middle");
        labelSamples(state, {4, 5}, "shelf", "top");
        state.map.colourBy = "shelf";
    });
    QTableWidget& table = shownTable(*window);
    QTRY_COMPARE(table.rowCount(), 3);
    const auto names = [&] {
        QStringList shown;
        for (int row = 0; row < table.rowCount(); ++row) {
            shown << table.item(row, GroupPanel::Name)->text();
        }
        return shown;
    };
    QCOMPARE(names(), (QStringList{"bottom", "middle", "top"}));
    window->findChild<QAction*>("sortGroupsBySize")->trigger();
    QCOMPARE(names(), (QStringList{"middle", "top", "bottom"}));
    Q_EMIT table.cellActivated(0, GroupPanel::Name); // acts on what stands there
    QCOMPARE(*session.state().selection, (SampleSet{1, 2, 3}));
    QTRY_COMPARE(names(), (QStringList{"Selection", "middle", "top", "bottom"}));
    auto* header = table.horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(GroupPanel::Count) + 5, header->height() / 2));
    QCOMPARE(names(), (QStringList{"Selection", "bottom", "top", "middle"}));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(GroupPanel::Centre) + 5, header->height() / 2));
    QCOMPARE(names(), (QStringList{"Selection", "bottom", "middle", "top"})); // by pictures nothing is sorted
}

void tst_Groups::theSelectionsExtremesAreShownAndGoneTo()
{
    const auto window = open("side");
    QVERIFY(window);
    Session& session = window->workspace().session;
    (void)shownTable(*window);
    auto* card = window->findChild<SelectionCard*>();
    QVERIFY(!card->isVisible());
    session.edit("Select", [](SessionState& state) {
        auto vector = std::make_shared<AttributeVector>();
        vector->vector = {0, 2, 0};
        state.attributes.push_back({.name = "up", .vector = vector});
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    QTRY_VERIFY(card->isVisible() && card->table().rowCount() > 1);
    QCOMPARE(card->table().item(0, SelectionCard::Along)->text(), QStringLiteral("up"));
    QTRY_VERIFY(card->findChild<QLabel*>("selectionTitle")->text().contains("side: 2 right, 1 left"));
    const LatentTable& latents = *session.state().space->latents;
    std::uint32_t highest = 1;
    for (const std::uint32_t sample : {2U, 3U}) {
        highest = latents.row(sample)[1] > latents.row(highest)[1] ? sample : highest;
    }
    QTRY_VERIFY(!card->table().item(0, SelectionCard::Highest)->icon().isNull());
    card->table().setFocus();
    card->table().setCurrentCell(0, SelectionCard::Highest);
    QTest::keyClick(&card->table(), Qt::Key_Return);
    QCOMPARE(session.state().sample, std::optional(highest));
    session.edit("Nothing", [](SessionState& state) { state.selection = nullptr; });
    QVERIFY(!card->isVisible());
}

void tst_Groups::theSelectionStandsBehindTheSliders()
{
    const auto window = open("");
    QVERIFY(window);
    SliderView& sliders = *window->findChild<SliderView*>();
    QVERIFY(!sliders.row(0).part);
    const QImage before = sliders.grab().toImage();
    window->workspace().session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    QTRY_VERIFY(sliders.row(0).part);
    const auto& counts = sliders.row(0).part->counts;
    QCOMPARE(std::accumulate(counts.begin(), counts.end(), 0U), 3U);
    QVERIFY(sliders.grab().toImage() != before);
    QVERIFY(sliders.describe(0).contains("Selection: "));
}

void tst_Groups::howFarTheyAreThoseOfAnotherLabelIsSaid()
{
    const auto window = open("side");
    QVERIFY(window);
    window->workspace().session.edit("Label", [](SessionState& state) {
        for (std::uint32_t i = 0; i < 12; ++i) {
            labelSamples(state, {i}, "kind", std::string(1, static_cast<char>('a' + i % 6)));
        }
        state.map.colourBy = "kind";
    });
    shownTable(*window);
    const auto* const line = window->findChild<ElidedLabel*>(QStringLiteral("groupAgreement"));
    QTRY_VERIFY(line->isVisible());
    // Each of six kinds lies in one of two sides: H(side) / H(kind) = log 2 / log 6.
    QCOMPARE(line->text(), QStringLiteral("Agrees best with side: homogeneity 1.00, completeness 0.39"));
    QVERIFY(line->toolTip().contains(QStringLiteral("side: homogeneity")));
    window->workspace().session.edit("Colour", [](SessionState& state) { state.map.colourBy.clear(); });
    QTRY_VERIFY(!line->isVisible());
}

void tst_Groups::fiveGroupsAreSeenAtFirst()
{
    const auto window = open("side");
    QVERIFY(window);
    window->workspace().session.edit("Label", [](SessionState& state) {
        for (std::uint32_t i = 0; i < 12; ++i) {
            const auto kind = static_cast<char>('a' + i % 6);
            labelSamples(state, {i}, "kind", std::string(60, kind));
        }
        state.map.colourBy = "kind";
    });
    const QTableWidget& table = shownTable(*window);
    QTRY_COMPARE(table.rowCount(), 6);
    QVERIFY2(table.columnWidth(GroupPanel::Name) < 300, qPrintable(QString::number(table.columnWidth(0))));
    table.horizontalHeader()->setMinimumSectionSize(150); // wide pictures do the same
    QTRY_VERIFY(table.horizontalScrollBar()->isVisible());
    const auto isSeen = [&](int row) {
        return table.viewport()->height() >= table.rowViewportPosition(row) + table.rowHeight(row);
    };
    const auto heights = [&] {
        return qPrintable(QString("%1 of a row's %2").arg(table.viewport()->height()).arg(table.rowHeight(0)));
    };
    QTRY_VERIFY2(isSeen(4), heights());
    QVERIFY(window->mapView().canvas().height() > 150);
    window->workspace().session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    auto* card = window->findChild<SelectionCard*>();
    QTRY_VERIFY(card->isVisible() && card->table().rowCount() > 1);
    QTRY_VERIFY(card->height() > 60);
    window->findChild<GroupPanel*>()->halves().setSizes({0, 10'000}); // as much for the card as it can have
    QTRY_VERIFY2(isSeen(2), heights());
    card->table().setFocus(); // the card scrolls to where the keyboard is
    const int last = card->table().rowCount() - 1;
    card->table().setCurrentCell(last, SelectionCard::Highest);
    const auto middleOfLast = [&] {
        const QRect cell = card->table().visualRect(card->table().model()->index(last, 0));
        if (cell.center().y() >= card->table().viewport()->height()) {
            return QPoint(-1, -1); // behind the scroll bar
        }
        return card->table().viewport()->mapTo(card, cell.center());
    };
    QTRY_VERIFY2(card->rect().contains(middleOfLast()), qPrintable(QString::number(middleOfLast().y())));
}

void tst_Groups::howMuchRoomTheyHaveIsRemembered()
{
    QList<int> halves;
    int height = 0;
    {
        const auto window = open("side");
        QVERIFY(window);
        (void)shownTable(*window);
        auto* dock = window->findChild<QDockWidget*>("groupsDock");
        QTRY_VERIFY(dock->height() > 100);
        window->workspace().session.edit("Select", [](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
        });
        QTRY_VERIFY(window->findChild<SelectionCard*>()->isVisible());
        window->resizeDocks({dock}, {dock->height() + 70}, Qt::Vertical);
        QCoreApplication::processEvents();
        QSplitter& splitter = window->findChild<GroupPanel*>()->halves();
        splitter.setSizes({splitter.height() - 130, 130});
        halves = splitter.sizes();
        height = dock->height();
        window->close();
    }
    const auto window = open("side");
    QVERIFY(window);
    window->workspace().session.edit("Select", [](SessionState& state) {
        state.selection = std::make_shared<const SampleSet>(SampleSet{1, 2, 3});
    });
    auto* dock = window->findChild<QDockWidget*>("groupsDock");
    QTRY_VERIFY(dock->isVisible() && window->findChild<SelectionCard*>()->isVisible());
    QTRY_VERIFY2(std::abs(dock->height() - height) <= 2, qPrintable(QString::number(dock->height() - height)));
    const QSplitter& splitter = window->findChild<GroupPanel*>()->halves();
    QTRY_VERIFY(std::abs(splitter.sizes()[1] - halves[1]) <= 4);
    dock->hide();
    (void)shownTable(*window);
    QTRY_VERIFY2(std::abs(dock->height() - height) <= 2, qPrintable(QString::number(dock->height() - height)));
}

QTEST_MAIN(tst_Groups)
#include "tst_Groups.moc"
