// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "latent/NearestSamples.h"
#include "latent/PortableRandom.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

class tst_NearestSamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatAFullScanFinds_data();
    void findsWhatAFullScanFinds();
    void boundsHoldForEveryRow_data();
    void boundsHoldForEveryRow();
    void mostRowsAreRuledOut();
    void threadsDoNotChangeTheAnswer();
    void oneNearRowHidesNoOthers();
    void equallyNearOnesComeInOrder();
    void aSampleIsItsOwnNearest();
    void zeroHasNoAngle();
    void smallTablesHaveADefinedAnswer();
    void aStoppedPreparationStillAnswers();
    void refusesWhatIsNoPoint();
    void theTypicalDistanceIsTheMedian();
};

namespace {

using Shared = std::shared_ptr<const LatentTable>;

LatentTable normalTable(std::size_t rows, std::size_t columns, double offset = 0, double width = 1)
{
    LatentTable table(rows, columns);
    PortableRandom random(7, columns);
    for (float& value : table.values()) {
        value = static_cast<float>(offset + width * random.normal());
    }
    return table;
}

/// The plainest scan, in double.
std::vector<NearSample> scanned(const LatentTable& table, LatentView point, std::size_t count, NearMetric metric)
{
    std::vector<NearSample> all;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        double distance = 0;
        if (metric == NearMetric::Cosine) {
            distance = 1 - cosine(table.row(row), point);
        } else {
            for (std::size_t column = 0; column < table.columns(); ++column) {
                const double apart = static_cast<double>(table.row(row)[column]) - static_cast<double>(point[column]);
                distance += apart * apart;
            }
            distance = std::sqrt(distance);
        }
        all.push_back({static_cast<std::uint32_t>(row), distance});
    }
    std::ranges::stable_sort(all, {}, &NearSample::distance);
    all.resize(std::min(count, all.size()));
    return all;
}

/// Equal but for the last bits, which may exchange rows whose distances differ by no more.
void compareNear(const std::vector<NearSample>& found, const std::vector<NearSample>& truth, double precision)
{
    QCOMPARE(found.size(), truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        QVERIFY2(std::abs(found[i].distance - truth[i].distance) <= precision,
                 qPrintable(QStringLiteral("%1: %2, not %3").arg(i).arg(found[i].distance).arg(truth[i].distance)));
        const bool isAlone = (i == 0 || truth[i].distance - truth[i - 1].distance > 2 * precision) &&
                             (i + 1 == truth.size() || truth[i + 1].distance - truth[i].distance > 2 * precision);
        if (isAlone && i + 1 < truth.size()) {
            QCOMPARE(found[i].sample, truth[i].sample);
        }
    }
}

LatentTable heavyTailed(std::size_t rows, std::size_t columns)
{
    LatentTable table = normalTable(rows, columns);
    PortableRandom random(9, 0);
    for (std::size_t row = 0; row < rows; ++row) {
        const double stretch = std::pow(random.uniform(), -2.0);
        for (float& value : table.row(row)) {
            value = static_cast<float>(static_cast<double>(value) * stretch);
        }
    }
    table.row(100)[0] = 1e30F;
    table.row(200)[columns - 1] = -3e35F;
    return table;
}

LatentTable manyCopies(std::size_t rows, std::size_t columns)
{
    LatentTable table = normalTable(rows, columns);
    for (std::size_t row = 40; row < rows; ++row) {
        std::ranges::copy(table.row(row % 40), table.row(row).begin());
    }
    return table;
}

/// Each row farther along than the one before: the nearest to the last are all at the end.
LatentTable ascending(std::size_t rows, std::size_t columns)
{
    LatentTable table = normalTable(rows, columns, 0, 0.01);
    for (std::size_t row = 0; row < rows; ++row) {
        for (float& value : table.row(row)) {
            value += 0.01F * static_cast<float>(row);
        }
    }
    return table;
}

