// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/AttributeFit.h"

#include <QSignalSpy>
#include <QTest>

#include <numeric>

class tst_AttributeFit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsASliderAsOneStep();
    void theNotesSayWhatWasLeftOut();
    void theNotesSayWhenAPartOfTheSamplesWasFitted();
    void otherLabelsThatRideAlongAreNamed();
    void whatIsKeptFixedReachesTheVector();
    void anEmptyGroupIsASentence();
    void aSpaceWithoutSamplesIsASentence();
    void openingAnotherSpaceStopsTheFitAndSaysSo();
    void aStoppedFitEndsItsEngineAndAddsNothing();
    void anEngineThatEndsIsASentence();
    void noEngineYetIsASentence();
};

namespace {

LabelColumn words(const char* name, std::vector<std::string> values, std::size_t samples)
{
    std::vector<std::uint32_t> codes(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        codes[i] = static_cast<std::uint32_t>(i % values.size());
    }
    return columnOf(name, std::move(values), std::move(codes));
}

AttributeFit::Wish wish(SampleSet with, SampleSet without, AttributeMethod method = AttributeMethod::Mean)
{
    AttributeFit::Wish made{.name = "glasses", .withText = "glasses = yes", .withoutText = "glasses = no"};
    made.question.with = std::move(with);
    made.question.without = std::move(without);
    made.question.options.method = method;
    return made;
}

struct Fixture : LiveFixture
{
    JobList jobs;
    AttributeFit fit{session, engine, jobs};
    QSignalSpy failed{&fit, &AttributeFit::failed};

    explicit Fixture(const std::filesystem::path& program = SMALL_ENGINE)
        : LiveFixture(program)
    {
    }

    /// Samples that have two labels; `first` is z0 of sample 0.
    [[nodiscard]] bool openSamples(std::size_t samples = 12, float first = 0)
    {
        const FormulaSpace formula(samples);
        open(formula);
        Space space = *formula.space();
        if (samples > 0) {
            LatentTable latents = *space.latents;
            latents.row(0)[0] = first;
            space.latents = std::make_shared<const LatentTable>(std::move(latents));
            LabelTable labels{.rows = samples,
                              .columns = {words("glasses", {"no", "yes"}, samples),
                                          words("beard", {"full", "half", "none"}, samples)}};
            space.labels = std::make_shared<const LabelTable>(std::move(labels));
        }
        session.restore({.space = std::make_shared<const Space>(std::move(space)), .base = LatentVector(4)});
        return QTest::qWaitFor([this] { return isReady(); }, 30'000);
    }
    [[nodiscard]] const AttributeSlider& slider() const { return session.state().attributes.at(0); }
    [[nodiscard]] std::size_t sliders() const { return session.state().attributes.size(); }
};

} // namespace

void tst_AttributeFit::addsASliderAsOneStep()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    fixture.fit.fit(wish({0, 1}, {2, 3, 4}));
    QVERIFY(fixture.fit.isRunning());
    QTRY_VERIFY(!fixture.fit.isRunning());
    QCOMPARE(fixture.session.undoStack().count(), 1);
    const AttributeSlider& slider = fixture.slider();
    QCOMPARE(slider.name, std::string("glasses"));
    QCOMPARE(slider.with, std::string("glasses = yes"));
    QCOMPARE(slider.without, std::string("glasses = no"));
    QCOMPARE(slider.method, std::string("mean difference"));
    QCOMPARE(slider.amount, 0.0F);
    QCOMPARE(slider.notes, std::string());
    const LatentTable& latents = *fixture.session.state().space->latents;
    QCOMPARE(slider.vector->vector, fitMeanDifference(latents, SampleSet{0, 1}, SampleSet{2, 3, 4}).vector);
    QCOMPARE(slider.vector->withoutCount, std::size_t{3});
    QVERIFY(slider.vector->trust);
    fixture.session.undoStack().undo();
    QCOMPARE(fixture.sliders(), std::size_t{0});
}

void tst_AttributeFit::theNotesSayWhatWasLeftOut()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    fixture.fit.fit(wish({0, 1, 2}, {2, 3}));
    QTRY_COMPARE(fixture.sliders(), std::size_t{1});
    QCOMPARE(fixture.slider().notes, std::string("Left out: 1 in both groups."));
    QCOMPARE(fixture.slider().vector->withCount, std::size_t{2});

    AttributeFit::Wish balanced = wish({0, 1, 3}, {6, 7, 9, 11}, AttributeMethod::Balanced); // 11 alone has no beard
    balanced.question.balance = {"beard"};
    fixture.fit.fit(balanced);
    QTRY_COMPARE(fixture.sliders(), std::size_t{2});
    const AttributeSlider& second = fixture.session.state().attributes[1];
    QCOMPARE(second.notes, std::string("Left out: 1 of classes that only one group has."));
    QCOMPARE(second.method, std::string("mean difference, balanced by beard"));
}

