// SPDX-License-Identifier: GPL-3.0-or-later
#include "MadeMap.h"
#include "plots/MapColours.h"

#include <QTest>

#include <cmath>
#include <set>

class tst_MapColours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLegendCountsAsPeopleDo();
    void classesGetColoursAndThenShapes();
    void unknownIsGreyAndInTheLegend();
    void manyNumbersGetABar();
    void fewNumbersGetALegendInViridis();
    void numbersOutsideTheRangeAreNotVisible();
    void aRangeLeavesUnknownAlone();
    void numbersOfNoColumnGetABarToo();
    void twoMapsHaveOneColourBar();
    void theSixtyFifthValueSharesItsLook();
    void hiddenValuesAreNotVisible();
    void allButTheSelectionAreGreyed();
    void hiddenStaysHiddenWhenSelected();
    void withoutAColumnAllAreAlike();
    void viridisRunsFromPurpleToYellow();
};

namespace {

PointStyle styleOf(const MapColouring& colouring, std::size_t sample)
{
    return colouring.palette[colouring.styles[sample]];
}

const LabelColumn& column(const MadeMap& map, const char* name)
{
    return *map.space->labels->find(name);
}

} // namespace

void tst_MapColours::classesGetColoursAndThenShapes()
{
    LabelColumn many = labelColumn("many", {}, {});
    for (std::uint32_t i = 0; i < 20; ++i) {
        many.values.push_back(std::to_string(i));
        many.codes.push_back(i);
    }
    const MapColouring colouring = colourSamples({.samples = 20, .column = &many});
    QCOMPARE(colouring.legend.size(), std::size_t{20});
    std::set<std::pair<std::uint32_t, PointShape>> looks;
    for (std::size_t i = 0; i < 20; ++i) {
        looks.insert({styleOf(colouring, i).rgb, styleOf(colouring, i).shape});
    }
    QCOMPARE(looks.size(), std::size_t{20});
    QCOMPARE(styleOf(colouring, 0).rgb, 0xe69f00u);
    QVERIFY(styleOf(colouring, 7).shape == PointShape::Disc);
    QCOMPARE(styleOf(colouring, 8).rgb, styleOf(colouring, 0).rgb);
    QVERIFY(styleOf(colouring, 8).shape != PointShape::Disc);
}

void tst_MapColours::unknownIsGreyAndInTheLegend()
{
    const MadeMap map = madeMap(100);
    const MapColouring colouring = colourSamples({.samples = 100, .column = &column(map, "shelf")});
    QCOMPARE(colouring.legend.size(), std::size_t{3});
    QCOMPARE(colouring.legend[2].key, std::string());
    QCOMPARE(colouring.legend[2].count, std::size_t{20});
    const std::uint32_t rgb = styleOf(colouring, 0).rgb;
    QCOMPARE(rgb & 0xff, rgb >> 16);
    QCOMPARE(rgb & 0xff, rgb >> 8 & 0xff);
}

void tst_MapColours::manyNumbersGetABar()
{
    const MadeMap map = madeMap(100);
    const LabelColumn& size = column(map, "size");
    const MapColouring colouring = colourSamples({.samples = 100, .column = &size});
    QVERIFY(colouring.hasColourBar);
    QVERIFY(colouring.legend.empty());
    QCOMPARE(colouring.low, *std::min_element(size.numbers.begin(), size.numbers.end()));
    QCOMPARE(colouring.high, *std::max_element(size.numbers.begin(), size.numbers.end()));
    const auto lowest = std::min_element(size.numbers.begin(), size.numbers.end()) - size.numbers.begin();
    QCOMPARE(styleOf(colouring, static_cast<std::size_t>(lowest)).rgb, viridis(0) & 0xffffff);
}

