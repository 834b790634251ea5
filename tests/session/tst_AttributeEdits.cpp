// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "session/AttributeEdits.h"
#include "session/PointEdits.h"

#include <QTest>

#include <cmath>

class tst_AttributeEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTakenNameGetsANumber();
    void renamingToItsOwnNameChangesNothing();
    void anEmptyNameIsNotTaken();
    void bakingOneKeepsThePointAndTheOthers();
    void numbersThatAreNoneAreNotTakenAsAmounts();
    void theClosestOtherAttributeComesFirst();
    void theReadingMovesWithTheAmount();
    void anAmountLeavesLockedLatentsWhereTheyAre();
    void anAmountLeavesLockedComponentsWhereTheyAre();
    void unknownCellsBelongToNeitherGroup();
    void theOthersOfAGroupAreAllThatAreNotInIt();
    void bypassAndSoloTakePartAwayAndGiveItBack();
    void bypassingLeavesLockedLatentsWhereTheyAre();
    void bakingAllLeavesWhatAddsNothing();
    void resettingAllClearsAlsoWhatIsBypassed();
    void scalingLeavesWhatAddsNothing();
    void movingKeepsTheOrderOfTheOthers();
    void theMixKeepsThePoint();
    void theMixOfASoloIsSoloed();
    void oneAloneIsNoMix();
    void theReadingKnowsWhereRealSamplesLie();
};

static SessionState threeAttributes()
{
    SessionState state = stateAt(spaceInMemory(2, 0), {1, 2});
    addAttribute(state, sliderAlong({1, 0}, 0.5f, "a"));
    addAttribute(state, sliderAlong({0, 1}, 2, "b"));
    addAttribute(state, sliderAlong({-3, 1}, 0, "c"));
    return state;
}

void tst_AttributeEdits::aTakenNameGetsANumber()
{
    SessionState state = threeAttributes();
    addAttribute(state, sliderAlong({1, 1}, 0, "b"));
    addAttribute(state, sliderAlong({1, 1}, 0, "b"));
    QCOMPARE(state.attributes[3].name, std::string("b 2"));
    QCOMPARE(state.attributes[4].name, std::string("b 3"));
    renameAttribute(state, 0, "c");
    QCOMPARE(state.attributes[0].name, std::string("c 2"));
}

void tst_AttributeEdits::renamingToItsOwnNameChangesNothing()
{
    SessionState state = threeAttributes();
    renameAttribute(state, 1, "b");
    QCOMPARE(state.attributes[1].name, std::string("b"));
}

void tst_AttributeEdits::anEmptyNameIsNotTaken()
{
    SessionState state = threeAttributes();
    renameAttribute(state, 1, "");
    QCOMPARE(state.attributes[1].name, std::string("b"));
}

void tst_AttributeEdits::bakingOneKeepsThePointAndTheOthers()
{
    SessionState state = threeAttributes();
    const LatentVector before = state.currentPoint();
    state.sample = 7;
    bakeAttribute(state, 1);
    QCOMPARE(state.currentPoint(), before);
    QCOMPARE(state.attributes[1].amount, 0.0f);
    QCOMPARE(state.attributes[0].amount, 0.5f);
    QVERIFY(!state.sample);
}

void tst_AttributeEdits::numbersThatAreNoneAreNotTakenAsAmounts()
{
    SessionState state = threeAttributes();
    setAmount(state, 0, std::nanf(""));
    QCOMPARE(state.attributes[0].amount, 0.5f);
    setAmount(state, 0, -7);
    QCOMPARE(state.attributes[0].amount, -7.0f);
}

void tst_AttributeEdits::theClosestOtherAttributeComesFirst()
{
    const std::vector<AttributeCosine> cosines = cosinesToOthers(threeAttributes(), 2);
    QCOMPARE(cosines.size(), std::size_t(2));
    QCOMPARE(cosines[0].other, std::size_t(0));
    QVERIFY(std::abs(cosines[0].cosine + 3 / std::sqrt(10.0)) < 1e-6);
    QVERIFY(std::abs(cosines[1].cosine - 1 / std::sqrt(10.0)) < 1e-6);
}

void tst_AttributeEdits::theReadingMovesWithTheAmount()
{
    SessionState state = stateAt(spaceInMemory(2, 0), {5, 1});
    AttributeVector vector;
    vector.vector = {2, 0};
    vector.withoutPosition = 2.5;
    vector.withPosition = 3.5;
    AttributeSlider attribute = sliderAlong({2, 0});
    attribute.vector = std::make_shared<const AttributeVector>(vector);
    addAttribute(state, attribute);
    const AttributeReading before = readAttribute(state.attributes[0], state.currentPoint());
    QVERIFY(before.hasMeans);
    QCOMPARE(before.current, 0.0); // 5 / 2 - 2.5
    QCOMPARE(before.with, 1.0);
    setAmount(state, 0, 1);
    QCOMPARE(readAttribute(state.attributes[0], state.currentPoint()).current, 1.0);
}