void addTables()
{
    QTest::addColumn<LatentTable>("table");
    QTest::newRow("normal, 64") << normalTable(5000, 64);
    QTest::newRow("normal, 17") << normalTable(7001, 17);
    QTest::newRow("normal, 512") << normalTable(700, 512);
    QTest::newRow("normal, 4096") << normalTable(70, 4096);
    QTest::newRow("one column") << normalTable(70000, 1);
    QTest::newRow("far mean") << normalTable(5000, 24, 1e6, 1);
    QTest::newRow("far mean, nearly parallel") << normalTable(5000, 24, 1e6, 0.2);
    QTest::newRow("wide") << normalTable(5000, 24, 0, 1e18);
    QTest::newRow("narrow") << normalTable(5000, 24, 0, 1e-18);
    QTest::newRow("heavy tails") << heavyTailed(5000, 24);
    QTest::newRow("copies") << manyCopies(5000, 24);
    QTest::newRow("ascending") << ascending(5000, 24);
    QTest::newRow("constant") << LatentTable(5000, 16, std::vector<float>(80000, 2.5F));
    QTest::newRow("zero") << LatentTable(5000, 16);
    QTest::newRow("small") << normalTable(300, 8);
}

/// Points on the data, between, at the origin, far off, and very far off.
std::vector<LatentVector> pointsFor(const LatentTable& table)
{
    const LatentView first = table.row(3);
    const LatentView second = table.row(table.rows() - 1);
    std::vector<LatentVector> points;
    for (const float share : {0.0F, 0.37F, 1.0F, 30.0F, -1e4F}) {
        LatentVector point(first.begin(), first.end());
        for (std::size_t i = 0; i < point.size(); ++i) {
            point[i] += share * (second[i] - first[i]);
        }
        if (allFinite(point)) {
            points.push_back(std::move(point));
        }
    }
    points.emplace_back(table.columns(), 0.0F);
    points.emplace_back(table.columns(), 1e20F);
    return points;
}

} // namespace

void tst_NearestSamples::findsWhatAFullScanFinds_data()
{
    addTables();
}

void tst_NearestSamples::findsWhatAFullScanFinds()
{
    QFETCH(LatentTable, table);
    const auto shared = std::make_shared<const LatentTable>(table);
    std::size_t kernelCount = 0;
    const NearKernels* const* const kernels = allNearKernels(&kernelCount);
    for (const NearMetric metric : {NearMetric::Euclidean, NearMetric::Cosine}) {
        const NearestSamples nearest(shared, metric);
        QCOMPARE(nearest.memoryBytes() > 0, table.values().size() > 65536);
        for (const LatentVector& point : pointsFor(table)) {
            const auto truth = scanned(table, point, 33, metric);
            const double precision = metric == NearMetric::Cosine ? 1e-14 : 1e-13 * truth.back().distance;
            const auto found = nearest.nearest(point, 33, 1);
            compareNear(found, truth, precision);
            for (std::size_t i = 0; i < kernelCount; ++i) {
                QVERIFY2(nearest.nearest(point, 33, 3, *kernels[i]) == found, kernels[i]->name);
            }
        }
    }
}

void tst_NearestSamples::boundsHoldForEveryRow_data()
{
    addTables();
}

/// At a row's very distance the row is still among those that the copy does not rule out.
void tst_NearestSamples::boundsHoldForEveryRow()
{
    QFETCH(LatentTable, table);
    std::size_t kernelCount = 0;
    const NearKernels* const* const kernels = allNearKernels(&kernelCount);
    std::vector<std::uint32_t> numbers(table.rows() + CodedTable::blockRows);
    for (const NearMetric metric : {NearMetric::Euclidean, NearMetric::Cosine}) {
        const CodedTable coded(table, metric);
        for (const LatentVector& point : pointsFor(table)) {
            if (metric == NearMetric::Cosine && norm(point) == 0) {
                continue;
            }
            const CodedQuery query = coded.coded(point);
            const auto truth = scanned(table, point, table.rows(), metric);
            for (std::size_t i = 0; query.isCoded && i < truth.size(); i += 1 + truth.size() / 50) {
                const double distance = truth[i].distance;
                const double limit = metric == NearMetric::Cosine ? distance : distance * distance;
                for (std::size_t k = 0; k < kernelCount; ++k) {
                    const std::size_t count = coded.within(query, 0, table.rows(), limit, numbers.data(), *kernels[k]);
                    const auto end = numbers.begin() + static_cast<std::ptrdiff_t>(count);
                    QVERIFY(std::is_sorted(numbers.begin(), end));
                    QVERIFY2(std::binary_search(numbers.begin(), end, truth[i].sample), kernels[k]->name);
                    QVERIFY(count > i);
                }
            }
        }
    }
}

