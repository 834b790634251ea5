// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "session/PointEdits.h"
#include "session/Session.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <functional>

namespace {

SessionState smallState()
{
    return stateAt(spaceInMemory(4, 6), {0, 1, 2, 3});
}

/// Makes one random edit of any kind a user can do.
class RandomEdits
{
public:
    explicit RandomEdits(std::uint64_t seed)
        : m_random(seed)
        , m_spaces{spaceInMemory(4, 20, 1), spaceInMemory(7, 0, 2), spaceInMemory(4, 9, 3)}
    {
    }

    void one(Session& session)
    {
        static const std::vector<void (RandomEdits::*)(SessionState&)> kinds = {
            &RandomEdits::move,           &RandomEdits::moveComponent, &RandomEdits::amount,      &RandomEdits::add,
            &RandomEdits::removeOrRename, &RandomEdits::lock,          &RandomEdits::basisOrSort, &RandomEdits::select,
            &RandomEdits::group,          &RandomEdits::colour,        &RandomEdits::sample,      &RandomEdits::random,
            &RandomEdits::bakeOrReset,
        };
        const int kind = upTo(60);
        if (kind == 60) {
            session.edit("open", [this](SessionState& state) { open(state); });
            return;
        }
        const int gesture = upTo(2) == 0 ? session.newGesture() : 0;
        const int steps = gesture == 0 ? 1 : 1 + upTo(3);
        for (int i = 0; i < steps; ++i) {
            session.edit(
                "edit", [&](SessionState& state) { (this->*kinds[std::size_t(kind) % kinds.size()])(state); }, gesture);
        }
    }

    void open(SessionState& state)
    {
        SessionState next;
        next.space = m_spaces[std::size_t(upTo(2))];
        next.base.assign(std::size_t(next.space->latentSize()), 0.0F);
        state = next;
    }

private:
    int upTo(int last) { return std::uniform_int_distribution<int>(0, last)(m_random); }
    float value() { return std::normal_distribution<float>()(m_random); }
    std::size_t index(const SessionState& state) { return std::size_t(upTo(int(state.base.size()) - 1)); }
    LatentVector vector(const SessionState& state)
    {
        LatentVector made(state.base.size());
        for (float& each : made) {
            each = value();
        }
        return made;
    }
    std::shared_ptr<const SampleSet> someSamples(const SessionState& state)
    {
        SampleSet set;
        for (std::uint32_t i = 0; i < state.space->sampleCount(); ++i) {
            if (upTo(1) == 0) {
                set.push_back(i);
            }
        }
        return upTo(3) == 0 ? nullptr : std::make_shared<const SampleSet>(std::move(set));
    }
    static PrincipalComponents axes(const SessionState& state) // fewer than there are dimensions
    {
        PrincipalComponents components;
        components.mean.assign(state.base.size(), 0.5F);
        components.components = LatentTable(3, state.base.size());
        for (std::size_t i = 0; i < 3; ++i) {
            components.components.row(i)[i] = 1;
        }
        return components;
    }

    void move(SessionState& state)
    {
        const PrincipalComponents components = axes(state);
        setSlider(state, &components, std::size_t(upTo(2)), value());
    }
    void moveComponent(SessionState& state)
    {
        state.basis = SliderBasis::PrincipalComponents;
        move(state);
    }
    void amount(SessionState& state)
    {
        if (!state.attributes.empty()) {
            state.attributes[std::size_t(upTo(int(state.attributes.size()) - 1))].amount = value();
        }
    }
    void add(SessionState& state)
    {
        if (state.attributes.size() < 6) {
            state.attributes.push_back(sliderAlong(vector(state), value(), "v" + std::to_string(upTo(99))));
        }
    }
    void removeOrRename(SessionState& state)
    {
        if (state.attributes.empty()) {
            return;
        }
        const auto slider = state.attributes.begin() + upTo(int(state.attributes.size()) - 1);
        if (upTo(1) == 0) {
            slider->name += "'";
        } else {
            state.attributes.erase(slider);
        }
    }
    void lock(SessionState& state)
    {
        auto& locks = upTo(1) == 0 ? state.lockedLatents : state.lockedComponents;
        const auto slider = std::uint32_t(index(state));
        if (locks.erase(slider) == 0) {
            locks.insert(slider);
        }
    }
    void basisOrSort(SessionState& state)
    {
        state.basis = upTo(1) == 0 ? SliderBasis::Latent : SliderBasis::PrincipalComponents;
        state.sort = upTo(1) == 0 ? SliderSort::Index : SliderSort::Influence;
    }
    void select(SessionState& state) { state.selection = someSamples(state); }
    void group(SessionState& state) { (upTo(1) == 0 ? state.withGroup : state.withoutGroup) = someSamples(state); }
    void colour(SessionState& state)
    {
        state.map.colourBy = "column " + std::to_string(upTo(3));
        state.map.hiddenValues = {"value " + std::to_string(upTo(3))};
        if (upTo(1) == 0) {
            state.map.shownRange = ShownRange{value(), 9};
        }
    }
    void sample(SessionState& state)
    {
        if (state.space->latents) {
            goToSample(state, std::uint32_t(upTo(int(state.space->sampleCount()) - 1)), upTo(1) == 0);
        }
    }
    void random(SessionState& state)
    {
        const PrincipalComponents components = axes(state);
        randomise(state, upTo(1) == 0 ? RandomFrom::Prior : RandomFrom::AroundCurrent, 0.5F, nullptr, &components,
                  m_random);
    }
    void bakeOrReset(SessionState& state)
    {
        const PrincipalComponents components = axes(state);
        if (upTo(1) == 0) {
            bakeAttributes(state);
        } else {
            resetAll(state, nullptr, &components);
        }
    }

