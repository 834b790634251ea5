// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/LatentArithmetic.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <limits>

class tst_LatentArithmetic : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnalogyAddsTheDifference();
    void anAnalogyOfNothingStays();
    void aSumKeepsWhatFloatsWouldLose();
    void refusesOtherWidths();
    void theMeanIsThatOfTheRowsNamed();
    void theMeanStopsWhenToldTo();
    void theMeanRefusesNoRowsAndNotANumber();
    void aLineLeadsFromOneToTheOther();
    void aLineNeedsTwoPoints();
    void pointsAroundAreAllAsFar();
    void pointsAroundStayWhereNothingVaries();
    void pointsAroundDependOnTheSeedAlone();
};

namespace {

using Rows = std::vector<std::uint32_t>;
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

QString errorOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

void tst_LatentArithmetic::anAnalogyAddsTheDifference()
{
    const LatentVector man{1, 0}, woman{1, 3}, king{5, 1};
    QCOMPARE(analogy(man, woman, king), (LatentVector{5, 4}));
    QCOMPARE(analogy(man, woman, king, -2), (LatentVector{5, -5}));
}

void tst_LatentArithmetic::anAnalogyOfNothingStays()
{
    const LatentVector point{0.1F, -7};
    QCOMPARE(analogy(LatentVector{1, 2}, LatentVector{3, 4}, point, 0), point);
    QCOMPARE(analogy(point, point, point, 3), point);
}

void tst_LatentArithmetic::aSumKeepsWhatFloatsWouldLose()
{
    const LatentVector large{1e8F}, small{1};
    const std::vector<LatentTerm> terms{{1, large}, {1, small}, {-1, large}}; // 1e8 + 1 = 1e8 in float
    QCOMPARE(sumOf(terms), small);
}

void tst_LatentArithmetic::refusesOtherWidths()
{
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)analogy(LatentVector{1}, LatentVector{1, 2}, LatentVector{1, 2}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)sumOf({}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)pointsAround(LatentVector{1}, LatentVector{1, 2}, 1, 1, 1));
}

void tst_LatentArithmetic::theMeanIsThatOfTheRowsNamed()
{
    const LatentTable table(3, 2, {0, 2, 100, 100, 4, 8});
    QCOMPARE(meanOfRows(table, Rows{0, 2}), (LatentVector{2, 5}));
    QCOMPARE(meanOfRows(table, Rows{1}), (LatentVector{100, 100}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)meanOfRows(table, Rows{3}));
}

void tst_LatentArithmetic::theMeanStopsWhenToldTo()
{
    const LatentTable table(5000, 1);
    Rows rows(5000);
    std::stop_source stop;
    JobControl control{stop.get_token()};
    QCOMPARE(meanOfRows(table, rows, control).size(), 1U);
    stop.request_stop();
    QVERIFY(meanOfRows(table, rows, control).empty());
}

void tst_LatentArithmetic::theMeanRefusesNoRowsAndNotANumber()
{
    const LatentTable table(2, 2, {0, 1, notANumber, 1});
    QVERIFY(errorOf([&] { (void)meanOfRows(table, Rows{}); }).contains("no sample"));
    QVERIFY(errorOf([&] { (void)meanOfRows(table, Rows{0, 1}); }).contains("sample 1 holds NaN"));
}

void tst_LatentArithmetic::aLineLeadsFromOneToTheOther()
{
    const LatentVector from{1, 1}, to{4, 5};
    const AttributeVector line = lineBetween(from, to);
    LatentVector end = from;
    addScaled(end, 1, line.vector);
    QCOMPARE(end, to);
    QCOMPARE(line.withPosition - line.withoutPosition, 1.0);
    QCOMPARE(positionAlong(from, line.vector), line.withoutPosition);
    QCOMPARE((*line.pair)[0], from);
    QCOMPARE((*line.pair)[1], to);
}

void tst_LatentArithmetic::aLineNeedsTwoPoints()
{
    QVERIFY(errorOf([] { (void)lineBetween(LatentVector{1, 2}, LatentVector{1, 2}); }).contains("the same"));
    QVERIFY(errorOf([] { (void)lineBetween(LatentVector{1, 2}, LatentVector{1, notANumber}); }).contains("NaN"));
}

void tst_LatentArithmetic::pointsAroundAreAllAsFar()
{
    const LatentVector point{1, 2, 3}, deviations{2, 0.5F, 10};
    const LatentTable points = pointsAround(point, deviations, 0.7, 8, 1);
    QCOMPARE(points.rows(), 8U);
    for (std::size_t i = 0; i < 8; ++i) {
        double squares = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            squares += std::pow(static_cast<double>((points.row(i)[k] - point[k]) / deviations[k]), 2);
        }
        QVERIFY(std::abs(std::sqrt(squares / 3) - 0.7) < 1e-5);
    }
    QVERIFY(points.row(0)[0] != points.row(1)[0]);
}

void tst_LatentArithmetic::pointsAroundStayWhereNothingVaries()
{
    const LatentTable points = pointsAround(LatentVector{1, 2, 3}, LatentVector{1, 0, 1}, 2, 4, 1);
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(points.row(i)[1], 2.0F);
        QVERIFY(points.row(i)[0] != 1.0F);
    }
    QCOMPARE(pointsAround(LatentVector{1, 2}, LatentVector{0, 0}, 2, 1, 1), LatentTable(1, 2, {1, 2}));
}

void tst_LatentArithmetic::pointsAroundDependOnTheSeedAlone()
{
    const LatentVector point{1, 2, 3}, deviations{1, 1, 1};
    const LatentTable eight = pointsAround(point, deviations, 1, 8, 5);
    const LatentTable two = pointsAround(point, deviations, 1, 2, 5);
    QVERIFY(std::ranges::equal(two.row(1), eight.row(1)));
    QVERIFY(pointsAround(point, deviations, 1, 8, 6) != eight);
}

QTEST_APPLESS_MAIN(tst_LatentArithmetic)
#include "tst_LatentArithmetic.moc"
