// SPDX-License-Identifier: GPL-3.0-or-later
#include "../derived/LiveFixture.h"

#include "canvas/VariationPanel.h"
#include "session/AttributeEdits.h"
#include "space/NpyFile.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <numeric>

namespace {

struct PanelFixture : LiveFixture
{
    DatasetMap map{session, engine};
    SliderStatistics statistics{session, map};
    SamplePictures samples{session};
    Variations variations{session, engine, map, statistics};
    VariationPanel panel{session, variations, samples, map};

    /// A space with an attribute along the first latent, at `amount`.
    void show(const FormulaSpace& formula, VariationView view, float amount = 2)
    {
        open(formula);
        session.edit("Attribute", [amount](SessionState& state) {
            AttributeVector along;
            along.vector.assign(state.base.size(), 0);
            along.vector[0] = 1;
            AttributeSlider slider;
            slider.name = "first";
            slider.vector = std::make_shared<const AttributeVector>(along);
            slider.amount = amount;
            addAttribute(state, slider);
        });
        panel.resize(700, 400);
        panel.show();
        panel.setView(view);
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QTRY_VERIFY(isDone());
    }
    void select(const SampleSet& chosen)
    {
        session.edit("Select",
                     [&](SessionState& state) { state.selection = std::make_shared<const SampleSet>(chosen); });
    }
    [[nodiscard]] bool isDone() const
    {
        return variations.wanted() > 0 && variations.done() == variations.wanted() && isReady();
    }
    void click(std::uint32_t tile)
    {
        QTest::mouseClick(panel.sheet().viewport(), Qt::LeftButton, {}, panel.sheet().tileRect(tile).center());
    }
    template <class Widget> [[nodiscard]] Widget& at(const char* name) const
    {
        return *panel.findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QString note() const { return at<QLabel>("variationNote").text(); }
    [[nodiscard]] LatentVector sample(std::uint32_t number) const
    {
        const LatentView row = session.state().space->latents->row(number);
        return {row.begin(), row.end()};
    }
};

/// The grey level at a place of the tile, as shares of its sides.
int greyAt(PanelFixture& made, std::uint32_t tile, double across, double down)
{
    const QRect rect = made.panel.sheet().tileRect(tile);
    const QImage shot = made.panel.sheet().viewport()->grab().toImage();
    const QPointF place(rect.left() + across * rect.width(), rect.top() + down * rect.height());
    return qRed(shot.pixel((place * shot.devicePixelRatio()).toPoint()));
}

} // namespace

class tst_VariationPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void aTileHasTheSampleAndItsEdit();
    void aClickGoesToTheSampleWithTheEdits();
    void keysGoThereToo();
    void saysHowManyOfWhatAreShown();
    void aStripSetsTheAmount();
    void aClickGoesToAPointAround();
    void theRadiusIsThatOfTheSlider();
    void theSelectedTwoBecomeTheAnalogy();
    void theLineOfAnAnalogyBecomesASlider();
    void theTermsOfASumAreEdited();
    void aSumBecomesASliderAndIsGoneTo();
    void aMorphSetsTheAmounts();
    void thePairIsToldOfWhileItIsShown();
    void theMeanTakesAPattern();
    void theMeanIsOneStep();
    void theMeanOfThePixelsStandsBesideIt();
    void whatItShowsHasItsControls();
    void saysWhyItIsEmpty();
};

void tst_VariationPanel::aTileHasTheSampleAndItsEdit()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    const LatentVector row = made.sample((*made.variations.plan().samples)[2]);
    // Pictures are wide, so they stand above each other; pixel 0 shows the first latent.
    QVERIFY(std::abs(greyAt(made, 2, 0.1, 0.2) - FormulaSpace::pixelOf(row[0])) <= 1);
    QVERIFY(std::abs(greyAt(made, 2, 0.1, 0.8) - FormulaSpace::pixelOf(row[0] + 2)) <= 1);
    made.session.edit("Amount", [](SessionState& state) { setAmount(state, 0, 9); });
    QTRY_VERIFY(std::abs(greyAt(made, 2, 0.1, 0.8) - FormulaSpace::pixelOf(row[0] + 9)) <= 1);
}

void tst_VariationPanel::aClickGoesToTheSampleWithTheEdits()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    const std::uint32_t number = (*made.variations.plan().samples)[3];
    made.click(3);
    QCOMPARE(made.session.state().sample, std::optional(number));
    QCOMPARE(made.session.state().attributes[0].amount, 2.0F);
    LatentVector edited = made.sample(number);
    edited[0] += 2;
    QCOMPARE(made.session.currentPoint(), edited);
    made.session.undoStack().undo();
    QVERIFY(!made.session.state().sample);
}

