// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/LatentTable.h"
#include "latent/PrincipalComponents.h"
#include "latent/Prior.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

class tst_LatentVector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsAMultipleOfADirection();
    void measuresLengthsAndAngles();
    void refusesVectorsOfDifferentSizes();
    void namesTheFirstValueThatIsNotFinite();
    void readsCoordinatesAlongComponents();
    void manyLatentsHaveTheCoordinatesOfEach();
    void aWideBasisLooksAtTheStopMoreOften();
    void oneBadValueIsFoundAnywhere();
    void drawsFromTheUniformPriorStayInside();
    void theSameSeedDrawsTheSamePoint();
    void quantilesOfThePriorAreThoseOfTables();
};

void tst_LatentVector::addsAMultipleOfADirection()
{
    LatentVector point{1, 2, 3};
    addScaled(point, 0.5F, LatentVector{2, 0, -2});
    QCOMPARE(point, (LatentVector{2, 2, 2}));
}

void tst_LatentVector::measuresLengthsAndAngles()
{
    QCOMPARE(norm(LatentVector{3, 4}), 5.0);
    QCOMPARE(cosine(LatentVector{2, 0}, LatentVector{1, 1}), std::sqrt(0.5));
    QCOMPARE(cosine(LatentVector{2, 0}, LatentVector{-7, 0}), -1.0);
    QCOMPARE(cosine(LatentVector{0, 0}, LatentVector{1, 1}), 0.0);
}

void tst_LatentVector::refusesVectorsOfDifferentSizes()
{
    LatentVector point{1, 2};
    QVERIFY_THROWS_EXCEPTION(std::logic_error, addScaled(point, 1, LatentVector{1}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)dot(point, LatentVector{1}));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, LatentTable(2, 2, {1, 2, 3}));
}

void tst_LatentVector::namesTheFirstValueThatIsNotFinite()
{
    LatentTable table(3, 2);
    requireFinite(table, "latents.npy");
    table.row(2)[1] = std::numeric_limits<float>::quiet_NaN();
    try {
        requireFinite(table, "latents.npy");
        QFAIL("no error");
    } catch (const UserError& error) {
        QVERIFY(QString(error.what()).startsWith("latents.npy: the value in row 2, column 1"));
    }
}

void tst_LatentVector::readsCoordinatesAlongComponents()
{
    const PrincipalComponents basis{.mean = {1, 1, 1}, .components = LatentTable(2, 3, {0, 1, 0, 1, 0, 0})};
    QCOMPARE(basis.coordinates(LatentVector{4, 3, 9}), (LatentVector{2, 3}));
    QCOMPARE(basis.planeCoordinates(LatentVector{4, 3, 9}), (std::array<float, 2>{2, 3}));
}

void tst_LatentVector::manyLatentsHaveTheCoordinatesOfEach()
{
    constexpr std::size_t d = 21;
    std::mt19937_64 random(3);
    std::normal_distribution<float> normal(2, 5);
    const auto table = [&](std::size_t rows) {
        LatentTable made(rows, d);
        std::ranges::generate(made.values(), [&] { return normal(random); });
        return made;
    };
    const LatentTable latents = table(2051); // no multiple of what goes on at once
    const PrincipalComponents basis{.mean = drawFromPrior(Prior::Normal, d, random), .components = table(13)};
    const LatentTable all = coordinatesOf(basis, latents);
    const LatentTable plane = coordinatesOf(basis, latents.values(), 2);
    QCOMPARE(all.columns(), std::size_t{13});
    QCOMPARE(plane.columns(), std::size_t{2});
    for (std::size_t row = 0; row < latents.rows(); ++row) {
        const LatentVector expected = basis.coordinates(latents.row(row));
        QVERIFY(std::ranges::equal(all.row(row), expected));
        QVERIFY(std::ranges::equal(plane.row(row), std::span(expected).first(2)));
    }
    QCOMPARE(coordinatesOf(basis, latents.values(), 99).columns(), std::size_t{13});
    QCOMPARE(coordinatesOf(basis, latents.values(), 0).rows(), std::size_t{2051});
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)coordinatesOf(basis, LatentTable(5, d + 1)));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)coordinatesOf(basis, latents.values().first(d + 1), 2));
    std::stop_source stopped;
    stopped.request_stop();
    QVERIFY(coordinatesOf(basis, latents, {stopped.get_token()}).isEmpty());
}

void tst_LatentVector::aWideBasisLooksAtTheStopMoreOften()
{
    constexpr std::size_t d = 1024;
    const PrincipalComponents basis{.mean = LatentVector(d), .components = LatentTable(d, d)};
    std::stop_source stop;
    int looks = 0;
    const JobControl control{stop.get_token(), [&](double) {
                                 if (++looks == 3) {
                                     stop.request_stop();
                                 }
                             }};
    QVERIFY(coordinatesOf(basis, LatentTable(100, d), control).isEmpty());
    QCOMPARE(looks, 3);
}

void tst_LatentVector::oneBadValueIsFoundAnywhere()
{
    LatentVector values(10'000, -std::numeric_limits<float>::max());
    QVERIFY(allFinite(values));
    for (const std::size_t place : {0, 4095, 4096, 9999}) {
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                -std::numeric_limits<float>::infinity()}) {
            const float good = std::exchange(values[place], bad);
            QVERIFY(!allFinite(values));
            values[place] = good;
        }
    }
    QVERIFY(allFinite({}));
}

void tst_LatentVector::drawsFromTheUniformPriorStayInside()
{
    std::mt19937_64 random(1);
    const LatentVector point = drawFromPrior(Prior::Uniform, 4096, random);
    const auto [low, high] = std::ranges::minmax(point);
    QVERIFY(low >= -1 && low < -0.98F && high <= 1 && high > 0.98F);
}

void tst_LatentVector::theSameSeedDrawsTheSamePoint()
{
    std::mt19937_64 first(7);
    std::mt19937_64 second(7);
    const LatentVector a = drawFromPrior(Prior::Normal, 64, first);
    QCOMPARE(a, drawFromPrior(Prior::Normal, 64, second));
    QCOMPARE(drawAround(a, LatentVector(64, 1.0F), 0, first), a);
}

void tst_LatentVector::quantilesOfThePriorAreThoseOfTables()
{
    const auto isNear = [](double a, double b) { return std::abs(a - b) < 1e-9; };
    QVERIFY(isNear(priorQuantile(Prior::Normal, 0.5), 0));
    QVERIFY(isNear(priorQuantile(Prior::Normal, 0.975), 1.959963984540054));
    QVERIFY(isNear(priorQuantile(Prior::Normal, 0.025), -1.959963984540054));
    QVERIFY(isNear(priorQuantile(Prior::Unknown, 1e-6), -4.753424308822899));
    QVERIFY(isNear(priorQuantile(Prior::Uniform, 0.25), -0.5));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)priorQuantile(Prior::Normal, 0));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)priorQuantile(Prior::Uniform, 1));
}

QTEST_GUILESS_MAIN(tst_LatentVector)
#include "tst_LatentVector.moc"
