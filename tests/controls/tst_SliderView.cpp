// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeControls.h"
#include "controls/NumberEditor.h"
#include "controls/SliderView.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QWheelEvent>

/// Counts the rows that it is asked for.
class CountingSliderView : public SliderView
{
public:
    using SliderView::SliderView;
    [[nodiscard]] SliderRow row(int index) const override
    {
        asked.insert(index);
        return SliderView::row(index);
    }
    mutable std::set<int> asked;
};

class tst_SliderView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aDragMovesTheCoordinateAsOneStepToUndo();
    void aDragGoesOnOutsideTheWidget();
    void escapeDuringADragTakesItBack();
    void aDragWithShiftIsTenTimesFiner();
    void aClickOnTheTrackGoesThere();
    void aClickOnTheHandleMovesNothing();
    void aDoubleClickResetsAsOneStep();
    void aDoubleClickGoesToTheMeanOfTheData();
    void aRightClickLocksAndLockedSlidersDoNotMove();
    void theWheelNeedsTheFocus();
    void theWheelWithoutFocusScrolls();
    void arrowsAndPagesStep_data();
    void arrowsAndPagesStep();
    void upAndDownChooseTheRow();
    void deleteResets();
    void aTypedDigitOpensTheEditor();
    void aDoubleClickOnTheNumberSelectsAllOfIt();
    void typedNumbersMayHaveAComma();
    void aTypedNumberBeyondTheRangeIsTakenAndShownAtTheBorder();
    void wrongTextIsRefusedAndStays();
    void lookingAtANumberDoesNotChangeIt();
    void tabTakesTheNumberAndGoesOn();
    void onlyRowsInSightAreAskedFor();
    void aMovePaintsOnlyTheRowThatMoved();
    void theAccentStandsWhereTheCoordinateIs();
    void shownCoordinatesIncludeAttributes();
    void allRowsShowTheSameDecimals();
    void withoutASpaceItSaysWhatWouldBeHere();
    void aKeyOfTheWindowIsNotTakenFromTheSliders();
    void eachRowIsASliderToAScreenReader();
    void anotherOrderIsShownFromItsBeginning();
    void rowsKeepTheirPlaceWhenASliderIsLocked();

private:
    [[nodiscard]] QPoint at(int row, double value) const
    {
        const SliderColumns columns = m_view->columns(row);
        return {qRound(columns.scale(m_view->row(row)).toPixel(value)), columns.track.center().y()};
    }
    [[nodiscard]] float base(std::size_t i) const { return m_made->state().base[i]; }
    void press(QPoint place) const { QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, place); }
    void move(QPoint place, Qt::KeyboardModifiers modifiers = {}) const
    {
        QMouseEvent event(QEvent::MouseMove, place, m_view->viewport()->mapToGlobal(place), Qt::NoButton,
                          Qt::LeftButton, modifiers);
        QApplication::sendEvent(m_view->viewport(), &event);
    }
    void release(QPoint place) const { QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, place); }
    void turnWheel(QPoint place, int turn) const
    {
        QWheelEvent event(place, m_view->viewport()->mapToGlobal(place), {}, {0, turn}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_view->viewport(), &event);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(m_view.get(), key, modifiers);
    }
    [[nodiscard]] NumberEditor* editor() const { return m_view->findChild<NumberEditor*>(); }

    std::unique_ptr<MadeControls> m_made;
    std::unique_ptr<CountingSliderView> m_view;
};

void tst_SliderView::init()
{
    QLocale::setDefault(QLocale::c());
    m_made = std::make_unique<MadeControls>();
    m_made->open(16);
    m_view = std::make_unique<CountingSliderView>(m_made->session, m_made->map, m_made->statistics, m_made->influence);
    m_view->resize(400, 240);
    showFocused(*m_view, *m_view);
}

void tst_SliderView::cleanup()
{
    m_view.reset();
    m_made.reset();
}

void tst_SliderView::aDragMovesTheCoordinateAsOneStepToUndo()
{
    press(at(2, 0));
    move(at(2, 0.5));
    move(at(2, 1));
    move(at(2, 1.5));
    release(at(2, 1.5));
    QVERIFY(qAbs(base(2) - 1.5f) < 0.02f);
    QCOMPARE(m_made->undoSteps(), 1);
    m_made->session.undoStack().undo();
    QCOMPARE(m_made->state().base, LatentVector(16, 0.0f));
}

void tst_SliderView::aDragGoesOnOutsideTheWidget()
{
    press(at(2, 0));
    move({5000, -300});
    QCOMPARE(base(2), 3.0f); // the end of its range
    move({5000, 900});
    move(at(2, 1)); // the handle waited for the hand to come back
    QVERIFY(qAbs(base(2) - 1.0f) < 0.03f);
    release(at(2, 1));
    move(at(2, 2));
    QVERIFY(qAbs(base(2) - 1.0f) < 0.03f);
}

