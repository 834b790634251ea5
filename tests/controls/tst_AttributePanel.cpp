// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"
#include "MadeControls.h"
#include "controls/AttributePanel.h"
#include "controls/NameEdit.h"
#include "controls/NumberEditor.h"
#include "controls/PatternEdit.h"
#include "controls/TickButton.h"
#include "controls/TrustDetails.h"
#include "session/AttributeFiles.h"
#include "space/NpyFile.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialog>
#include <QDropEvent>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include <cmath>

class tst_AttributePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void labelsMakeASliderInOneClick();
    void yesComesBeforeNo();
    void everythingElseLeavesOutUnknownCells();
    void theSameValueTwiceIsRefusedWithAReason();
    void twoSelectionsMakeASlider();
    void anEmptyGroupBMeansEverythingElse();
    void samplesInBothGroupsAreLeftOutAndCounted();
    void groupsThatAreTheSameAreRefused();
    void theMethodAndWhatIsKeptFixedReachTheVector();
    void theMethodAndTheTicksAreKeptWithTheSession();
    void aRenamedVectorKeepsItsTick();
    void aVectorOfAnotherSpaceIsNamed();
    void balancingAsksForALabel();
    void aClassifierAsksForTwoSamplesOfEach();
    void ridgeTakesTheNumbersOfOneLabel();
    void aPatternOverSeveralLabelsMakesASlider();
    void aPatternThatIsWrongSaysWhere();
    void aPatternIsKeptWithTheSession();
    void aPatternIsCompletedAfterEachComma();
    void withoutLatentsItSaysWhy();
    void aDragOfTheAmountIsOneStepToUndo();
    void escapeTakesADragOfTheAmountBack();
    void aDoubleClickSetsTheAmountToZero();
    void theTrackGrowsForATypedAmount();
    void theMeterMovesWithTheCurrentPoint();
    void aNameThatIsTakenGetsANumberAndASentence();
    void renamingTakesANewNameAndRefusesNone();
    void resetBakeAndRemoveAreStepsToUndo();
    void bakeAllKeepsThePoint();
    void removingTheFirstLeavesTheOthersInPlace();
    void downGoesToTheNextAttribute();
    void aVectorOfAnotherWidthIsRefusedNamingBoth();
    void savedVectorsCanBeDroppedAgain();
    void theLineBelowNamesTheClosestOther();
    void everyButtonHasANameAndATooltip();
    void bypassAndSoloAreStepsToUndo();
    void altDownMovesAnAttributeAndTheFocus();
    void unfoldedTrustStaysWithItsVector();
    void coloursNotesAndPlacesAreInTheMenu();
    void theMixOfTwoBecomesAVector();
    void cosinesFollowTheList();
    void jsonKeepsWhatStandsBehindAVector();
    void theTrackShowsWhereRealSamplesLie();

private:
    template <class T> T* find(const char* name) const
    {
        T* child = m_panel->findChild<T*>(QLatin1String(name));
        Q_ASSERT(child);
        return child;
    }
    void click(const char* name) const { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void clickInRow(std::size_t row, const char* name) const
    {
        QTest::mouseClick(m_panel->row(row)->findChild<QToolButton*>(QLatin1String(name)), Qt::LeftButton);
    }
    void add(LatentVector vector, float amount = 0, const char* name = "made")
    {
        m_made->session.edit(QStringLiteral("add"), [&](SessionState& state) {
            addAttribute(state, sliderAlong(std::move(vector), amount, name));
        });
        QCoreApplication::processEvents(); // lays out the new row
    }
    void openLabelled();
    [[nodiscard]] const AttributeSlider& attribute(std::size_t i) const { return m_made->state().attributes.at(i); }
    [[nodiscard]] QPoint at(std::size_t row, double value) const
    {
        AmountSlider& slider = m_panel->row(row)->slider();
        const SliderColumns columns = slider.columns(0);
        return {qRound(columns.scale(slider.row(0)).toPixel(value)), columns.track.center().y()};
    }
    [[nodiscard]] QWidget* track(std::size_t row) const { return m_panel->row(row)->slider().viewport(); }

    void chooseMethod(const char* name) const
    {
        auto* methods = find<QComboBox>("attributeMethod");
        methods->setCurrentIndex(methods->findText(QLatin1String(name)));
    }
    void tick(const char* button, const char* text) const
    {
        for (QAction* action : find<TickButton>(button)->menu()->actions()) {
            if (action->text() == QLatin1String(text)) {
                action->trigger();
                return;
            }
        }
        QFAIL(text);
    }
    void setGroups(SampleSet a, SampleSet b) const
    {
        m_made->session.edit(QStringLiteral("groups"), [&](SessionState& state) {
            state.withGroup = std::make_shared<const SampleSet>(std::move(a));
            state.withoutGroup = std::make_shared<const SampleSet>(std::move(b));
        });
    }
    [[nodiscard]] QAction* action(const char* name) const { return find<QAction>(name); }
    [[nodiscard]] QAction* rowAction(std::size_t row, const char* name) const
    {
        return m_panel->row(row)->findChild<QAction*>(QLatin1String(name));
    }

    FormulaSpace m_formula{0, "2 1 1 4", 2};
    std::unique_ptr<MadeControls> m_made;
    std::unique_ptr<AttributePanel> m_panel;
};

