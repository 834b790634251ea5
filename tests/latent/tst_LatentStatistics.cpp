// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/LatentStatistics.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

class tst_LatentStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesEachDimension();
    void everyValueIsInSomeBin();
    void theFactorGivesTheCovarianceBack();
    void drawsLieInTheSamplesOwnPlane();
    void drawsHaveTheSamplesCovariance();
    void hugeValuesDoNotOverflow();
    void nothingAndOneSampleHaveADefinedAnswer();
    void refusesNotANumber();
    void stopsWhenTold();
};

namespace {

/// Samples x = A n with a known A, so that the covariance is A A^T.
LatentTable correlatedSamples(std::size_t rows, std::size_t columns)
{
    std::mt19937_64 random(3);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        float previous = 0;
        for (float& value : table.row(r)) {
            value = 0.8F * previous + normal(random);
            previous = value;
            value += 100;
        }
    }
    return table;
}

/// The plain textbook covariance, in double.
double covariance(const LatentTable& table, std::size_t i, std::size_t j)
{
    double meanI = 0;
    double meanJ = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        meanI += static_cast<double>(table.row(r)[i]);
        meanJ += static_cast<double>(table.row(r)[j]);
    }
    const auto n = static_cast<double>(table.rows());
    double sum = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        sum += (static_cast<double>(table.row(r)[i]) - meanI / n) * (static_cast<double>(table.row(r)[j]) - meanJ / n);
    }
    return sum / (n - 1);
}

} // namespace

void tst_LatentStatistics::describesEachDimension()
{
    const LatentStatistics s = latentStatistics(LatentTable(4, 2, {1, 5, 2, 5, 3, 5, 6, 5}));
    QCOMPARE(s.samples, 4U);
    QCOMPARE(s.mean, (LatentVector{3, 5}));
    QCOMPARE(s.minimum, (LatentVector{1, 5}));
    QCOMPARE(s.maximum, (LatentVector{6, 5}));
    QCOMPARE(s.standardDeviation[0], std::sqrt(14.0F / 3));
    QCOMPARE(s.standardDeviation[1], 0.0F);
}

void tst_LatentStatistics::everyValueIsInSomeBin()
{
    const LatentStatistics s = latentStatistics(correlatedSamples(1001, 5), {.bins = 10});
    for (const Histogram& histogram : s.histograms) {
        QCOMPARE(histogram.counts.size(), 10U);
        QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0U), 1001U);
        QVERIFY(histogram.counts.front() > 0 && histogram.counts.back() > 0);
    }
}

void tst_LatentStatistics::theFactorGivesTheCovarianceBack()
{
    const LatentTable table = correlatedSamples(700, 150); // more than two tiles, rows not a multiple of a block
    const LatentStatistics s = latentStatistics(table);
    for (const auto& [i, j] : {std::pair{0U, 0U}, {149U, 148U}, {70U, 3U}, {128U, 64U}, {64U, 63U}}) {
        const double rebuilt = dot(s.covarianceFactor.row(i).first(j + 1), s.covarianceFactor.row(j).first(j + 1));
        QVERIFY2(std::abs(rebuilt - covariance(table, i, j)) < 2e-4, qPrintable(QString::number(rebuilt)));
    }
}

void tst_LatentStatistics::drawsLieInTheSamplesOwnPlane()
{
    LatentTable table(100, 3);
    for (std::size_t r = 0; r < 100; ++r) {
        const auto x = static_cast<float>(r);
        table.row(r)[0] = x;
        table.row(r)[1] = -2 * x; // one straight line
        table.row(r)[2] = 7;      // and a constant
    }
    const LatentStatistics s = latentStatistics(table);
    std::mt19937_64 random(1);
    for (int i = 0; i < 100; ++i) {
        const LatentVector point = drawFromSamples(s, random);
        QVERIFY(std::abs(point[1] + 2 * point[0]) < 0.5F);
        QCOMPARE(point[2], 7.0F);
    }
}

void tst_LatentStatistics::drawsHaveTheSamplesCovariance()
{
    const LatentTable table = correlatedSamples(2000, 4);
    const LatentStatistics s = latentStatistics(table);
    std::mt19937_64 random(5);
    LatentTable draws(20000, 4);
    for (std::size_t r = 0; r < draws.rows(); ++r) {
        const LatentVector point = drawFromSamples(s, random);
        std::ranges::copy(point, draws.row(r).begin());
    }
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            QVERIFY(std::abs(covariance(draws, i, j) - covariance(table, i, j)) < 0.15);
        }
    }
}

void tst_LatentStatistics::hugeValuesDoNotOverflow()
{
    const LatentStatistics s = latentStatistics(LatentTable(3, 2, {1e30F, 1, -1e30F, 2, 1e30F, 3}));
    QVERIFY(allFinite(s.mean) && allFinite(s.standardDeviation) && allFinite(s.covarianceFactor.values()));
    QVERIFY(s.standardDeviation[0] > 1e30F);
}

void tst_LatentStatistics::nothingAndOneSampleHaveADefinedAnswer()
{
    QCOMPARE(latentStatistics(LatentTable(0, 8)).mean.size(), 0U);
    const LatentStatistics one = latentStatistics(LatentTable(1, 2, {4, 5}));
    QCOMPARE(one.mean, (LatentVector{4, 5}));
    QCOMPARE(one.standardDeviation, (LatentVector{0, 0}));
    std::mt19937_64 random(1);
    QCOMPARE(drawFromSamples(one, random), one.mean);
}

void tst_LatentStatistics::refusesNotANumber()
{
    LatentTable table(2, 2);
    table.row(1)[0] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)latentStatistics(table));
}

void tst_LatentStatistics::stopsWhenTold()
{
    std::stop_source source;
    source.request_stop();
    QVERIFY(latentStatistics(correlatedSamples(500, 4), {}, {source.get_token()}).covarianceFactor.isEmpty());
}

QTEST_GUILESS_MAIN(tst_LatentStatistics)
#include "tst_LatentStatistics.moc"
