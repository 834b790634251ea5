// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowFixture.h"

#include "canvas/PictureView.h"
#include "plots/MapCanvas.h"

#include <QDockWidget>

class tst_WindowLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMapIsRoughlySquareAtFirst_data();
    void theMapIsRoughlySquareAtFirst();
    void whatNobodyMovedLooksAfterResizingAsItDoesAtFirst();
    void whatTheUserMovedGrowsAndShrinksWithTheWindow();
};

namespace {

QDockWidget& dock(const MainWindow& window, const char* name)
{
    return *window.findChild<QDockWidget*>(QLatin1String(name));
}

bool isAbout(int value, int expected)
{
    return std::abs(value - expected) <= 4;
}

} // namespace

void tst_WindowLayout::theMapIsRoughlySquareAtFirst_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("picture"); // leaves a strip of 160 pixels a whole number of times
    QTest::newRow("usual") << QSize(1440, 900) << 4 * 160;
    QTest::newRow("small") << QSize(1024, 700) << 2 * 160;
    QTest::newRow("large") << QSize(1920, 1080) << 5 * 160;
}

void tst_WindowLayout::theMapIsRoughlySquareAtFirst()
{
    QFETCH(QSize, size);
    QFETCH(int, picture);
    const WindowFixture fixture;
    MainWindow window(fixture.options());
    window.resize(size);
    window.show();
    QTRY_VERIFY(isAtRest(window));
    window.workspace().session.edit(QStringLiteral("colour"), [](SessionState& state) { state.map.colourBy = "side"; });
    const QRect area = window.mapView().canvas().area();
    const double aspect = static_cast<double>(area.width()) / area.height();
    QVERIFY2(aspect > 0.7 && aspect < 1.3, qPrintable(QString::number(aspect)));
    QVERIFY2(window.pictureView().canvas().width() >= picture + 16,
             qPrintable(QString::number(window.pictureView().canvas().width())));
    QVERIFY(dock(window, "attributesDock").height() < 0.28 * size.height());
}

void tst_WindowLayout::whatNobodyMovedLooksAfterResizingAsItDoesAtFirst()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const char* const names[] = {"slidersDock", "mapDock", "attributesDock"};
    QList<QSize> before;
    for (const char* name : names) {
        before << dock(*window, name).size();
    }
    window->resize(1024, 700);
    QCoreApplication::processEvents();
    QVERIFY(dock(*window, "mapDock").width() < before[1].width());
    window->resize(1440, 900);
    QCoreApplication::processEvents();
    for (const char* name : names) {
        const QSize was = before.takeFirst();
        const QSize now = dock(*window, name).size();
        QVERIFY2(isAbout(now.width(), was.width()) && isAbout(now.height(), was.height()), name);
    }
}

void tst_WindowLayout::whatTheUserMovedGrowsAndShrinksWithTheWindow()
{
    const WindowFixture fixture;
    const auto window = fixture.openWindow();
    QTRY_VERIFY(isAtRest(*window));
    const QRect map = dock(*window, "mapDock").geometry();
    const QPoint grip(map.left() - 2, map.center().y());
    const QPoint there = grip - QPoint(600 - map.width(), 0);
    QTest::mousePress(window.get(), Qt::LeftButton, {}, grip);
    QMouseEvent move(QEvent::MouseMove, there, window->mapToGlobal(there), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &move);
    QTRY_VERIFY(isAbout(dock(*window, "mapDock").width(), 600));
    QTest::mouseRelease(window.get(), Qt::LeftButton, {}, there);
    window->resize(1200, 900);
    QCoreApplication::processEvents();
    QVERIFY2(isAbout(dock(*window, "mapDock").width(), 500),
             qPrintable(QString::number(dock(*window, "mapDock").width())));
}

QTEST_MAIN(tst_WindowLayout)
#include "tst_WindowLayout.moc"