void tst_AttributeEdits::anAmountLeavesLockedLatentsWhereTheyAre()
{
    SessionState state = stateAt(spaceInMemory(3, 0), {5, 1, 2});
    addAttribute(state, sliderAlong({2, 4, 0}));
    state.lockedLatents = {1};
    state.lockedComponents = {0}; // of the other basis
    setAmount(state, 0, 1.5f);
    QCOMPARE(state.currentPoint(), (LatentVector{8, 1, 2}));
    QCOMPARE(state.base[0], 5.0f);
    setAmount(state, 0, 0);
    QCOMPARE(state.base, (LatentVector{5, 1, 2}));
    setAmount(state, 0, 1);
    removeAttribute(state, 0);
    QCOMPARE(state.currentPoint(), (LatentVector{5, 1, 2}));
}

void tst_AttributeEdits::anAmountLeavesLockedComponentsWhereTheyAre()
{
    PrincipalComponents components;
    components.mean = {0, 0};
    components.components = LatentTable(2, 2, {0.6f, 0.8f, -0.8f, 0.6f});
    SessionState state = stateAt(spaceInMemory(2, 0), {1, 1});
    addAttribute(state, sliderAlong({3, 1}));
    state.basis = SliderBasis::PrincipalComponents;
    state.lockedComponents = {1};
    const LatentVector before = sliderCoordinates(state, &components);
    setAmount(state, 0, 1, &components);
    const LatentVector after = sliderCoordinates(state, &components);
    QVERIFY(std::abs(after[1] - before[1]) < 1e-5f);
    QVERIFY(std::abs(after[0] - before[0] - 2.6f) < 1e-5f);
    setAmount(state, 0, 2, nullptr); // not computed yet: nothing to hold
    QCOMPARE(state.attributes[0].amount, 2.0f);
}

void tst_AttributeEdits::unknownCellsBelongToNeitherGroup()
{
    LabelColumn column;
    column.values = {"left", "right", "up"};
    column.codes = {0, 1, LabelColumn::unknown, 2, 0};
    QCOMPARE(samplesWith(column, 0), (SampleSet{0, 4}));
    QCOMPARE(samplesWithout(column, 0), (SampleSet{1, 3}));
}

void tst_AttributeEdits::theOthersOfAGroupAreAllThatAreNotInIt()
{
    QCOMPARE(samplesOutside({1, 4}, 6), (SampleSet{0, 2, 3, 5}));
    QCOMPARE(samplesOutside({}, 2), (SampleSet{0, 1}));
}

void tst_AttributeEdits::bypassAndSoloTakePartAwayAndGiveItBack()
{
    SessionState state = threeAttributes(); // (1, 2) + 0.5 (1, 0) + 2 (0, 1)
    setBypassed(state, 0, true);
    QCOMPARE(state.currentPoint(), (LatentVector{1, 4}));
    QCOMPARE(state.attributes[0].amount, 0.5f);
    setBypassed(state, 0, false);
    setSolo(state, 0, true);
    QCOMPARE(state.currentPoint(), (LatentVector{1.5f, 2}));
    setSolo(state, 0, false);
    QCOMPARE(state.currentPoint(), (LatentVector{1.5f, 4}));
    setBypassed(state, 9, true); // there is none
    setSolo(state, 9, true);
    QCOMPARE(state.currentPoint(), (LatentVector{1.5f, 4}));
}

void tst_AttributeEdits::bypassingLeavesLockedLatentsWhereTheyAre()
{
    SessionState state = stateAt(spaceInMemory(2, 0), {1, 2});
    addAttribute(state, sliderAlong({3, 4}, 1));
    state.lockedLatents = {1};
    setBypassed(state, 0, true);
    QCOMPARE(state.currentPoint(), (LatentVector{1, 6}));
    setBypassed(state, 0, false);
    setSolo(state, 0, true);
    QCOMPARE(state.currentPoint(), (LatentVector{4, 6}));
    resetAmounts(state);
    QCOMPARE(state.currentPoint(), (LatentVector{1, 6}));
}

void tst_AttributeEdits::bakingAllLeavesWhatAddsNothing()
{
    SessionState state = threeAttributes();
    state.attributes[0].isBypassed = true;
    const LatentVector before = state.currentPoint();
    bakeAttributes(state);
    QCOMPARE(state.currentPoint(), before);
    QCOMPARE(state.base, before);
    QCOMPARE(state.attributes[0].amount, 0.5f);
    QCOMPARE(state.attributes[1].amount, 0.0f);
    bakeAttribute(state, 0); // adds nothing: there is nothing to fold in
    QCOMPARE(state.attributes[0].amount, 0.5f);
}

