// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/TableKernels.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace {

std::vector<float> numbers(std::size_t count)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0.25F, 3);
    std::vector<float> made(count);
    std::ranges::generate(made, [&] { return normal(random); });
    return made;
}

std::span<const TableKernels* const> all()
{
    std::size_t count = 0;
    const TableKernels* const* kernels = allTableKernels(&count);
    return {kernels, count};
}

} // namespace

class tst_TableKernels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsAreAddedInTheOrderOfTheRows_data()
    {
        QTest::addColumn<std::size_t>("rows");
        QTest::addColumn<std::size_t>("columns");
        QTest::newRow("one") << std::size_t{1} << std::size_t{1};
        QTest::newRow("odd") << std::size_t{1003} << std::size_t{37};
        QTest::newRow("even") << std::size_t{512} << std::size_t{64};
    }
    void columnsAreAddedInTheOrderOfTheRows()
    {
        QFETCH(std::size_t, rows);
        QFETCH(std::size_t, columns);
        const std::vector<float> table = numbers(rows * columns);
        std::vector<double> sums(columns, 0.5);
        std::vector<float> lowest(columns, 100);
        std::vector<float> highest(columns, -100);
        for (std::size_t i = 0; i < table.size(); ++i) {
            sums[i % columns] += static_cast<double>(table[i]);
            lowest[i % columns] = std::min(lowest[i % columns], table[i]);
            highest[i % columns] = std::max(highest[i % columns], table[i]);
        }
        for (const TableKernels* kernels : all()) {
            std::vector<double> s(columns, 0.5);
            std::vector<float> low(columns, 100);
            std::vector<float> high(columns, -100);
            kernels->addColumns(table.data(), rows, columns, s.data(), low.data(), high.data());
            QVERIFY2(s == sums && low == lowest && high == highest, kernels->name);
        }
    }

    void whatIsNoNumberIsNotLost()
    {
        for (const TableKernels* kernels : all()) {
            std::vector<float> table = numbers(40);
            table[21] = std::numeric_limits<float>::quiet_NaN();
            table[32] = -std::numeric_limits<float>::infinity();
            std::vector<double> sums(5);
            std::vector<float> low(5);
            std::vector<float> high(5);
            kernels->addColumns(table.data(), 8, 5, sums.data(), low.data(), high.data());
            QVERIFY2(std::isnan(sums[1]) && std::isinf(sums[2]) && std::isfinite(sums[0]), kernels->name);
        }
    }

    void centringLeavesWhatIsBesideTheRows()
    {
        const std::vector<float> table = numbers(21 * 37);
        const std::vector<float> mean = numbers(37);
        for (const TableKernels* kernels : all()) {
            std::vector<float> centred(21 * 48, 7);
            kernels->centre(table.data(), 21, 37, mean.data(), 0.3, centred.data(), 48);
            for (std::size_t i = 0; i < centred.size(); ++i) {
                const std::size_t k = i % 48;
                const double deviation =
                    k < 37 ? static_cast<double>(table[i / 48 * 37 + k]) - static_cast<double>(mean[k]) : 0;
                QVERIFY2(centred[i] == (k < 37 ? static_cast<float>(deviation * 0.3) : 7), kernels->name);
            }
        }
    }

    void productsAreThoseOfDoubles_data()
    {
        QTest::addColumn<std::size_t>("rows");
        QTest::addColumn<std::size_t>("columns");
        QTest::newRow("narrow") << std::size_t{700} << std::size_t{16};
        QTest::newRow("64") << std::size_t{333} << std::size_t{64};
        QTest::newRow("one row") << std::size_t{1} << std::size_t{80};
        QTest::newRow("wide") << std::size_t{65} << std::size_t{256};
    }
    void productsAreThoseOfDoubles()
    {
        QFETCH(std::size_t, rows);
        QFETCH(std::size_t, columns);
        const std::vector<float> table = numbers(rows * columns);
        for (const TableKernels* kernels : all()) {
            std::vector<float> product(columns * columns, std::numeric_limits<float>::quiet_NaN());
            kernels->scatter(table.data(), rows, columns, product.data());
            for (std::size_t i = 0; i < columns; ++i) {
                for (std::size_t j = 0; j <= i; ++j) {
                    double sum = 0;
                    double squares = 0;
                    for (std::size_t row = 0; row < rows; ++row) {
                        const double both = static_cast<double>(table[row * columns + i]) *
                                            static_cast<double>(table[row * columns + j]);
                        sum += both;
                        squares += std::abs(both);
                    }
                    QVERIFY2(std::abs(static_cast<double>(product[i * columns + j]) - sum) <= 1e-5 * squares,
                             kernels->name);
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_TableKernels)
#include "tst_TableKernels.moc"
