// SPDX-License-Identifier: GPL-3.0-or-later
#include "LiveFixture.h"

#include "derived/DecodedPreview.h"
#include "derived/VariationSave.h"
#include "derived/Variations.h"
#include "session/AttributeEdits.h"
#include "session/PointEdits.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>
#include <numeric>

namespace {

struct VariationFixture : LiveFixture
{
    explicit VariationFixture(const std::filesystem::path& program = SMALL_ENGINE)
        : LiveFixture(program)
    {
    }
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
    Variations variations{session, engine, map, statistics};

    /// Opens, with one attribute along each of the first two latents, and looks.
    void show(const FormulaSpace& formula, VariationView view = VariationView::Samples)
    {
        open(formula);
        session.edit("Attributes", [](SessionState& state) {
            for (std::size_t k : {std::size_t{0}, std::size_t{1}}) {
                AttributeVector along;
                along.vector.assign(state.base.size(), 0);
                along.vector[k] = 1;
                AttributeSlider slider;
                slider.name = k == 0 ? "first" : "second";
                slider.vector = std::make_shared<const AttributeVector>(along);
                addAttribute(state, slider);
            }
        });
        choose([view](VariationChoice& choice) { choice.view = view; });
        variations.setWanted(true);
    }
    void choose(const std::function<void(VariationChoice&)>& change)
    {
        VariationChoice choice = variations.choice();
        change(choice);
        variations.setChoice(choice);
    }
    void set(std::size_t attribute, float amount)
    {
        session.edit("Amount", [=](SessionState& state) { setAmount(state, attribute, amount); });
    }
    void select(const SampleSet& samples)
    {
        session.edit("Select",
                     [&](SessionState& state) { state.selection = std::make_shared<const SampleSet>(samples); });
    }
    [[nodiscard]] bool isDone() const
    {
        return variations.wanted() > 0 && variations.done() == variations.wanted() && variations.message().isEmpty();
    }
};

/// Whether the picture is what the formula makes of the point; 0.5 may become either.
bool shows(const QImage& picture, LatentView point)
{
    if (picture.size() != QSize(4, 1)) {
        return false;
    }
    for (int i = 0; i < 4; ++i) {
        const int truth = FormulaSpace::pixelOf(point[static_cast<std::size_t>(i)]);
        if (std::abs(qRed(picture.pixel(i, 0)) - truth) > 1) {
            return false;
        }
    }
    return true;
}

LatentVector plus(LatentView row, float first, float second = 0)
{
    LatentVector point(row.begin(), row.end());
    point[0] += first;
    point[1] += second;
    return point;
}

/// A space of these rows.
std::shared_ptr<const Space> withRows(const FormulaSpace& formula, const LatentTable& table)
{
    Space space = *formula.space();
    space.latents = std::make_shared<const LatentTable>(table);
    space.manifest.samples = ManifestSamples{.count = table.rows()};
    return std::make_shared<const Space>(std::move(space));
}

/// A thousand samples of a large selection.
void askForMany(VariationFixture& live)
{
    SampleSet all(5000);
    std::iota(all.begin(), all.end(), 0U);
    live.select(all);
    live.choose([](VariationChoice& choice) { choice.isWholeSelection = true; });
    for (std::size_t i = 0; i < 1000; ++i) {
        (void)live.variations.picture(i);
    }
}

} // namespace