void tst_SliderView::escapeDuringADragTakesItBack()
{
    press(at(2, 0));
    move(at(2, 2));
    QVERIFY(base(2) > 1.9f);
    press(Qt::Key_Escape);
    QCOMPARE(base(2), 0.0f);
    QCOMPARE(m_made->undoSteps(), 0);
    move(at(2, 1)); // the button is still down, but the drag is over
    QCOMPARE(base(2), 0.0f);
    release(at(2, 1));
}

void tst_SliderView::aDragWithShiftIsTenTimesFiner()
{
    press(at(2, 0));
    move(at(2, 1), Qt::ShiftModifier);
    release(at(2, 1));
    QVERIFY(qAbs(base(2) - 0.1f) < 0.005f);
}

void tst_SliderView::aClickOnTheTrackGoesThere()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, at(3, -2));
    QVERIFY(qAbs(base(3) + 2) < 0.02f);
    QCOMPARE(m_made->undoSteps(), 1);
}

void tst_SliderView::aClickOnTheHandleMovesNothing()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, at(3, 0) + QPoint(3, 0));
    QCOMPARE(m_made->undoSteps(), 0);
    QCOMPARE(m_view->currentRow(), 3);
}

void tst_SliderView::aDoubleClickResetsAsOneStep()
{
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[1] = 2; });
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, at(1, -2)); // the first click jumps there
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, at(1, -2));
    QCOMPARE(base(1), 0.0f);
    QCOMPARE(m_made->undoSteps(), 2);
    m_made->session.undoStack().undo();
    QCOMPARE(base(1), 2.0f);
}

void tst_SliderView::aDoubleClickGoesToTheMeanOfTheData()
{
    m_made->open(4, 200);
    QTRY_VERIFY(m_made->statistics.sliders());
    const float mean = m_made->statistics.range(1).home;
    QVERIFY(mean != 0);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, at(1, 0));
    QCOMPARE(base(1), mean);
}

void tst_SliderView::aRightClickLocksAndLockedSlidersDoNotMove()
{
    QTest::mouseClick(m_view->viewport(), Qt::RightButton, {}, at(2, 0));
    QCOMPARE(m_made->state().lockedLatents, std::set<std::uint32_t>{2});
    press(at(2, 0));
    move(at(2, 1));
    release(at(2, 1));
    press(Qt::Key_Right);
    press(Qt::Key_Delete);
    press(Qt::Key_1);
    QVERIFY(!editor()->isVisible());
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, at(2, 1));
    QCOMPARE(m_made->undoSteps(), 1); // the lock itself
    press(Qt::Key_L);
    QVERIFY(m_made->state().lockedLatents.empty());
}

void tst_SliderView::theWheelNeedsTheFocus()
{
    m_view->setCurrentRow(1);
    turnWheel(at(1, 0), 120);
    QVERIFY(qAbs(base(1) - 0.06f) < 1e-4f); // a hundredth of the range
    turnWheel(at(1, 0), -240);
    QVERIFY(qAbs(base(1) + 0.06f) < 1e-4f);
    QCOMPARE(m_made->undoSteps(), 1); // one turn of the wheel
}

void tst_SliderView::theWheelWithoutFocusScrolls()
{
    m_view->clearFocus();
    QTRY_VERIFY(!m_view->hasFocus());
    turnWheel(at(0, 0), -120);
    QCOMPARE(m_made->undoSteps(), 0);
    QVERIFY(m_view->verticalScrollBar()->value() > 0);
}

void tst_SliderView::arrowsAndPagesStep_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<bool>("shift");
    QTest::addColumn<float>("moved"); // over a range of 6
    QTest::newRow("right") << int(Qt::Key_Right) << false << 0.06f;
    QTest::newRow("left") << int(Qt::Key_Left) << false << -0.06f;
    QTest::newRow("fine right") << int(Qt::Key_Right) << true << 0.006f;
    QTest::newRow("page up") << int(Qt::Key_PageUp) << false << 0.6f;
    QTest::newRow("page down") << int(Qt::Key_PageDown) << false << -0.6f;
    QTest::newRow("end") << int(Qt::Key_End) << false << 3.0f;
    QTest::newRow("home") << int(Qt::Key_Home) << false << -3.0f;
}

void tst_SliderView::arrowsAndPagesStep()
{
    QFETCH(int, key);
    QFETCH(bool, shift);
    QFETCH(float, moved);
    m_view->setCurrentRow(5);
    press(Qt::Key(key), shift ? Qt::ShiftModifier : Qt::NoModifier);
    QVERIFY(qAbs(base(5) - moved) < 1e-5f);
    QCOMPARE(m_made->undoSteps(), 1);
}