void tst_NearestSamples::mostRowsAreRuledOut()
{
    for (const double offset : {0.0, 1e4}) {
        const LatentTable table = normalTable(20000, 64, offset, 1);
        const CodedTable coded(table, NearMetric::Euclidean);
        const LatentVector point(table.row(5).begin(), table.row(5).end());
        const double limit = std::pow(scanned(table, point, 12, NearMetric::Euclidean).back().distance, 2);
        std::vector<std::uint32_t> numbers(table.rows());
        const std::size_t count = coded.within(coded.coded(point), 0, table.rows(), limit, numbers.data());
        QVERIFY2(count < 60, qPrintable(QString::number(count)));
    }
}

/// The table is large enough for all of them to be started.
void tst_NearestSamples::threadsDoNotChangeTheAnswer()
{
    const auto table = std::make_shared<const LatentTable>(normalTable(70000, 64));
    for (const NearMetric metric : {NearMetric::Euclidean, NearMetric::Cosine}) {
        const NearestSamples nearest(table, metric);
        for (std::size_t i = 0; i < 10; ++i) {
            LatentVector point(table->row(7000 * i).begin(), table->row(7000 * i).end());
            addScaled(point, 0.5F, table->row(i));
            const auto alone = nearest.nearest(point, 40, 1);
            compareNear(alone, scanned(*table, point, 40, metric), 1e-12);
            for (const int threads : {0, 2, 4}) {
                QCOMPARE(nearest.nearest(point, 40, threads), alone);
            }
        }
    }
}

/// The first rows hold but one that is near; the rest lie in the last rows, a little farther.
void tst_NearestSamples::oneNearRowHidesNoOthers()
{
    LatentTable table = normalTable(5000, 24, 0, 100);
    const LatentVector point(24, 1.0F);
    std::ranges::fill(table.row(5), 1.01F);
    for (std::size_t row = 4600; row < 5000; ++row) {
        std::ranges::fill(table.row(row), 2 + 0.001F * static_cast<float>(row));
    }
    const NearestSamples nearest(std::make_shared<const LatentTable>(table), NearMetric::Euclidean);
    const auto found = nearest.nearest(point, 20, 1);
    QCOMPARE(found[0].sample, 5U);
    for (std::uint32_t i = 1; i < 20; ++i) {
        QCOMPARE(found[i].sample, 4599 + i);
    }
}

void tst_NearestSamples::equallyNearOnesComeInOrder()
{
    const auto table = std::make_shared<const LatentTable>(manyCopies(5000, 24));
    for (const NearMetric metric : {NearMetric::Euclidean, NearMetric::Cosine}) {
        const NearestSamples nearest(table, metric);
        const auto found = nearest.nearest(table->row(4007), 130);
        for (std::size_t i = 0; i < 125; ++i) { // row 4007 is a copy of row 7, as every fortieth is
            QCOMPARE(found[i].sample, 7 + 40 * static_cast<std::uint32_t>(i));
        }
        QVERIFY(found[125].distance > found[124].distance);
    }
}

void tst_NearestSamples::aSampleIsItsOwnNearest()
{
    const auto table = std::make_shared<const LatentTable>(normalTable(5000, 24, 1e6, 1));
    const NearestSamples nearest(table, NearMetric::Euclidean);
    QCOMPARE(nearest.nearest(table->row(4321), 1), (std::vector<NearSample>{{4321, 0.0}}));
}