void tst_MapColours::fewNumbersGetALegendInViridis()
{
    LabelColumn digits = labelColumn("digit", {"0", "1", "2"}, {0, 1, 2, 2});
    digits.isNumeric = true;
    digits.numbers = {0, 1, 2, 2};
    const MapColouring colouring = colourSamples({.samples = 4, .column = &digits, .hiddenValues = {"1"}});
    QVERIFY(!colouring.hasColourBar);
    QCOMPARE(colouring.legend.size(), std::size_t{3});
    QCOMPARE(colouring.legend[2].style.rgb, viridis(1) & 0xffffff);
    QCOMPARE(colouring.legend[2].count, std::size_t{2});
    QCOMPARE(colouring.shown, std::size_t{3});
}

void tst_MapColours::numbersOutsideTheRangeAreNotVisible()
{
    const MadeMap map = madeMap(99);
    const LabelColumn& size = column(map, "size");
    const ShownRange range{size.numbers[3], size.numbers[7]};
    const MapColouring colouring = colourSamples({.samples = 99, .column = &size, .shownRange = range});
    std::size_t inside = 0;
    for (std::size_t i = 0; i < 99; ++i) {
        const bool isInside = size.numbers[i] >= size.numbers[3] && size.numbers[i] <= size.numbers[7];
        QCOMPARE(styleOf(colouring, i).isVisible, isInside);
        inside += isInside;
    }
    QCOMPARE(colouring.shown, inside);
    QVERIFY(styleOf(colouring, 3).isVisible && styleOf(colouring, 7).isVisible);
    QVERIFY(inside < 99);
}

void tst_MapColours::aRangeLeavesUnknownAlone()
{
    MadeMap map = madeMap(60);
    LabelColumn size = column(map, "size");
    size.numbers[5] = NAN;
    size.codes[5] = LabelColumn::unknown;
    const ShownRange nothing{1e6F, 2e6F};
    QCOMPARE(colourSamples({.samples = 60, .column = &size, .shownRange = nothing}).shown, std::size_t{1});
    const MapColourOptions both{.samples = 60, .column = &size, .hiddenValues = {""}, .shownRange = nothing};
    QCOMPARE(colourSamples(both).shown, std::size_t{0});
}

void tst_MapColours::numbersOfNoColumnGetABarToo()
{
    const std::vector<float> numbers = {0.5F, NAN, 1, 0.75F, 0.5F};
    const MapColouring all = colourSamples({.samples = 5, .numbers = numbers});
    QVERIFY(all.hasColourBar);
    QCOMPARE(all.low, 0.5F);
    QCOMPARE(all.high, 1.0F);
    QCOMPARE(all.shown, std::size_t{5});
    QCOMPARE(styleOf(all, 0).rgb, viridis(0) & 0xffffff);
    QCOMPARE(styleOf(all, 2).rgb, viridis(1) & 0xffffff);
    QCOMPARE(all.legend.size(), std::size_t{1}); // unknown
    QCOMPARE(all.legend[0].count, std::size_t{1});
    const MapColouring some =
        colourSamples({.samples = 5, .numbers = numbers, .hiddenValues = {""}, .shownRange = ShownRange{0.6F, 0.9F}});
    QCOMPARE(some.shown, std::size_t{1});
    QVERIFY(styleOf(some, 3).isVisible && !styleOf(some, 1).isVisible && !styleOf(some, 2).isVisible);
    QVERIFY(some.legend[0].isHidden);
    const SampleSet selection = {3};
    const MapColouring greyed = colourSamples({.samples = 5, .numbers = numbers, .selection = &selection});
    QVERIFY(styleOf(greyed, 0).isBackground && !styleOf(greyed, 3).isBackground);
    QVERIFY(!colourSamples({.samples = 6, .numbers = numbers}).hasColourBar); // of other samples
}

void tst_MapColours::twoMapsHaveOneColourBar()
{
    const std::vector<float> first = {0.5F, 0.75F, 1};
    const std::vector<float> second = {0, NAN, 0.75F};
    const MapColouring one = colourSamples({.samples = 3, .numbers = first, .otherNumbers = second});
    const MapColouring other = colourSamples({.samples = 3, .numbers = second, .otherNumbers = first});
    for (const MapColouring& each : {one, other}) {
        QCOMPARE(each.low, 0.0F);
        QCOMPARE(each.high, 1.0F);
    }
    QCOMPARE(styleOf(one, 1).rgb, styleOf(other, 2).rgb); // the same trust, the same colour
    QVERIFY(one.legend.empty());                          // whose unknown samples are the other's
}