void tst_VariationPanel::keysGoThereToo()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    made.panel.setFocus();
    QTest::keyClick(&made.panel.sheet(), Qt::Key_Right);
    QTest::keyClick(&made.panel.sheet(), Qt::Key_Return);
    QCOMPARE(made.session.state().sample, std::optional((*made.variations.plan().samples)[1]));
}

void tst_VariationPanel::saysHowManyOfWhatAreShown()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples, 0);
    QVERIFY2(made.note().contains("16 of 40 samples, at random"), qPrintable(made.note()));
    QVERIFY(made.note().contains("All amounts are 0"));
    SampleSet some(20);
    std::iota(some.begin(), some.end(), 0U);
    made.select(some);
    QTRY_VERIFY2(made.note().contains("16 of 20 selected"), qPrintable(made.note()));
    made.at<QToolButton>("variationAll").click();
    QTRY_VERIFY2(made.note().startsWith("20 selected"), qPrintable(made.note()));
    made.at<QSpinBox>("variationCount").setValue(8);
    made.at<QToolButton>("variationAll").click();
    QTRY_VERIFY2(made.note().contains("8 of 20 selected"), qPrintable(made.note()));
}

void tst_VariationPanel::aStripSetsTheAmount()
{
    const FormulaSpace formula;
    PanelFixture made;
    made.show(formula, VariationView::Strip);
    made.click(7);
    QCOMPARE(made.session.state().attributes[0].amount, 1.5F);
    made.session.undoStack().undo();
    QCOMPARE(made.session.state().attributes[0].amount, 2.0F);
}

void tst_VariationPanel::aClickGoesToAPointAround()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Around);
    const LatentVector point = made.variations.plan().point(5);
    made.click(5);
    const LatentVector& now = made.session.currentPoint();
    for (std::size_t k = 0; k < point.size(); ++k) {
        QVERIFY(std::abs(now[k] - point[k]) < 1e-5F);
    }
    QCOMPARE(made.variations.plan().point(0), now);
    made.session.undoStack().undo();
    QCOMPARE(made.session.currentPoint(), (LatentVector{2, 0, 0, 0}));
}

void tst_VariationPanel::theRadiusIsThatOfTheSlider()
{
    const FormulaSpace formula;
    PanelFixture made;
    made.show(formula, VariationView::Around);
    made.at<QSlider>("variationRadius").setValue(40);
    QCOMPARE(made.variations.choice().radius, 2.0F);
    QVERIFY(made.at<QLabel>("variationRadiusText").text().startsWith("2.00"));
}

void tst_VariationPanel::theSelectedTwoBecomeTheAnalogy()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Analogy);
    QVERIFY(!made.at<QToolButton>("variationTakePair").isEnabled());
    made.select({12, 31});
    made.at<QToolButton>("variationTakePair").click();
    QCOMPARE(made.at<QSpinBox>("variationFrom").value(), 12);
    QCOMPARE(made.at<QSpinBox>("variationTo").value(), 31);
    made.at<QToolButton>("variationTakePair").click(); // the other way round
    QCOMPARE(made.variations.choice().from, 31U);
    QTRY_VERIFY(made.isDone() && made.variations.nearest(6));
    const LatentVector result = made.variations.plan().point(6);
    made.click(6);
    for (std::size_t k = 0; k < result.size(); ++k) {
        QVERIFY(std::abs(made.session.currentPoint()[k] - result[k]) < 1e-5F);
    }
    made.click(1);
    QCOMPARE(made.session.state().sample, std::optional<std::uint32_t>(12));
}

void tst_VariationPanel::theLineOfAnAnalogyBecomesASlider()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Analogy);
    made.at<QSpinBox>("variationFrom").setValue(12);
    made.at<QSpinBox>("variationTo").setValue(12);
    QVERIFY(!made.at<QToolButton>("variationKeepLine").isEnabled());
    made.at<QSpinBox>("variationTo").setValue(31);
    made.at<QToolButton>("variationKeepLine").click();
    const AttributeSlider& line = made.session.state().attributes.back();
    QCOMPARE(line.name, std::string("12 to 31"));
    QCOMPARE(line.method, std::string("pair"));
    QCOMPARE(line.amount, 0.0F);
    QCOMPARE((*line.vector->pair)[0], made.sample(12));
    QCOMPARE((*line.vector->pair)[1], made.sample(31));
    QSignalSpy told(&made.panel, &VariationPanel::message);
    made.session.edit("Open", [](SessionState& state) { state = {}; });
    made.panel.keepLine();
    QCOMPARE(told.count(), 1);
}

