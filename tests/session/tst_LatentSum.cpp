// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeSpace.h"
#include "base/UserError.h"
#include "session/AttributeEdits.h"
#include "session/LatentSum.h"

#include <QTest>

#include <cmath>
#include <limits>

using Kind = ArithmeticTerm::Kind;

class tst_LatentSum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesThePointTheSelectionAndVectorsAddUp();
    void whatCancelsOutIsADirection();
    void aSliderLeadsFromThePointToTheSum();
    void aSliderOfADirectionIsTheSum();
    void isNamedAfterItsTerms();
    void saysWhatIsNotThere();
};

namespace {

/// Four samples of two latents, the point at (1, 2) and a vector "tall".
SessionState made()
{
    auto space = std::make_shared<Space>(*spaceInMemory(2, 4));
    space->latents = std::make_shared<const LatentTable>(4, 2, std::vector<float>{0, 0, 3, 0, 0, 5, 7, 7});
    SessionState state = stateAt(space, {1, 2});
    addAttribute(state, sliderAlong({0, 4}, 0, "tall"));
    return state;
}

ArithmeticTerm sample(float factor, std::uint32_t number)
{
    return {factor, Kind::Sample, number, {}};
}

ArithmeticTerm of(float factor, Kind kind, const std::string& attribute = {})
{
    return {factor, kind, 0, attribute};
}

std::string sentenceOf(const std::vector<ArithmeticTerm>& terms)
{
    try {
        (void)sumOfTerms(made(), terms, nullptr);
    } catch (const UserError& error) {
        return error.what();
    }
    return {};
}

} // namespace

void tst_LatentSum::samplesThePointTheSelectionAndVectorsAddUp()
{
    const LatentVector mean = {10, 20};
    const LatentSum sum = sumOfTerms(made(),
                                     {sample(1, 1), sample(-2, 2), of(1, Kind::Point), of(0.5F, Kind::Selection),
                                      of(-0.25F, Kind::Attribute, "tall")},
                                     &mean);
    QCOMPARE(sum.vector, (LatentVector{3 + 1 + 5, -10 + 2 + 10 - 1}));
    QCOMPARE(sum.pointFactors, 0.5);
    QVERIFY(!sum.isDirection);
    QCOMPARE(pointOfSum(made(), sum), sum.vector);
}

void tst_LatentSum::whatCancelsOutIsADirection()
{
    const LatentSum sum = sumOfTerms(made(), {sample(0.1F, 1), sample(-0.1F, 3), of(1, Kind::Attribute, "tall")}, {});
    QVERIFY(sum.isDirection);
    const LatentVector point = pointOfSum(made(), sum);
    QVERIFY(std::abs(point[0] - 0.6F) < 1e-6F && std::abs(point[1] - 5.3F) < 1e-6F);
    QVERIFY(sumOfTerms(made(), {of(2, Kind::Attribute, "tall")}, {}).isDirection);
}

void tst_LatentSum::aSliderLeadsFromThePointToTheSum()
{
    SessionState state = made();
    const AttributeSlider slider = sliderOfSum(state, {sample(1, 1), sample(-1, 2), of(1, Kind::Point)}, nullptr);
    QCOMPARE(slider.vector->vector, (LatentVector{3, -5}));
    QCOMPARE((*slider.vector->pair)[0], state.currentPoint());
    QCOMPARE(slider.amount, 0.0F);
    addAttribute(state, slider);
    setAmount(state, 1, 1);
    QCOMPARE(state.currentPoint(), (LatentVector{4, -3}));
}

void tst_LatentSum::aSliderOfADirectionIsTheSum()
{
    const AttributeSlider slider = sliderOfSum(made(), {sample(1, 3), sample(-1, 1)}, nullptr);
    QCOMPARE(slider.vector->vector, (LatentVector{4, 7}));
    QVERIFY(!slider.vector->pair);
    QVERIFY_THROWS_EXCEPTION(UserError, (void)sliderOfSum(made(), {sample(1, 3), sample(-1, 3)}, nullptr));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)sliderOfSum(made(), {of(1, Kind::Point)}, nullptr)); // leads nowhere
}

void tst_LatentSum::isNamedAfterItsTerms()
{
    const LatentVector mean = {1, 1};
    const AttributeSlider slider = sliderOfSum(
        made(), {sample(-1, 3), sample(1, 2), of(0.5F, Kind::Attribute, "tall"), of(-2.25F, Kind::Selection)}, &mean);
    QCOMPARE(slider.name, std::string("-3 + 2 + 0.5 tall - 2.25 selection"));
}

void tst_LatentSum::saysWhatIsNotThere()
{
    QVERIFY(sentenceOf({sample(1, 4)}).find("samples are 0 to 3") != std::string::npos);
    QVERIFY(sentenceOf({of(1, Kind::Attribute, "wide")}).find("\"wide\"") != std::string::npos);
    SessionState broken = made();
    addAttribute(broken, sliderAlong({std::numeric_limits<float>::quiet_NaN(), 0}, 0, "none"));
    QVERIFY_THROWS_EXCEPTION(UserError, (void)sumOfTerms(broken, {of(1, Kind::Attribute, "none")}, nullptr));
}

QTEST_GUILESS_MAIN(tst_LatentSum)
#include "tst_LatentSum.moc"