void tst_MapColours::theSixtyFifthValueSharesItsLook()
{
    LabelColumn many = labelColumn("many", {}, {});
    for (std::uint32_t i = 0; i < 64; ++i) {
        many.values.push_back(std::to_string(i));
        many.codes.push_back(i);
    }
    QVERIFY(!colourSamples({.samples = 64, .column = &many}).sharesLooks);
    many.values.push_back("64");
    many.codes.push_back(64);
    const MapColouring colouring = colourSamples({.samples = 65, .column = &many});
    QVERIFY(colouring.sharesLooks);
    QVERIFY(styleOf(colouring, 64) == styleOf(colouring, 0));
}

void tst_MapColours::hiddenValuesAreNotVisible()
{
    const MadeMap map = madeMap(99);
    const MapColouring colouring =
        colourSamples({.samples = 99, .column = &column(map, "kind"), .hiddenValues = {"b"}});
    QCOMPARE(colouring.shown, std::size_t{66});
    QVERIFY(styleOf(colouring, 0).isVisible);
    QVERIFY(!styleOf(colouring, 1).isVisible);
    QVERIFY(colouring.legend[1].isHidden);
    QCOMPARE(colouring.legend[1].count, std::size_t{33}); // still told
}

void tst_MapColours::allButTheSelectionAreGreyed()
{
    const MadeMap map = madeMap(30);
    const SampleSet selection{3, 4};
    const MapColouring colouring =
        colourSamples({.samples = 30, .column = &column(map, "kind"), .selection = &selection});
    QVERIFY(styleOf(colouring, 0).isBackground);
    QVERIFY(!styleOf(colouring, 3).isBackground);
    QVERIFY(styleOf(colouring, 3).rgb != styleOf(colouring, 4).rgb);
    QCOMPARE(colouring.shown, std::size_t{30});
}

void tst_MapColours::hiddenStaysHiddenWhenSelected()
{
    const MadeMap map = madeMap(30);
    const SampleSet selection{0, 1};
    const MapColouring colouring =
        colourSamples({.samples = 30, .column = &column(map, "kind"), .hiddenValues = {"a"}, .selection = &selection});
    QVERIFY(!styleOf(colouring, 0).isVisible);
    QVERIFY(styleOf(colouring, 1).isVisible);
}

void tst_MapColours::withoutAColumnAllAreAlike()
{
    const MapColouring colouring = colourSamples({.samples = 5});
    QVERIFY(colouring.legend.empty());
    for (std::size_t i = 0; i < 5; ++i) {
        QVERIFY(styleOf(colouring, i).isVisible);
        QVERIFY(styleOf(colouring, i) == styleOf(colouring, 0));
    }
}

void tst_MapColours::viridisRunsFromPurpleToYellow()
{
    const auto isNear = [](QRgb colour, int red, int green, int blue) {
        return std::abs(qRed(colour) - red) < 6 && std::abs(qGreen(colour) - green) < 6 &&
               std::abs(qBlue(colour) - blue) < 6;
    };
    QVERIFY(isNear(viridis(0), 68, 1, 84));
    QVERIFY(isNear(viridis(0.5), 33, 145, 140));
    QVERIFY(isNear(viridis(1), 253, 231, 37));
}

void tst_MapColours::theLegendCountsAsPeopleDo()
{
    const LabelColumn column = columnOf("cluster", {"cluster 10", "cluster 2", "cluster 1", "c"}, {0, 1, 2, 3, 0});
    const MapColouring colouring = colourSamples({.samples = 5, .column = &column, .hiddenValues = {}});
    QStringList names;
    for (const LegendEntry& entry : colouring.legend) {
        names << entry.text;
    }
    QCOMPARE(names, (QStringList{"c", "cluster 1", "cluster 2", "cluster 10"}));
}

QTEST_GUILESS_MAIN(tst_MapColours)
#include "tst_MapColours.moc"