void tst_VariationPanel::theTermsOfASumAreEdited()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Arithmetic);
    made.at<QSpinBox>("termSample1").setValue(12);
    made.at<QDoubleSpinBox>("termFactor1").setValue(0.5);
    QCOMPARE(made.variations.choice().terms[0].sample, 12U);
    QCOMPARE(made.variations.choice().terms[0].factor, 0.5F);
    auto& kind = made.at<QComboBox>("termKind2");
    QCOMPARE(kind.currentText(), QStringLiteral("Sample"));
    kind.setCurrentIndex(kind.findText("first")); // the attribute
    Q_EMIT kind.activated(kind.currentIndex());
    QCOMPARE(made.variations.choice().terms[1].attribute, std::string("first"));
    QVERIFY(!made.at<QSpinBox>("termSample2").isVisible());
    QTRY_VERIFY(made.isDone());
    QVERIFY(made.note().contains("add up to 1.5"));
    made.at<QToolButton>("termAdd").click();
    QCOMPARE(made.variations.choice().terms.size(), std::size_t{4});
    QVERIFY(made.at<QSpinBox>("termSample4").isVisible());
    made.select({20, 21});
    made.at<QToolButton>("termTakeSelected").click();
    QCOMPARE(made.variations.choice().terms[0].sample, 20U);
    QCOMPARE(made.variations.choice().terms[3].sample, 21U);
    made.at<QToolButton>("termRemove2").click();
    QCOMPARE(made.variations.choice().terms.size(), std::size_t{3});
    QCOMPARE(made.variations.choice().terms[2].sample, 21U);
    for (int i = 0; i < 10; ++i) {
        made.at<QToolButton>("termAdd").click();
    }
    QCOMPARE(made.variations.choice().terms.size(), VariationChoice::mostTerms);
    made.panel.setView(VariationView::Samples);
    QVERIFY(!made.at<QToolButton>("termAdd").isVisible());
}

void tst_VariationPanel::aSumBecomesASliderAndIsGoneTo()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Arithmetic, 0);
    const LatentVector start = made.session.currentPoint();
    made.at<QToolButton>("termKeep").click(); // 1 - 0 + the point
    const AttributeSlider& slider = made.session.state().attributes.back();
    QCOMPARE(slider.name, std::string("1 - 0 + point"));
    const LatentVector from = made.sample(0), to = made.sample(1);
    for (std::size_t k = 0; k < start.size(); ++k) {
        QVERIFY(std::abs(slider.vector->vector[k] - (to[k] - from[k])) < 1e-5F);
    }
    QTRY_VERIFY(made.isDone());
    made.at<QToolButton>("termGo").click();
    for (std::size_t k = 0; k < start.size(); ++k) {
        QVERIFY(std::abs(made.session.currentPoint()[k] - (start[k] + to[k] - from[k])) < 1e-5F);
    }
    QCOMPARE(made.session.undoStack().undoText(), QStringLiteral("Go to the sum"));
    QTRY_VERIFY(made.isDone());
    made.click(2); // the second term is sample 0
    QCOMPARE(made.session.state().sample, std::optional<std::uint32_t>(0));
}

void tst_VariationPanel::aMorphSetsTheAmounts()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Morph);
    QVERIFY(made.note().contains("without the edits"));
    made.click(4); // of nine
    QCOMPARE(made.session.state().attributes[0].amount, 1.0F);
    made.session.undoStack().undo();
    QCOMPARE(made.session.state().attributes[0].amount, 2.0F);
    auto& ends = made.at<QComboBox>("variationEnds");
    ends.setCurrentIndex(1);
    Q_EMIT ends.activated(1);
    made.at<QSpinBox>("variationSteps").setValue(3);
    made.at<QSpinBox>("variationTo").setValue(7);
    QTRY_VERIFY(made.isDone());
    made.click(2);
    LatentVector end = made.sample(7);
    end[0] += 2;
    for (std::size_t k = 0; k < end.size(); ++k) {
        QVERIFY(std::abs(made.session.currentPoint()[k] - end[k]) < 1e-5F);
    }
    QCOMPARE(made.session.state().attributes[0].amount, 2.0F);
}

void tst_VariationPanel::thePairIsToldOfWhileItIsShown()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    QSignalSpy told(&made.panel, &VariationPanel::pairChanged);
    QVERIFY(!made.panel.pair());
    made.panel.setView(VariationView::Analogy);
    QCOMPARE(made.panel.pair(), (std::optional<std::array<std::uint32_t, 2>>({0, 1})));
    made.at<QSpinBox>("variationTo").setValue(9);
    QCOMPARE((*made.panel.pair())[1], 9U);
    made.panel.hide();
    QVERIFY(!made.panel.pair());
    QCOMPARE(told.count(), 3);
}

