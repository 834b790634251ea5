// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeMap.h"
#include "plots/ColourBar.h"
#include "plots/LegendView.h"
#include "plots/MapCanvas.h"
#include "plots/MapKey.h"
#include "plots/MapView.h"
#include "plots/SamplePopup.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

namespace {

constexpr std::size_t sampleCount = 300;

/// A map of 300 samples on the screen, at sample 0's side.
struct Shown
{
    MadeMap map = madeMap(sampleCount);
    Session session;
    SamplePictures pictures{session};
    std::unique_ptr<MapView> view;
    MapCanvas* canvas = nullptr;

    Shown()
    {
        session.restore(stateOf(map));
        view = std::make_unique<MapView>(session, pictures);
        view->setMap(componentsContent(*map.components, map.coordinates));
        view->resize(640, 480);
        view->show();
        canvas = &view->canvas();
        (void)QTest::qWaitForWindowExposed(view.get());
        (void)points();
    }
    [[nodiscard]] QPoint pixelOf(std::uint32_t sample) const
    {
        const LatentView row = map.coordinates->row(sample);
        return canvas->pixelAt({row[0], row[1]}).toPoint();
    }
    /// A sample that has its surroundings to itself.
    [[nodiscard]] std::uint32_t lonely() const
    {
        for (std::uint32_t i = 0; i < sampleCount; ++i) {
            bool isAlone = canvas->sampleNear(pixelOf(i)) == i;
            for (std::uint32_t j = 0; j < sampleCount && isAlone; ++j) {
                isAlone = i == j || (pixelOf(i) - pixelOf(j)).manhattanLength() > 25;
            }
            if (isAlone) {
                return i;
            }
        }
        return 0;
    }
    void move(QPointF to, Qt::MouseButtons held = Qt::NoButton) const
    {
        QMouseEvent event(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, held, Qt::NoModifier);
        QApplication::sendEvent(canvas, &event);
    }
    void drag(const std::vector<QPoint>& path, Qt::KeyboardModifiers keys = {},
              Qt::MouseButton button = Qt::LeftButton) const
    {
        QTest::mousePress(canvas, button, keys, path.front());
        for (const QPoint& point : path) {
            move(point, button);
        }
        QTest::mouseRelease(canvas, button, keys, path.back());
    }
    /// Encloses the cluster of kind `kind`: 0, 1 or 2.
    void dragAround(int kind, Qt::KeyboardModifiers keys = {}) const
    {
        const float x = 6 * static_cast<float>(kind) - 6;
        const float y = kind == 1 ? 4.0f : 0.0f;
        drag({canvas->pixelAt({x - 2.9f, y + 4.5f}).toPoint(), canvas->pixelAt({x + 2.9f, y - 4.5f}).toPoint()}, keys);
    }
    [[nodiscard]] SampleSet selection() const
    {
        return session.state().selection ? *session.state().selection : SampleSet{};
    }
    [[nodiscard]] QImage points() const
    {
        QCoreApplication::processEvents(); // paintings that wait
        view->grab();
        return canvas->picture();
    }
    [[nodiscard]] ColourBar& bar() const { return *view->findChild<ColourBar*>("mapColourBar"); }
    void dragBar(QPointF from, QPointF to) const
    {
        QTest::mousePress(&bar(), Qt::LeftButton, {}, from.toPoint());
        for (const double share : {0.3, 0.7, 1.0}) {
            const QPointF at = from + share * (to - from);
            QMouseEvent event(QEvent::MouseMove, at, bar().mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(&bar(), &event);
        }
        QTest::mouseRelease(&bar(), Qt::LeftButton, {}, to.toPoint());
    }
    void colourBy(const QString& column) const
    {
        auto* combo = view->findChild<QComboBox*>("mapColourBy");
        combo->setCurrentIndex(combo->findData(column));
        Q_EMIT combo->activated(combo->currentIndex());
    }
};

/// The cluster that a sample belongs to.
bool allOfKind(const SampleSet& samples, std::uint32_t kind)
{
    return std::all_of(samples.begin(), samples.end(), [&](std::uint32_t i) { return i % 3 == kind; });
}

int inkOf(const QImage& picture)
{
    int ink = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            ink += qAlpha(picture.pixel(x, y)) > 0;
        }
    }
    return ink;
}

double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QPalette theme(bool isDark)
{
    QPalette palette;
    for (const auto role : {QPalette::Base, QPalette::Window, QPalette::Button, QPalette::ToolTipBase}) {
        palette.setColor(role, isDark ? QColor(0x22, 0x22, 0x22) : QColor(0xfa, 0xfa, 0xfa));
    }
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, isDark ? QColor(0xe0, 0xe0, 0xe0) : QColor(0x20, 0x20, 0x20));
    }
    palette.setColor(QPalette::Highlight, QColor(0xff, 0x00, 0xff));
    return palette;
}