void tst_NearestSamples::zeroHasNoAngle()
{
    LatentTable table = normalTable(5000, 24);
    std::ranges::fill(table.row(17), 0.0F);
    const auto shared = std::make_shared<const LatentTable>(table);
    const NearestSamples nearest(shared, NearMetric::Cosine);
    const LatentVector zero(24, 0.0F);
    QCOMPARE(nearest.nearest(zero, 2), (std::vector<NearSample>{{0, 1.0}, {1, 1.0}}));
    const auto all = nearest.nearest(table.row(3), 5000);
    const auto found = std::ranges::find(all, 17U, &NearSample::sample);
    QCOMPARE(found->distance, 1.0);
}

void tst_NearestSamples::smallTablesHaveADefinedAnswer()
{
    const NearestSamples none(std::make_shared<const LatentTable>(), NearMetric::Euclidean);
    QVERIFY(none.nearest({}, 5).empty());
    QCOMPARE(typicalDistance(none).samples, std::size_t{0});
    const LatentVector point = {1, 2};
    const NearestSamples noRows(std::make_shared<const LatentTable>(0, 2), NearMetric::Cosine);
    QVERIFY(noRows.nearest(point, 5).empty());
    const NearestSamples one(std::make_shared<const LatentTable>(1, 2, std::vector<float>{4, 6}),
                             NearMetric::Euclidean);
    QCOMPARE(one.nearest(point, 5), (std::vector<NearSample>{{0, 5.0}}));
    QVERIFY(one.nearest(point, 0).empty());
    QCOMPARE(typicalDistance(one).samples, std::size_t{0});
}

void tst_NearestSamples::aStoppedPreparationStillAnswers()
{
    const auto table = std::make_shared<const LatentTable>(normalTable(5000, 24));
    std::stop_source source;
    source.request_stop();
    const NearestSamples stopped(table, NearMetric::Euclidean, {.stop = source.get_token()});
    QCOMPARE(stopped.memoryBytes(), std::size_t{0});
    const LatentVector point(24, 0.1F);
    QCOMPARE(stopped.nearest(point, 9), NearestSamples(table, NearMetric::Euclidean).nearest(point, 9));
    QCOMPARE(typicalDistance(stopped, 10, {.stop = source.get_token()}).samples, std::size_t{0});
}

void tst_NearestSamples::refusesWhatIsNoPoint()
{
    const NearestSamples nearest(std::make_shared<const LatentTable>(normalTable(10, 3)), NearMetric::Euclidean);
    const LatentVector bad = {0, std::numeric_limits<float>::quiet_NaN(), 0};
    QVERIFY_THROWS_EXCEPTION(UserError, (void)nearest.nearest(bad, 1));
    QVERIFY_THROWS_EXCEPTION(std::logic_error, (void)nearest.nearest(LatentVector(4), 1));
}

void tst_NearestSamples::theTypicalDistanceIsTheMedian()
{
    // On a line: gaps of 1, 2, 4, 8; the nearest others lie 1, 1, 2, 4, 8 apart.
    const auto line = std::make_shared<const LatentTable>(5, 1, std::vector<float>{0, 1, 3, 7, 15});
    const TypicalDistance typical = typicalDistance(NearestSamples(line, NearMetric::Euclidean));
    QCOMPARE(typical.median, 2.0);
    QCOMPARE(typical.samples, std::size_t{5});
    const auto copies = std::make_shared<const LatentTable>(manyCopies(5000, 24));
    const TypicalDistance ofCopies = typicalDistance(NearestSamples(copies, NearMetric::Euclidean), 100);
    QCOMPARE(ofCopies.median, 0.0);
    QCOMPARE(ofCopies.samples, std::size_t{100});
}

QTEST_APPLESS_MAIN(tst_NearestSamples)
#include "tst_NearestSamples.moc"
