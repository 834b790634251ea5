// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/PriorDraws.h"

#include <QTest>

#include <algorithm>
#include <cmath>

class tst_PriorDraws : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void haveTheirMoments_data();
    void haveTheirMoments();
    void theBallIsFilledEvenly();
    void theShellIsThin();
    void theEllipsoidHasTheGivenCovariance();
    void blendsLieBetweenTheirSamples();
    void findsTheNearestRows();
    void blendsStayInTheirCluster();
    void aLongerTableBeginsWithTheShorterOne();
    void seedsDiffer();
    void theSameRecipeGivesTheSameBitsEverywhere();
    void namesComeBack();
    void refusesWhatItCannotDrawFrom();
    void stopsWhenTold();
};

namespace {

constexpr std::size_t dimensions = 6;
constexpr std::size_t many = 40'000;

LatentTable draws(Distribution distribution, const LatentTable* given = nullptr)
{
    return drawPoints({.distribution = distribution, .count = many, .seed = 9}, dimensions, given);
}

double squareOf(LatentView point)
{
    return dot(point, point);
}

/// Two clusters far apart, in which the first two latents move together.
LatentTable clusters(std::size_t rows)
{
    LatentTable table(rows, dimensions);
    for (std::size_t row = 0; row < rows; ++row) {
        PortableRandom random(77, row);
        drawNormal(table.row(row), random);
        table.row(row)[1] += 2 * table.row(row)[0];
        for (float& value : table.row(row)) {
            value += row % 2 == 0 ? 50.0F : -50.0F;
        }
    }
    return table;
}

} // namespace

void tst_PriorDraws::haveTheirMoments_data()
{
    QTest::addColumn<int>("distribution");
    QTest::addColumn<double>("variance"); // of each latent
    const double d = dimensions;
    QTest::newRow("normal") << static_cast<int>(Distribution::Normal) << 1.0;
    QTest::newRow("cube") << static_cast<int>(Distribution::Cube) << 1.0 / 3;
    QTest::newRow("ball") << static_cast<int>(Distribution::Ball) << d / (d + 2); // R^2 / (d + 2), and R^2 = d
    QTest::newRow("shell") << static_cast<int>(Distribution::Shell) << 1.0;       // R^2 / d
}

void tst_PriorDraws::haveTheirMoments()
{
    QFETCH(int, distribution);
    QFETCH(double, variance);
    const LatentTable table = draws(static_cast<Distribution>(distribution));
    QCOMPARE(table.rows(), many);
    const double error = 5 / std::sqrt(static_cast<double>(many));
    for (std::size_t i = 0; i < dimensions; ++i) {
        double mean = 0;
        double square = 0;
        double product = 0;
        for (std::size_t row = 0; row < many; ++row) {
            const auto x = static_cast<double>(table.row(row)[i]);
            mean += x / many;
            square += x * x / many;
            product += x * static_cast<double>(table.row(row)[(i + 1) % dimensions]) / many;
        }
        QVERIFY(std::abs(mean) < error);
        QVERIFY(std::abs(square - variance) < 2 * error);
        QVERIFY(std::abs(product) < error);
    }
}

/// The share within half the radius is 2^-d, within the median radius 1/2; nobody is outside.
void tst_PriorDraws::theBallIsFilledEvenly()
{
    const LatentTable table =
        drawPoints({.distribution = Distribution::Ball, .count = many, .seed = 3, .radius = 2}, 3, nullptr);
    std::size_t inner = 0;
    std::size_t median = 0;
    for (std::size_t row = 0; row < many; ++row) {
        const double distance = std::sqrt(squareOf(table.row(row)));
        QVERIFY(distance <= 2 * (1 + 1e-6));
        inner += distance < 1 ? 1 : 0;
        median += distance < 2 * std::cbrt(0.5) ? 1 : 0;
    }
    QVERIFY(std::abs(static_cast<double>(inner) - many / 8.0) < 5 * std::sqrt(many / 8.0));
    QVERIFY(std::abs(static_cast<double>(median) - many / 2.0) < 5 * std::sqrt(many / 4.0));
}

void tst_PriorDraws::theShellIsThin()
{
    const LatentTable table = draws(Distribution::Shell);
    for (std::size_t row = 0; row < 1000; ++row) {
        QVERIFY(std::abs(std::sqrt(squareOf(table.row(row))) - std::sqrt(dimensions)) < 1e-5);
    }
    const LatentTable far = drawPoints({.distribution = Distribution::Shell, .count = 100, .radius = 7}, 2, nullptr);
    QVERIFY(std::abs(squareOf(far.row(99)) - 49) < 1e-4);
}

void tst_PriorDraws::theEllipsoidHasTheGivenCovariance()
{
    LatentTable given = clusters(4000);
    for (std::size_t row = 0; row < given.rows(); ++row) { // one cluster
        for (float& value : given.row(row)) {
            value += row % 2 == 0 ? 0.0F : 100.0F;
        }
    }
    const LatentStatistics wanted = latentStatistics(given);
    const LatentStatistics drawn = latentStatistics(draws(Distribution::Ellipsoid, &given));
    for (std::size_t i = 0; i < dimensions; ++i) {
        QVERIFY(std::abs(drawn.mean[i] - wanted.mean[i]) < 0.06F);
        for (std::size_t j = 0; j <= i; ++j) {
            QVERIFY(std::abs(drawn.covarianceFactor.row(i)[j] - wanted.covarianceFactor.row(i)[j]) < 0.06F);
        }
    }
    QVERIFY(drawn.covarianceFactor.row(1)[0] > 1.8F); // 2, where latents drawn each by itself give 0
}