int pixelsLike(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            count += std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green()) +
                         std::abs(pixel.blue() - colour.blue()) <
                     30;
        }
    }
    return count;
}

} // namespace

class tst_MapView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClickGoesToTheSample();
    void altKeepsTheAmounts();
    void enterGoesToTheNearestOtherSample();
    void aRectangleSelectsAndUndoes();
    void shiftAddsAndCtrlTakesAway();
    void aLassoSelects();
    void aPolygonSelectsCornerByCorner();
    void aPolygonIsLeftWithACornerInTheHand_data();
    void aPolygonIsLeftWithACornerInTheHand();
    void twoCornersEncloseNothing();
    void shiftMayBeLetGoOfBeforeTheButton();
    void aBrushSelectsWhatItTouches();
    void escapeClearsTheSelection();
    void aSelectionGreysTheRest();
    void theLegendHidesAndShows();
    void aDoubleClickLeavesOneValueAsOneStep();
    void hiddenPointsAreNeitherPickedNorSelected();
    void theLegendObeysTheKeyboard();
    void draggingOnTheColourBarShowsARange();
    void theEndsOfTheRangeCanBeDraggedAndTheWholeMoved();
    void aDoubleClickOrTheCrossShowAllValues();
    void theColourBarObeysTheKeyboard();
    void anotherColouringForgetsTheRange();
    void theKeyLiesWhereItLeavesTheLargerSquare();
    void theLegendKeepsTheEndsOfLongNamesAndAllCounts();
    void aSentenceTellsThatLooksAreShared();
    void theMarkerMovesWithoutPaintingThePointsAgain();
    void theMarkerCanBeCarried();
    void carryingObeysLocksAndEscape();
    void theMarkerPointsToWhereItIsWhenOutOfView();
    void theWheelZoomsAtTheCursor();
    void theMiddleButtonPans();
    void resettingShowsAllPoints();
    void hoveringShowsThePopupInsideTheWindow();
    void darkAndLightDifferAndStayReadable();
    void saysWhyThereIsNoMap();
    void withoutAMapTheToolsSayWhyTheyAreOff();
    void oneUnitIsAsLongOnBothAxes();
    void theMenuMakesGroups();
    void invertingTakesTheOthers();
    void everythingInteractiveIsNamed();
};

void tst_MapView::aClickGoesToTheSample()
{
    Shown shown;
    const std::uint32_t sample = shown.lonely();
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, shown.pixelOf(sample));
    QVERIFY(shown.session.state().sample == sample);
    const LatentView row = shown.map.space->latents->row(sample);
    QCOMPARE(shown.session.state().base, LatentVector(row.begin(), row.end()));
    QVERIFY(shown.session.undoStack().undoText().contains(QString::number(sample)));
}

void tst_MapView::altKeepsTheAmounts()
{
    Shown shown;
    AttributeVector along;
    along.vector = {0, 0, 1, 0};
    shown.session.edit("make a slider", [&](SessionState& state) {
        AttributeSlider slider;
        slider.vector = std::make_shared<const AttributeVector>(along);
        slider.amount = 0.5f;
        state.attributes.push_back(slider);
    });
    const QPoint place = shown.pixelOf(shown.lonely());
    QTest::mouseClick(shown.canvas, Qt::LeftButton, Qt::AltModifier, place);
    QCOMPARE(shown.session.state().attributes[0].amount, 0.5f);
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, place);
    QCOMPARE(shown.session.state().attributes[0].amount, 0.0f);
}

void tst_MapView::enterGoesToTheNearestOtherSample()
{
    Shown shown;
    QTest::keyClick(shown.canvas, Qt::Key_Return);
    const auto first = shown.session.state().sample;
    QVERIFY(first.has_value());
    QTest::keyClick(shown.canvas, Qt::Key_Return);
    QVERIFY(shown.session.state().sample.has_value());
    QVERIFY(shown.session.state().sample != first);
}

void tst_MapView::aRectangleSelectsAndUndoes()
{
    Shown shown;
    shown.dragAround(0);
    QVERIFY(shown.selection().size() > 90 && allOfKind(shown.selection(), 0));
    shown.session.undoStack().undo();
    QVERIFY(shown.session.state().selection == nullptr);
}

void tst_MapView::shiftAddsAndCtrlTakesAway()
{
    Shown shown;
    shown.dragAround(0);
    const std::size_t first = shown.selection().size();
    shown.dragAround(2, Qt::ShiftModifier);
    QVERIFY(shown.selection().size() > first + 90);
    const SampleSet both = shown.selection();
    QVERIFY(std::is_sorted(both.begin(), both.end()));
    shown.dragAround(0, Qt::ControlModifier);
    QVERIFY(shown.selection().size() > 90 && allOfKind(shown.selection(), 2));
}