void tst_VariationPanel::theMeanTakesAPattern()
{
    const FormulaSpace formula(4);
    PanelFixture made;
    made.show(formula, VariationView::Around);
    LabelColumn side;
    side.name = "side";
    side.values = {"left", "right"};
    side.codes = {0, 1, LabelColumn::unknown, 1};
    made.session.edit("Labels", [&](SessionState& state) {
        state.ownLabels = std::make_shared<const LabelTable>(LabelTable{4, {side}});
    });
    made.panel.setView(VariationView::Mean);
    auto& pattern = made.at<QLineEdit>("variationMeanOf");
    QVERIFY(!made.at<QToolButton>("variationGoToMean").isEnabled());
    pattern.setFocus();
    QTest::keyClicks(&pattern, "side=right");
    QVERIFY(made.variations.choice().meanOf.empty()); // half a name would only be refused
    QTest::keyClick(&pattern, Qt::Key_Return);
    QCOMPARE(made.variations.choice().meanOf, std::string("side=right"));
    QTRY_VERIFY(made.isDone());
    made.at<QToolButton>("variationGoToMean").click();
    const LatentVector a = made.sample(1), b = made.sample(3);
    for (std::size_t k = 0; k < a.size(); ++k) {
        QVERIFY(std::abs(made.session.currentPoint()[k] - (a[k] + b[k]) / 2) < 1e-5F);
    }
    pattern.clear();
    QVERIFY(made.variations.choice().meanOf.empty());
}

void tst_VariationPanel::theMeanIsOneStep()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    made.select({1, 5});
    const int steps = made.session.undoStack().count();
    made.panel.goToMean();
    QTRY_COMPARE(made.session.undoStack().count(), steps + 1);
    const LatentVector a = made.sample(1), b = made.sample(5);
    for (std::size_t k = 0; k < a.size(); ++k) {
        QVERIFY(std::abs(made.session.currentPoint()[k] - (a[k] + b[k]) / 2) < 1e-5F);
    }
    QTest::qWait(50);
    QCOMPARE(made.session.undoStack().count(), steps + 1);
}

void tst_VariationPanel::theMeanOfThePixelsStandsBesideIt()
{
    const FormulaSpace formula(3);
    PanelFixture made;
    Space space = *formula.space();
    space.manifest.samples = ManifestSamples{.count = 3, .images = "images.npy"};
    PictureBatch pictures{.count = 3, .shape = {1, 1, 4}, .pixels = {10, 10, 10, 10, 0, 0, 0, 0, 31, 31, 31, 31}};
    writePictures(space.location / "images.npy", pictures);
    made.show(formula, VariationView::Around);
    made.session.edit("Open", [&](SessionState& state) {
        state.space = std::make_shared<const Space>(space);
        state.selection = std::make_shared<const SampleSet>(SampleSet{0, 2});
    });
    made.panel.setView(VariationView::Mean);
    QTRY_COMPARE(qGray(made.variations.pixelMean().pixel(2, 0)), 21); // 20.5, halves up
    QTRY_VERIFY(std::abs(greyAt(made, 1, 0.5, 0.5) - 21) <= 1);
    QVERIFY(made.note().contains("pixel by pixel"));
}

void tst_VariationPanel::whatItShowsHasItsControls()
{
    const FormulaSpace formula(40);
    PanelFixture made;
    made.show(formula, VariationView::Samples);
    auto& views = made.at<QComboBox>("variationView");
    const auto isShown = [&](const char* name) { return made.at<QWidget>(name).isVisible(); };
    QVERIFY(isShown("variationCount") && !isShown("variationRadius") && !isShown("variationFrom"));
    views.setCurrentIndex(views.findData(static_cast<int>(VariationView::Around)));
    Q_EMIT views.activated(views.currentIndex());
    QCOMPARE(made.variations.choice().view, VariationView::Around);
    QVERIFY(!isShown("variationCount") && isShown("variationRadius") && isShown("variationOthers"));
    QVERIFY(!made.panel.findChildren<QToolButton*>().isEmpty());
    for (const QWidget* widget : made.panel.findChildren<QWidget*>()) {
        if (widget->focusPolicy() != Qt::NoFocus &&
            (widget->objectName().startsWith("variation") || widget->objectName().startsWith("term"))) {
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }
}

void tst_VariationPanel::saysWhyItIsEmpty()
{
    PanelFixture made;
    made.panel.show();
    QVERIFY(made.panel.sheet().accessibleDescription().contains("Open a space"));
    made.panel.setView(VariationView::Mean);
    const FormulaSpace formula(3);
    made.open(formula);
    QVERIFY(made.panel.sheet().accessibleDescription().contains("Select some"));
}

QTEST_MAIN(tst_VariationPanel)
#include "tst_VariationPanel.moc"
