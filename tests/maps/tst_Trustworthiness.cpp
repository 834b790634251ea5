// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/Trustworthiness.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

class tst_Trustworthiness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMeanIsScikitLearns_data();
    void theMeanIsScikitLearns();
    void eachIsThatOfItsDefinition_data();
    void eachIsThatOfItsDefinition();
    void aMapThatIsTheDataIsTrustedFully();
    void whoeverLiesAmongStrangersIsNotTrusted();
    void aPartOfTheRowsIsEnough();
    void duplicatesShareTheBestRank();
    void threadsChangeNothing();
    void fewSamplesAreTrusted();
    void hugeValuesStayInRange();
    void refusesNotANumber();
    void stopsWhenTold();
};

namespace {

LatentTable normalTable(std::size_t rows, std::size_t columns, float scale = 1)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, scale);
    LatentTable table(rows, columns);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    return table;
}

/// Two columns, and a little of the third: a map like any other.
std::vector<float> mapOf(const LatentTable& table)
{
    std::vector<float> places;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        places.push_back(table.row(i)[0] + table.row(i)[2] / 4);
        places.push_back(table.row(i)[1] - table.row(i)[table.columns() - 1] / 8);
    }
    return places;
}

/// Numbers that a script in Python makes as well: see theMeanIsScikitLearns.
LatentTable formulaTable()
{
    LatentTable table(300, 6);
    for (std::int64_t i = 0; i < 300; ++i) {
        for (std::int64_t k = 0; k < 6; ++k) {
            const std::int64_t number =
                i * i * i * 31 + i * i * 7919 * (k + 1) + i * 613 + k * 104729 + k * k * i * i * 17;
            table.row(static_cast<std::size_t>(i))[static_cast<std::size_t>(k)] =
                static_cast<float>(number % 1'000'003) / 262'144.0F;
        }
    }
    return table;
}

double squared(LatentView a, LatentView b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += std::pow(static_cast<double>(a[k]) - static_cast<double>(b[k]), 2);
    }
    return sum;
}

/// Sorted by distance in double, row by row.
double definition(const LatentTable& table, const LatentTable& places, std::size_t i, std::size_t k)
{
    const std::size_t n = table.rows();
    std::vector<std::pair<double, std::size_t>> there;
    std::vector<std::pair<double, std::size_t>> here;
    for (std::size_t j = 0; j < n; ++j) {
        if (j != i) {
            there.emplace_back(squared(table.row(i), table.row(j)), j);
            here.emplace_back(squared(places.row(i), places.row(j)), j);
        }
    }
    std::ranges::sort(there);
    std::ranges::sort(here);
    double sum = 0;
    for (std::size_t near = 0; near < k; ++near) {
        const auto place = std::ranges::find(there, here[near].second, [](const auto& each) { return each.second; });
        const double rank = 1 + static_cast<double>(place - there.begin());
        sum += std::max(0.0, rank - static_cast<double>(k));
    }
    const auto count = static_cast<double>(n);
    const auto of = static_cast<double>(k);
    return 1 - 2 / (of * (2 * count - 3 * of - 1)) * sum;
}

} // namespace

void tst_Trustworthiness::theMeanIsScikitLearns_data()
{
    // sklearn.manifold.trustworthiness(X, Y, n_neighbors=k) of scikit-learn 1.9.1, with X = formulaTable() and
    // Y = mapOf(X) in double
    QTest::addColumn<int>("k");
    QTest::addColumn<double>("mean");
    QTest::newRow("10") << 10 << 0.7270205038078501;
    QTest::newRow("1") << 1 << 0.7338814317673378;
    QTest::newRow("100") << 100 << 0.7772573021181717;
}

void tst_Trustworthiness::theMeanIsScikitLearns()
{
    QFETCH(int, k);
    QFETCH(double, mean);
    const LatentTable table = formulaTable();
    const MapTrust trust = mapTrust(table, mapOf(table), {.neighbours = k});
    QCOMPARE(trust.neighbours, static_cast<std::size_t>(k));
    QVERIFY(!trust.isSampled());
    QVERIFY2(std::abs(trust.mean() - mean) < 1e-6, qPrintable(QString::number(trust.mean(), 'g', 12)));
}

void tst_Trustworthiness::eachIsThatOfItsDefinition_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("k");
    QTest::newRow("few") << 9 << 4 << 4;
    QTest::newRow("one column more") << 500 << 3 << 10;
    QTest::newRow("several blocks") << 2300 << 40 << 10;
    QTest::newRow("many neighbours") << 1500 << 8 << 60;
}

void tst_Trustworthiness::eachIsThatOfItsDefinition()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, k);
    const LatentTable table = normalTable(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
    const std::vector<float> map = mapOf(table);
    const LatentTable places(table.rows(), 2, {map.begin(), map.end()});
    const MapTrust trust = mapTrust(table, map, {.neighbours = k});
    QCOMPARE(trust.values.size(), table.rows());
    const double oneRank = 2.1 / (k * (2.0 * rows - 3.0 * k - 1)); // two that are nearly equally near
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const double wanted = definition(table, places, i, static_cast<std::size_t>(k));
        QVERIFY2(std::abs(static_cast<double>(trust.values[i]) - wanted) <= oneRank,
                 qPrintable(QString("%1: %2, not %3").arg(i).arg(static_cast<double>(trust.values[i])).arg(wanted)));
    }
}