void tst_MapView::aPolygonSelectsCornerByCorner()
{
    Shown shown;
    QTest::keyClick(shown.canvas, Qt::Key_P);
    QVERIFY(shown.canvas->tool() == MapTool::Polygon);
    const QRect area = shown.canvas->area();
    const auto click = [&](QPoint at, Qt::KeyboardModifiers keys = {}) {
        shown.move(at);
        QTest::mouseClick(shown.canvas, Qt::LeftButton, keys, at);
    };
    const QPoint corners[] = {area.topLeft() + QPoint(3, 3),
                              {area.center().x(), area.top() + 3},
                              {area.center().x(), area.bottom() - 3},
                              area.bottomLeft() + QPoint(3, -3)};
    for (const QPoint corner : corners) { // the left half
        click(corner);
    }
    QVERIFY(!shown.session.state().selection);
    click(corners[0]); // closes it
    QVERIFY(shown.session.state().selection);
    const SampleSet selected = *shown.session.state().selection;
    for (std::uint32_t i = 0; i < sampleCount; ++i) {
        const QPoint at = shown.pixelOf(i);
        if (std::abs(at.x() - area.center().x()) > 1) {
            QCOMPARE(std::ranges::binary_search(selected, i), at.x() < area.center().x());
        }
    }
    click(corners[0]);
    click(corners[1]);
    QTest::keyClick(shown.canvas, Qt::Key_Escape); // gives the polygon up, not the selection
    QCOMPARE(*shown.session.state().selection, selected);
    QTest::keyClick(shown.canvas, Qt::Key_Escape);
    QVERIFY(!shown.session.state().selection);
}

void tst_MapView::aPolygonIsLeftWithACornerInTheHand_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("corners"); // set before
    QTest::newRow("Escape") << static_cast<int>(Qt::Key_Escape) << 2;
    QTest::newRow("Backspace on the first corner") << static_cast<int>(Qt::Key_Backspace) << 1;
    QTest::newRow("Enter") << static_cast<int>(Qt::Key_Return) << 3;
}

void tst_MapView::aPolygonIsLeftWithACornerInTheHand()
{
    QFETCH(const int, key);
    QFETCH(const int, corners);
    Shown shown;
    QTest::keyClick(shown.canvas, Qt::Key_P);
    const QRect area = shown.canvas->area();
    const QPoint places[] = {area.topLeft() + QPoint(3, 3), {area.center().x(), area.top() + 3}, area.center()};
    for (int i = 0; i < corners; ++i) {
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, places[i]);
    }
    QTest::mousePress(shown.canvas, Qt::LeftButton, {}, area.center());
    shown.move(area.center() + QPoint(40, 0), Qt::LeftButton);
    QTest::keyClick(shown.canvas, static_cast<Qt::Key>(key));
    const auto selected = shown.session.state().selection;
    shown.move(area.center() + QPoint(60, 20), Qt::LeftButton);
    QTest::mouseRelease(shown.canvas, Qt::LeftButton, {}, area.center() + QPoint(60, 20));
    QTest::keyClick(shown.canvas, Qt::Key_Return); // there is no polygon that it could close
    QCOMPARE(shown.session.state().selection, selected);
    QCOMPARE(selected != nullptr, key == Qt::Key_Return);
}

void tst_MapView::twoCornersEncloseNothing()
{
    Shown shown;
    shown.dragAround(0);
    const SampleSet selected = shown.selection();
    QTest::keyClick(shown.canvas, Qt::Key_P);
    const QRect area = shown.canvas->area();
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, area.topLeft() + QPoint(3, 3));
    QTest::keyClick(shown.canvas, Qt::Key_Return);
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, {area.center().x(), area.top() + 3});
    QTest::mouseDClick(shown.canvas, Qt::LeftButton, {}, {area.center().x(), area.top() + 3});
    QCOMPARE(shown.selection(), selected);
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, area.center()); // the hand goes on with them
    QTest::keyClick(shown.canvas, Qt::Key_Return);
    QVERIFY(shown.selection() != selected);
}

void tst_MapView::shiftMayBeLetGoOfBeforeTheButton()
{
    Shown shown;
    shown.dragAround(0);
    const std::size_t first = shown.selection().size();
    const QPoint from = shown.canvas->pixelAt({3.1F, 4.5F}).toPoint();
    const QPoint to = shown.canvas->pixelAt({8.9F, -4.5F}).toPoint();
    QTest::mousePress(shown.canvas, Qt::LeftButton, Qt::ShiftModifier, from);
    shown.move(to, Qt::LeftButton);
    QTest::mouseRelease(shown.canvas, Qt::LeftButton, {}, to);
    QVERIFY(shown.selection().size() > first + 90);
}