void tst_SliderView::upAndDownChooseTheRow()
{
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    press(Qt::Key_Up);
    QCOMPARE(m_view->currentRow(), 1);
    QVERIFY(m_view->accessibleDescription().startsWith(QLatin1String("z1 = ")));
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_view->currentRow(), 15);
    QVERIFY(m_view->viewport()->rect().contains(m_view->rowRect(15)));
    QCOMPARE(m_made->undoSteps(), 0);
}

void tst_SliderView::deleteResets()
{
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[0] = 2; });
    press(Qt::Key_Delete);
    QCOMPARE(base(0), 0.0f);
}

void tst_SliderView::aTypedDigitOpensTheEditor()
{
    m_view->setCurrentRow(4);
    press(Qt::Key_Minus);
    QTRY_VERIFY(editor()->hasFocus());
    QTest::keyClicks(editor(), QStringLiteral("1.5"));
    QCOMPARE(editor()->text(), QStringLiteral("-1.5"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(base(4), -1.5f);
    QVERIFY(!editor()->isVisible());
    QVERIFY(m_view->hasFocus());
}

void tst_SliderView::aDoubleClickOnTheNumberSelectsAllOfIt()
{
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[1] = -0.625f; });
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->columns(1).value.center());
    QTRY_VERIFY(editor()->hasFocus());
    QTest::mouseDClick(editor(), Qt::LeftButton); // the second press falls on the editor that the first one opened
    QCOMPARE(editor()->selectedText(), QStringLiteral("-0.625"));
}

void tst_SliderView::typedNumbersMayHaveAComma()
{
    QLocale::setDefault(QLocale(QStringLiteral("de_DE")));
    const QRect number = m_view->columns(1).value;
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, number.center());
    QTRY_VERIFY(editor()->hasFocus());
    QTest::keyClicks(editor(), QStringLiteral("0,75"));
    QTest::keyClick(editor(), Qt::Key_Enter);
    QCOMPARE(base(1), 0.75f);
    QCOMPARE(m_view->valueText(1), QStringLiteral("0,75"));
}

void tst_SliderView::aTypedNumberBeyondTheRangeIsTakenAndShownAtTheBorder()
{
    m_view->typeValue(1);
    QTest::keyClicks(editor(), QStringLiteral("12"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(base(1), 12.0f);
    const QRect track = m_view->columns(1).track;
    const QImage shown = m_view->grab().toImage();
    QCOMPARE(shown.pixelColor(track.right() - 4, track.center().y()), m_view->palette().color(QPalette::Highlight));
}

void tst_SliderView::wrongTextIsRefusedAndStays()
{
    m_view->typeValue(1);
    QTest::keyClicks(editor(), QStringLiteral("1.x"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QVERIFY(editor()->isVisible());
    QCOMPARE(m_made->undoSteps(), 0);
    QTest::keyClick(editor(), Qt::Key_Escape);
    QVERIFY(!editor()->isVisible());
    QCOMPARE(m_made->undoSteps(), 0);
}

void tst_SliderView::lookingAtANumberDoesNotChangeIt()
{
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[1] = 1.0f / 3; });
    m_view->typeValue(1);
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(m_made->undoSteps(), 1);
    QCOMPARE(base(1), 1.0f / 3);
}

void tst_SliderView::tabTakesTheNumberAndGoesOn()
{
    m_view->setCurrentRow(1);
    m_view->typeValue(1);
    QTest::keyClicks(editor(), QStringLiteral("1"));
    QTest::keyClick(editor(), Qt::Key_Tab);
    QTRY_VERIFY(editor()->hasFocus());
    QTest::keyClicks(editor(), QStringLiteral("2"));
    QTest::keyClick(editor(), Qt::Key_Return);
    QCOMPARE(base(1), 1.0f);
    QCOMPARE(base(2), 2.0f);
}

void tst_SliderView::onlyRowsInSightAreAskedFor()
{
    m_made->open(4096);
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum() / 2);
    m_view->asked.clear();
    m_view->grab();
    QVERIFY(!m_view->asked.empty());
    QVERIFY(m_view->asked.size() <= 12); // 240 pixels of 24 each, and one cut at either end
    QVERIFY(*m_view->asked.begin() > 2000);
}

void tst_SliderView::aMovePaintsOnlyTheRowThatMoved()
{
    m_view->grab();
    QCoreApplication::processEvents();
    m_view->asked.clear();
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[3] = 1; });
    QTRY_VERIFY(!m_view->asked.empty());
    QCOMPARE(m_view->asked, std::set<int>{3});
}

void tst_SliderView::theAccentStandsWhereTheCoordinateIs()
{
    const QColor accent = m_view->palette().color(QPalette::Highlight);
    QCOMPARE(m_view->grab().toImage().pixelColor(at(6, 0)), accent);
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base[6] = 1.5f; });
    const QImage shown = m_view->grab().toImage();
    QCOMPARE(shown.pixelColor(at(6, 1.5)), accent);
    QVERIFY(shown.pixelColor(at(6, 0)) != accent);
}

