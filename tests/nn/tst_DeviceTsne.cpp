// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "maps/Affinities.h"
#include "maps/Pca.h"
#include "maps/RunTsne.h"
#include "maps/Tsne.h"
#include "maps/TsneStart.h"
#include "nn/Device.h"
#include "nn/DeviceTsne.h"
#include "nn/ThreadPlan.h"
#include "space/IdxFile.h"

#include <QTest>

#include <cmath>
#include <filesystem>
#include <random>

/// t-SNE on LibTorch's devices, held against the run on the processor: on LibTorch's own CPU always, and on CUDA where
/// there is one.
class tst_DeviceTsne : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyThreads({1, 1}); } // more wait for each other on a busy machine
    void affinitiesAreThoseOfTheProcessor_data() { eachDevice(); }
    void affinitiesAreThoseOfTheProcessor();
    void tightGroupsFarApartHaveTheirNeighbours_data() { eachDevice(); }
    void tightGroupsFarApartHaveTheirNeighbours();
    void equalRowsShareTheirNeighboursOut_data() { eachDevice(); }
    void equalRowsShareTheirNeighboursOut();
    void iterationsAreThoseOfTheProcessor_data() { eachDeviceAndSize(); }
    void iterationsAreThoseOfTheProcessor();
    void mapsAreAsGoodAsTheProcessors_data() { eachDeviceAndSize(); }
    void mapsAreAsGoodAsTheProcessors();
    void sameOptionsGiveTheSameBits_data() { eachDeviceAndSize(); }
    void sameOptionsGiveTheSameBits();
    void goesOnWhereAnotherRunStood_data() { eachDeviceAndSize(); }
    void goesOnWhereAnotherRunStood();
    void aMapWithoutGroupsDoesNotVanish_data() { eachDevice(); }
    void aMapWithoutGroupsDoesNotVanish();
    void fewRowsHaveADefinedMap_data() { eachDevice(); }
    void fewRowsHaveADefinedMap();
    void dullTablesHaveADefinedMap_data() { eachDevice(); }
    void dullTablesHaveADefinedMap();
    void aMapThatRunsAwayIsRefused_data() { eachDevice(); }
    void aMapThatRunsAwayIsRefused();
    void stopsWhileItLooksForNeighbours_data() { eachDevice(); }
    void stopsWhileItLooksForNeighbours();

private:
    static void eachDevice()
    {
        QTest::addColumn<QString>("device");
        QTest::newRow("LibTorch's CPU") << "cpu";
        QTest::newRow("CUDA") << "cuda:0";
    }
    static void eachDeviceAndSize()
    {
        QTest::addColumn<QString>("device");
        QTest::addColumn<int>("rows");
        for (const auto& [name, device] : {std::pair{"LibTorch's CPU", "cpu"}, std::pair{"CUDA", "cuda:0"}}) {
            QTest::addRow("%s, all pairs", name) << device << 1500;
            QTest::addRow("%s, on the grid", name) << device << 6000;
        }
    }
};

namespace {

constexpr std::size_t groups = 6;

/// Why nothing runs on `device` here; empty: it does.
QByteArray missing(const QString& device)
{
    const std::vector<std::string> devices = availableDevices();
    const bool isThere = std::ranges::find(devices, device.toStdString()) != devices.end();
    return isThere ? QByteArray()
                   : QByteArray::fromStdString("LibTorch " + libTorchVersion() +
                                               " finds no CUDA device here, so this "
                                               "ran on its CPU alone");
}

/// Row i belongs to group i % groups.
LatentTable groupedTable(std::size_t rows, std::size_t columns = 10, float apart = 12)
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (float& value : table.row(i)) {
            value = normal(random);
        }
        table.row(i)[i % groups] += apart;
    }
    return table;
}

/// Pictures of clothes along 50 principal components where Debian's dataset-fashion-mnist is installed, else groups.
LatentTable realTable(std::size_t rows)
{
    const std::filesystem::path file = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz";
    if (!std::filesystem::exists(file)) {
        return groupedTable(rows, 50, 4);
    }
    const PictureBatch batch = readIdxPictures(file);
    LatentTable pixels(rows, batch.shape.bytes());
    std::ranges::transform(std::span(batch.pixels).first(pixels.values().size()), pixels.values().begin(),
                           [](std::uint8_t value) { return static_cast<float>(value) / 255; });
    return coordinatesOf(fitPca(pixels, {.components = 50}), pixels);
}

DeviceTsne prepared(const LatentTable& table, const TsneOptions& options, const QString& device)
{
    return DeviceTsne(table, tsneStart(table, options, {}), options, device.toStdString());
}

std::vector<float> mapOf(const LatentTable& table, const TsneOptions& options, const QString& device)
{
    DeviceTsne run = prepared(table, options, device);
    while (run.iteration() < options.iterations) {
        run.step();
    }
    return run.positions();
}

bool areFinite(std::span<const float> positions)
{
    return std::ranges::all_of(positions, [](float position) { return std::isfinite(position); });
}