void tst_AttributePanel::init()
{
    QLocale::setDefault(QLocale::c());
    m_made = std::make_unique<MadeControls>(SMALL_ENGINE);
    m_made->open(2);
    m_panel = std::make_unique<AttributePanel>(m_made->session, m_made->map, m_made->statistics, m_made->influence,
                                               m_made->fit);
    m_panel->resize(360, 700);
    showFocused(*m_panel, *m_panel);
}

void tst_AttributePanel::cleanup()
{
    m_panel.reset();
    m_made.reset();
}

/// Six samples: left at x = 4, right at x = 0, one up, one unknown.
void tst_AttributePanel::openLabelled()
{
    Space space = *m_formula.space();
    space.latents = std::make_shared<const LatentTable>(LatentTable(6, 2, {4, 1, 4, -1, 0, 1, 0, -1, 9, 9, 7, 7}));
    space.manifest.samples = ManifestSamples{.count = 6};
    space.labels = std::make_shared<const LabelTable>(LabelTable::parse(
        "arrow 1,side,size,hat\nleft,in,1,no\nleft,out,2,no\nright,in,3,yes\nright,out,4,no\nup,in,5,yes\n,out,6,no\n",
        "labels.csv"));
    m_made->session.restore(stateAt(std::make_shared<const Space>(std::move(space)), {0, 0}));
    m_made->engine.load(m_formula.request());
    QTRY_COMPARE_WITH_TIMEOUT(m_made->engine.status(), LiveEngine::Status::Ready, 30'000);
}

void tst_AttributePanel::labelsMakeASliderInOneClick()
{
    openLabelled();
    QCOMPARE(find<QComboBox>("labelColumn")->currentText(), QStringLiteral("arrow 1"));
    find<QComboBox>("withValue")->setCurrentText(QStringLiteral("left"));
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).name, std::string("arrow 1: right to left"));
    QCOMPARE(attribute(0).with, std::string("arrow 1 = left"));
    QCOMPARE(attribute(0).without, std::string("arrow 1 = right"));
    QCOMPARE(attribute(0).vector->vector, (LatentVector{4, 0}));
    QCOMPARE(attribute(0).amount, 0.0f);
    QVERIFY(m_panel->row(0)->isVisible());
    m_made->session.undoStack().undo();
    QVERIFY(!m_panel->row(0));
}

void tst_AttributePanel::yesComesBeforeNo()
{
    openLabelled();
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("hat"));
    QCOMPARE(find<QComboBox>("withValue")->currentText(), QStringLiteral("yes"));
    find<QComboBox>("withValue")->setCurrentText(QStringLiteral("no"));
    QCOMPARE(find<QComboBox>("withValue")->currentText(), QStringLiteral("no"));
}

void tst_AttributePanel::everythingElseLeavesOutUnknownCells()
{
    openLabelled();
    find<QComboBox>("withValue")->setCurrentText(QStringLiteral("left"));
    QCOMPARE(find<QComboBox>("withoutValue")->currentIndex(), 0);
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).name, std::string("arrow 1: left"));
    QCOMPARE(attribute(0).vector->withCount, std::size_t(2));
    QCOMPARE(attribute(0).vector->withoutCount, std::size_t(3));
    QCOMPARE(attribute(0).vector->vector, (LatentVector{1, -3})); // (4, 0) - (3, 3)
}

void tst_AttributePanel::theSameValueTwiceIsRefusedWithAReason()
{
    openLabelled();
    find<QComboBox>("withValue")->setCurrentText(QStringLiteral("up"));
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("up"));
    QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    QVERIFY(find<QPushButton>("makeFromLabels")->toolTip().contains(QLatin1String("different")));
}

void tst_AttributePanel::twoSelectionsMakeASlider()
{
    openLabelled();
    QVERIFY(!find<QPushButton>("setA")->isEnabled());
    const auto choose = [this](SampleSet samples) {
        m_made->session.edit(QStringLiteral("select"), [&](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(std::move(samples));
        });
    };
    choose({4});
    click("setA");
    choose({2, 3});
    click("setB");
    click("makeFromGroups");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).vector->vector, (LatentVector{9, 9}));
    QCOMPARE(attribute(0).vector->withoutCount, std::size_t(2));
}

