// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/SelectionProfile.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <numeric>

namespace {

struct ProfileFixture : LiveFixture
{
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
    SelectionProfile selection{session, statistics};

    void select(SampleSet samples)
    {
        session.edit("Select", [&](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(std::move(samples));
        });
    }
};

} // namespace

class tst_SelectionProfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereIsNoneWithoutASelection();
    void itSaysWhereTheSelectionLies();
    void itFollowsTheBasis();
    void attributesAreReadInAmounts();
    void amountsThatMoveChangeNothing();
    void theSlidersFarthestFromTheMeanAreTelling();
};

void tst_SelectionProfile::thereIsNoneWithoutASelection()
{
    ProfileFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    QTRY_VERIFY(live.statistics.sliders());
    QVERIFY(!live.selection.profile());
    live.select({1, 2});
    QTRY_VERIFY(live.selection.profile());
    live.session.undoStack().undo();
    QVERIFY(!live.selection.profile());
}

void tst_SelectionProfile::itSaysWhereTheSelectionLies()
{
    ProfileFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    live.select({3, 8, 20});
    QTRY_VERIFY(live.selection.profile());
    const auto profile = live.selection.profile();
    const LatentTable& latents = *formula.space()->latents;
    const LatentStatistics& all = *live.statistics.sliders();
    QCOMPARE(profile->samples, std::size_t{3});
    QCOMPARE(profile->sliders, extremesOfColumns(latents, SampleSet{3, 8, 20}));
    for (std::size_t k = 0; k < 4; ++k) {
        const auto& counts = profile->histograms[k].counts;
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), 0U), 3U);
        QCOMPARE(profile->histograms[k].low, all.histograms[k].low);
        const double away = (profile->sliders[k].mean - static_cast<double>(all.mean[k])) /
                            static_cast<double>(all.standardDeviation[k]);
        QVERIFY(std::abs(profile->deviations[k] - away) < 1e-9);
    }
}

void tst_SelectionProfile::itFollowsTheBasis()
{
    ProfileFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    live.select({3, 8, 20});
    QTRY_VERIFY(live.selection.profile());
    live.session.edit("Basis", [](SessionState& state) { state.basis = SliderBasis::PrincipalComponents; });
    QVERIFY(!live.selection.profile()); // what was there is of other sliders
    QTRY_VERIFY(live.selection.profile());
    QVERIFY(live.selection.profile()->basis == SliderBasis::PrincipalComponents);
    QCOMPARE(live.selection.profile()->sliders, extremesOfColumns(*live.statistics.table(), SampleSet{3, 8, 20}));
}

void tst_SelectionProfile::attributesAreReadInAmounts()
{
    ProfileFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    live.select({3, 8, 20});
    live.session.edit("Add", [](SessionState& state) {
        auto vector = std::make_shared<AttributeVector>();
        vector->vector = {0, 2, 0, 0};
        state.attributes.push_back({.name = "up", .vector = vector});
    });
    QTRY_VERIFY(live.selection.profile() && live.selection.profile()->attributes.size() == 1);
    const GroupExtremes& along = live.selection.profile()->attributes[0];
    const GroupExtremes& second = live.selection.profile()->sliders[1];
    QCOMPARE(along.lowest, second.lowest);
    QCOMPARE(along.highest, second.highest);
    QVERIFY(std::abs(2 * along.high - second.high) < 1e-6);
}

void tst_SelectionProfile::amountsThatMoveChangeNothing()
{
    ProfileFixture live;
    const FormulaSpace formula(50);
    live.open(formula);
    live.select({3, 8});
    live.session.edit("Add", [](SessionState& state) {
        auto vector = std::make_shared<AttributeVector>();
        vector->vector = {0, 2, 0, 0};
        state.attributes.push_back({.name = "up", .vector = vector});
    });
    QTRY_VERIFY(live.selection.profile() && live.selection.profile()->attributes.size() == 1);
    const auto before = live.selection.profile();
    live.session.edit("Move", [](SessionState& state) { state.attributes[0].amount = 1; });
    QCOMPARE(live.selection.profile(), before);
}

void tst_SelectionProfile::theSlidersFarthestFromTheMeanAreTelling()
{
    SelectionProfile::Profile profile;
    profile.deviations = {0.5, -2, 0.05, 1};
    QCOMPARE(tellingSliders(profile, 2), (std::vector<std::uint32_t>{1, 3}));
    QCOMPARE(tellingSliders(profile, 9), (std::vector<std::uint32_t>{1, 3, 0}));
}

QTEST_GUILESS_MAIN(tst_SelectionProfile)
#include "tst_SelectionProfile.moc"