/// The root mean square of the differences, as a share of the map's own.
double difference(std::span<const float> map, std::span<const float> other)
{
    double apart = 0;
    double own = 0;
    for (std::size_t i = 0; i < map.size(); ++i) {
        apart += std::pow(static_cast<double>(map[i]) - static_cast<double>(other[i]), 2);
        own += std::pow(static_cast<double>(other[i]), 2);
    }
    return std::sqrt(apart / own);
}

/// Edge for edge, those of a point in any order.
void compareEdges(const DeviceTsne::Edges& device, const Affinities& processor)
{
    QCOMPARE(device.begins, processor.begins);
    const auto rowOf = [](const auto& edges, std::size_t i) {
        std::vector<std::pair<std::uint32_t, float>> row;
        for (std::uint64_t e = edges.begins[i]; e < edges.begins[i + 1]; ++e) {
            row.emplace_back(edges.ids[e], edges.weights[e]);
        }
        std::ranges::sort(row);
        return row;
    };
    const auto largest = static_cast<double>(*std::ranges::max_element(processor.weights));
    for (std::size_t i = 0; i + 1 < device.begins.size(); ++i) {
        const auto ours = rowOf(device, i);
        const auto theirs = rowOf(processor, i);
        for (std::size_t e = 0; e < ours.size(); ++e) {
            QCOMPARE(ours[e].first, theirs[e].first);
            const auto apart = static_cast<double>(ours[e].second) - static_cast<double>(theirs[e].second);
            QVERIFY2(std::abs(apart) < 1e-4 * largest, qPrintable(QString("point %1: %2").arg(i).arg(apart)));
        }
    }
}

} // namespace

#define ON_DEVICE()                                                                                                    \
    QFETCH(QString, device);                                                                                           \
    if (const QByteArray reason = missing(device); !reason.isEmpty()) {                                                \
        QSKIP(reason.constData());                                                                                     \
    }

void tst_DeviceTsne::affinitiesAreThoseOfTheProcessor()
{
    ON_DEVICE();
    const LatentTable table = realTable(3000);
    BlockPool pool(1);
    compareEdges(prepared(table, {}, device).edges(), gaussianAffinities(exactNeighbours(table, 90, pool), 30, pool));
}

/// A product of blocks would keep no digit of distances within these groups.
void tst_DeviceTsne::tightGroupsFarApartHaveTheirNeighbours()
{
    ON_DEVICE();
    const LatentTable table = groupedTable(1200, 6, 1e4F);
    BlockPool pool(1);
    const DeviceTsne::Edges edges = prepared(table, {.perplexity = 10}, device).edges();
    const NeighbourTable neighbours = exactNeighbours(table, 30, pool);
    std::size_t found = 0;
    for (std::size_t i = 0; i < neighbours.rows; ++i) {
        const auto* const first = &edges.ids[edges.begins[i]];
        const auto* const last = &edges.ids[edges.begins[i + 1] - 1] + 1;
        for (const std::uint32_t id : neighbours.idsOf(i)) {
            found += std::find(first, last, id) != last ? 1 : 0;
        }
    }
    const double share = static_cast<double>(found) / static_cast<double>(neighbours.ids.size());
    QVERIFY2(share > 0.999, qPrintable(QString::number(share))); // the last one may be another, by rounding
}

/// If all named the same few, those would be neighbours of 600.
void tst_DeviceTsne::equalRowsShareTheirNeighboursOut()
{
    ON_DEVICE();
    LatentTable table = realTable(1200);
    for (std::size_t i = 1; i < 600; ++i) {
        std::ranges::copy(table.row(0), table.row(i).begin());
    }
    const DeviceTsne::Edges edges = prepared(table, {.perplexity = 10}, device).edges();
    for (std::size_t i = 0; i < 600; ++i) {
        const std::uint64_t others = edges.begins[i + 1] - edges.begins[i];
        QVERIFY2(others >= 30 && others < 150, qPrintable(QString("point %1: %2").arg(i).arg(others)));
    }
}

void tst_DeviceTsne::iterationsAreThoseOfTheProcessor()
{
    ON_DEVICE();
    QFETCH(int, rows);
    const LatentTable table = groupedTable(static_cast<std::size_t>(rows));
    const TsneOptions options{.exaggerated = 6};
    DeviceTsne run = prepared(table, options, device);
    TsneRun processor(table, options);
    QCOMPARE(run.perplexity(), processor.perplexity());
    QCOMPARE(run.positions(), std::vector<float>(processor.positions().begin(), processor.positions().end()));
    for (int i = 0; i < 12; ++i) { // of both paces; a difference in the last bit grows tenfold in five more
        run.step();
        processor.step();
    }
    const double apart = difference(run.positions(), processor.positions());
    QVERIFY2(apart < 1e-4, qPrintable(QString::number(apart)));
    const double divergences = run.divergence() / processor.divergence() - 1;
    QVERIFY2(std::abs(divergences) < 1e-4, qPrintable(QString::number(divergences)));
}