void tst_MapView::aBrushSelectsWhatItTouches()
{
    Shown shown;
    QTest::keyClick(shown.canvas, Qt::Key_B);
    QVERIFY(shown.canvas->tool() == MapTool::Brush);
    const std::uint32_t sample = shown.lonely();
    const QPoint at = shown.pixelOf(sample);
    shown.drag({at + QPoint(-12, 12), at + QPoint(0, 12), at + QPoint(12, 12)}); // 12 pixels below it
    QVERIFY(shown.session.state().selection);
    QVERIFY(std::ranges::binary_search(*shown.session.state().selection, sample));
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(shown.canvas, Qt::Key_BracketLeft); // to 4 pixels
    }
    shown.drag({at + QPoint(-12, 12), at + QPoint(0, 12), at + QPoint(12, 12)});
    QVERIFY(!shown.session.state().selection || !std::ranges::binary_search(*shown.session.state().selection, sample));
}

void tst_MapView::aLassoSelects()
{
    Shown shown;
    QTest::keyClick(shown.canvas, Qt::Key_L);
    QVERIFY(shown.canvas->tool() == MapTool::Lasso);
    std::vector<QPoint> circle;
    for (int i = 0; i < 60; ++i) {
        const double angle = i * 6.2831853 / 60;
        circle.push_back(
            shown.canvas
                ->pixelAt({static_cast<float>(2.8 * std::cos(angle)), static_cast<float>(4 + 2.8 * std::sin(angle))})
                .toPoint());
    }
    shown.drag(circle);
    QVERIFY(shown.selection().size() > 80 && allOfKind(shown.selection(), 1));
}

void tst_MapView::escapeClearsTheSelection()
{
    Shown shown;
    shown.dragAround(1);
    QVERIFY(!shown.selection().empty());
    QTest::keyClick(shown.canvas, Qt::Key_Escape);
    QVERIFY(shown.session.state().selection == nullptr);
}

void tst_MapView::aSelectionGreysTheRest()
{
    Shown shown;
    shown.colourBy("kind");
    const QColor orange(0xe6, 0x9f, 0x00);
    QVERIFY(pixelsLike(shown.points(), orange) > 100);
    shown.dragAround(1);
    QCOMPARE(pixelsLike(shown.points(), orange), 0);
    QVERIFY(shown.view->countLine().contains("selected"));
}

void tst_MapView::theLegendHidesAndShows()
{
    Shown shown;
    shown.colourBy("kind");
    QVERIFY(!shown.session.undoStack().undoText().isEmpty());
    auto* legend = shown.view->findChild<LegendView*>("mapLegend");
    QVERIFY(legend->isVisible());
    const int before = inkOf(shown.points());
    const QPoint first = legend->visualItemRect(legend->item(0)).center();
    QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, first);
    QVERIFY(shown.session.state().map.hiddenValues == std::set<std::string>{"a"});
    const int hidden = inkOf(shown.points());
    QVERIFY(hidden < 0.8 * before);
    QVERIFY2(shown.view->countLine().contains("200"), qPrintable(shown.view->countLine()));
    QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, first);
    QCOMPARE(inkOf(shown.points()), before);
}

void tst_MapView::aDoubleClickLeavesOneValueAsOneStep()
{
    Shown shown;
    shown.colourBy("kind");
    auto* legend = shown.view->findChild<LegendView*>("mapLegend");
    const QPoint second = legend->visualItemRect(legend->item(1)).center();
    const auto doubleClick = [&] {
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, second);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, second);
    };
    const int steps = shown.session.undoStack().index();
    doubleClick();
    QVERIFY((shown.session.state().map.hiddenValues == std::set<std::string>{"a", "c"}));
    QCOMPARE(shown.session.undoStack().index(), steps + 1);
    doubleClick();
    QVERIFY(shown.session.state().map.hiddenValues.empty());
}

void tst_MapView::hiddenPointsAreNeitherPickedNorSelected()
{
    Shown shown;
    shown.colourBy("kind");
    shown.session.edit("hide", [](SessionState& state) { state.map.hiddenValues = {"a"}; });
    shown.dragAround(0);
    QVERIFY(shown.selection().empty());
    for (std::uint32_t i = 0; i < sampleCount; i += 3) {
        const auto near = shown.canvas->sampleNear(shown.pixelOf(i));
        QVERIFY(!near || *near % 3 != 0);
    }
}

void tst_MapView::theLegendObeysTheKeyboard()
{
    Shown shown;
    shown.colourBy("kind");
    auto* legend = shown.view->findChild<LegendView*>("mapLegend");
    legend->setCurrentRow(2);
    QTest::keyClick(legend, Qt::Key_Space);
    QVERIFY(shown.session.state().map.hiddenValues == std::set<std::string>{"c"});
    QTest::keyClick(legend, Qt::Key_Return);
    QVERIFY((shown.session.state().map.hiddenValues == std::set<std::string>{"a", "b"}));
}