class tst_Variations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesStandWithoutAndWithTheEdits();
    void theyFollowTheAmounts();
    void theSelectionIsShownWhereThereIsOne();
    void ofAWholeSelectionThoseInSightAreDecoded();
    void lockedSlidersOfASampleStay();
    void nothingIsDecodedWhileNobodyLooks();
    void whatDidNotChangeIsNotDecodedAgain();
    void theStripGoesAlongWhatWasMovedLast();
    void aStripShowsWhatIsBypassed();
    void eightPointsLieAroundThePoint();
    void anAnalogyNamesTheNearestSamples();
    void theMeanOfTheSelectionIsDecoded();
    void theMeanOfAPatternIsDecoded();
    void aSumStandsBeforeItsTerms();
    void aDirectionIsAddedToThePoint();
    void aMorphLeadsIntoTheEdits();
    void aMorphLeadsFromSampleToSampleUnderTheEdits();
    void theChoiceIsKeptWithTheSession();
    void picturesAreSavedAsASheetOrOneEach();
    void thePictureOfThePointComesFirst();
    void saysWhyThereIsNothing();
    void whatTheDecoderRefusesIsBroken();
    void aModelThatKillsTheEngineIsLeftAlone();
    void stopsUntilSomethingChanges();
    void randomSamplesAreDistinctAndSeeded();
};

void tst_Variations::samplesStandWithoutAndWithTheEdits()
{
    const FormulaSpace formula(200);
    VariationFixture live;
    live.show(formula);
    live.set(0, 3);
    live.set(1, -1);
    QTRY_VERIFY(live.isDone());
    const VariationPlan& plan = live.variations.plan();
    QCOMPARE(plan.count(), 16U);
    QCOMPARE(plan.candidates, 200U);
    for (std::size_t i = 0; i < 16; ++i) {
        const LatentView row = formula.space()->latents->row((*plan.samples)[i]);
        QVERIFY(shows(live.variations.original(i), row));
        QVERIFY(shows(live.variations.picture(i), plus(row, 3, -1)));
    }
}

void tst_Variations::theyFollowTheAmounts()
{
    const FormulaSpace formula(50);
    VariationFixture live;
    live.show(formula);
    QTRY_VERIFY(live.isDone());
    QVERIFY(!live.variations.plan().isEdited());
    QCOMPARE(live.variations.picture(3), live.variations.original(3));
    const quint64 originals = live.variations.decoded();
    QCOMPARE(originals, 16U); // at amounts of 0 a sample and its edit are one picture
    for (const float amount : {0.5F, 1.0F, 4.0F}) {
        live.set(0, amount);
    }
    QTRY_VERIFY(live.isDone());
    const LatentView row = formula.space()->latents->row((*live.variations.plan().samples)[5]);
    QVERIFY(shows(live.variations.picture(5), plus(row, 4)));
    QVERIFY(live.variations.decoded() <= originals + 3 * 16);
    live.session.undoStack().undo();
    live.session.undoStack().undo();
    QTRY_VERIFY(live.isDone());
    QVERIFY(shows(live.variations.picture(5), plus(row, 0.5F)));
}

void tst_Variations::theSelectionIsShownWhereThereIsOne()
{
    const FormulaSpace formula(200);
    VariationFixture live;
    live.show(formula);
    live.select({3, 8, 100});
    QTRY_VERIFY(live.isDone());
    QCOMPARE(*live.variations.plan().samples, (SampleSet{3, 8, 100}));
    live.choose([](VariationChoice& choice) { choice.count = 2; });
    QCOMPARE(*live.variations.plan().samples, (SampleSet{3, 8}));
    QCOMPARE(live.variations.plan().candidates, 3U);
    live.choose([](VariationChoice& choice) { choice.isWholeSelection = true; });
    QCOMPARE(live.variations.plan().count(), 3U);
    QTRY_VERIFY(live.isDone());
    QVERIFY(shows(live.variations.original(2), formula.space()->latents->row(100)));
}

void tst_Variations::ofAWholeSelectionThoseInSightAreDecoded()
{
    const FormulaSpace formula(5000);
    VariationFixture live;
    live.show(formula);
    live.set(0, 2);
    SampleSet all(5000);
    std::iota(all.begin(), all.end(), 0U);
    live.choose([](VariationChoice& choice) { choice.isWholeSelection = true; });
    live.select(all);
    QCOMPARE(live.variations.plan().count(), 5000U);
    const quint64 before = live.variations.decoded();
    for (std::size_t i = 4000; i < 4100; ++i) {
        QVERIFY(live.variations.picture(i).isNull());
    }
    QTRY_VERIFY(live.isDone());
    QVERIFY(live.variations.decoded() - before <= 200 + 64);
    for (std::size_t i = 4000; i < 4100; ++i) {
        QVERIFY(shows(live.variations.picture(i), plus(formula.space()->latents->row(i), 2)));
    }
}