void tst_AttributeEdits::resettingAllClearsAlsoWhatIsBypassed()
{
    SessionState state = threeAttributes();
    state.attributes[0].isBypassed = true;
    resetAmounts(state);
    QCOMPARE(state.currentPoint(), state.base);
    QVERIFY(std::ranges::all_of(state.attributes, [](const AttributeSlider& each) { return each.amount == 0; }));
    QVERIFY(state.attributes[0].isBypassed);
}

static std::string order(const SessionState& state)
{
    std::string names;
    for (const AttributeSlider& each : state.attributes) {
        names += each.name;
    }
    return names;
}

void tst_AttributeEdits::scalingLeavesWhatAddsNothing()
{
    SessionState state = threeAttributes();
    setBypassed(state, 1, true);
    scaleAmounts(state, 0.5F);
    QCOMPARE(state.attributes[0].amount, 0.25F);
    QCOMPARE(state.attributes[1].amount, 2.0F);
    state.lockedLatents = {0};
    const LatentVector before = state.currentPoint();
    scaleAmounts(state, 4);
    QCOMPARE(state.attributes[0].amount, 1.0F);
    QCOMPARE(state.currentPoint(), before); // the base makes up for it
}

void tst_AttributeEdits::movingKeepsTheOrderOfTheOthers()
{
    SessionState state = threeAttributes();
    addAttribute(state, sliderAlong({1, 1}, 0, "d"));
    moveAttribute(state, 0, 2);
    QCOMPARE(order(state), std::string("bcad"));
    moveAttribute(state, 3, 1);
    QCOMPARE(order(state), std::string("bdca"));
    moveAttribute(state, 1, 9);
    moveAttribute(state, 9, 1);
    QCOMPARE(order(state), std::string("bdca"));
}

void tst_AttributeEdits::theMixKeepsThePoint()
{
    SessionState state = threeAttributes();
    state.attributes[2].amount = 4; // and adds nothing
    state.attributes[2].isBypassed = true;
    const LatentVector before = state.currentPoint();
    QVERIFY(canKeepMix(state));
    keepMix(state);
    QCOMPARE(state.currentPoint(), before);
    QCOMPARE(state.base, (LatentVector{1, 2}));
    QCOMPARE(state.attributes.size(), std::size_t(4));
    const AttributeSlider& mix = state.attributes[3];
    QCOMPARE(mix.name, std::string("a + b"));
    QCOMPARE(mix.vector->vector, (LatentVector{0.5f, 2}));
    QCOMPARE(mix.amount, 1.0f);
    QCOMPARE(mix.notes, std::string("0.5 × a + 2 × b"));
    QCOMPARE(state.attributes[0].amount, 0.0f);
    QCOMPARE(state.attributes[2].amount, 4.0f);
}

void tst_AttributeEdits::theMixOfASoloIsSoloed()
{
    SessionState state = threeAttributes();
    state.attributes[2].amount = -1;
    setSolo(state, 0, true);
    setSolo(state, 2, true);
    const LatentVector before = state.currentPoint();
    keepMix(state);
    QCOMPARE(state.currentPoint(), before);
    QCOMPARE(state.attributes[3].notes, std::string("0.5 × a − 1 × c"));
    QCOMPARE(state.attributes[1].amount, 2.0f); // was silent and stays so
}

void tst_AttributeEdits::oneAloneIsNoMix()
{
    SessionState state = threeAttributes();
    setBypassed(state, 0, true);
    QVERIFY(!canKeepMix(state));
    const SessionState before = state;
    keepMix(state);
    QVERIFY(state == before);
}

void tst_AttributeEdits::theReadingKnowsWhereRealSamplesLie()
{
    AttributeVector vector{{2, 0}, 3, 4, 2.5, 3.5};
    AttributeSlider slider = sliderAlong({2, 0});
    slider.vector = std::make_shared<const AttributeVector>(vector);
    QCOMPARE(readAttribute(slider, LatentVector{5, 1}).low, readAttribute(slider, LatentVector{5, 1}).high);
    vector.trust = AttributeTrust{.histograms = {1.5, 5, {}, {}}};
    slider.vector = std::make_shared<const AttributeVector>(vector);
    const AttributeReading reading = readAttribute(slider, LatentVector{5, 1});
    QCOMPARE(reading.low, -1.0);
    QCOMPARE(reading.high, 2.5);
}

QTEST_GUILESS_MAIN(tst_AttributeEdits)
#include "tst_AttributeEdits.moc"