void tst_MapView::draggingOnTheColourBarShowsARange()
{
    Shown shown;
    shown.colourBy("size");
    const ColourBar& bar = shown.bar();
    const int before = inkOf(shown.points());
    const int steps = shown.session.undoStack().index();
    shown.dragBar(bar.pixelOf(-3), bar.pixelOf(3));
    const auto range = shown.session.state().map.shownRange;
    QVERIFY(range.has_value());
    QVERIFY(std::abs(range->low + 3) < 0.2F && std::abs(range->high - 3) < 0.2F);
    QCOMPARE(shown.session.undoStack().index(), steps + 1); // all moves of a drag are one step
    QVERIFY(inkOf(shown.points()) < 0.8 * before);
    QVERIFY2(shown.view->countLine().contains("shown"), qPrintable(shown.view->countLine()));
    QVERIFY(bar.toolTip().contains(QChar(0x2212)) && !bar.toolTip().contains(QStringLiteral("-2")));
    shown.session.undoStack().undo();
    QVERIFY(!shown.session.state().map.shownRange);
    QCOMPARE(inkOf(shown.points()), before);
}

void tst_MapView::theEndsOfTheRangeCanBeDraggedAndTheWholeMoved()
{
    Shown shown;
    shown.colourBy("size");
    const ColourBar& bar = shown.bar();
    shown.dragBar(bar.pixelOf(1e9F), bar.pixelOf(4)); // the upper end, from the end of the bar
    const auto first = shown.session.state().map.shownRange;
    QVERIFY(first && std::abs(first->high - 4) < 0.2F);
    shown.dragBar(bar.pixelOf(-1e9F), bar.pixelOf(0));
    const auto second = shown.session.state().map.shownRange;
    QVERIFY(second && std::abs(second->low) < 0.2F);
    QCOMPARE(second->high, first->high);
    shown.dragBar(bar.pixelOf(2), bar.pixelOf(-1));
    const auto third = shown.session.state().map.shownRange;
    QVERIFY(std::abs(third->low - (second->low - 3)) < 0.2F);
    QVERIFY(std::abs((third->high - third->low) - (second->high - second->low)) < 1e-4F);
}

void tst_MapView::aDoubleClickOrTheCrossShowAllValues()
{
    Shown shown;
    shown.colourBy("size");
    ColourBar& bar = shown.bar();
    auto* cross = shown.view->findChild<QAbstractButton*>("mapColourBarAll");
    QVERIFY(!cross->isVisible());
    shown.dragBar(bar.pixelOf(-3), bar.pixelOf(3));
    QVERIFY(cross->isVisible());
    QTest::mouseDClick(&bar, Qt::LeftButton, {}, bar.pixelOf(0).toPoint());
    QVERIFY(!shown.session.state().map.shownRange);
    shown.session.undoStack().undo();
    QVERIFY(shown.session.state().map.shownRange);
    QTest::mouseClick(cross, Qt::LeftButton);
    QVERIFY(!shown.session.state().map.shownRange);
    QVERIFY(!cross->isVisible());
}

void tst_MapView::theColourBarObeysTheKeyboard()
{
    Shown shown;
    shown.colourBy("size");
    ColourBar& bar = shown.bar();
    const auto range = [&] { return shown.session.state().map.shownRange; };
    QTest::keyClick(&bar, Qt::Key_PageDown);
    QVERIFY(range());
    const float high = range()->high;
    QTest::keyClick(&bar, Qt::Key_Up);
    QVERIFY(range()->high > high);
    const float low = range()->low;
    QTest::keyClick(&bar, Qt::Key_Space);
    QTest::keyClick(&bar, Qt::Key_PageUp);
    QVERIFY(range()->low > low);
    QTest::keyClick(&bar, Qt::Key_End); // no further than the other end
    QCOMPARE(range()->low, range()->high);
    QTest::keyClick(&bar, Qt::Key_Delete);
    QVERIFY(!range());
}

void tst_MapView::anotherColouringForgetsTheRange()
{
    Shown shown;
    shown.colourBy("size");
    shown.dragBar(shown.bar().pixelOf(-3), shown.bar().pixelOf(3));
    shown.colourBy("kind");
    QVERIFY(!shown.session.state().map.shownRange);
    QCOMPARE(shown.view->countLine(), QString("300 samples"));
}

void tst_MapView::theKeyLiesWhereItLeavesTheLargerSquare()
{
    Shown shown;
    for (const char* column : {"kind", "size"}) {
        shown.colourBy(column);
        const auto* key = shown.view->findChild<MapKey*>("mapKey");
        shown.view->resize(900, 420);
        QVERIFY(key->geometry().left() >= shown.canvas->geometry().right());
        shown.view->resize(420, 700);
        QVERIFY(key->geometry().top() >= shown.canvas->geometry().bottom());
        const QString size = QString("%1 x %2").arg(shown.canvas->width()).arg(shown.canvas->height());
        QVERIFY2(shown.canvas->height() > 500, qPrintable(size));
    }
    shown.dragBar(shown.bar().pixelOf(-3), shown.bar().pixelOf(3)); // lying
    QVERIFY(std::abs(shown.session.state().map.shownRange->low + 3) < 0.2F);
    shown.colourBy("");
    QCOMPARE(shown.canvas->height(), shown.canvas->parentWidget()->height());
}