void tst_Variations::lockedSlidersOfASampleStay()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula);
    live.session.edit("Lock", [](SessionState& state) { state.lockedLatents.insert(0); });
    live.set(0, 3);
    live.set(1, 2);
    QTRY_VERIFY(live.isDone());
    const LatentView row = formula.space()->latents->row((*live.variations.plan().samples)[4]);
    QVERIFY(shows(live.variations.picture(4), plus(row, 0, 2)));
}

void tst_Variations::nothingIsDecodedWhileNobodyLooks()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula);
    QTRY_VERIFY(live.isDone());
    live.variations.setWanted(false);
    const quint64 before = live.variations.decoded();
    live.set(0, 3);
    QTest::qWait(50);
    QCOMPARE(live.variations.decoded(), before);
    live.variations.setWanted(true);
    QTRY_VERIFY(live.isDone());
    QVERIFY(live.variations.decoded() > before);
    QVERIFY(live.variations.plan().isEdited());
}

void tst_Variations::whatDidNotChangeIsNotDecodedAgain()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula);
    live.set(0, 1);
    QTRY_VERIFY(live.isDone());
    const quint64 before = live.variations.decoded();
    live.moveTo(0.7F); // samples do not follow the point
    live.session.edit("Sort", [](SessionState& state) { state.sort = SliderSort::Influence; });
    QVERIFY(live.isDone());
    QCOMPARE(live.variations.decoded(), before);
}

void tst_Variations::theStripGoesAlongWhatWasMovedLast()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula, VariationView::Strip);
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().attribute, std::string("first"));
    live.set(0, 0.0F);
    live.set(1, 0.3F);
    QCOMPARE(live.variations.plan().attribute, std::string("second"));
    live.set(0, 0.2F);
    QCOMPARE(live.variations.plan().attribute, std::string("first"));
    live.set(0, 0.0F);
    live.set(1, 0.5F);
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().attribute, std::string("second"));
    const VariationPlan& plan = live.variations.plan();
    QCOMPARE(plan.count(), 9U);
    QCOMPARE(plan.amounts.front(), -2.0F);
    QCOMPARE(plan.amounts[5], 0.5F);
    QVERIFY(shows(live.variations.picture(8), LatentVector{0, 2, 0, 0}));
    live.choose([](VariationChoice& choice) { choice.attribute = "first"; });
    QTRY_VERIFY(live.isDone());
    QVERIFY(shows(live.variations.picture(0), LatentVector{-2, 0.5F, 0, 0}));
}

void tst_Variations::aStripShowsWhatIsBypassed()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula, VariationView::Strip);
    live.session.edit("Solo", [](SessionState& state) {
        state.attributes[0].isBypassed = true;
        state.attributes[1].isSolo = true;
        state.attributes[1].amount = 1;
    });
    live.choose([](VariationChoice& choice) { choice.attribute = "first"; });
    QTRY_VERIFY(live.isDone());
    QVERIFY(shows(live.variations.picture(8), LatentVector{2, 1, 0, 0}));
}

void tst_Variations::eightPointsLieAroundThePoint()
{
    const FormulaSpace formula(500);
    VariationFixture live;
    live.show(formula, VariationView::Around);
    QTRY_VERIFY(live.statistics.latents());
    live.choose([](VariationChoice& choice) { choice.radius = 1.5F; });
    QTRY_VERIFY(live.isDone());
    const VariationPlan& plan = live.variations.plan();
    QCOMPARE(plan.count(), 9U);
    QCOMPARE(plan.point(0), live.session.currentPoint());
    const LatentVector& deviation = live.statistics.latents()->standardDeviation;
    for (std::size_t i = 1; i < 9; ++i) {
        double squares = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            squares += std::pow(static_cast<double>(plan.point(i)[k] / deviation[k]), 2);
        }
        QVERIFY(std::abs(std::sqrt(squares / 4) - 1.5) < 1e-4);
        QVERIFY(shows(live.variations.picture(i), plan.point(i)));
    }
    const LatentVector before = plan.point(1);
    live.session.edit("Lock", [](SessionState& state) { state.lockedLatents.insert(2); });
    QCOMPARE(live.variations.plan().point(1)[2], 0.0F);
    live.choose([](VariationChoice& choice) { ++choice.seed; });
    QVERIFY(live.variations.plan().point(1) != before);
}

