// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "session/PointEdits.h"

#include <QtTest/QTest>

#include <cmath>

namespace {

const float half = std::sqrt(0.5F);

/// Two components of a space of three dimensions: z0 and z1 turned by 45 degrees; z2 is not covered.
PrincipalComponents turned()
{
    PrincipalComponents components;
    components.mean = {1, 2, 3};
    components.components = LatentTable(2, 3, {half, half, 0, half, -half, 0});
    components.explainedVariance = {4, 1};
    components.totalVariance = 5;
    return components;
}

SessionState threeDimensions()
{
    SessionState state = stateAt(spaceInMemory(3, 8), {1, 2, 3});
    state.attributes = {sliderAlong({1, 0, 2}, 0.5F), sliderAlong({0, 1, 0}, 0)};
    return state;
}

bool near(LatentView a, LatentView b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) { return std::abs(x - y) < 1e-5F; });
}

LatentStatistics statisticsWithMean(LatentVector mean)
{
    LatentStatistics statistics;
    statistics.samples = 8;
    statistics.standardDeviation.assign(mean.size(), 2.0F);
    statistics.mean = std::move(mean);
    return statistics;
}

} // namespace

class tst_PointEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slidersShowTheCurrentPoint();
    void componentSlidersShowCoordinatesFromTheMean();
    void aSliderShowsWhatItWasSetTo();
    void aSliderMovesOnlyTheBase();
    void aLockedSliderDoesNotMove();
    void aComponentSliderMovesAlongItsComponentOnly();
    void aLockedComponentDoesNotMove();
    void movingForgetsTheSample();
    void goingToASampleClearsTheAmounts();
    void goingToASampleMayKeepTheAmounts();
    void goingToAPointGetsThere();
    void goingToAPointHoldsLocks();
    void goingToAPointHoldsLockedComponents();
    void goingToAPointMayIgnoreLocks();
    void randomPointsHoldLocks_data();
    void randomPointsHoldLocks();
    void randomPointsRepeatWithTheSeed();
    void resettingGoesHomeButForLocks();
    void resettingWithoutSamplesGoesToZero();
    void bakingKeepsTheCurrentPoint();
    void refusesWhatDoesNotFit();
};

void tst_PointEdits::slidersShowTheCurrentPoint()
{
    QCOMPARE(sliderCoordinates(threeDimensions(), nullptr), (LatentVector{1.5F, 2, 4}));
}

void tst_PointEdits::componentSlidersShowCoordinatesFromTheMean()
{
    SessionState state = threeDimensions();
    state.basis = SliderBasis::PrincipalComponents;
    const PrincipalComponents components = turned();
    QVERIFY(near(sliderCoordinates(state, &components), LatentVector{0.5F * half, 0.5F * half}));
}

void tst_PointEdits::aSliderShowsWhatItWasSetTo()
{
    SessionState state = threeDimensions();
    setSlider(state, nullptr, 0, -0.7F);
    QVERIFY(near(sliderCoordinates(state, nullptr), LatentVector{-0.7F, 2, 4}));
    state.attributes.clear();
    setSlider(state, nullptr, 0, 0.1F);
    QCOMPARE(state.base[0], 0.1F); // exactly
}

void tst_PointEdits::aSliderMovesOnlyTheBase()
{
    SessionState state = threeDimensions();
    setSlider(state, nullptr, 2, 5);
    QCOMPARE(state.base, (LatentVector{1, 2, 4}));
    QCOMPARE(state.attributes[0].amount, 0.5F);
}

void tst_PointEdits::aLockedSliderDoesNotMove()
{
    SessionState state = threeDimensions();
    state.lockedLatents = {0};
    state.lockedComponents = {1}; // of the other basis: does not count here
    const SessionState before = state;
    setSlider(state, nullptr, 0, 9);
    QVERIFY(state == before);
    setSlider(state, nullptr, 1, 9);
    QCOMPARE(state.base[1], 9.0F);
}

void tst_PointEdits::aComponentSliderMovesAlongItsComponentOnly()
{
    SessionState state = threeDimensions();
    state.basis = SliderBasis::PrincipalComponents;
    const PrincipalComponents components = turned();
    const LatentVector before = sliderCoordinates(state, &components);
    const float uncovered = state.currentPoint()[2];
    setSlider(state, &components, 1, 3);
    QVERIFY(near(sliderCoordinates(state, &components), LatentVector{before[0], 3}));
    QCOMPARE(state.currentPoint()[2], uncovered);
}

void tst_PointEdits::aLockedComponentDoesNotMove()
{
    SessionState state = threeDimensions();
    state.basis = SliderBasis::PrincipalComponents;
    state.lockedComponents = {1};
    const PrincipalComponents components = turned();
    const SessionState before = state;
    setSlider(state, &components, 1, 3);
    QVERIFY(state == before);
}

void tst_PointEdits::movingForgetsTheSample()
{
    SessionState state = threeDimensions();
    goToSample(state, 5);
    QVERIFY(state.sample == 5U);
    state.attributes[0].amount = 1; // a morph of the sample is still of the sample
    setSlider(state, nullptr, 0, sliderCoordinates(state, nullptr)[0]);
    QVERIFY(state.sample == 5U);
    setSlider(state, nullptr, 0, 77);
    QVERIFY(!state.sample);
}