void tst_MapView::theLegendKeepsTheEndsOfLongNamesAndAllCounts()
{
    LegendView legend;
    legend.setEntries({{.key = "a", .text = "fluent:arrow-down-24-filled", .count = 12},
                       {.key = "b", .text = "fluent:arrow-down-24-regular", .count = 12},
                       {.key = "c", .text = "fluent:arrow-down-24-filled", .count = 13}});
    legend.resize(130, 120);
    legend.show();
    const QImage image = legend.viewport()->grab().toImage();
    const auto row = [&](int i) { return image.copy(legend.visualItemRect(legend.item(i)).adjusted(20, 0, 0, 0)); };
    QVERIFY(row(0) != row(1)); // "…filled" and "…regular"
    QVERIFY(row(0) != row(2)); // 12 and 13
}

void tst_MapView::aSentenceTellsThatLooksAreShared()
{
    MapKey key;
    MapColouring colouring;
    for (int i = 0; i < 138; ++i) {
        colouring.legend.push_back({.key = std::to_string(i), .text = QString::number(i), .count = 1});
    }
    colouring.sharesLooks = true;
    key.setColouring(colouring, {});
    auto* sentence = key.findChild<QLabel*>("mapSharedLooks");
    QVERIFY(!sentence->isHidden());
    QVERIFY2(sentence->text().contains("138") && sentence->text().contains("64"), qPrintable(sentence->text()));
    colouring.sharesLooks = false;
    key.setColouring(colouring, {});
    QVERIFY(sentence->isHidden());
}

void tst_MapView::theMarkerMovesWithoutPaintingThePointsAgain()
{
    Shown shown;
    shown.view->setPalette(theme(true));
    shown.view->grab();
    const int rastered = shown.canvas->timesRastered();
    const auto before = shown.canvas->markerPixel();
    const QImage first = shown.canvas->grab().toImage();
    shown.session.edit("move", [](SessionState& state) { state.base[0] = 3; });
    QVERIFY(shown.canvas->markerPixel() != before);
    QCOMPARE(*shown.canvas->markerPixel(), shown.canvas->pixelAt({3, 0}));
    const QImage second = shown.canvas->grab().toImage();
    const QColor accent = theme(true).color(QPalette::Highlight);
    const QRect around(shown.canvas->pixelAt({3, 0}).toPoint() - QPoint(12, 12), QSize(24, 24));
    QCOMPARE(pixelsLike(first.copy(around), accent), 0);
    QVERIFY(pixelsLike(second.copy(around), accent) > 20);
    QCOMPARE(shown.canvas->timesRastered(), rastered);
}

void tst_MapView::theMarkerCanBeCarried()
{
    Shown shown;
    shown.session.edit("Move", [](SessionState& state) { state.base = {0.5F, 1, 7, -3}; });
    const int before = shown.session.undoStack().count();
    const QPoint from = shown.canvas->markerPixel()->toPoint();
    const auto units = [&](QPoint pixels) { // what the way is in the map's units
        const QPointF origin = shown.canvas->pixelAt({0, 0});
        const QPointF one = shown.canvas->pixelAt({1, 1});
        return QPointF(pixels.x() / (one.x() - origin.x()), pixels.y() / (one.y() - origin.y()));
    };
    const QPoint way(60, -40);
    shown.drag({from + QPoint(3, 2), from + way / 2, from + way + QPoint(3, 2)}); // not taken right in the middle
    const LatentVector& base = shown.session.state().base;
    QVERIFY(std::abs(static_cast<double>(base[0]) - 0.5 - units(way).x()) < 0.05);
    QVERIFY(std::abs(static_cast<double>(base[1]) - 1 - units(way).y()) < 0.05);
    QCOMPARE(base[2], 7.0F);
    QCOMPARE(base[3], -3.0F);
    QVERIFY(!shown.session.state().selection);
    QVERIFY((*shown.canvas->markerPixel() - from - way).manhattanLength() < 3);
    QCOMPARE(shown.session.undoStack().count(), before + 1);
    shown.session.undoStack().undo();
    QCOMPARE(shown.session.state().base, (LatentVector{0.5F, 1, 7, -3}));
    shown.drag({from, from + way}, Qt::ShiftModifier); // adds to the selection
    QCOMPARE(shown.session.state().base, (LatentVector{0.5F, 1, 7, -3}));
}