void tst_AttributeFit::theNotesSayWhenAPartOfTheSamplesWasFitted()
{
    Fixture fixture;
    constexpr std::size_t samples = 120'000;
    QVERIFY(fixture.openSamples(samples));
    SampleSet all(samples);
    std::iota(all.begin(), all.end(), 0U);
    const auto half = all.begin() + samples / 2;
    fixture.fit.fit(wish(SampleSet(all.begin(), half), SampleSet(half, all.end()), AttributeMethod::Linear));
    QTRY_COMPARE_WITH_TIMEOUT(fixture.sliders(), std::size_t{1}, 30'000);
    QCOMPARE(fixture.slider().notes, std::string("Fitted on 100,000 of 120,000 samples."));
    QCOMPARE(fixture.slider().method, std::string("linear classifier"));
}

void tst_AttributeFit::otherLabelsThatRideAlongAreNamed()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    AttributeFit::Wish asked = wish({1, 3, 5}, {0, 2, 4});
    asked.groupLabels = {"glasses"};
    fixture.fit.fit(asked);
    QTRY_COMPARE(fixture.sliders(), std::size_t{1});
    const std::vector<RidingLabel>& riding = fixture.slider().vector->trust->riding;
    QCOMPARE(riding.size(), std::size_t{1});
    QCOMPARE(riding[0].label, std::string("beard"));
}

void tst_AttributeFit::whatIsKeptFixedReachesTheVector()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    AttributeFit::Wish asked = wish({1, 3, 5}, {0, 2, 4});
    asked.question.fixedLabels = {"beard"};
    asked.question.fixedVectors = {{"smile", LatentTable(1, 4, {1, 0, 0, 0})}};
    fixture.fit.fit(asked);
    QTRY_COMPARE(fixture.sliders(), std::size_t{1});
    const std::vector<KeptFixed>& kept = fixture.slider().vector->keptFixed;
    QCOMPARE(kept.size(), std::size_t{2});
    QCOMPARE(kept[0].name, std::string("beard"));
    QCOMPARE(kept[1].name, std::string("smile"));

    asked.question.fixedVectors = {{"foreign", LatentTable(1, 3, {1, 0, 0})}};
    fixture.fit.fit(asked);
    QTRY_COMPARE(fixture.failed.count(), 1);
    QVERIFY(fixture.failed[0][0].toString().contains(QStringLiteral("“foreign” has 3 numbers")));
}

void tst_AttributeFit::anEmptyGroupIsASentence()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    fixture.fit.fit(wish({}, {2}));
    QTRY_COMPARE(fixture.failed.count(), 1);
    QVERIFY(fixture.failed[0][0].toString().contains(QLatin1String("*with* is empty")));
    QCOMPARE(fixture.session.undoStack().count(), 0);
    QVERIFY(!fixture.fit.isRunning());
}

void tst_AttributeFit::aSpaceWithoutSamplesIsASentence()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples(0));
    fixture.fit.fit(wish({0}, {1}));
    QCOMPARE(fixture.failed.count(), 1);
    QVERIFY(!fixture.fit.isRunning());
}

void tst_AttributeFit::openingAnotherSpaceStopsTheFitAndSaysSo()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples());
    fixture.fit.fit(wish({0}, {1}));
    QVERIFY(fixture.openSamples(20));
    QVERIFY(!fixture.fit.isRunning());
    fixture.fit.fit(wish({2}, {3}));
    QTRY_VERIFY(!fixture.fit.isRunning());
    QCOMPARE(fixture.sliders(), std::size_t{1});
    QCOMPARE(fixture.failed.count(), 1);
}

void tst_AttributeFit::aStoppedFitEndsItsEngineAndAddsNothing()
{
    Fixture fixture;
    QVERIFY(fixture.openSamples(12, loopsForEver));
    fixture.fit.fit(wish({0, 1}, {2}));
    QTRY_COMPARE(fixture.jobs.jobs().size(), std::size_t{1}); // long enough to be listed
    fixture.jobs.jobs().at(0).cancel();
    QVERIFY(!fixture.fit.isRunning());
    QVERIFY(fixture.jobs.jobs().empty());
    QCOMPARE(fixture.failed.count(), 1);
    QVERIFY(fixture.failed[0][0].toString().contains(QStringLiteral("“glasses” was stopped")));
    fixture.fit.fit(wish({1}, {2, 3})); // waits for the end of the first
    QTRY_VERIFY(!fixture.fit.isRunning());
    QCOMPARE(fixture.sliders(), std::size_t{1}); // the second alone
}

void tst_AttributeFit::anEngineThatEndsIsASentence()
{
    const MortalEngine mortal(1000, "job");
    Fixture fixture(mortal.program());
    QVERIFY(fixture.openSamples());
    fixture.fit.fit(wish({0}, {1}));
    QTRY_COMPARE_WITH_TIMEOUT(fixture.failed.count(), 1, 30'000);
    QVERIFY2(fixture.failed[0][0].toString().contains("make the slider again"),
             qPrintable(fixture.failed[0][0].toString()));
    QCOMPARE(fixture.sliders(), std::size_t{0});
}

void tst_AttributeFit::noEngineYetIsASentence()
{
    Fixture fixture; // nothing is loaded
    const FormulaSpace formula(12);
    fixture.session.restore({.space = formula.space(), .base = LatentVector(4)});
    fixture.fit.fit(wish({0}, {1}));
    QCOMPARE(fixture.failed.count(), 1);
    QVERIFY(fixture.failed[0][0].toString().contains(QLatin1String("No engine is running")));
    QVERIFY(!fixture.fit.isRunning());
}

QTEST_GUILESS_MAIN(tst_AttributeFit)
#include "tst_AttributeFit.moc"