    std::mt19937_64 m_random;
    std::vector<std::shared_ptr<const Space>> m_spaces;
};

} // namespace

class tst_Session : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditIsOneStepWithItsText();
    void nothingIsPushedWhenNothingChanged();
    void editsOfOneGestureMerge();
    void editsOfTwoGesturesStayApart();
    void aDragThatEndsWhereItBeganLeavesNoStep();
    void eachPartHasItsSignal_data();
    void eachPartHasItsSignal();
    void openingASpaceIsOneStepAndTellsEverybody();
    void theCurrentPointFollows();
    void restoringForgetsTheHistory();
    void aSignalMayEditAgain();
    void twoThousandEditsUndoAndRedo();
};

void tst_Session::anEditIsOneStepWithItsText()
{
    Session session;
    session.restore(smallState());
    const SessionState before = session.state();
    session.edit("Move z1", [](SessionState& state) { state.base[1] = 5; });
    QCOMPARE(session.undoStack().count(), 1);
    QCOMPARE(session.undoStack().undoText(), QString("Move z1"));
    QCOMPARE(session.state().base[1], 5.0F);
    session.undoStack().undo();
    QVERIFY(session.state() == before);
}

void tst_Session::nothingIsPushedWhenNothingChanged()
{
    Session session;
    session.restore(smallState());
    const QSignalSpy spy(&session, &Session::pointChanged);
    session.edit("Move z1", [](SessionState& state) { state.base[1] = 1; });
    QCOMPARE(session.undoStack().count(), 0);
    QCOMPARE(spy.count(), 0);
}

void tst_Session::editsOfOneGestureMerge()
{
    Session session;
    session.restore(smallState());
    const int gesture = session.newGesture();
    for (int i = 1; i <= 100; ++i) {
        session.edit(
            "Move", [i](SessionState& state) { state.base[0] = float(i); }, gesture);
    }
    QCOMPARE(session.undoStack().count(), 1);
    QCOMPARE(session.state().base[0], 100.0F);
    session.undoStack().undo();
    QCOMPARE(session.state().base[0], 0.0F);
    session.undoStack().redo();
    QCOMPARE(session.state().base[0], 100.0F);
}

void tst_Session::editsOfTwoGesturesStayApart()
{
    Session session;
    session.restore(smallState());
    session.edit(
        "a", [](SessionState& state) { state.base[0] = 1; }, session.newGesture());
    session.edit(
        "b", [](SessionState& state) { state.base[0] = 2; }, session.newGesture());
    session.edit("c", [](SessionState& state) { state.base[0] = 3; });
    session.edit("d", [](SessionState& state) { state.base[0] = 4; });
    QCOMPARE(session.undoStack().count(), 4);
}

void tst_Session::aDragThatEndsWhereItBeganLeavesNoStep()
{
    Session session;
    session.restore(smallState());
    session.edit("first", [](SessionState& state) { state.base[1] = 7; });
    const QSignalSpy spy(&session, &Session::pointChanged);
    const int gesture = session.newGesture();
    for (const float value : {1.0F, 0.5F, 0.0F}) {
        session.edit(
            "drag", [value](SessionState& state) { state.base[0] = value; }, gesture);
    }
    QCOMPARE(spy.count(), 3);
    QCOMPARE(session.undoStack().count(), 1);
    QCOMPARE(session.undoStack().undoText(), QString("first"));
    QCOMPARE(session.state().base[0], 0.0F);
}

using Signal = void (Session::*)();
using Change = std::function<void(SessionState&)>;
struct SignalCase
{
    Change change;
    std::set<std::string> expected;
};
Q_DECLARE_METATYPE(SignalCase)