void tst_AttributePanel::anEmptyGroupBMeansEverythingElse()
{
    openLabelled();
    m_made->session.edit(QStringLiteral("select"), [&](SessionState& state) {
        state.withGroup = std::make_shared<const SampleSet>(SampleSet{0, 1});
    });
    click("makeFromGroups");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).vector->withoutCount, std::size_t(4));
    QCOMPARE(attribute(0).without, std::string("everything else"));
}

void tst_AttributePanel::samplesInBothGroupsAreLeftOutAndCounted()
{
    openLabelled();
    setGroups({0, 1, 4}, {2, 3, 4});
    QVERIFY2(find<QLabel>("groupProblem")->text().contains(QLatin1String("1 in both are left out")),
             qPrintable(find<QLabel>("groupProblem")->text()));
    click("makeFromGroups");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).vector->vector, (LatentVector{4, 0}));
    QCOMPARE(attribute(0).notes, std::string("Left out: 1 in both groups."));
}

void tst_AttributePanel::groupsThatAreTheSameAreRefused()
{
    openLabelled();
    setGroups({0, 1}, {0, 1});
    QVERIFY(!find<QPushButton>("makeFromGroups")->isEnabled());
    QVERIFY(find<QLabel>("groupProblem")->text().contains(QLatin1String("same samples")));
    setGroups({0, 1}, {0, 1, 2});
    QVERIFY(!find<QPushButton>("makeFromGroups")->isEnabled());
    QVERIFY(find<QLabel>("groupProblem")->text().contains(QLatin1String("in the other as well")));
    setGroups({0, 1, 2, 3, 4, 5}, {});
    QVERIFY(find<QPushButton>("makeFromGroups")->toolTip().contains(QLatin1String("one group")));
    setGroups({0, 1}, {2});
    QVERIFY(find<QPushButton>("makeFromGroups")->isEnabled());
}

void tst_AttributePanel::theMethodAndWhatIsKeptFixedReachTheVector()
{
    openLabelled();
    add({0, 1}, 0, "smile");
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    chooseMethod("Linear classifier");
    tick("attributeFixed", "side");
    tick("attributeFixed", "smile");
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: side, smile"));
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(2));
    QCOMPARE(attribute(1).method, std::string("linear classifier"));
    QCOMPARE(attribute(1).vector->keptFixed.size(), std::size_t(2));
    QCOMPARE(attribute(1).vector->keptFixed[1].name, std::string("smile"));
    tick("attributeFixed", "side");
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: smile"));
    clickInRow(0, "remove"); // what is gone cannot be kept fixed
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: nothing"));
}

void tst_AttributePanel::theMethodAndTheTicksAreKeptWithTheSession()
{
    openLabelled();
    add({0, 1}, 0, "smile");
    chooseMethod("Balanced difference");
    tick("attributeBalance", "side");
    tick("attributeFixed", "smile");
    const SessionView kept = m_made->session.view();
    QCOMPARE(kept.attributeMethod, AttributeMethod::Balanced);
    QCOMPARE(kept.balanceLabels, (std::vector<std::string>{"side"}));
    QCOMPARE(kept.fixedVectors, (std::vector<std::string>{"smile"}));
    const SessionState state = m_made->state();
    m_made->session.restore({}, {});
    QCOMPARE(find<QComboBox>("attributeMethod")->currentText(), QStringLiteral("Mean difference"));
    m_made->session.restore(state, kept);
    QCOMPARE(find<QComboBox>("attributeMethod")->currentText(), QStringLiteral("Balanced difference"));
    QCOMPARE(find<TickButton>("attributeBalance")->text(), QStringLiteral("Balance: side"));
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: smile"));
    QVERIFY(m_made->session.view() == kept); // showing is not ticking
}

void tst_AttributePanel::aRenamedVectorKeepsItsTick()
{
    openLabelled();
    add({0, 1}, 0, "smile");
    add({1, 0}, 0, "glasses");
    tick("attributeFixed", "smile");
    m_made->session.edit(QStringLiteral("rename"), [](SessionState& state) { renameAttribute(state, 0, "grin"); });
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: grin"));
    m_made->session.undoStack().undo();
    QCOMPARE(find<TickButton>("attributeFixed")->text(), QStringLiteral("Keep fixed: smile"));
}