void tst_Variations::anAnalogyNamesTheNearestSamples()
{
    const FormulaSpace formula(4);
    VariationFixture live;
    const auto space = withRows(formula, LatentTable(4, 4, {0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 3, 2, 0, 0}));
    live.open(formula);
    live.session.edit("Open", [&](SessionState& state) {
        state.space = space;
        goToSample(state, 2);
    });
    live.choose([](VariationChoice& choice) { choice.view = VariationView::Analogy; });
    live.variations.setWanted(true);
    QTRY_VERIFY(live.isDone());
    const VariationPlan& plan = live.variations.plan();
    QCOMPARE(plan.count(), 7U);
    QCOMPARE(plan.sample(0), std::optional<std::uint32_t>(0));
    QCOMPARE(plan.sample(1), std::optional<std::uint32_t>(1));
    QCOMPARE(plan.sample(2), std::nullopt);
    QCOMPARE(plan.point(6), (LatentVector{3, 2, 0, 0})); // 0 is to 1 as 2 is to 3
    QTRY_VERIFY(live.variations.nearest(6));
    QCOMPARE(live.variations.nearest(6)->sample, 3U);
    QCOMPARE(live.variations.nearest(2)->sample, 2U);
    QCOMPARE(live.variations.nearest(3)->distance, 0.75);
    QVERIFY(shows(live.variations.picture(6), LatentVector{3, 2, 0, 0}));
}

void tst_Variations::theMeanOfTheSelectionIsDecoded()
{
    const FormulaSpace formula(4);
    VariationFixture live;
    const auto space = withRows(formula, LatentTable(4, 4, {0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 3, 2, 0, 0}));
    live.open(formula);
    live.session.edit("Open", [&](SessionState& state) { state.space = space; });
    live.choose([](VariationChoice& choice) { choice.view = VariationView::Mean; });
    live.variations.setWanted(true);
    QVERIFY(live.variations.message().contains("selected samples"));
    live.select({1, 3});
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().point(0), (LatentVector{3, 1, 0, 0}));
    QVERIFY(shows(live.variations.picture(0), LatentVector{3, 1, 0, 0}));
    QVERIFY(live.variations.pixelMean().isNull());
    QVERIFY(live.variations.whyNoPixelMean().contains("no pictures"));
    live.select({0});
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().point(0), (LatentVector{0, 0, 0, 0}));
}

void tst_Variations::theMeanOfAPatternIsDecoded()
{
    const FormulaSpace formula(4);
    VariationFixture live;
    const auto space = withRows(formula, LatentTable(4, 4, {0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 3, 2, 0, 0}));
    LabelColumn side;
    side.name = "side";
    side.values = {"left", "right"};
    side.codes = {0, 1, LabelColumn::unknown, 1};
    live.open(formula);
    live.session.edit("Open", [&](SessionState& state) {
        state.space = space;
        state.ownLabels = std::make_shared<const LabelTable>(LabelTable{4, {side}});
    });
    live.choose([](VariationChoice& choice) {
        choice.view = VariationView::Mean;
        choice.meanOf = "side=right";
    });
    live.variations.setWanted(true);
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().total, std::size_t{2});
    QVERIFY(shows(live.variations.picture(0), LatentVector{3, 1, 0, 0}));
    live.choose([](VariationChoice& choice) { choice.meanOf = "side=up"; });
    QTRY_VERIFY(live.variations.message().contains("left, right"));
}

