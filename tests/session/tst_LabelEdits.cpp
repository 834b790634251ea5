// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "base/UserError.h"
#include "fixtures/Sentences.h"
#include "session/LabelEdits.h"
#include "session/OtherSamples.h"
#include "session/Session.h"
#include "space/GeneratedSamples.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

class tst_LabelEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneUndoStepWithoutANewSpace();
    void theSameValueAgainIsNoStep();
    void aNewColumnColoursTheMap();
    void aColumnThatIsThereLeavesTheColouring();
    void aWholeColumnColoursTheMapAndTakesThePlaceOfTheOld();
    void colouringAndFiltersFollowANewName();
    void aRemovedColumnColoursNothing();
    void aFilterOfNumbersGoesWhenWordsCome();
    void trustTakesTheLabelsPlaceUntilALabelIsChosen();
    void whatWasJustLabelledIsShown();
    void keepingSelectsAndLabels();
    void generatedSamplesHaveLabelsOfTheirOwn();
    void withoutSamplesThereIsNothingToLabel();

private:
    Session m_session;
    SessionState m_start;
};

namespace {

std::shared_ptr<const Space> labelledSpace()
{
    Space space = *spaceInMemory(3, 4);
    space.labels = std::make_shared<const LabelTable>(
        LabelTable::parse("side,size\nleft,1\nright,2\nleft,3\nright,4\n", "labels.csv"));
    return std::make_shared<const Space>(std::move(space));
}

std::string cell(const SessionState& state, const std::string& column, std::size_t row)
{
    const LabelColumn* found = state.labels() ? state.labels()->find(column) : nullptr;
    const std::uint32_t code = found ? found->codes[row] : LabelColumn::unknown;
    return code == LabelColumn::unknown ? std::string() : found->values[code];
}

} // namespace

void tst_LabelEdits::init()
{
    m_start = stateAt(labelledSpace(), {0, 0, 0});
    m_start.map.colourBy = "side";
    m_start.selection = std::make_shared<const SampleSet>(SampleSet{0, 1});
    m_session.restore(m_start);
}

void tst_LabelEdits::oneUndoStepWithoutANewSpace()
{
    const QSignalSpy spaces(&m_session, &Session::spaceChanged);
    const QSignalSpy labels(&m_session, &Session::labelsChanged);
    const QSignalSpy selections(&m_session, &Session::selectionChanged);
    m_session.edit("label", [](SessionState& state) { labelSamples(state, {0, 1}, "side", "up"); });
    QCOMPARE(cell(m_session.state(), "side", 1), std::string("up"));
    QCOMPARE(*m_session.state().selection, (SampleSet{0, 1}));
    QCOMPARE(labels.count(), 1);
    m_session.undoStack().undo();
    QCOMPARE(cell(m_session.state(), "side", 1), std::string("right"));
    QVERIFY(m_session.state() == m_start);
    QCOMPARE(labels.count(), 2);
    m_session.undoStack().redo();
    QCOMPARE(cell(m_session.state(), "side", 1), std::string("up"));
    QCOMPARE(spaces.count() + selections.count(), 0); // nobody computes a map again
}

void tst_LabelEdits::theSameValueAgainIsNoStep()
{
    m_session.edit("label", [](SessionState& state) { labelSamples(state, {0, 2}, "side", "left"); });
    QCOMPARE(m_session.undoStack().count(), 0);
}

void tst_LabelEdits::aNewColumnColoursTheMap()
{
    SessionState state = m_start;
    state.map.hiddenValues = {"left"};
    labelSamples(state, {3}, "odd", "yes");
    QVERIFY(state.map == MapAppearance{.colourBy = "odd"});
    COMPARE_PART(sentenceOf([&] { return (labelSamples(state, {3}, "none", ""), 0); }), "Type a value");
}

void tst_LabelEdits::aColumnThatIsThereLeavesTheColouring()
{
    SessionState state = m_start;
    labelSamples(state, {3}, "size", "9");
    QCOMPARE(state.map.colourBy, std::string("side"));
}

void tst_LabelEdits::aWholeColumnColoursTheMapAndTakesThePlaceOfTheOld()
{
    SessionState state = m_start;
    state.map.hiddenValues = {"left"};
    putLabelColumn(state, columnOf("cluster", {"cluster 1", "cluster 2"}, {0, 1, 1, 0}));
    QCOMPARE(cell(state, "cluster", 2), std::string("cluster 2"));
    QVERIFY((state.map == MapAppearance{.colourBy = "cluster", .hiddenValues = {}}));
    state.map.hiddenValues = {"cluster 2"};
    putLabelColumn(state, columnOf("cluster", {"cluster 1", "cluster 2"}, {1, 1, 0, 0}));
    QCOMPARE(cell(state, "cluster", 2), std::string("cluster 1"));
    QCOMPARE(state.labels()->columns.size(), std::size_t{3});
    QVERIFY(state.map.hiddenValues.empty()); // another cluster 2
    QVERIFY_THROWS_EXCEPTION(UserError, [] {
        SessionState none;
        putLabelColumn(none, columnOf("cluster", {}, {}));
    }());
}