void tst_AttributePanel::aVectorOfAnotherSpaceIsNamed()
{
    openLabelled();
    add({0, 1}, 0, "smile");
    QTemporaryDir folder;
    const QString file = folder.filePath("smile.json");
    writeAttributeFile(file.toStdString(), attribute(0), "Shoes");
    QSignalSpy told(m_panel.get(), &AttributePanel::message);
    m_panel->loadFile(file);
    QCOMPARE(m_made->state().attributes.size(), std::size_t(2)); // its width fits
    QVERIFY(told.count() >= 1);
    QVERIFY(told.back()[0].toString().contains("Shoes"));
    m_panel->saveToFile(0, file);
    told.clear();
    m_panel->loadFile(file);
    QVERIFY(std::ranges::none_of(
        told, [](const QList<QVariant>& each) { return each[0].toString().contains("made in the space"); }));
}

void tst_AttributePanel::balancingAsksForALabel()
{
    openLabelled();
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    QVERIFY(!find<TickButton>("attributeBalance")->isVisible());
    chooseMethod("Balanced difference");
    QVERIFY(find<TickButton>("attributeBalance")->isVisible());
    QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    QVERIFY(find<QPushButton>("makeFromLabels")->toolTip().contains(QLatin1String("one to four")));
    tick("attributeBalance", "side");
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).method, std::string("mean difference, balanced by side"));
}

void tst_AttributePanel::aClassifierAsksForTwoSamplesOfEach()
{
    openLabelled();
    find<QComboBox>("withValue")->setCurrentText(QStringLiteral("up"));
    QVERIFY(find<QPushButton>("makeFromLabels")->isEnabled());
    chooseMethod("Linear classifier");
    QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    QVERIFY(find<QLabel>("labelProblem")->text().contains(QLatin1String("two samples in each")));
}

void tst_AttributePanel::ridgeTakesTheNumbersOfOneLabel()
{
    openLabelled();
    chooseMethod("Ridge regression");
    QVERIFY(!find<QComboBox>("withValue")->isVisible());
    QVERIFY(find<QLabel>("labelProblem")->text().contains(QLatin1String("holds words")));
    QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    setGroups({0}, {1});
    QVERIFY(!find<QPushButton>("makeFromGroups")->isEnabled());
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("size"));
    QVERIFY(!find<QLabel>("labelProblem")->isVisible());
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).name, std::string("size"));
    QCOMPARE(attribute(0).method, std::string("ridge regression of size"));
    QCOMPARE(attribute(0).vector->withCount, std::size_t(2)); // above the median of 4
}

void tst_AttributePanel::aPatternOverSeveralLabelsMakesASlider()
{
    openLabelled();
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("Several labels…"));
    QVERIFY(!find<QComboBox>("withValue")->isVisible());
    auto* with = find<PatternEdit>("withPattern");
    QVERIFY(with->isVisible());
    QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    with->setFocus();
    QTest::keyClicks(with, QStringLiteral("arrow 1=left, side=in"));
    find<PatternEdit>("withoutPattern")->setText(QStringLiteral("arrow 1=right"));
    QVERIFY(find<QPushButton>("makeFromLabels")->isEnabled());
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCOMPARE(attribute(0).name, std::string("arrow 1 = right to arrow 1 = left, side = in"));
    QCOMPARE(attribute(0).with, std::string("arrow 1 = left, side = in"));
    QCOMPARE(attribute(0).vector->vector, (LatentVector{4, 1}));

    find<PatternEdit>("withoutPattern")->clear(); // everything else whose labels are known
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(2));
    QCOMPARE(attribute(1).vector->withoutCount, std::size_t(4));
}

void tst_AttributePanel::aPatternThatIsWrongSaysWhere()
{
    openLabelled();
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("Several labels…"));
    auto* with = find<PatternEdit>("withPattern");
    for (const auto& [text, says] :
         {std::pair("arrow 9=left", "arrow 9"), std::pair("arrow 1=lefd", "lefd"), std::pair("arrow 1", "COLUMN=VALUE"),
          std::pair("arrow 1=up, side=out", "No sample")}) {
        with->setText(QLatin1String(text));
        QVERIFY2(find<QLabel>("labelProblem")->text().contains(QLatin1String(says)),
                 qPrintable(find<QLabel>("labelProblem")->text()));
        QVERIFY(find<QLabel>("labelProblem")->isVisible());
        QVERIFY(!find<QPushButton>("makeFromLabels")->isEnabled());
    }
}

void tst_AttributePanel::aPatternIsKeptWithTheSession()
{
    openLabelled();
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("side"));
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("Several labels…"));
    find<PatternEdit>("withPattern")->setText(QStringLiteral("side=in"));
    const SessionView view = m_made->session.view();
    QVERIFY(view.labelColumn.empty());
    QCOMPARE(view.withValue, std::string("side=in"));
    m_made->session.restore({});
    m_made->session.setView(view);
    openLabelled();
    QVERIFY(find<PatternEdit>("withPattern")->isVisible());
    QCOMPARE(find<PatternEdit>("withPattern")->text(), QStringLiteral("side=in"));
}

