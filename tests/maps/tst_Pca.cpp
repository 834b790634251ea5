// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/Pca.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

class tst_Pca : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheAxesTheSamplesWereMadeOf();
    void variancesAreThoseOfTheCoordinates();
    void componentsAreOrthonormal();
    void allVarianceIsExplainedByAllComponents();
    void theLargestEntryIsPositive();
    void aShiftChangesTheMeanAlone();
    void theRandomisedMethodAgreesWithTheExactOne();
    void hugeAndTinyValuesStayInRange();
    void fewSamplesHaveADefinedAnswer();
    void refusesNotANumber();
    void stopsWhenTold();
    void findsTheSameEachTime();
};

namespace {

/// Normal samples with standard deviations 2^0, 2^-1, … along the axes of a fixed rotation of the first two.
LatentTable samples(std::size_t rows, std::size_t columns)
{
    std::mt19937_64 random(11);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        float deviation = 8;
        for (float& value : table.row(r)) {
            value = deviation * normal(random);
            deviation *= 0.8F;
        }
        const float x = table.row(r)[0];
        const float y = table.row(r)[1];
        table.row(r)[0] = 0.6F * x - 0.8F * y + 3;
        table.row(r)[1] = 0.8F * x + 0.6F * y;
    }
    return table;
}

double varianceAlong(const LatentTable& table, const PrincipalComponents& pca, std::size_t component)
{
    double squares = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        const auto x = static_cast<double>(pca.coordinates(table.row(r))[component]);
        squares += x * x;
    }
    return squares / static_cast<double>(table.rows() - 1);
}

} // namespace

void tst_Pca::findsTheAxesTheSamplesWereMadeOf()
{
    const PrincipalComponents pca = fitPca(samples(20000, 6));
    QVERIFY(std::abs(cosine(pca.components.row(0), LatentVector{0.6F, 0.8F, 0, 0, 0, 0})) > 0.999);
    QVERIFY(std::abs(pca.explainedVariance[0] - 64) < 2);
    QVERIFY(std::abs(pca.mean[0] - 3) < 0.2F);
}

void tst_Pca::variancesAreThoseOfTheCoordinates()
{
    const LatentTable table = samples(5000, 10);
    const PrincipalComponents pca = fitPca(table);
    QCOMPARE(pca.explainedVariance.size(), 10U);
    for (std::size_t i = 0; i < 10; ++i) {
        QVERIFY(std::abs(pca.explainedVariance[i] / varianceAlong(table, pca, i) - 1) < 1e-4);
        QVERIFY(i == 0 || pca.explainedVariance[i] <= pca.explainedVariance[i - 1]);
    }
}

void tst_Pca::componentsAreOrthonormal()
{
    const PrincipalComponents pca = fitPca(samples(300, 40));
    for (std::size_t i = 0; i < 40; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            QVERIFY(std::abs(dot(pca.components.row(i), pca.components.row(j)) - (i == j ? 1 : 0)) < 1e-5);
        }
    }
}

void tst_Pca::allVarianceIsExplainedByAllComponents()
{
    const PrincipalComponents pca = fitPca(samples(1000, 12));
    double sum = 0;
    for (const double variance : pca.explainedVariance) {
        sum += variance;
    }
    QVERIFY(std::abs(sum / pca.totalVariance - 1) < 1e-6);
}

void tst_Pca::theLargestEntryIsPositive()
{
    LatentTable table = samples(500, 8);
    const PrincipalComponents first = fitPca(table);
    for (float& value : table.values()) {
        value = -value;
    }
    const PrincipalComponents second = fitPca(table);
    for (std::size_t i = 0; i < 8; ++i) {
        QVERIFY(std::ranges::max(first.components.row(i)) >= -std::ranges::min(first.components.row(i)));
        QVERIFY(cosine(first.components.row(i), second.components.row(i)) > 0.999);
    }
}