void tst_LabelEdits::colouringAndFiltersFollowANewName()
{
    SessionState state = m_start;
    state.map.hiddenValues = {"left"};
    renameLabelColumn(state, "side", "arrow");
    QVERIFY((state.map == MapAppearance{.colourBy = "arrow", .hiddenValues = {"left"}}));
    renameLabelValue(state, "arrow", "left", "west");
    QVERIFY((state.map == MapAppearance{.colourBy = "arrow", .hiddenValues = {"west"}}));
    QCOMPARE(cell(state, "arrow", 2), std::string("west"));
}

void tst_LabelEdits::aRemovedColumnColoursNothing()
{
    SessionState state = m_start;
    removeLabelColumn(state, "size");
    QCOMPARE(state.map.colourBy, std::string("side"));
    removeLabelColumn(state, "side");
    QVERIFY(state.map == MapAppearance{});
}

void tst_LabelEdits::aFilterOfNumbersGoesWhenWordsCome()
{
    SessionState state = m_start;
    state.map = {.colourBy = "size", .hiddenValues = {}, .shownRange = ShownRange{2, 3}};
    labelSamples(state, {3}, "size", "5");
    QVERIFY(state.map.shownRange.has_value());
    labelSamples(state, {3}, "size", "large");
    QVERIFY(state.map == MapAppearance{.colourBy = "size"});
}

void tst_LabelEdits::trustTakesTheLabelsPlaceUntilALabelIsChosen()
{
    SessionState state = m_start;
    state.map.hiddenValues = {"left"};
    colourMapByTrust(state.map);
    QVERIFY(state.map.coloursByTrust);
    QVERIFY(state.map.colourBy.empty() && state.map.hiddenValues.empty());
    state.map.shownRange = ShownRange{0.5F, 1};
    labelSamples(state, {1}, "side", "middle"); // of a column that is there: the colours stay, and their filter
    QVERIFY(state.map.coloursByTrust);
    QVERIFY(state.map.shownRange.has_value());
    removeLabelColumn(state, "side");
    QVERIFY(state.map.coloursByTrust);
    colourMapBy(state.map, "size");
    QVERIFY(!state.map.coloursByTrust);
    QVERIFY(!state.map.shownRange.has_value());
}

void tst_LabelEdits::whatWasJustLabelledIsShown()
{
    SessionState state = m_start;
    state.map.hiddenValues = {"left", "right"};
    labelSamples(state, {3}, "side", "left");
    QCOMPARE(state.map.hiddenValues, (std::set<std::string>{"right"}));
}

void tst_LabelEdits::keepingSelectsAndLabels()
{
    m_session.edit("keep", [](SessionState& state) { keepSamples(state, {1, 3}, true); });
    QCOMPARE(*m_session.state().selection, (SampleSet{0, 1, 3}));
    QCOMPARE(cell(m_session.state(), "kept", 3), std::string("yes"));
    QCOMPARE(cell(m_session.state(), "kept", 0), std::string());
    QCOMPARE(m_session.state().map.colourBy, std::string("side")); // a row of keys does not recolour the map
    m_session.edit("reject", [](SessionState& state) { keepSamples(state, {1}, false); });
    QCOMPARE(*m_session.state().selection, (SampleSet{0, 3}));
    QCOMPARE(cell(m_session.state(), "kept", 1), std::string("no"));
    QCOMPARE(m_session.undoStack().count(), 2);
}

void tst_LabelEdits::generatedSamplesHaveLabelsOfTheirOwn()
{
    SessionState own = m_start;
    labelSamples(own, {0}, "side", "up");
    auto generated = std::make_shared<Space>(*own.space);
    generated->labels.reset();
    generated->manifest.samples->count = 7;
    generated->generated = std::make_shared<const GeneratedSamples>(GeneratedSamples{{}, {}, own.space});
    SessionState state = withOtherSamples(own, generated);
    QVERIFY(!state.labels());
    labelSamples(state, {6}, "kind", "good");
    QCOMPARE(state.labels()->rows, std::size_t{7});
    const SessionState back = withOtherSamples(state, own.space);
    QCOMPARE(cell(back, "side", 0), std::string("up"));
    // Made again, they have what the session kept, and what is drawn with them.
    auto again = std::make_shared<Space>(*generated);
    again->labels = std::make_shared<const LabelTable>(LabelTable::parse("class\na\nb\na\nb\na\nb\na\n", "labels.csv"));
    const SessionState remade = withSavedSamples(back, state, again);
    QCOMPARE(cell(remade, "kind", 6), std::string("good"));
    QCOMPARE(cell(remade, "class", 1), std::string("b"));
}

void tst_LabelEdits::withoutSamplesThereIsNothingToLabel()
{
    SessionState state = stateAt(spaceInMemory(3, 0), {0, 0, 0});
    COMPARE_PART(sentenceOf([&] { return (labelSamples(state, {}, "side", "up"), 0); }), "no samples to label");
}

QTEST_GUILESS_MAIN(tst_LabelEdits)
#include "tst_LabelEdits.moc"