/// Weights uniform on a triangle: mean 1/3, variance 1/18.
void tst_PriorDraws::blendsLieBetweenTheirSamples()
{
    LatentTable corners(3, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        corners.row(i)[i] = 1;
    }
    const std::vector<std::uint32_t> rows = {0, 1, 2};
    double mean = 0;
    double square = 0;
    for (std::size_t i = 0; i < many; ++i) {
        PortableRandom random(8, i);
        LatentVector point(3);
        drawBlend(point, corners, rows, random);
        QVERIFY(std::abs(point[0] + point[1] + point[2] - 1) < 1e-5F);
        QVERIFY(*std::min_element(point.begin(), point.end()) >= 0);
        mean += static_cast<double>(point[1]) / many;
        square += static_cast<double>(point[1] * point[1]) / many;
    }
    QVERIFY(std::abs(mean - 1.0 / 3) < 0.006);
    QVERIFY(std::abs(square - mean * mean - 1.0 / 18) < 0.002);
}

void tst_PriorDraws::findsTheNearestRows()
{
    LatentTable line(7, 5);
    const float places[] = {0, 10, 1, 4, -2, 1, 30};
    for (std::size_t row = 0; row < 7; ++row) {
        line.row(row)[4] = places[row];
    }
    QCOMPARE(nearestRows(line, 0, 3), (std::vector<std::uint32_t>{2, 5, 4}));
    QCOMPARE(nearestRows(line, 6, 99).size(), std::size_t{6});
}

void tst_PriorDraws::blendsStayInTheirCluster()
{
    const LatentTable given = clusters(200);
    const LatentTable table =
        drawPoints({.distribution = Distribution::Neighbours, .count = 2000, .neighbours = 4}, dimensions, &given);
    std::size_t above = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        QVERIFY(std::abs(std::abs(table.row(row)[3]) - 50) < 6);
        above += table.row(row)[3] > 0 ? 1 : 0;
    }
    QVERIFY(above > 900 && above < 1100);
}

void tst_PriorDraws::aLongerTableBeginsWithTheShorterOne()
{
    const LatentTable given = clusters(50);
    for (const Distribution distribution : {Distribution::Normal, Distribution::Ball, Distribution::Neighbours}) {
        const LatentTable few = drawPoints({.distribution = distribution, .count = 100}, dimensions, &given);
        const LatentTable more = drawPoints({.distribution = distribution, .count = 300}, dimensions, &given);
        QVERIFY(std::equal(few.values().begin(), few.values().end(), more.values().begin()));
    }
}

void tst_PriorDraws::seedsDiffer()
{
    QVERIFY(drawPoints({.count = 100, .seed = 1}, 4, nullptr) != drawPoints({.count = 100, .seed = 2}, 4, nullptr));
}

void tst_PriorDraws::theSameRecipeGivesTheSameBitsEverywhere()
{
    const auto lastOf = [](Distribution distribution) {
        const LatentTable given = clusters(20);
        const LatentTable table =
            drawPoints({.distribution = distribution, .count = 100, .seed = 42}, dimensions, &given);
        return table.row(99)[dimensions - 1];
    };
    QVERIFY(lastOf(Distribution::Normal) == 0x1.315ff4p+1F);
    QVERIFY(lastOf(Distribution::Cube) == 0x1.f745e8p-1F);
    QVERIFY(lastOf(Distribution::Ball) == 0x1.d6fbdep+0F);
    QVERIFY(lastOf(Distribution::Shell) == 0x1.1beba4p+1F);
    QVERIFY(lastOf(Distribution::Ellipsoid) == 0x1.6943b2p+5F);
    QVERIFY(lastOf(Distribution::Neighbours) == 0x1.94eb7ap+5F);
}

void tst_PriorDraws::namesComeBack()
{
    for (const Distribution distribution : {Distribution::Normal, Distribution::Cube, Distribution::Ball,
                                            Distribution::Shell, Distribution::Ellipsoid, Distribution::Neighbours}) {
        QVERIFY(distributionNamed(nameOf(distribution)) == distribution);
    }
    QVERIFY(!distributionNamed("gauss"));
}

void tst_PriorDraws::refusesWhatItCannotDrawFrom()
{
    const DrawRecipe recipe{.distribution = Distribution::Ellipsoid, .count = 100};
    QVERIFY_THROWS_EXCEPTION(UserError, drawPoints(recipe, dimensions, nullptr));
    LatentTable given = clusters(20);
    QVERIFY_THROWS_EXCEPTION(UserError, drawPoints(recipe, dimensions + 1, &given));
    given.row(3)[2] = std::nanf("");
    QVERIFY_THROWS_EXCEPTION(UserError, drawPoints(recipe, dimensions, &given));
}

void tst_PriorDraws::stopsWhenTold()
{
    std::stop_source stop;
    JobControl control{stop.get_token(), [&stop](double fraction) {
                           if (fraction > 0.2) {
                               stop.request_stop();
                           }
                       }};
    const LatentTable table = drawPoints({.count = 10'000}, dimensions, nullptr, control);
    QVERIFY(table.rows() > 2000 && table.rows() < 3000);
    QCOMPARE(table.columns(), dimensions);
}

QTEST_GUILESS_MAIN(tst_PriorDraws)
#include "tst_PriorDraws.moc"