void tst_Trustworthiness::aMapThatIsTheDataIsTrustedFully()
{
    const LatentTable table = normalTable(2000, 2);
    const MapTrust trust = mapTrust(table, table.values(), {});
    QVERIFY(std::ranges::all_of(trust.values, [](float value) { return value == 1; }));
    QCOMPARE(trust.mean(), 1.0);
}

void tst_Trustworthiness::whoeverLiesAmongStrangersIsNotTrusted()
{
    LatentTable table = normalTable(1000, 5);
    for (std::size_t i = 0; i < 500; ++i) { // two groups
        table.row(i)[0] += 50;
    }
    std::vector<float> map;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        map.push_back(table.row(i)[0]);
        map.push_back(table.row(i)[1]);
    }
    map[0] = table.row(700)[0] + 0.01F; // the first stands in the other one
    map[1] = table.row(700)[1];
    const MapTrust trust = mapTrust(table, map, {});
    QVERIFY(trust.values[0] < 0.6F); // half of all are nearer to it than any of those around it
    QCOMPARE(std::ranges::min_element(trust.values) - trust.values.begin(), std::ptrdiff_t{0});
    QVERIFY2(trust.mean() > 0.8, qPrintable(QString::number(trust.mean())));
}

void tst_Trustworthiness::aPartOfTheRowsIsEnough()
{
    const LatentTable table = normalTable(6000, 10);
    const std::vector<float> map = mapOf(table);
    const MapTrust all = mapTrust(table, map, {});
    const MapTrust some = mapTrust(table, map, {}, {}, 6000 * 1500);
    QVERIFY(!all.isSampled());
    QVERIFY(some.isSampled());
    QCOMPARE(some.comparedRows, std::size_t{1500});
    QVERIFY2(std::abs(all.mean() - some.mean()) < 0.002, qPrintable(QString("%1 %2").arg(all.mean()).arg(some.mean())));
    double squares = 0;
    for (std::size_t i = 0; i < all.values.size(); ++i) {
        squares += std::pow(static_cast<double>(all.values[i]) - static_cast<double>(some.values[i]), 2);
    }
    QVERIFY(std::sqrt(squares / 6000) < 0.01);
    QCOMPARE(mapTrust(table, map, {}, {}, 6000 * 1500), some); // the same part each time
}

void tst_Trustworthiness::duplicatesShareTheBestRank()
{
    const LatentTable equal(800, 4); // all are one point
    const MapTrust trust = mapTrust(equal, mapOf(normalTable(800, 4)), {});
    QCOMPARE(trust.mean(), 1.0);
    QCOMPARE(mapTrust(normalTable(800, 4), std::vector<float>(1600), {}).values.size(), std::size_t{800});

    LatentTable twins = normalTable(2000, 6);
    for (std::size_t i = 0; i < 1000; ++i) {
        std::ranges::copy(twins.row(i), twins.row(1000 + i).begin());
    }
    QVERIFY(mapTrust(twins, mapOf(twins), {.neighbours = 1}).mean() > 0.999); // each lies beside its twin
}

void tst_Trustworthiness::threadsChangeNothing()
{
    const LatentTable table = normalTable(3000, 20);
    QCOMPARE(mapTrust(table, mapOf(table), {.threads = 1}), mapTrust(table, mapOf(table), {.threads = 3}));
}

void tst_Trustworthiness::fewSamplesAreTrusted()
{
    for (const std::size_t rows : {0U, 1U, 2U}) {
        const MapTrust trust = mapTrust(LatentTable(rows, 3), std::vector<float>(2 * rows), {});
        QCOMPARE(trust.values, std::vector<float>(rows, 1));
        QCOMPARE(trust.neighbours, std::size_t{0});
    }
    QCOMPARE(mapTrust(normalTable(3, 3), std::vector<float>{0, 0, 1, 0, 2, 0}, {}).neighbours, std::size_t{1});
    QCOMPARE(mapTrust(normalTable(20, 3), mapOf(normalTable(20, 3)), {}).neighbours, std::size_t{9});
}

void tst_Trustworthiness::hugeValuesStayInRange()
{
    const LatentTable table = normalTable(500, 4);
    LatentTable huge = table;
    std::ranges::for_each(huge.values(), [](float& value) { value *= 1e30F; });
    const double wanted = mapTrust(table, mapOf(table), {}).mean();
    QVERIFY(std::abs(mapTrust(huge, mapOf(table), {}).mean() - wanted) < 1e-5);
}

void tst_Trustworthiness::refusesNotANumber()
{
    LatentTable table = normalTable(50, 3);
    std::vector<float> map = mapOf(table);
    map[7] = std::numeric_limits<float>::infinity();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)mapTrust(table, map, {}));
    map[7] = 0;
    table.row(3)[1] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(UserError, (void)mapTrust(table, map, {}));
}

void tst_Trustworthiness::stopsWhenTold()
{
    const LatentTable table = normalTable(4000, 10);
    std::stop_source source;
    JobControl control;
    control.stop = source.get_token();
    double furthest = 0;
    control.report = [&](double fraction) {
        furthest = std::max(furthest, fraction);
        if (fraction > 0.3) {
            source.request_stop();
        }
    };
    QVERIFY(mapTrust(table, mapOf(table), {.threads = 1}, control).values.empty());
    QVERIFY(furthest > 0.3 && furthest < 0.9);
}

QTEST_GUILESS_MAIN(tst_Trustworthiness)
#include "tst_Trustworthiness.moc"
