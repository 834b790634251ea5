// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "components/NarrowPca.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace {

/// Far from 0, each dimension of another width, and all of them mixed.
LatentTable samples(std::size_t rows, std::size_t columns)
{
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t row = 0; row < rows; ++row) {
        float before = 0;
        for (std::size_t k = 0; k < columns; ++k) {
            before = 0.5F * before + normal(random) / static_cast<float>(1 + k % 7);
            table.row(row)[k] = 100 + before;
        }
    }
    return table;
}

double covariance(const LatentTable& table, const LatentVector& mean, std::size_t i, std::size_t j)
{
    double sum = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const LatentView x = table.row(row);
        sum += (static_cast<double>(x[i]) - static_cast<double>(mean[i])) *
               (static_cast<double>(x[j]) - static_cast<double>(mean[j]));
    }
    return sum / static_cast<double>(table.rows() - 1);
}

} // namespace

class tst_NarrowPca : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatLiesTooFarApartIsRefused()
    {
        LatentTable table = samples(100, 16);
        std::ranges::fill(table.row(0), 3e38F);
        std::ranges::fill(table.row(1), -3e38F);
        QVERIFY_THROWS_EXCEPTION(UserError, (void)fitNarrowPca(table));
    }
    void componentsTimesVariancesAreTheCovariance_data()
    {
        QTest::addColumn<std::size_t>("rows");
        QTest::addColumn<std::size_t>("columns");
        QTest::newRow("odd width") << std::size_t{999} << std::size_t{21};
        QTest::newRow("several blocks and threads") << std::size_t{30'011} << std::size_t{16};
        QTest::newRow("widest") << std::size_t{600} << widestNarrow;
    }
    void componentsTimesVariancesAreTheCovariance()
    {
        QFETCH(std::size_t, rows);
        QFETCH(std::size_t, columns);
        const LatentTable table = samples(rows, columns);
        const PrincipalComponents pca = fitNarrowPca(table);
        QCOMPARE(pca.components.rows(), columns);
        for (std::size_t i = 0; i < columns; i += 5) {
            for (std::size_t j = 0; j <= i; j += 3) {
                double made = 0;
                for (std::size_t k = 0; k < columns; ++k) {
                    made += pca.explainedVariance[k] * static_cast<double>(pca.components.row(k)[i]) *
                            static_cast<double>(pca.components.row(k)[j]);
                }
                QVERIFY(std::abs(made - covariance(table, pca.mean, i, j)) < 1e-5);
            }
        }
        QVERIFY(std::ranges::is_sorted(pca.explainedVariance, std::greater()));
        QCOMPARE(fitNarrowPca(table), pca);
    }

    void anyNumberOfThreadsGivesTheSameBits()
    {
        const LatentTable table = samples(30'011, 16);
        const PrincipalComponents alone = fitNarrowPca(table, 0, 1);
        for (const int threads : {0, 2, 3}) {
            QCOMPARE(fitNarrowPca(table, 0, threads), alone);
        }
    }

    void asManyAsAreWanted()
    {
        const LatentTable table = samples(50, 8);
        const PrincipalComponents all = fitNarrowPca(table);
        const PrincipalComponents two = fitNarrowPca(table, 2);
        QCOMPARE(two.components.rows(), std::size_t{2});
        QVERIFY(std::ranges::equal(two.components.row(1), all.components.row(1)));
        QCOMPARE(two.totalVariance, all.totalVariance);
        QCOMPARE(componentCount(table, 0), std::size_t{8});
        QCOMPARE(componentCount(samples(4, 8), 99), std::size_t{3});
        QCOMPARE(componentCount(samples(1, 8), 0), std::size_t{1});
        QCOMPARE(componentCount(LatentTable(0, 8), 2), std::size_t{0});
    }

    void wideTablesAreRefused()
    {
        QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)fitNarrowPca(LatentTable(3, widestNarrow + 1)));
    }

    void aStopLeavesNothing()
    {
        std::stop_source stop;
        JobControl control{.stop = stop.get_token(), .report = [&](double fraction) {
                               if (fraction > 0.2) {
                                   stop.request_stop();
                               }
                           }};
        QVERIFY(fitNarrowPca(samples(60'000, 16), 0, 0, control).components.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_NarrowPca)
#include "tst_NarrowPca.moc"