void tst_AttributePanel::aPatternIsCompletedAfterEachComma()
{
    openLabelled();
    find<QComboBox>("labelColumn")->setCurrentText(QStringLiteral("Several labels…"));
    auto* with = find<PatternEdit>("withPattern");
    with->setFocus();
    QTest::keyClicks(with, QStringLiteral("arrow 1=left, sid"));
    QCOMPARE(with->completer()->completionCount(), 2);
    QCOMPARE(with->completer()->currentCompletion(), QStringLiteral("arrow 1=left, side=in"));
    QCOMPARE(conditionText("a,b", "c"), QStringLiteral("\"a,b\"=c"));
}

void tst_AttributePanel::withoutLatentsItSaysWhy()
{
    QVERIFY(find<QLabel>("explanation")->text().contains(QLatin1String("no encoded samples")));
    QVERIFY(!find<QPushButton>("makeFromLabels")->isVisible());
    QVERIFY(!find<QPushButton>("makeFromGroups")->isVisible());
    m_made->session.restore({});
    QVERIFY(find<QLabel>("explanation")->text().contains(QLatin1String("Open a space")));
}

void tst_AttributePanel::aDragOfTheAmountIsOneStepToUndo()
{
    add({1, 2});
    QTest::mousePress(track(0), Qt::LeftButton, {}, at(0, 0));
    for (const double value : {0.3, 0.6, 1.0}) {
        QMouseEvent move(QEvent::MouseMove, at(0, value), track(0)->mapToGlobal(at(0, value)), Qt::NoButton,
                         Qt::LeftButton, {});
        QCoreApplication::sendEvent(track(0), &move);
    }
    QTest::mouseRelease(track(0), Qt::LeftButton, {}, at(0, 1));
    QVERIFY(std::abs(attribute(0).amount - 1) < 0.02f);
    QVERIFY(std::abs(m_made->session.currentPoint()[1] - 2) < 0.04f);
    QCOMPARE(m_made->undoSteps(), 2);
    m_made->session.undoStack().undo();
    QCOMPARE(attribute(0).amount, 0.0f);
}

void tst_AttributePanel::escapeTakesADragOfTheAmountBack()
{
    add({1, 2}, 0.5f);
    QTest::mousePress(track(0), Qt::LeftButton, {}, at(0, -1));
    QVERIFY(attribute(0).amount < 0);
    QTest::keyClick(&m_panel->row(0)->slider(), Qt::Key_Escape);
    QCOMPARE(attribute(0).amount, 0.5f);
    QCOMPARE(m_made->undoSteps(), 1);
}

void tst_AttributePanel::aDoubleClickSetsTheAmountToZero()
{
    add({1, 2}, 1.5f);
    QTest::mouseDClick(track(0), Qt::LeftButton, {}, at(0, 1.5));
    QCOMPARE(attribute(0).amount, 0.0f);
}

void tst_AttributePanel::theTrackGrowsForATypedAmount()
{
    add({1, 2});
    AmountSlider& slider = m_panel->row(0)->slider();
    QCOMPARE(slider.row(0).high, 2.0);
    slider.setFocus();
    QTest::keyClick(&slider, Qt::Key_7);
    auto* editor = slider.findChild<NumberEditor*>();
    QTest::keyClicks(editor, QStringLiteral(".5"));
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(attribute(0).amount, 7.5f);
    QCOMPARE(slider.row(0).high, 8.0);
    QCOMPARE(slider.row(0).low, -8.0);
}

void tst_AttributePanel::theMeterMovesWithTheCurrentPoint()
{
    openLabelled();
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    QCoreApplication::processEvents();
    AmountSlider& slider = m_panel->row(0)->slider();
    const SliderScale scale = slider.columns(0).scale(slider.row(0));
    QCOMPARE(slider.dotX(), scale.toPixel(0)); // the point lies at the mean of *right*
    m_made->session.edit(QStringLiteral("go"), [](SessionState& state) { state.base = {4, 0}; });
    QCOMPARE(slider.dotX(), scale.toPixel(1)); // and now at that of *left*, with the amount still at 0
    QCOMPARE(attribute(0).amount, 0.0f);
    const QImage shown = slider.grab().toImage();
    const QColor accent = slider.palette().color(QPalette::Highlight);
    int accented = 0;
    for (int y = slider.rowRect(0).height() / 2; y < slider.height(); ++y) {
        accented += shown.pixelColor(qRound(scale.toPixel(1)), y) == accent;
    }
    QVERIFY(accented >= 3);
}