void tst_SliderView::shownCoordinatesIncludeAttributes()
{
    m_made->session.edit(QStringLiteral("add"), [](SessionState& state) {
        LatentVector along(16, 0.0f);
        along[2] = 2;
        state.attributes.push_back(sliderAlong(along, 0.5f));
    });
    QCOMPARE(m_view->valueText(2), QStringLiteral("1.00"));
    m_view->setCurrentRow(2);
    press(Qt::Key_Home); // the slider shows the current point: the base makes up for the attribute
    QCOMPARE(base(2), -4.0f);
    QCOMPARE(m_view->valueText(2), QChar(0x2212) + QStringLiteral("3.00"));
}

void tst_SliderView::allRowsShowTheSameDecimals()
{
    LatentTable table(2, 3, {-1, -0.2f, -40, 1, 0.2f, 40});
    auto space = std::make_shared<Space>(*spaceInMemory(3, 2));
    space->latents = std::make_shared<const LatentTable>(std::move(table));
    m_made->session.restore(stateAt(space, {-0.046f, -0.01f, 3}));
    QTRY_VERIFY(m_made->statistics.latents());
    QCOMPARE(m_view->valueText(0), QChar(0x2212) + QStringLiteral("0.046"));
    QCOMPARE(m_view->valueText(1), QChar(0x2212) + QStringLiteral("0.010"));
    QCOMPARE(m_view->valueText(2), QStringLiteral("3.000"));
}

void tst_SliderView::withoutASpaceItSaysWhatWouldBeHere()
{
    const QImage with = m_view->grab().toImage();
    m_made->session.restore({});
    QCOMPARE(m_view->rowCount(), 0);
    const QImage without = m_view->grab().toImage();
    QVERIFY(with != without);
    const QColor ground = m_view->palette().color(QPalette::Window);
    int written = 0;
    for (int x = 0; x < without.width(); ++x) {
        for (int y = 0; y < 60; ++y) {
            written += without.pixelColor(x, y) != ground;
        }
    }
    QVERIFY(written > 100);
    press(Qt::Key_Right); // and nothing breaks
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, {50, 50});
    QCOMPARE(m_made->undoSteps(), 0);
}

void tst_SliderView::aKeyOfTheWindowIsNotTakenFromTheSliders()
{
    QKeyEvent digit(QEvent::ShortcutOverride, Qt::Key_1, {}, QStringLiteral("1"));
    digit.ignore();
    QApplication::sendEvent(m_view.get(), &digit);
    QVERIFY(digit.isAccepted());
    QKeyEvent undo(QEvent::ShortcutOverride, Qt::Key_Z, Qt::ControlModifier);
    undo.ignore();
    QApplication::sendEvent(m_view.get(), &undo);
    QVERIFY(!undo.isAccepted());
}

void tst_SliderView::eachRowIsASliderToAScreenReader()
{
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(list);
    QCOMPARE(list->childCount(), 16);
    QAccessibleInterface* slider = list->child(2);
    QCOMPARE(slider->role(), QAccessible::Slider);
    QCOMPARE(slider->text(QAccessible::Name), QStringLiteral("z2"));
    QCOMPARE(list->indexOfChild(slider), 2);
    slider->valueInterface()->setCurrentValue(1.5);
    QCOMPARE(base(2), 1.5f);
    QCOMPARE(slider->text(QAccessible::Value), QStringLiteral("1.50"));
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    QCOMPARE(list->focusChild(), slider);
    QVERIFY(slider->state().focused);
    m_made->open(2);
    QVERIFY(!slider->isValid()); // rows go, and nothing breaks
    QCOMPARE(list->childCount(), 2);
}

void tst_SliderView::anotherOrderIsShownFromItsBeginning()
{
    press(Qt::Key_End, Qt::ControlModifier);
    m_made->session.edit(QStringLiteral("sort"), [](SessionState& state) { state.sort = SliderSort::Influence; });
    QCOMPARE(m_view->verticalScrollBar()->value(), 0);
    QCOMPARE(m_view->currentRow(), 0);
}

void tst_SliderView::rowsKeepTheirPlaceWhenASliderIsLocked()
{
    press(Qt::Key_End, Qt::ControlModifier);
    const int place = m_view->verticalScrollBar()->value();
    press(Qt::Key_L);
    QCOMPARE(m_made->state().lockedLatents, std::set<std::uint32_t>{15});
    QCOMPARE(m_view->verticalScrollBar()->value(), place);
    QCOMPARE(m_view->currentRow(), 15);
}

QTEST_MAIN(tst_SliderView)
#include "tst_SliderView.moc"
