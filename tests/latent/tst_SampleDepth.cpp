// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/SampleDepth.h"

#include <QTest>

#include <cmath>
#include <random>

namespace {

/// Samples that are independent along the first axes, with these variances; the others are constant at 7.
struct Made
{
    std::shared_ptr<PrincipalComponents> components = std::make_shared<PrincipalComponents>();
    LatentTable coordinates;

    Made(std::size_t samples, std::size_t size, const std::vector<double>& variances)
        : coordinates(samples, variances.size())
    {
        std::mt19937 random(1);
        std::normal_distribution<double> normal;
        components->mean.assign(size, 7);
        components->components = LatentTable(variances.size(), size);
        components->explainedVariance = variances;
        for (std::size_t k = 0; k < variances.size(); ++k) {
            components->components.row(k)[k] = 1;
            for (std::size_t i = 0; i < samples; ++i) {
                coordinates.row(i)[k] = static_cast<float>(std::sqrt(variances[k]) * normal(random));
            }
        }
    }
    [[nodiscard]] SampleDepth depth(const JobControl& control = {}) const
    {
        LatentTable samples(coordinates.rows(), components->mean.size());
        for (std::size_t i = 0; i < samples.rows(); ++i) {
            std::ranges::copy(sample(i), samples.row(i).begin());
        }
        return {components, samples, control};
    }
    [[nodiscard]] LatentVector sample(std::size_t i) const
    {
        LatentVector z = components->mean;
        for (std::size_t k = 0; k < coordinates.columns(); ++k) {
            z[k] += coordinates.row(i)[k];
        }
        return z;
    }
};

} // namespace

class tst_SampleDepth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measuresInStandardDeviationsOfEachDirection();
    void countsTheSamplesFartherOut();
    void directionsWithoutVarianceAreEndless();
    void aDirectionOfRoundingAloneIsNone();
    void withTooFewSamplesThereIsNone_data();
    void withTooFewSamplesThereIsNone();
    void samplesThatAreAllTheSameHoldTheirOwnPlaceAlone();
    void aPointThatIsNotFiniteHasNone();
    void aStoppedRunKnowsNothing();
    void aStopHalfwayLeavesNothing();
    void refusesAnotherBasis();
};

void tst_SampleDepth::measuresInStandardDeviationsOfEachDirection()
{
    const SampleDepth depth = Made(100, 2, {9, 0.25}).depth();
    QCOMPARE(depth.of(LatentVector{7, 7})->distance, 0.0);
    QCOMPARE(depth.of(LatentVector{10, 7})->distance, 1.0);
    QCOMPARE(depth.of(LatentVector{7, 8})->distance, 2.0);
    QVERIFY(std::abs(depth.of(LatentVector{13, 6})->distance - std::sqrt(8.0)) < 1e-6);
}

void tst_SampleDepth::countsTheSamplesFartherOut()
{
    const Made made(2001, 3, {4, 1, 0.1});
    const SampleDepth depth = made.depth();
    QVERIFY(depth.isKnown());
    std::vector<double> squares;
    for (std::size_t i = 0; i < 2001; ++i) {
        double square = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            square +=
                std::pow(static_cast<double>(made.coordinates.row(i)[k]), 2) / made.components->explainedVariance[k];
        }
        squares.push_back(square);
    }
    for (const std::size_t i : {0U, 17U, 1999U}) {
        const auto farther = std::ranges::count_if(squares, [&](double square) { return square > squares[i]; });
        QVERIFY(std::abs(depth.of(made.sample(i))->fartherShare - static_cast<double>(farther) / 2001) < 1.5 / 2001);
    }
    QVERIFY(depth.of(made.components->mean)->fartherShare == 1.0);
    QVERIFY(depth.of(LatentVector{1000, 7, 7})->fartherShare == 0.0);
}

void tst_SampleDepth::directionsWithoutVarianceAreEndless()
{
    const Made made(50, 3, {4, 1, 0});
    const SampleDepth depth = made.depth();
    QVERIFY(depth.isKnown());
    QVERIFY(std::isfinite(depth.of(made.sample(3))->distance));
    const auto beside = depth.of(LatentVector{7, 7, 7.5F});
    QVERIFY(std::isinf(beside->distance));
    QCOMPARE(beside->fartherShare, 0.0);
    const auto rounded = depth.of(LatentVector{7, 7, 7.000001F});
    QCOMPARE(rounded->distance, 0.0);
}

void tst_SampleDepth::aDirectionOfRoundingAloneIsNone()
{
    const SampleDepth depth = Made(50, 2, {4, 1e-14}).depth();
    QCOMPARE(depth.of(LatentVector{9, 7.0000005F})->distance, 1.0);
}

void tst_SampleDepth::withTooFewSamplesThereIsNone_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<std::vector<double>>("variances");
    QTest::newRow("none") << 0 << std::vector<double>{};
    QTest::newRow("one") << 1 << std::vector<double>{};
    QTest::newRow("as many as they span") << 3 << std::vector<double>{2, 1};
}

void tst_SampleDepth::withTooFewSamplesThereIsNone()
{
    QFETCH(const int, samples);
    QFETCH(const std::vector<double>, variances);
    const SampleDepth depth = Made(static_cast<std::size_t>(samples), 4, variances).depth();
    QVERIFY(!depth.isKnown());
    QVERIFY(!depth.of(LatentVector(4, 7)));
}

void tst_SampleDepth::samplesThatAreAllTheSameHoldTheirOwnPlaceAlone()
{
    const SampleDepth depth = Made(5, 2, {0, 0}).depth();
    QCOMPARE(*depth.of(LatentVector{7, 7}), (PointDepth{0, 0}));
    QVERIFY(std::isinf(depth.of(LatentVector{7, 8})->distance));
}

void tst_SampleDepth::aPointThatIsNotFiniteHasNone()
{
    const SampleDepth depth = Made(50, 2, {4, 1}).depth();
    QVERIFY(!depth.of(LatentVector{NAN, 7}));
    QVERIFY(!depth.of(LatentVector{7, INFINITY}));
}

void tst_SampleDepth::aStoppedRunKnowsNothing()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!Made(50, 2, {4, 1}).depth({stop.get_token()}).isKnown());
}

void tst_SampleDepth::aStopHalfwayLeavesNothing()
{
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&stop](double fraction) {
                                 if (fraction > 0.4) {
                                     stop.request_stop();
                                 }
                             }};
    const SampleDepth depth = Made(5000, 2, {4, 1}).depth(control);
    QVERIFY(!depth.isKnown());
    QCOMPARE(depth.samples(), std::size_t{0});
}

void tst_SampleDepth::refusesAnotherBasis()
{
    const Made made(50, 2, {4, 1});
    QVERIFY_THROWS_EXCEPTION(std::logic_error, SampleDepth(made.components, LatentTable(50, 1)));
}

QTEST_GUILESS_MAIN(tst_SampleDepth)
#include "tst_SampleDepth.moc"