void tst_AttributePanel::aNameThatIsTakenGetsANumberAndASentence()
{
    add({1, 2}, 0, "smile");
    add({2, 1}, 0, "hat");
    QSignalSpy said(m_panel.get(), &AttributePanel::message);
    auto* name = m_panel->row(1)->findChild<NameEdit*>();
    QTest::mouseDClick(name, Qt::LeftButton);
    QTest::keyClicks(name, QStringLiteral("smile"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(attribute(1).name, std::string("smile 2"));
    QCOMPARE(said.count(), 1);
    QVERIFY(said[0][0].toString().contains(QStringLiteral("“smile 2”")));
}

void tst_AttributePanel::renamingTakesANewNameAndRefusesNone()
{
    add({1, 2});
    auto* name = m_panel->row(0)->findChild<NameEdit*>();
    QTest::mouseDClick(name, Qt::LeftButton);
    QTest::keyClicks(name, QStringLiteral("smile"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(attribute(0).name, std::string("smile"));
    name->setFocus();
    QTest::keyClick(name, Qt::Key_F2);
    QTest::keyClick(name, Qt::Key_Delete);
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(attribute(0).name, std::string("smile"));
    QCOMPARE(name->text(), QStringLiteral("smile"));
    QCOMPARE(m_made->undoSteps(), 2);
}

void tst_AttributePanel::resetBakeAndRemoveAreStepsToUndo()
{
    add({1, 2}, 1);
    clickInRow(0, "bake");
    QCOMPARE(m_made->state().base, (LatentVector{1, 2}));
    QCOMPARE(attribute(0).amount, 0.0f);
    QVERIFY(!m_panel->row(0)->findChild<QToolButton*>(QStringLiteral("reset"))->isEnabled());
    m_made->session.undoStack().undo();
    clickInRow(0, "reset");
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{0, 0}));
    m_made->session.undoStack().undo();
    clickInRow(0, "remove");
    QVERIFY(m_made->state().attributes.empty());
    QVERIFY(!m_panel->row(0));
    m_made->session.undoStack().undo();
    QCOMPARE(attribute(0).amount, 1.0f);
    QVERIFY(m_panel->row(0));
}

void tst_AttributePanel::bakeAllKeepsThePoint()
{
    add({1, 0}, 1, "a");
    add({0, 1}, -2, "b");
    click("bakeAllButton");
    QCOMPARE(m_made->state().base, (LatentVector{1, -2}));
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{1, -2}));
    QVERIFY(!m_panel->bakeAllAction()->isEnabled());
}

void tst_AttributePanel::removingTheFirstLeavesTheOthersInPlace()
{
    add({1, 0}, 1, "a");
    add({0, 1}, 0.5f, "b");
    clickInRow(0, "remove");
    QCOMPARE(m_panel->row(0)->findChild<NameEdit*>()->text(), QStringLiteral("b"));
    QCOMPARE(m_panel->row(0)->slider().row(0).value, 0.5);
    QVERIFY(!m_panel->row(1));
}

void tst_AttributePanel::downGoesToTheNextAttribute()
{
    add({1, 0}, 0, "a");
    add({0, 1}, 0, "b");
    m_panel->row(0)->slider().setFocus();
    QTest::keyClick(&m_panel->row(0)->slider(), Qt::Key_Down);
    QVERIFY(m_panel->row(1)->slider().hasFocus());
    QTest::keyClick(&m_panel->row(1)->slider(), Qt::Key_Down); // there is no further one
    QVERIFY(m_panel->row(1)->slider().hasFocus());
    QTest::keyClick(&m_panel->row(1)->slider(), Qt::Key_Up);
    QVERIFY(m_panel->row(0)->slider().hasFocus());
}

void tst_AttributePanel::aVectorOfAnotherWidthIsRefusedNamingBoth()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("wide.npy"));
    writeLatents(file.toStdString(), LatentTable(1, 5));
    QSignalSpy messages(m_panel.get(), &AttributePanel::message);
    m_panel->loadFile(file);
    QCOMPARE(messages.size(), 1);
    const QString message = messages[0][0].toString();
    QVERIFY(message.contains(QLatin1String("wide.npy")));
    QVERIFY(message.contains(QLatin1String("5 numbers")));
    QVERIFY(message.contains(QLatin1String("2 latents")));
    QCOMPARE(m_made->undoSteps(), 0);
}

void tst_AttributePanel::savedVectorsCanBeDroppedAgain()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("smile.npy"));
    add({1, 2}, 0, "smile");
    m_panel->saveToFile(0, file);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QObject* panel = m_panel.get(); // straight to the widget: QApplication wants a drag of the platform's
    panel->event(&enter);
    QVERIFY(enter.isAccepted());
    panel->event(&drop);
    QCOMPARE(m_made->state().attributes.size(), std::size_t(2));
    QCOMPARE(attribute(1).name, std::string("smile 2"));
    QCOMPARE(attribute(1).vector->vector, (LatentVector{1, 2}));
}