void tst_MapView::carryingObeysLocksAndEscape()
{
    Shown shown;
    shown.session.edit("Lock", [](SessionState& state) {
        state.base = {0.5F, 1, 7, -3};
        state.lockedLatents = {0};
    });
    const QPoint from = shown.canvas->markerPixel()->toPoint();
    shown.drag({from, from + QPoint(30, 30), from + QPoint(60, 60)});
    QCOMPARE(shown.session.state().base[0], 0.5F);
    QVERIFY(shown.session.state().base[1] < 0.9F);
    const LatentVector there = shown.session.state().base;
    const QPoint now = shown.canvas->markerPixel()->toPoint();
    QTest::mousePress(shown.canvas, Qt::LeftButton, {}, now);
    QTest::mouseMove(shown.canvas, now + QPoint(0, -20));
    QTest::mouseMove(shown.canvas, now + QPoint(0, -40));
    QVERIFY(shown.session.state().base != there);
    QTest::keyClick(shown.canvas, Qt::Key_Escape);
    QCOMPARE(shown.session.state().base, there);
    QTest::mouseRelease(shown.canvas, Qt::LeftButton, {}, now + QPoint(0, -40));
    QCOMPARE(shown.session.state().base, there);
}

void tst_MapView::theMarkerPointsToWhereItIsWhenOutOfView()
{
    Shown shown;
    shown.view->setPalette(theme(true));
    shown.session.edit("move", [](SessionState& state) { state.base[0] = 1000; });
    QVERIFY(!shown.canvas->isMarkerInView());
    const QRect area = shown.canvas->area();
    const QRect edge(area.right() - 30, area.top(), 30, area.height());
    QVERIFY(pixelsLike(shown.canvas->grab().toImage().copy(edge), theme(true).color(QPalette::Highlight)) > 20);
}