void tst_Variations::aSumStandsBeforeItsTerms()
{
    using Kind = ArithmeticTerm::Kind;
    const FormulaSpace formula(4);
    VariationFixture live;
    const auto space = withRows(formula, LatentTable(4, 4, {0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 3, 2, 0, 0}));
    live.show(formula, VariationView::Arithmetic);
    live.session.edit("Open", [&](SessionState& state) {
        state.space = space;
        goToSample(state, 2);
    });
    live.choose([](VariationChoice& choice) {
        choice.terms = {{1, Kind::Sample, 1, {}},
                        {-1, Kind::Sample, 0, {}},
                        {-2, Kind::Attribute, 0, "first"},
                        {1, Kind::Point, 0, {}}};
    });
    QTRY_VERIFY(live.isDone());
    const VariationPlan& plan = live.variations.plan();
    QCOMPARE(plan.count(), 4U); // a vector has no picture
    QCOMPARE(plan.point(0), (LatentVector{1, 2, 0, 0}));
    QCOMPARE(plan.sample(2), std::optional<std::uint32_t>(0));
    QCOMPARE(plan.amounts[2], -1.0F);
    QCOMPARE(plan.point(3), (LatentVector{0, 2, 0, 0}));
    QVERIFY(shows(live.variations.picture(0), LatentVector{1, 2, 0, 0}));
    QTRY_VERIFY(live.variations.nearest(0));
    QCOMPARE(live.variations.nearest(0)->sample, 2U);
    live.session.edit("Lock", [](SessionState& state) { state.lockedLatents = {0}; });
    QTRY_COMPARE(plan.point(0), (LatentVector{0, 2, 0, 0})); // where going there would lead
}

void tst_Variations::aDirectionIsAddedToThePoint()
{
    using Kind = ArithmeticTerm::Kind;
    const FormulaSpace formula(4);
    VariationFixture live;
    const auto space = withRows(formula, LatentTable(4, 4, {0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 3, 2, 0, 0}));
    live.show(formula, VariationView::Arithmetic);
    live.session.edit("Open", [&](SessionState& state) {
        state.space = space;
        goToSample(state, 2);
    });
    live.choose([](VariationChoice& choice) {
        choice.terms = {{1, Kind::Selection, 0, {}}, {-1, Kind::Sample, 0, {}}};
    });
    QVERIFY(live.variations.message().contains("none are selected"));
    live.select({1, 3});
    QTRY_VERIFY(live.isDone());
    QVERIFY(live.variations.plan().isDirection);
    QCOMPARE(live.variations.plan().point(0), (LatentVector{3, 3, 0, 0}));
    live.choose([](VariationChoice& choice) { choice.terms = {{1, Kind::Attribute, 0, "third"}}; });
    QVERIFY(live.variations.message().contains("\"third\""));
}

void tst_Variations::aMorphLeadsIntoTheEdits()
{
    const FormulaSpace formula;
    VariationFixture live;
    live.show(formula, VariationView::Morph);
    QVERIFY(live.variations.message().contains("nothing is added"));
    live.set(0, 4);
    live.set(1, -2);
    live.choose([](VariationChoice& choice) { choice.steps = 5; });
    QTRY_VERIFY(live.isDone());
    QCOMPARE(live.variations.plan().count(), 5U);
    QVERIFY(shows(live.variations.picture(0), LatentVector{0, 0, 0, 0}));
    QVERIFY(shows(live.variations.picture(1), LatentVector{1, -0.5F, 0, 0}));
    QVERIFY(shows(live.variations.picture(4), LatentVector{4, -2, 0, 0}));
    live.session.edit("Lock", [](SessionState& state) { state.lockedLatents = {0}; });
    QTRY_COMPARE(live.variations.plan().point(0), (LatentVector{4, 0, 0, 0})); // as when the amounts are reset
}