void tst_AttributePanel::theLineBelowNamesTheClosestOther()
{
    add({1, 0}, 0, "a");
    add({0, 1}, 0, "b");
    add({-1, 0.1f}, 0, "c");
    const auto* line = m_panel->row(0)->findChild<QWidget*>(QStringLiteral("behind"));
    QVERIFY(line->accessibleName().contains(QLatin1String("to c")));
    QVERIFY(line->toolTip().contains(QLatin1String("to b")));
}

void tst_AttributePanel::everyButtonHasANameAndATooltip()
{
    openLabelled();
    add({1, 2});
    int seen = 0;
    for (const QAbstractButton* button : m_panel->findChildren<QAbstractButton*>()) {
        if (button->isVisible()) {
            ++seen;
            const QString name = button->accessibleName().isEmpty() ? button->text() : button->accessibleName();
            QVERIFY2(!name.isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(name));
        }
    }
    QVERIFY(seen >= 13);
}

void tst_AttributePanel::bypassAndSoloAreStepsToUndo()
{
    add({1, 0}, 1, "a");
    add({0, 1}, 2, "b");
    clickInRow(0, "bypass");
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{0, 2}));
    QVERIFY(!m_panel->row(0)->slider().row(0).matters);
    QVERIFY(!m_panel->row(0)->findChild<QToolButton*>(QStringLiteral("bake"))->isEnabled());
    clickInRow(0, "bypass");
    clickInRow(0, "solo");
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{1, 0}));
    QVERIFY(!m_panel->row(1)->slider().row(0).matters);
    m_made->session.undoStack().undo();
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{1, 2}));
    QVERIFY(!m_panel->row(0)->findChild<QToolButton*>(QStringLiteral("solo"))->isChecked());
    click("resetAllAttributesButton");
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{0, 0}));
    QVERIFY(!action("resetAllAttributes")->isEnabled());
}