void tst_Pca::aShiftChangesTheMeanAlone()
{
    LatentTable table = samples(2000, 5);
    const PrincipalComponents before = fitPca(table);
    for (float& value : table.values()) {
        value += 1000;
    }
    const PrincipalComponents after = fitPca(table);
    for (std::size_t i = 0; i < 5; ++i) {
        QVERIFY(std::abs(after.mean[i] - before.mean[i] - 1000) < 0.01F);
        QVERIFY(std::abs(after.explainedVariance[i] / before.explainedVariance[i] - 1) < 1e-3);
    }
}

void tst_Pca::theRandomisedMethodAgreesWithTheExactOne()
{
    const LatentTable table = samples(1500, 120);
    const PrincipalComponents exact = fitPca(table, {.components = 5});
    const PrincipalComponents random = fitPca(table, {.components = 5, .largestExact = 50});
    QVERIFY(random != exact); // it is the other method
    QCOMPARE(random.components.rows(), 5U);
    QVERIFY(std::abs(random.totalVariance / exact.totalVariance - 1) < 1e-4);
    for (std::size_t i = 0; i < 5; ++i) {
        QVERIFY(std::abs(random.explainedVariance[i] / exact.explainedVariance[i] - 1) < 1e-4);
        QVERIFY(cosine(random.components.row(i), exact.components.row(i)) > 0.9999);
    }
    QCOMPARE(fitPca(table, {.components = 5, .largestExact = 50}), random);
}

void tst_Pca::hugeAndTinyValuesStayInRange()
{
    for (const float unit : {1e30F, 1e-30F}) {
        LatentTable table = samples(100, 4);
        for (float& value : table.values()) {
            value *= unit;
        }
        const PrincipalComponents pca = fitPca(table);
        QVERIFY(allFinite(pca.components.values()));
        QVERIFY(pca.explainedVariance[0] > 0 && std::isfinite(pca.explainedVariance[0]));
        QVERIFY(std::abs(norm(pca.components.row(0)) - 1) < 1e-5);
    }
}

void tst_Pca::fewSamplesHaveADefinedAnswer()
{
    QCOMPARE(fitPca(LatentTable(0, 3)), PrincipalComponents{});
    const PrincipalComponents one = fitPca(LatentTable(1, 3, {4, 5, 6}));
    QCOMPARE(one.components, LatentTable(1, 3, {1, 0, 0}));
    QCOMPARE(one.explainedVariance, std::vector<double>{0});
    QCOMPARE(fitPca(LatentTable(5, 2)).components.rows(), 2U); // constant
    const PrincipalComponents two = fitPca(LatentTable(2, 2, {0, 0, 0, -4}));
    QCOMPARE(two.components.rows(), 1U);
    QVERIFY(std::abs(two.components.row(0)[1] - 1) < 1e-6F);
    QVERIFY(std::abs(two.explainedVariance[0] - 8) < 1e-5);
    QCOMPARE(fitPca(LatentTable(3, 1, {1, 2, 3})).components, LatentTable(1, 1, {1}));
    QCOMPARE(fitPca(samples(100, 4), {.components = 99}).components.rows(), 4U);
}

void tst_Pca::refusesNotANumber()
{
    LatentTable table = samples(10, 3);
    table.row(7)[2] = std::numeric_limits<float>::infinity();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)fitPca(table));
}

void tst_Pca::stopsWhenTold()
{
    std::stop_source source;
    source.request_stop();
    QVERIFY(fitPca(samples(100, 4), {}, {source.get_token()}).components.isEmpty());
}

/// Enough rows for several threads.
void tst_Pca::findsTheSameEachTime()
{
    const LatentTable table = samples(30011, 12);
    const PrincipalComponents once = fitPca(table);
    QCOMPARE(fitPca(table), once);
    for (std::size_t k = 0; k < 12; ++k) {
        QVERIFY(std::abs(varianceAlong(table, once, k) / once.explainedVariance[k] - 1) < 1e-4);
    }
}

QTEST_GUILESS_MAIN(tst_Pca)
#include "tst_Pca.moc"