void tst_Variations::aMorphLeadsFromSampleToSampleUnderTheEdits()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula, VariationView::Morph);
    live.set(0, 3);
    live.choose([](VariationChoice& choice) {
        choice.isBetweenSamples = true;
        choice.steps = 3;
        choice.from = 4;
        choice.to = 9;
    });
    QTRY_VERIFY(live.isDone());
    const LatentVector a = plus(formula.space()->latents->row(4), 3), b = plus(formula.space()->latents->row(9), 3);
    QCOMPARE(live.variations.plan().point(0), a);
    QCOMPARE(live.variations.plan().point(2), b);
    for (std::size_t k = 0; k < a.size(); ++k) {
        QVERIFY(std::abs(live.variations.plan().point(1)[k] - (a[k] + b[k]) / 2) < 1e-6F);
    }
}

void tst_Variations::theChoiceIsKeptWithTheSession()
{
    VariationFixture live;
    live.variations.setChoice({.view = VariationView::Strip, .attribute = "first"});
    QCOMPARE(live.session.view().variations.attribute, std::string("first"));
    live.session.edit("Attribute", [](SessionState& state) {
        AttributeSlider slider;
        slider.name = "first";
        slider.vector = std::make_shared<const AttributeVector>();
        state.attributes = {slider};
    });
    live.session.edit("Rename", [](SessionState& state) { renameAttribute(state, 0, "new"); });
    QCOMPARE(live.variations.choice().attribute, std::string("new"));
    SessionView view;
    view.variations.view = VariationView::Morph;
    QSignalSpy chosen(&live.variations, &Variations::choiceChanged);
    live.session.setView(view);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(live.variations.choice().view, VariationView::Morph);
}

void tst_Variations::picturesAreSavedAsASheetOrOneEach()
{
    const FormulaSpace formula(20);
    VariationFixture live;
    live.show(formula);
    live.set(0, 3);
    live.select({4, 9});
    QTRY_VERIFY(live.isDone());
    VariationSave save(live.variations, live.engine);
    QSignalSpy saved(&save, &VariationSave::saved);
    const std::filesystem::path sheet = formula.space()->location / "sheet.png";
    save.save(sheet, 2);
    QTRY_COMPARE(saved.count(), 1);
    const QImage both(QString::fromStdString(sheet.string()));
    QCOMPARE(both.size(), QSize(8, 2));
    const LatentView row = formula.space()->latents->row(9);
    QVERIFY(shows(both.copy(0, 1, 4, 1), row));
    QVERIFY(shows(both.copy(4, 1, 4, 1), plus(row, 3)));
    save.save(formula.space()->location / "frames", 2);
    QTRY_COMPARE(saved.count(), 2);
    const QImage last(QString::fromStdString((formula.space()->location / "frames/000003.png").string()));
    QVERIFY(shows(last, plus(row, 3)));
    QSignalSpy failed(&save, &VariationSave::failed);
    save.save(formula.space()->location / "nowhere/sheet.png", 2);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains("nowhere"));
}

void tst_Variations::thePictureOfThePointComesFirst()
{
    const FormulaSpace formula(5000, "4 1 400 400"); // a millisecond each
    VariationFixture live;
    const DecodedPreview preview(live.session, live.engine);
    live.show(formula);
    askForMany(live);
    QTRY_VERIFY(live.variations.isRunning());
    for (int i = 1; i <= 20; ++i) {
        live.moveTo(0.1F * static_cast<float>(i));
        QTRY_COMPARE(preview.serial(), preview.newestSerial());
        QCOMPARE(preview.point()[0], 0.1F * static_cast<float>(i));
    }
    QVERIFY(live.variations.done() < live.variations.wanted());
}

