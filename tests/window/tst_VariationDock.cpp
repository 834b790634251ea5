// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "canvas/VariationPanel.h"
#include "plots/MapCanvas.h"

#include <QDockWidget>
#include <QMenu>

/// Variations in the window: the dock, and what the menu Point does with sums of latents.
class tst_VariationDock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsDecodedWhileItIsHidden();
    void theKeysShowIt();
    void aSliderIsSeenOnTheSamples();
    void theMeanIsGoneTo();
    void whatAnActionLacksIsSaid();
    void aLineBetweenTwoSamplesIsASlider();
    void theAnalogyTakesTheSelectedTwo();
    void arithmeticAndMorphAreInTheMenu();
    void theMapIsShownAlongAnAttribute();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open() const
    {
        auto window = m_fixture->openWindow(m_mine);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    static void trigger(MainWindow& window, const char* name)
    {
        window.findChild<QAction*>(QLatin1String(name))->trigger();
    }
    static void select(MainWindow& window, const SampleSet& samples)
    {
        window.workspace().session.edit(
            "Select", [&](SessionState& state) { state.selection = std::make_shared<const SampleSet>(samples); });
    }
    static bool isDone(const Variations& variations)
    {
        return variations.wanted() > 0 && variations.done() == variations.wanted();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    std::filesystem::path m_mine;
};

void tst_VariationDock::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_VariationDock::nothingIsDecodedWhileItIsHidden()
{
    const auto window = open();
    QVERIFY(window);
    QTest::qWait(50);
    QCOMPARE(window->workspace().variations.decoded(), quint64{0});
    QVERIFY(window->findChild<QDockWidget*>(QStringLiteral("variationsDock"))->isHidden());
}

void tst_VariationDock::theKeysShowIt()
{
    const auto window = open();
    QVERIFY(window);
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    auto* panel = window->findChild<VariationPanel*>();
    QTRY_VERIFY(panel->isVisible());
    QTRY_VERIFY(panel->sheet().hasFocus());
    QTRY_VERIFY(isDone(window->workspace().variations));
    QVERIFY(panel->sheet().tilesDrawn() > 0);
}

void tst_VariationDock::aSliderIsSeenOnTheSamples()
{
    const auto window = open();
    QVERIFY(window);
    trigger(*window, "variations");
    const Variations& variations = window->workspace().variations;
    select(*window, {2, 5});
    window->workspace().session.edit("Attribute", [](SessionState& state) {
        AttributeVector along;
        along.vector = {5, 0, 0};
        state.attributes.push_back(
            {.name = "up", .vector = std::make_shared<const AttributeVector>(along), .amount = 1});
    });
    QTRY_VERIFY(isDone(variations) && variations.plan().isEdited());
    QCOMPARE(variations.plan().count(), 2U);
    const float z = window->workspace().session.state().space->latents->row(5)[0];
    QVERIFY(std::abs(qRed(variations.original(1).pixel(0, 0)) - static_cast<int>(100 + 10 * z)) <= 1);
    QVERIFY(std::abs(qRed(variations.picture(1).pixel(0, 0)) - static_cast<int>(150 + 10 * z)) <= 1);
}

void tst_VariationDock::theMeanIsGoneTo()
{
    const auto window = open();
    QVERIFY(window);
    select(*window, {1, 4, 6});
    Session& session = window->workspace().session;
    const int steps = session.undoStack().count();
    trigger(*window, "meanOfSelection");
    QTRY_COMPARE(session.undoStack().count(), steps + 1);
    const LatentTable& latents = *session.state().space->latents;
    const float mean = (latents.row(1)[2] + latents.row(4)[2] + latents.row(6)[2]) / 3;
    QVERIFY(std::abs(session.currentPoint()[2] - mean) < 1e-5F);
    QTRY_COMPARE(qRed(window->workspace().variations.pixelMean().pixel(3, 3)), 80);
}

void tst_VariationDock::whatAnActionLacksIsSaid()
{
    const auto window = open();
    QVERIFY(window);
    trigger(*window, "meanOfSelection");
    QVERIFY(window->messages().text().contains("none are selected"));
    select(*window, {1, 2, 3});
    trigger(*window, "lineBetween");
    QVERIFY(window->messages().text().contains("select two"));
    QVERIFY(window->workspace().session.state().attributes.empty());
}

void tst_VariationDock::aLineBetweenTwoSamplesIsASlider()
{
    const auto window = open();
    QVERIFY(window);
    select(*window, {3, 9});
    trigger(*window, "lineBetween");
    const auto& attributes = window->workspace().session.state().attributes;
    QCOMPARE(attributes.size(), std::size_t{1});
    QCOMPARE(attributes[0].name, std::string("3 to 9"));
    window->workspace().session.undoStack().undo();
    QVERIFY(window->workspace().session.state().attributes.empty());
}

void tst_VariationDock::theAnalogyTakesTheSelectedTwo()
{
    const auto window = open();
    QVERIFY(window);
    select(*window, {3, 9});
    trigger(*window, "analogy");
    const Variations& variations = window->workspace().variations;
    QCOMPARE(variations.choice().view, VariationView::Analogy);
    QCOMPARE(variations.choice().from, 3U);
    QCOMPARE(variations.choice().to, 9U);
    QTRY_VERIFY(isDone(variations) && variations.nearest(6));
    const MapCanvas& canvas = *window->findChild<MapCanvas*>();
    QTRY_COMPARE(canvas.pairs().size(), std::size_t{1}); // before it is a slider
    window->findChild<QDockWidget*>(QStringLiteral("variationsDock"))->hide();
    QVERIFY(canvas.pairs().empty());
}

void tst_VariationDock::arithmeticAndMorphAreInTheMenu()
{
    const auto window = open();
    QVERIFY(window);
    trigger(*window, "arithmetic");
    const Variations& variations = window->workspace().variations;
    QCOMPARE(variations.choice().view, VariationView::Arithmetic);
    QVERIFY(window->findChild<QWidget*>(QStringLiteral("termEditor"))->isVisible());
    QTRY_VERIFY(isDone(variations) && variations.nearest(3));
    trigger(*window, "morph");
    QCOMPARE(variations.choice().view, VariationView::Morph);
}

void tst_VariationDock::theMapIsShownAlongAnAttribute()
{
    const auto window = open();
    QVERIFY(window);
    auto* menu = window->findChild<QMenu*>(QStringLiteral("mapAlong"));
    Q_EMIT menu->aboutToShow();
    QVERIFY(!menu->actions().front()->isEnabled()); // it says that there is none
    select(*window, {3, 9});
    trigger(*window, "lineBetween");
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().front()->text(), QStringLiteral("3 to 9"));
    menu->actions().front()->trigger();
    const MapContent& content = window->workspace().shownMap.content();
    QTRY_COMPARE(content.axes[0], QStringLiteral("3 to 9"));
    QCOMPARE(content.axes[1], QStringLiteral("PC 1 across 3 to 9"));
    QTRY_VERIFY(content.plane);
    QCOMPARE(window->mapView().canvas().pairs().size(), std::size_t{1});
}

QTEST_MAIN(tst_VariationDock)
#include "tst_VariationDock.moc"
