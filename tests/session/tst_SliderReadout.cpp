// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "session/PointEdits.h"
#include "session/SliderReadout.h"

#include <QTest>

#include <cmath>

class tst_SliderReadout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCoordinateIsThatOfTheWholeList();
    void namesAreTheSpacesOwnWhereItHasSome();
    void locksAreKeptApartForTheTwoBases();
    void componentsOfAnotherSpaceGiveNoSliders();
};

/// Axes of the plane turned by an angle, around a mean.
static PrincipalComponents turned()
{
    PrincipalComponents components;
    components.mean = {1, -2, 3};
    const float c = std::cos(0.4f);
    const float s = std::sin(0.4f);
    components.components = LatentTable(2, 3, {c, s, 0, -s, c, 0});
    return components;
}

void tst_SliderReadout::oneCoordinateIsThatOfTheWholeList()
{
    SessionState state = stateAt(spaceInMemory(3, 0), {0.5f, 0.25f, -4});
    state.attributes.push_back(sliderAlong({1, 2, 3}, 0.5f));
    const PrincipalComponents components = turned();
    const LatentVector point = state.currentPoint();
    for (const SliderBasis basis : {SliderBasis::Latent, SliderBasis::PrincipalComponents}) {
        state.basis = basis;
        const LatentVector all = sliderCoordinates(state, &components);
        QCOMPARE(sliderCount(state, &components), all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY(std::abs(sliderCoordinate(point, basis, &components, i) - all[i]) < 1e-6f);
        }
    }
}

void tst_SliderReadout::namesAreTheSpacesOwnWhereItHasSome()
{
    Space space = *spaceInMemory(3, 0);
    space.manifest.latentNames = {"age", "", "pose"};
    SessionState state = stateAt(std::make_shared<const Space>(space), {0, 0, 0});
    QCOMPARE(sliderName(state, 0), std::string("age"));
    QCOMPARE(sliderName(state, 1), std::string("z1"));
    state.basis = SliderBasis::PrincipalComponents;
    QCOMPARE(sliderName(state, 0), std::string("PC 1"));
}

void tst_SliderReadout::locksAreKeptApartForTheTwoBases()
{
    SessionState state = stateAt(spaceInMemory(3, 0), {0, 0, 0});
    setSliderLocked(state, 1, true);
    QVERIFY(isSliderLocked(state, 1));
    state.basis = SliderBasis::PrincipalComponents;
    QVERIFY(!isSliderLocked(state, 1));
    setSliderLocked(state, 2, true);
    setSliderLocked(state, 2, false);
    QVERIFY(state.lockedComponents.empty());
    QCOMPARE(state.lockedLatents, std::set<std::uint32_t>{1});
}

void tst_SliderReadout::componentsOfAnotherSpaceGiveNoSliders()
{
    SessionState state = stateAt(spaceInMemory(5, 0), {0, 0, 0, 0, 0});
    state.basis = SliderBasis::PrincipalComponents;
    const PrincipalComponents components = turned();
    QCOMPARE(sliderCount(state, &components), std::size_t(0));
    QCOMPARE(sliderCount(state, nullptr), std::size_t(0));
}

QTEST_GUILESS_MAIN(tst_SliderReadout)
#include "tst_SliderReadout.moc"