void tst_AttributePanel::altDownMovesAnAttributeAndTheFocus()
{
    add({1, 0}, 0, "a");
    add({0, 1}, 0, "b");
    m_panel->row(0)->slider().setFocus();
    QTest::keyClick(&m_panel->row(0)->slider(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(attribute(0).name, std::string("b"));
    QCOMPARE(attribute(1).name, std::string("a"));
    QVERIFY(m_panel->row(1)->slider().hasFocus());
    QTest::keyClick(&m_panel->row(1)->slider(), Qt::Key_Down, Qt::AltModifier); // there is no further place
    QCOMPARE(m_made->undoSteps(), 3);
    QTest::keyClick(&m_panel->row(1)->slider(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(attribute(0).name, std::string("a"));
    m_made->session.undoStack().undo();
    QCOMPARE(attribute(0).name, std::string("b"));
}

void tst_AttributePanel::unfoldedTrustStaysWithItsVector()
{
    openLabelled();
    add({1, 0}, 0, "a");
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(2));
    const auto* line = m_panel->row(1)->findChild<QWidget*>(QStringLiteral("behind"));
    QVERIFY2(line->accessibleName().startsWith(QStringLiteral("tells 75 % of unseen pairs apart · 2 with, 2 without")),
             qPrintable(line->accessibleName()));
    auto* unfold = m_panel->row(1)->findChild<QToolButton*>(QStringLiteral("unfold"));
    unfold->setFocus();
    QTest::keyClick(unfold, Qt::Key_Space);
    QVERIFY(m_panel->row(1)->isUnfolded());
    const auto* details = m_panel->row(1)->findChild<TrustDetails*>();
    QVERIFY(details->isVisible());
    QVERIFY(details->findChild<QWidget*>(QStringLiteral("groupHistogram"))->isVisible());
    QStringList texts;
    for (const QLabel* label : details->findChildren<QLabel*>()) {
        texts << label->text();
    }
    QVERIFY2(texts.join(QLatin1Char('\n')).contains(QLatin1String("0 of 200 random splits")),
             qPrintable(texts.join(u'\n')));

    clickInRow(0, "remove"); // the other one moves up, and stays unfolded
    QVERIFY(m_panel->row(0)->isUnfolded());
    QVERIFY(m_panel->row(0)->findChild<TrustDetails*>()->isVisible());
    m_panel->row(0)->setUnfolded(false);
    QVERIFY(!m_panel->row(0)->findChild<TrustDetails*>()->isVisible());
}

void tst_AttributePanel::coloursNotesAndPlacesAreInTheMenu()
{
    add({1, 0}, 0, "a");
    add({0, 1}, 0, "b");
    auto* menu = m_panel->row(0)->findChild<QToolButton*>(QStringLiteral("more"))->menu();
    Q_EMIT menu->aboutToShow();
    QVERIFY(!rowAction(0, "moveUp")->isEnabled());
    const QList<QAction*> colours = menu->findChild<QMenu*>(QStringLiteral("colour"))->actions();
    QCOMPARE(colours.size(), qsizetype{7});
    colours[1]->trigger();
    QCOMPARE(attribute(0).colour, std::string("#e69f00"));
    QCOMPARE(m_panel->row(0)->grab().toImage().pixelColor(2, 40), QColor(0xe6, 0x9f, 0x00));
    rowAction(0, "moveDown")->trigger();
    QCOMPARE(attribute(1).name, std::string("a"));
    QCOMPARE(attribute(1).colour, std::string("#e69f00"));

    rowAction(1, "notes")->trigger();
    auto* dialog = m_panel->findChild<QInputDialog*>(QStringLiteral("attributeNotes"));
    QVERIFY(dialog && dialog->isVisible());
    dialog->setTextValue(QStringLiteral("made on a Monday"));
    rowAction(1, "moveUp")->trigger(); // the list changes behind it
    dialog->accept();
    QCOMPARE(attribute(0).notes, std::string("made on a Monday"));
    m_made->session.undoStack().undo();
    QVERIFY(attribute(0).notes.empty());
}

void tst_AttributePanel::theMixOfTwoBecomesAVector()
{
    add({1, 0}, 1, "a");
    QVERIFY(!action("keepMix")->isEnabled());
    add({0, 1}, -2, "b");
    action("keepMix")->trigger();
    QCOMPARE(m_made->session.currentPoint(), (LatentVector{1, -2}));
    QCOMPARE(attribute(2).vector->vector, (LatentVector{1, -2}));
    QCOMPARE(attribute(0).amount, 0.0f);
    QCOMPARE(m_made->undoSteps(), 3);
}

void tst_AttributePanel::cosinesFollowTheList()
{
    add({1, 0}, 0, "a");
    QVERIFY(!action("showCosines")->isEnabled());
    add({1, 1}, 0, "b");
    action("showCosines")->trigger();
    auto* dialog = m_panel->window()->findChild<QDialog*>(QStringLiteral("cosines"));
    QVERIFY(dialog && dialog->isVisible());
    auto* matrix = dialog->findChild<QTableWidget*>();
    QCOMPARE(matrix->item(0, 1)->text(), QStringLiteral("0.71"));
    QCOMPARE(matrix->horizontalHeaderItem(1)->text(), QStringLiteral("b"));
    add({-1, 0}, 0, "c");
    QCOMPARE(matrix->rowCount(), 3);
    QCOMPARE(matrix->item(2, 0)->text(), QStringLiteral("−1.00"));
    dialog->close();
}

void tst_AttributePanel::jsonKeepsWhatStandsBehindAVector()
{
    openLabelled();
    find<QComboBox>("withoutValue")->setCurrentText(QStringLiteral("right"));
    click("makeFromLabels");
    QTRY_COMPARE(m_made->state().attributes.size(), std::size_t(1));
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("any.json"));
    m_panel->saveToFile(0, file);
    m_panel->loadFile(file);
    QCOMPARE(m_made->state().attributes.size(), std::size_t(2));
    QCOMPARE(attribute(1).name, std::string("arrow 1: right to left 2"));
    QVERIFY(*attribute(1).vector == *attribute(0).vector);
}

void tst_AttributePanel::theTrackShowsWhereRealSamplesLie()
{
    AttributeSlider made = sliderAlong({1, 0});
    AttributeVector vector{{1, 0}, 3, 4, 0, 1};
    vector.trust = AttributeTrust{.histograms = {-0.5, 1.5, {}, {}}};
    made.vector = std::make_shared<const AttributeVector>(vector);
    m_made->session.edit(QStringLiteral("add"), [&](SessionState& state) { addAttribute(state, made); });
    QCoreApplication::processEvents();
    AmountSlider& slider = m_panel->row(0)->slider();
    const SliderScale scale = slider.columns(0).scale(slider.row(0));
    const QImage shown = slider.grab().toImage();
    const auto inked = [&](double at) { // on the meter's line, away from its marks
        const int x = qRound(scale.toPixel(at));
        int dark = 0;
        for (int y = slider.rowRect(0).height() / 2; y < slider.height(); ++y) {
            dark += shown.pixelColor(x, y) != slider.palette().color(QPalette::Window);
        }
        return dark;
    };
    QVERIFY(inked(1.3) > inked(1.8));
    QVERIFY(inked(-0.3) > inked(-0.8));
}

QTEST_MAIN(tst_AttributePanel)
#include "tst_AttributePanel.moc"