void tst_PointEdits::goingToASampleClearsTheAmounts()
{
    SessionState state = threeDimensions();
    state.lockedLatents = {0, 1, 2};
    goToSample(state, 5);
    QVERIFY(near(state.currentPoint(), state.space->latents->row(5)));
    QCOMPARE(state.attributes[0].amount, 0.0F);
}

void tst_PointEdits::goingToASampleMayKeepTheAmounts()
{
    SessionState state = threeDimensions();
    goToSample(state, 5, true);
    QVERIFY(near(state.base, state.space->latents->row(5)));
    QCOMPARE(state.attributes[0].amount, 0.5F);
}

void tst_PointEdits::goingToAPointGetsThere()
{
    SessionState state = threeDimensions();
    goToPoint(state, LatentVector{7, 8, 9}, nullptr);
    QVERIFY(near(state.currentPoint(), LatentVector{7, 8, 9}));
    QCOMPARE(state.attributes[0].amount, 0.5F);
}

void tst_PointEdits::goingToAPointHoldsLocks()
{
    SessionState state = threeDimensions();
    state.lockedLatents = {0};
    goToPoint(state, LatentVector{7, 8, 9}, nullptr);
    QVERIFY(near(state.currentPoint(), LatentVector{1.5F, 8, 9}));
}

void tst_PointEdits::goingToAPointHoldsLockedComponents()
{
    SessionState state = threeDimensions();
    state.basis = SliderBasis::PrincipalComponents;
    state.lockedComponents = {0};
    const PrincipalComponents components = turned();
    const LatentVector before = sliderCoordinates(state, &components);
    const LatentVector target = {7, 2, 9};
    goToPoint(state, target, &components);
    QVERIFY(near(sliderCoordinates(state, &components), LatentVector{before[0], components.coordinates(target)[1]}));
    QVERIFY(std::abs(state.currentPoint()[2] - 9) < 1e-5F);
}

void tst_PointEdits::goingToAPointMayIgnoreLocks()
{
    SessionState state = threeDimensions();
    state.lockedLatents = {0, 1};
    goToPoint(state, LatentVector{7, 8, 9}, nullptr, true);
    QVERIFY(near(state.currentPoint(), LatentVector{7, 8, 9}));
}

void tst_PointEdits::randomPointsHoldLocks_data()
{
    QTest::addColumn<int>("from");
    QTest::newRow("samples") << int(RandomFrom::Samples);
    QTest::newRow("prior") << int(RandomFrom::Prior);
    QTest::newRow("around") << int(RandomFrom::AroundCurrent);
}

void tst_PointEdits::randomPointsHoldLocks()
{
    QFETCH(int, from);
    SessionState state = threeDimensions();
    state.lockedLatents = {1};
    std::mt19937_64 random(1);
    const LatentStatistics statistics = latentStatistics(*state.space->latents);
    const LatentVector before = state.currentPoint();
    randomise(state, RandomFrom(from), 0.5F, &statistics, nullptr, random);
    const LatentVector after = state.currentPoint();
    QVERIFY(after[0] != before[0]);
    QCOMPARE(after[1], before[1]);
    QVERIFY(after[2] != before[2]);
}

void tst_PointEdits::randomPointsRepeatWithTheSeed()
{
    SessionState a = threeDimensions();
    SessionState b = threeDimensions();
    std::mt19937_64 first(7);
    std::mt19937_64 second(7);
    randomise(a, RandomFrom::Prior, 0, nullptr, nullptr, first);
    randomise(b, RandomFrom::Prior, 0, nullptr, nullptr, second);
    QCOMPARE(a.base, b.base);
}

void tst_PointEdits::resettingGoesHomeButForLocks()
{
    SessionState state = threeDimensions();
    state.lockedLatents = {2};
    const LatentStatistics statistics = statisticsWithMean({-1, -2, -3});
    resetAll(state, &statistics, nullptr);
    QVERIFY(near(state.currentPoint(), LatentVector{-1, -2, 4})); // 4 is what the locked slider showed
    QCOMPARE(state.attributes[0].amount, 0.0F);
}

void tst_PointEdits::resettingWithoutSamplesGoesToZero()
{
    SessionState state = threeDimensions();
    resetAll(state, nullptr, nullptr);
    QCOMPARE(state.base, (LatentVector{0, 0, 0}));
}

void tst_PointEdits::bakingKeepsTheCurrentPoint()
{
    SessionState state = threeDimensions();
    const LatentVector before = state.currentPoint();
    bakeAttributes(state);
    QCOMPARE(state.currentPoint(), before);
    QCOMPARE(state.base, before);
    QCOMPARE(state.attributes[0].amount, 0.0F);
    QCOMPARE(state.attributes.size(), std::size_t(2));
}

void tst_PointEdits::refusesWhatDoesNotFit()
{
    SessionState state = threeDimensions();
    QVERIFY_THROWS_EXCEPTION(std::logic_error, setSlider(state, nullptr, 3, 1));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, goToSample(state, 8));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, goToPoint(state, LatentVector{1, 2}, nullptr));
    state.basis = SliderBasis::PrincipalComponents;
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)sliderCoordinates(state, nullptr));
}

QTEST_GUILESS_MAIN(tst_PointEdits)
#include "tst_PointEdits.moc"
