// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "plots/ColourBar.h"
#include "plots/MapCanvas.h"

#include <QComboBox>
#include <QTabBar>

/// How far the map can be trusted, from the list of colours to the points, with the small engine.
class tst_MapTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isAColourLikeALabelsNumbers();
    void followsTheMap();
    void filtersAndIsOneStepToUndo();

private:
    [[nodiscard]] std::unique_ptr<MainWindow> open() const
    {
        auto window = m_fixture->openWindow(m_mine);
        return QTest::qWaitFor([&] { return isAtRest(*window); }, 30'000) ? std::move(window) : nullptr;
    }
    static QComboBox& colours(MainWindow& window)
    {
        return *window.findChild<QComboBox*>(QStringLiteral("mapColourBy"));
    }
    static void chooseTrust(MainWindow& window)
    {
        colours(window).setCurrentIndex(colours(window).findText("map trust"));
        Q_EMIT colours(window).activated(colours(window).currentIndex());
    }
    static ColourBar& bar(MainWindow& window) { return *window.findChild<ColourBar*>(QStringLiteral("mapColourBar")); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::filesystem::path m_mine;
};

void tst_MapTrust::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_mine = m_fixture->folder() / "mine";
    writeFormulaSpace(m_mine);
}

void tst_MapTrust::isAColourLikeALabelsNumbers()
{
    const auto window = open();
    QVERIFY(window);
    QVERIFY(!bar(*window).isVisible());
    chooseTrust(*window);
    QCOMPARE(colours(*window).currentText(), QString("map trust"));
    QTRY_VERIFY(bar(*window).isVisible());
    const auto trust = window->workspace().trust.trust();
    QVERIFY(trust);
    const QString line = window->mapView().countLine();
    QVERIFY2(line.contains("mean trust " + QLocale().toString(trust->mean(), 'f', 3)), qPrintable(line));

    colours(*window).setCurrentIndex(colours(*window).findData("side"));
    Q_EMIT colours(*window).activated(colours(*window).currentIndex());
    QVERIFY(!bar(*window).isVisible());
    QVERIFY(!window->mapView().countLine().contains("trust"));
    QVERIFY(!window->workspace().trust.trust()); // nobody looks at it
}

void tst_MapTrust::followsTheMap()
{
    const auto window = open();
    QVERIFY(window);
    chooseTrust(*window);
    const ShownTrust& trust = window->workspace().trust;
    QTRY_VERIFY(trust.trust());
    const auto before = *trust.trust();
    auto* tabs = window->findChild<QTabBar*>(QStringLiteral("mapKind"));
    tabs->setCurrentIndex(1);
    QTRY_COMPARE(window->workspace().tsne.status(), TsneLayout::Status::Done);
    QTRY_VERIFY(trust.trust());
    QVERIFY(*trust.trust() != before);
    QCOMPARE(trust.trust()->mean(), 0.0); // where the small engine puts all points
    tabs->setCurrentIndex(0);
    QTRY_VERIFY(trust.trust() && *trust.trust() == before);
}

void tst_MapTrust::filtersAndIsOneStepToUndo()
{
    const auto window = open();
    QVERIFY(window);
    Session& session = window->workspace().session;
    const int steps = session.undoStack().index();
    chooseTrust(*window);
    QCOMPARE(session.undoStack().index(), steps + 1);
    chooseTrust(*window); // again: no step
    QCOMPARE(session.undoStack().index(), steps + 1);
    QTRY_VERIFY(bar(*window).isVisible());
    const auto trust = window->workspace().trust.trust();
    const float half = 0.5F;
    const auto above = static_cast<std::size_t>(
        std::ranges::count_if(trust->values, [&](float value) { return value >= half && value <= 1; }));
    QVERIFY(above > 0 && above < trust->values.size());
    Q_EMIT bar(*window).picked(ShownRange{half, 1});
    QCOMPARE(window->mapView().shownSamples().size(), above);
    QVERIFY(session.undoStack().undoText().contains("trust"));
    session.undoStack().undo();
    session.undoStack().undo();
    QVERIFY(!session.state().map.coloursByTrust);
    QCOMPARE(colours(*window).currentText(), QString("side"));
    QVERIFY(!bar(*window).isVisible());
}

QTEST_MAIN(tst_MapTrust)
#include "tst_MapTrust.moc"