void tst_Variations::saysWhyThereIsNothing()
{
    VariationFixture live;
    live.variations.setWanted(true);
    live.variations.setChoice({.view = VariationView::Strip});
    QVERIFY(live.variations.message().contains("Open a space"));
    const FormulaSpace bare;
    live.open(bare);
    QVERIFY(live.variations.message().contains("no attribute yet"));
    live.variations.setChoice({.view = VariationView::Samples});
    QVERIFY(live.variations.message().contains("none with latents"));
    live.variations.setChoice({.view = VariationView::Analogy});
    QVERIFY(live.variations.message().contains("two samples"));
    live.variations.setChoice({.view = VariationView::Around});
    QTRY_VERIFY(live.isDone()); // without samples in the prior's deviations
    const FormulaSpace few(3);
    live.open(few);
    live.variations.setChoice({.view = VariationView::Analogy, .from = 7});
    QVERIFY(live.variations.message().contains("no sample 7"));
}

void tst_Variations::whatTheDecoderRefusesIsBroken()
{
    const FormulaSpace formula(3);
    VariationFixture live;
    live.open(formula);
    const auto space =
        withRows(formula, LatentTable(3, 4, {1, 0, 0, 0, throwsModelError, 0, 0, 0, isHalfNan, 0, 0, 0}));
    live.session.edit("Open", [&](SessionState& state) { state.space = space; });
    live.variations.setWanted(true);
    QTRY_COMPARE(live.variations.done(), 3U);
    QVERIFY(!live.variations.isBroken(0));
    QVERIFY(shows(live.variations.picture(0), LatentVector{1, 0, 0, 0}));
    QVERIFY(live.variations.isBroken(1));
    QVERIFY(live.variations.isBroken(2));
}

void tst_Variations::aModelThatKillsTheEngineIsLeftAlone()
{
    const FormulaSpace formula(3);
    VariationFixture live;
    live.open(formula);
    QSignalSpy restarts(&live.engine, &LiveEngine::restarted);
    const auto space = withRows(formula, LatentTable(3, 4, {1, 0, 0, 0, killsProcess, 0, 0, 0, 2, 0, 0, 0}));
    live.session.edit("Open", [&](SessionState& state) { state.space = space; });
    live.variations.setWanted(true);
    QTRY_VERIFY_WITH_TIMEOUT(live.variations.message().contains("The engine ended"), 20'000);
    QTRY_VERIFY(live.isReady()); // not given up: the hand still has an engine
    QTRY_COMPARE(restarts.count(), 2);
    live.moveTo(0.5F);
    QTest::qWait(200);
    QCOMPARE(restarts.count(), 2);
}

void tst_Variations::stopsUntilSomethingChanges()
{
    const FormulaSpace formula(5000, "4 1 400 400");
    VariationFixture live;
    live.show(formula);
    askForMany(live);
    QTRY_VERIFY(live.variations.isRunning());
    live.variations.stop();
    QVERIFY(!live.variations.isRunning());
    QVERIFY(live.variations.message().contains("stopped"));
    const quint64 before = live.variations.decoded();
    QTest::qWait(200);
    QCOMPARE(live.variations.decoded(), before);
    live.choose([](VariationChoice& choice) { choice.isWholeSelection = false; });
    QTRY_VERIFY(live.isDone());
}

void tst_Variations::randomSamplesAreDistinctAndSeeded()
{
    const SampleSet chosen = randomSamples(1000, 64, 3);
    QCOMPARE(chosen.size(), 64U);
    QVERIFY(std::ranges::adjacent_find(chosen, std::greater_equal()) == chosen.end());
    QVERIFY(chosen.back() < 1000);
    QCOMPARE(randomSamples(1000, 64, 3), chosen);
    QVERIFY(randomSamples(1000, 64, 4) != chosen);
    QCOMPARE(randomSamples(3, 64, 1), (SampleSet{0, 1, 2}));
    std::vector<int> counts(10); // of each of ten, in sets of three
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        for (const std::uint32_t sample : randomSamples(10, 3, seed)) {
            ++counts[sample];
        }
    }
    for (const int count : counts) {
        QVERIFY(std::abs(count - 600) < 100); // five standard deviations
    }
    QCOMPARE(someOf({5, 6, 7, 8, 9, 10}, 3), (SampleSet{5, 7, 9}));
}

QTEST_MAIN(tst_Variations)
#include "tst_Variations.moc"
