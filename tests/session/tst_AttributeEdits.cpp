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

QTEST_GUILESS_MAIN(tst_AttributeEdits)
#include "tst_AttributeEdits.moc"