void tst_MapView::theWheelZoomsAtTheCursor()
{
    Shown shown;
    const QPointF cursor = shown.canvas->pixelAt({-6, 0});
    const double width = shown.canvas->view().width();
    QWheelEvent wheel(cursor, shown.canvas->mapToGlobal(cursor), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(shown.canvas, &wheel);
    QVERIFY(shown.canvas->view().width() < 0.7 * width);
    QVERIFY((shown.canvas->pixelAt({-6, 0}) - cursor).manhattanLength() < 0.01);
}

void tst_MapView::theMiddleButtonPans()
{
    Shown shown;
    const QPointF before = shown.canvas->pixelAt({0, 0});
    const QPoint from = shown.canvas->area().center();
    shown.drag({from, from + QPoint(20, 0), from + QPoint(40, 15)}, {}, Qt::MiddleButton);
    QVERIFY((shown.canvas->pixelAt({0, 0}) - before - QPointF(40, 15)).manhattanLength() < 0.01);
    QVERIFY(shown.session.state().selection == nullptr);
}

void tst_MapView::resettingShowsAllPoints()
{
    Shown shown;
    const MapRect all = shown.canvas->view();
    QTest::keyClick(shown.canvas, Qt::Key_Plus);
    QTest::keyClick(shown.canvas, Qt::Key_Left);
    QVERIFY(!(shown.canvas->view() == all));
    QTest::keyClick(shown.canvas, Qt::Key_R);
    QVERIFY(shown.canvas->view() == all);
    for (std::uint32_t i = 0; i < sampleCount; ++i) {
        QVERIFY(shown.canvas->area().contains(shown.pixelOf(i)));
    }
    QTest::keyClick(shown.canvas, Qt::Key_Plus);
    QTest::mouseDClick(shown.canvas, Qt::LeftButton, {}, shown.canvas->area().bottomLeft() + QPoint(12, -12));
    QVERIFY(shown.canvas->view() == all);
}

void tst_MapView::hoveringShowsThePopupInsideTheWindow()
{
    Shown shown;
    for (std::uint32_t i = 0; i < sampleCount; i += 7) {
        shown.move(shown.pixelOf(i));
        const auto* popup = shown.view->findChild<SamplePopup*>("samplePopup");
        QVERIFY(popup && popup->isVisible());
        QVERIFY(shown.view->rect().contains(popup->geometry()));
    }
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(shown.canvas, &leave);
    QVERIFY(!shown.view->findChild<SamplePopup*>("samplePopup")->isVisible());
}

void tst_MapView::darkAndLightDifferAndStayReadable()
{
    Shown shown;
    QList<QImage> looks;
    for (const bool isDark : {true, false}) {
        shown.view->setPalette(theme(isDark));
        QCoreApplication::processEvents();
        looks << shown.canvas->grab().toImage();
        const QImage& look = looks.back();
        const QRect left(0, 0, shown.canvas->area().left() - 2, look.height());
        const double ground = luminance(theme(isDark).color(QPalette::Base));
        double contrast = 1; // of the strongest ink among the axis' numbers
        for (int y = 0; y < look.height(); ++y) {
            for (int x = left.left(); x < left.right(); ++x) {
                const double ink = luminance(look.pixelColor(x, y));
                contrast = std::max(contrast, (std::max(ink, ground) + 0.05) / (std::min(ink, ground) + 0.05));
            }
        }
        QVERIFY2(contrast >= 4.5, qPrintable(QString::number(contrast)));
        QCOMPARE(look.pixelColor(1, 1), theme(isDark).color(QPalette::Base));
    }
    QVERIFY(looks[0] != looks[1]);
}

void tst_MapView::saysWhyThereIsNoMap()
{
    Shown shown;
    shown.canvas->setFocus(); // else it moves there, with a frame, when the tools are switched off
    const QImage before = shown.canvas->grab().toImage();
    shown.view->setMap({nullptr, nullptr, {}, "This space has no samples."});
    QVERIFY(shown.view->countLine().isEmpty());
    QVERIFY(shown.canvas->grab().toImage() != before);
    QVERIFY(!shown.canvas->markerPixel());
    shown.view->setMap(componentsContent(*shown.map.components, shown.map.coordinates));
    QCoreApplication::processEvents();
    QCOMPARE(shown.view->countLine(), QString("300 samples"));
    QCOMPARE(shown.canvas->grab().toImage(), before);
}

void tst_MapView::withoutAMapTheToolsSayWhyTheyAreOff()
{
    Shown shown;
    const QStringList names = {"mapRectangle", "mapLasso", "mapPan", "mapShowAll"};
    const QString why = "This space has no samples.";
    QStringList usual;
    for (const QString& name : names) {
        const auto* button = shown.view->findChild<QAbstractButton*>(name);
        QVERIFY(button->isEnabled());
        usual << button->toolTip();
    }
    shown.view->setMap({nullptr, nullptr, {}, why});
    for (const QString& name : names) {
        const auto* button = shown.view->findChild<QAbstractButton*>(name);
        QVERIFY2(!button->isEnabled(), qPrintable(name));
        QCOMPARE(button->toolTip(), why);
    }
    shown.view->setMap(componentsContent(*shown.map.components, shown.map.coordinates));
    for (const QString& name : names) {
        const auto* button = shown.view->findChild<QAbstractButton*>(name);
        QVERIFY(button->isEnabled());
        QCOMPARE(button->toolTip(), usual.takeFirst());
    }
}

void tst_MapView::oneUnitIsAsLongOnBothAxes()
{
    Shown shown;
    MadeMap flat = madeMap(sampleCount);
    LatentTable coordinates = *flat.coordinates;
    for (std::size_t i = 0; i < sampleCount; ++i) {
        coordinates.row(i)[1] *= 0.01F;
    }
    shown.view->setMap(
        componentsContent(*flat.components, std::make_shared<const LatentTable>(std::move(coordinates))));
    const QPointF origin = shown.canvas->pixelAt({0, 0});
    const double right = shown.canvas->pixelAt({1, 0}).x() - origin.x();
    const double up = origin.y() - shown.canvas->pixelAt({0, 1}).y();
    QVERIFY(right > 0);
    QVERIFY2(std::abs(right - up) < 1e-6, qPrintable(QString("%1 and %2").arg(right).arg(up)));
}

void tst_MapView::theMenuMakesGroups()
{
    Shown shown;
    shown.colourBy("kind");
    shown.dragAround(0);
    const std::uint32_t sample = shown.lonely();
    const QPoint place = shown.pixelOf(sample);
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, shown.canvas->mapToGlobal(place));
    QApplication::sendEvent(shown.canvas, &event);
    auto* menu = shown.view->findChild<QMenu*>("mapMenu");
    QVERIFY(menu && menu->isVisible());
    shown.view->findChild<QAction*>("mapUseAsWith")->trigger();
    QVERIFY(*shown.session.state().withGroup == shown.selection());
    shown.view->findChild<QAction*>("mapSelectValue")->trigger();
    QCOMPARE(shown.selection().size(), sampleCount / 3);
    QVERIFY(allOfKind(shown.selection(), sample % 3));
    shown.view->findChild<QAction*>("mapUseAsWithout")->trigger();
    QVERIFY(*shown.session.state().withoutGroup == shown.selection());
    shown.view->findChild<QAction*>("mapGoToSample")->trigger();
    QVERIFY(shown.session.state().sample == sample);
    menu->close();
}

void tst_MapView::invertingTakesTheOthers()
{
    Shown shown;
    shown.dragAround(0);
    const std::size_t before = shown.selection().size();
    shown.view->findChild<QAction*>("mapInvertSelection")->trigger();
    QCOMPARE(shown.selection().size(), sampleCount - before);
}

void tst_MapView::everythingInteractiveIsNamed()
{
    Shown shown;
    shown.colourBy("kind");
    for (const QWidget* widget : shown.view->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()) {
            continue;
        }
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}

QTEST_MAIN(tst_MapView)
#include "tst_MapView.moc"