void tst_DeviceTsne::mapsAreAsGoodAsTheProcessors()
{
    ON_DEVICE();
    QFETCH(int, rows);
    const LatentTable table = realTable(static_cast<std::size_t>(rows));
    const TsneOptions options{.iterations = 400, .exaggerated = 150};
    const TsneMap processor = runTsne(table, options, {}, {}, [](const TsneProgress&) {});
    DeviceTsne run = prepared(table, options, device);
    while (run.iteration() < options.iterations) {
        run.step();
    }
    BlockPool pool(1);
    const double kept = neighboursKept(table, run.positions(), 10, 2000, pool);
    const double divergence = run.divergence();
    qInfo("KL %.4f, the processor's %.4f; neighbours kept %.4f, the processor's %.4f", divergence, processor.divergence,
          kept, processor.neighboursKept);
    QVERIFY(divergence < 1.02 * processor.divergence);
    QVERIFY(kept > processor.neighboursKept - 0.01);
}

void tst_DeviceTsne::sameOptionsGiveTheSameBits()
{
    ON_DEVICE();
    QFETCH(int, rows);
    const LatentTable table = groupedTable(static_cast<std::size_t>(rows));
    const TsneOptions options{.iterations = 30, .exaggerated = 15};
    QCOMPARE(mapOf(table, options, device), mapOf(table, options, device));
}

void tst_DeviceTsne::goesOnWhereAnotherRunStood()
{
    ON_DEVICE();
    QFETCH(int, rows);
    const LatentTable table = groupedTable(static_cast<std::size_t>(rows));
    const TsneOptions options{.iterations = 20, .exaggerated = 15};
    DeviceTsne first = prepared(table, options, device);
    while (first.iteration() < 10) {
        first.step();
    }
    const TsneState state = first.state();
    QCOMPARE(state.iteration, 10);
    QCOMPARE(state.positions, first.positions());
    DeviceTsne second = prepared(table, options, device);
    second.goOn(state);
    while (second.iteration() < options.iterations) {
        second.step();
    }
    QCOMPARE(second.positions(), mapOf(table, options, device));
}

void tst_DeviceTsne::aMapWithoutGroupsDoesNotVanish()
{
    ON_DEVICE();
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    LatentTable table(400, 40);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    double squares = 0;
    for (const float position : mapOf(table, {.iterations = 1500, .exaggerated = 1500}, device)) {
        squares += std::pow(static_cast<double>(position), 2);
    }
    QVERIFY(squares / 400 > 1e-13);
    QVERIFY(squares / 400 < 1e-6); // it is as small as it was, for all that exaggeration
}

void tst_DeviceTsne::fewRowsHaveADefinedMap()
{
    ON_DEVICE();
    for (const std::size_t rows : {0U, 1U, 2U, 3U, 4U, 10U, 50U, 91U}) {
        const LatentTable table = groupedTable(rows);
        DeviceTsne run = prepared(table, {}, device);
        for (int i = 0; i < 300; ++i) {
            run.step();
        }
        const std::vector<float> positions = run.positions();
        QCOMPARE(run.iteration(), 300);
        QCOMPARE(positions.size(), 2 * rows);
        QVERIFY(areFinite(positions));
        QVERIFY(std::isfinite(run.divergence()));
        QVERIFY(rows != 2 || positions[0] != positions[2] || positions[1] != positions[3]);
    }
}

void tst_DeviceTsne::dullTablesHaveADefinedMap()
{
    ON_DEVICE();
    LatentTable doubles = groupedTable(400);
    for (std::size_t i = 200; i < 400; ++i) {
        std::ranges::copy(doubles.row(i - 200), doubles.row(i).begin());
    }
    LatentTable few(600, 4); // three places
    for (std::size_t i = 0; i < 600; ++i) {
        few.row(i)[0] = static_cast<float>(i % 3);
    }
    LatentTable huge = groupedTable(400);
    for (float& value : huge.values()) {
        value *= 1e29F;
    }
    LatentTable outlier = groupedTable(400);
    outlier.row(17)[2] = 1e30F;
    for (const LatentTable& table : {LatentTable(400, 5), doubles, few, huge, outlier, LatentTable(50, 0)}) {
        DeviceTsne run = prepared(table, {}, device);
        for (int i = 0; i < 300; ++i) {
            run.step();
        }
        QVERIFY(areFinite(run.positions()));
        QVERIFY(std::isfinite(run.divergence()));
    }
}

void tst_DeviceTsne::aMapThatRunsAwayIsRefused()
{
    ON_DEVICE();
    const LatentTable table = groupedTable(6000);
    const TsneOptions options{.iterations = 2000, .learningRate = 1e7};
    QVERIFY_THROWS_EXCEPTION(UserError, mapOf(table, options, device));
}

void tst_DeviceTsne::stopsWhileItLooksForNeighbours()
{
    ON_DEVICE();
    const LatentTable table = groupedTable(4000);
    std::stop_source stop;
    JobControl control;
    control.stop = stop.get_token();
    control.report = [&](double) { stop.request_stop(); };
    DeviceTsne run(table, tsneStart(table, {}, {}), {}, device.toStdString(), control);
    QCOMPARE(run.rows(), std::size_t{0});
    QVERIFY(run.positions().empty());
}

QTEST_GUILESS_MAIN(tst_DeviceTsne)
#include "tst_DeviceTsne.moc"