void tst_Session::eachPartHasItsSignal_data()
{
    const auto samples = std::make_shared<const SampleSet>(SampleSet{1, 2});
    QTest::addColumn<SignalCase>("row");
    const auto row = [](const char* name, Change change, std::set<std::string> expected) {
        QTest::newRow(name) << SignalCase{std::move(change), std::move(expected)};
    };
    row("base", [](SessionState& s) { s.base[0] = 9; }, {"point"});
    row("sample", [](SessionState& s) { s.sample = 3; }, {"point"});
    row("amount", [](SessionState& s) { s.attributes[0].amount = 9; }, {"point", "attributes"});
    row("rename", [](SessionState& s) { s.attributes[0].name = "x"; }, {"attributes"});
    row("remove", [](SessionState& s) { s.attributes.clear(); }, {"point", "attributes"});
    row("selection", [=](SessionState& s) { s.selection = samples; }, {"selection"});
    row("with", [=](SessionState& s) { s.withGroup = samples; }, {"selection"});
    row("without", [=](SessionState& s) { s.withoutGroup = samples; }, {"selection"});
    row("basis", [](SessionState& s) { s.basis = SliderBasis::PrincipalComponents; }, {"sliders"});
    row("sort", [](SessionState& s) { s.sort = SliderSort::Influence; }, {"sliders"});
    row("lock", [](SessionState& s) { s.lockedLatents = {2}; }, {"sliders"});
    row("lock component", [](SessionState& s) { s.lockedComponents = {2}; }, {"sliders"});
    row("colour", [](SessionState& s) { s.map.colourBy = "arrow 1"; }, {"map"});
}

void tst_Session::eachPartHasItsSignal()
{
    QFETCH(SignalCase, row);
    Session session;
    SessionState state = smallState();
    state.attributes = {sliderAlong({1, 0, 0, 0}, 0.5F)};
    session.restore(state);
    std::set<std::string> heard;
    connect(&session, &Session::spaceChanged, [&] { heard.insert("space"); });
    connect(&session, &Session::pointChanged, [&] { heard.insert("point"); });
    connect(&session, &Session::attributesChanged, [&] { heard.insert("attributes"); });
    connect(&session, &Session::selectionChanged, [&] { heard.insert("selection"); });
    connect(&session, &Session::slidersChanged, [&] { heard.insert("sliders"); });
    connect(&session, &Session::mapChanged, [&] { heard.insert("map"); });

    session.edit("change", row.change);
    QCOMPARE(heard, row.expected);
    heard.clear();
    session.undoStack().undo();
    QCOMPARE(heard, row.expected);
    heard.clear();
    session.undoStack().redo();
    QCOMPARE(heard, row.expected);
}

void tst_Session::openingASpaceIsOneStepAndTellsEverybody()
{
    Session session;
    session.restore(smallState());
    const SessionState before = session.state();
    const QSignalSpy space(&session, &Session::spaceChanged);
    const QSignalSpy point(&session, &Session::pointChanged);
    const QSignalSpy map(&session, &Session::mapChanged);
    session.edit("Open", [](SessionState& state) { state = stateAt(spaceInMemory(4, 2, 9), {0, 1, 2, 3}); });
    QCOMPARE(session.undoStack().count(), 1);
    QCOMPARE(space.count() + point.count() + map.count(), 3);
    session.undoStack().undo();
    QVERIFY(session.state() == before);
    QCOMPARE(space.count(), 2);
}

void tst_Session::theCurrentPointFollows()
{
    Session session;
    session.restore(smallState());
    QCOMPARE(session.currentPoint(), (LatentVector{0, 1, 2, 3}));
    session.edit("add", [](SessionState& state) { state.attributes = {sliderAlong({1, 0, -1, 0}, 2)}; });
    QCOMPARE(session.currentPoint(), (LatentVector{2, 1, 0, 3}));
    session.undoStack().undo();
    QCOMPARE(session.currentPoint(), (LatentVector{0, 1, 2, 3}));
}

void tst_Session::restoringForgetsTheHistory()
{
    Session session;
    session.restore(smallState());
    session.edit("move", [](SessionState& state) { state.base[0] = 4; });
    const QSignalSpy spy(&session, &Session::spaceChanged);
    session.restore(smallState());
    QCOMPARE(session.undoStack().count(), 0);
    QCOMPARE(session.state().base[0], 0.0F);
    QCOMPARE(spy.count(), 1);
}

void tst_Session::aSignalMayEditAgain()
{
    Session session;
    session.restore(smallState());
    connect(&session, &Session::pointChanged, [&] {
        if (session.state().map.colourBy.empty()) {
            session.edit("colour", [](SessionState& state) { state.map.colourBy = "x"; });
        }
    });
    session.edit("move", [](SessionState& state) { state.base[0] = 4; });
    QCOMPARE(session.undoStack().count(), 2);
    QCOMPARE(session.state().base[0], 4.0F);
    session.undoStack().setIndex(0);
    QCOMPARE(session.state().base[0], 0.0F);
}

void tst_Session::twoThousandEditsUndoAndRedo()
{
    RandomEdits edits(20240611);
    Session session;
    SessionState start;
    edits.open(start);
    session.restore(start);
    while (session.undoStack().count() < 2000) {
        edits.one(session);
        QVERIFY(session.currentPoint() == session.state().currentPoint());
    }
    const SessionState last = session.state();
    while (session.undoStack().canUndo()) {
        session.undoStack().undo();
    }
    QVERIFY(session.state() == start);
    QVERIFY(session.currentPoint() == start.currentPoint());
    while (session.undoStack().canRedo()) {
        session.undoStack().redo();
    }
    QVERIFY(session.state() == last);
    QVERIFY(session.currentPoint() == last.currentPoint());
}

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_Session.moc"
