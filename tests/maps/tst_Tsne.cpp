// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/UserError.h"
#include "fixtures/Sentences.h"
#include "latent/MapPlacement.h"
#include "maps/Affinities.h"
#include "maps/RunTsne.h"
#include "maps/Tsne.h"
#include "maps/TsneStart.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

class tst_Tsne : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void affinitiesAreSymmetricAndMakeOne();
    void affinitiesHaveThePerplexityAskedFor();
    void groupsStayTogether_data();
    void groupsStayTogether();
    void aMapWithoutGroupsDoesNotVanish();
    void theDivergenceIsThatOfAllPairs();
    void iterationsLowerTheDivergence();
    void sameOptionsGiveTheSameBits();
    void threadsChangeNothing();
    void anotherSeedGivesAnotherMap();
    void moreIterationsGoOnWhereTheRunStood();
    void whatWasStoppedGoesOnWithTheSameBits_data();
    void whatWasStoppedGoesOnWithTheSameBits();
    void aWholeRunGoesOnWithTheSameBits();
    void placesAloneGoOnFromRest();
    void aStartThatDoesNotFitIsRefused_data();
    void aStartThatDoesNotFitIsRefused();
    void fewRowsHaveADefinedMap_data();
    void fewRowsHaveADefinedMap();
    void dullTablesHaveADefinedMap_data();
    void dullTablesHaveADefinedMap();
    void refusesNotANumber();
    void refusesOptionsOutOfBounds();
    void stopsWhileItLooksForNeighbours();
    void stopsWhileItLooksForTheStart();
    void aRunTellsWhereItStandsAndHowGoodItIs();
    void aRunStopsWhenTold();
    void theDoubtOfAPlaceFollowsItsError();
    void neighboursKeptIsAShare();
    void mostOfTheNeighboursMakeAboutTheSameMap();
};

namespace {

constexpr std::size_t groups = 6;

/// Row i belongs to group i % groups; groups lie 12 deviations apart.
LatentTable groupedTable(std::size_t rows, std::size_t columns = 10)
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    LatentTable table(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (float& value : table.row(i)) {
            value = normal(random);
        }
        table.row(i)[i % groups] += 12;
    }
    return table;
}

std::vector<float> mapOf(const LatentTable& table, const TsneOptions& options)
{
    TsneRun run(table, options);
    while (run.iteration() < options.iterations) {
        run.step();
    }
    return {run.positions().begin(), run.positions().end()};
}

double squaredDistance(std::span<const float> positions, std::size_t i, std::size_t j)
{
    const double dx = static_cast<double>(positions[2 * i]) - static_cast<double>(positions[2 * j]);
    const double dy = static_cast<double>(positions[2 * i + 1]) - static_cast<double>(positions[2 * j + 1]);
    return dx * dx + dy * dy;
}

bool areFinite(std::span<const float> positions)
{
    return std::ranges::all_of(positions, [](float position) { return std::isfinite(position); });
}

/// The share of points whose nearest other point on the map is of their own group.
double agreement(std::span<const float> positions)
{
    const std::size_t n = positions.size() / 2;
    std::size_t agreeing = 0;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < n; i += 7) {
        std::size_t nearest = i == 0 ? 1 : 0;
        for (std::size_t j = 0; j < n; ++j) {
            if (j != i && squaredDistance(positions, i, j) < squaredDistance(positions, i, nearest)) {
                nearest = j;
            }
        }
        agreeing += nearest % groups == i % groups ? 1 : 0;
        ++asked;
    }
    return static_cast<double>(agreeing) / static_cast<double>(asked);
}

} // namespace

void tst_Tsne::affinitiesAreSymmetricAndMakeOne()
{
    BlockPool pool(2);
    const Affinities all = gaussianAffinities(exactNeighbours(groupedTable(700), 45, pool), 15, pool);
    QCOMPARE(all.rows(), std::size_t{700});
    double sum = 0;
    const auto weight = [&](std::size_t from, std::uint32_t to) {
        for (std::uint64_t e = all.begins[from]; e < all.begins[from + 1]; ++e) {
            if (all.ids[e] == to) {
                return all.weights[e];
            }
        }
        return -1.0F;
    };
    for (std::size_t i = 0; i < all.rows(); ++i) {
        for (std::uint64_t e = all.begins[i]; e < all.begins[i + 1]; ++e) {
            sum += static_cast<double>(all.weights[e]);
            QCOMPARE(weight(all.ids[e], static_cast<std::uint32_t>(i)), all.weights[e]);
        }
    }
    QVERIFY(std::abs(sum - 1) < 1e-5);
}

void tst_Tsne::affinitiesHaveThePerplexityAskedFor()
{
    BlockPool pool(1);
    const LatentTable table = groupedTable(400);
    const NeighbourTable neighbours = exactNeighbours(table, 60, pool);
    const Affinities all = gaussianAffinities(neighbours, 20, pool);
    for (std::size_t i = 0; i < 400; i += 50) {
        double own = 0;
        for (std::uint64_t e = all.begins[i]; e < all.begins[i + 1]; ++e) {
            own += static_cast<double>(all.weights[e]) * 800;
        }
        QVERIFY(own >= 1 - 1e-4); // its own neighbours, and what others give it
    }
    std::vector<double> entropies;
    for (std::size_t i = 0; i < 400; ++i) {
        double total = 0;
        double entropy = 0;
        for (std::uint64_t e = all.begins[i]; e < all.begins[i + 1]; ++e) {
            total += static_cast<double>(all.weights[e]);
        }
        for (std::uint64_t e = all.begins[i]; e < all.begins[i + 1]; ++e) {
            const double share = static_cast<double>(all.weights[e]) / total;
            entropy -= share > 0 ? share * std::log(share) : 0;
        }
        entropies.push_back(std::exp(entropy));
    }
    const double mean = std::accumulate(entropies.begin(), entropies.end(), 0.0) / 400;
    QVERIFY2(mean > 20 && mean < 30, qPrintable(QString::number(mean))); // the added ones widen it
}

void tst_Tsne::groupsStayTogether_data()
{
    QTest::addColumn<int>("rows");
    QTest::newRow("exact") << 600;
    QTest::newRow("on the grid") << 6000;
}

void tst_Tsne::groupsStayTogether()
{
    QFETCH(int, rows);
    const std::vector<float> map =
        mapOf(groupedTable(static_cast<std::size_t>(rows)), {.iterations = 400, .exaggerated = 150});
    QVERIFY(areFinite(map));
    const double share = agreement(map);
    QVERIFY2(share > 0.99, qPrintable(QString::number(share)));
    double x = 0;
    double y = 0;
    for (std::size_t i = 0; i < map.size(); i += 2) {
        x += static_cast<double>(map[i]);
        y += static_cast<double>(map[i + 1]);
    }
    QVERIFY(std::hypot(x, y) / rows < 1e-3); // around 0
}

void tst_Tsne::aMapWithoutGroupsDoesNotVanish()
{
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    LatentTable table(500, 40);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    TsneRun run(table, {.exaggerated = 2000});
    for (int i = 0; i < 2000; ++i) {
        run.step();
    }
    double squares = 0;
    for (const float position : run.positions()) {
        squares += std::pow(static_cast<double>(position), 2);
    }
    QVERIFY(squares / 500 > 1e-13);
    QVERIFY(squares / 500 < 1e-6); // it is as small as it was, for all that exaggeration
}

void tst_Tsne::theDivergenceIsThatOfAllPairs()
{
    const LatentTable table = groupedTable(500);
    TsneRun run(table, {.perplexity = 10});
    for (int i = 0; i < 300; ++i) {
        run.step();
    }
    BlockPool pool(1);
    const Affinities all = gaussianAffinities(exactNeighbours(table, 30, pool), 10, pool);
    double z = 0;
    for (std::size_t i = 0; i < 500; ++i) {
        for (std::size_t j = 0; j < 500; ++j) {
            z += i != j ? 1 / (1 + squaredDistance(run.positions(), i, j)) : 0;
        }
    }
    double divergence = 0;
    for (std::size_t i = 0; i < 500; ++i) {
        for (std::uint64_t e = all.begins[i]; e < all.begins[i + 1]; ++e) {
            const auto p = static_cast<double>(all.weights[e]);
            const double q = 1 / (1 + squaredDistance(run.positions(), i, all.ids[e])) / z;
            divergence += p > 0 ? p * std::log(p / q) : 0;
        }
    }
    QVERIFY2(std::abs(run.divergence() - divergence) < 1e-4,
             qPrintable(QString::number(run.divergence() - divergence)));
}

void tst_Tsne::iterationsLowerTheDivergence()
{
    TsneRun run(groupedTable(800), {});
    double before = run.divergence();
    for (const int until : {250, 400, 700}) {
        while (run.iteration() < until) {
            run.step();
        }
        const double now = run.divergence();
        QVERIFY2(now < before, qPrintable(QString("%1: %2, before %3").arg(until).arg(now).arg(before)));
        before = now;
    }
}

void tst_Tsne::sameOptionsGiveTheSameBits()
{
    const LatentTable table = groupedTable(6000);
    const TsneOptions options{.iterations = 60, .exaggerated = 20};
    QCOMPARE(mapOf(table, options), mapOf(table, options));
}

void tst_Tsne::threadsChangeNothing()
{
    for (const std::size_t rows : {std::size_t{3500}, std::size_t{7000}}) { // exact, on the grid
        const LatentTable table = groupedTable(rows);
        TsneOptions options{.iterations = 50, .exaggerated = 20, .threads = 1};
        const std::vector<float> one = mapOf(table, options);
        options.threads = 3;
        QCOMPARE(mapOf(table, options), one);
    }
}

void tst_Tsne::anotherSeedGivesAnotherMap()
{
    const LatentTable table = groupedTable(300);
    QVERIFY(mapOf(table, {.iterations = 100, .seed = 2}) != mapOf(table, {.iterations = 100, .seed = 3}));
}

void tst_Tsne::moreIterationsGoOnWhereTheRunStood()
{
    const LatentTable table = groupedTable(300);
    TsneRun run(table, {.iterations = 300});
    while (run.iteration() < 300) {
        run.step();
    }
    for (int i = 0; i < 50; ++i) {
        run.step();
    }
    const std::vector<float> more(run.positions().begin(), run.positions().end());
    QCOMPARE(more, mapOf(table, {.iterations = 350}));
}

void tst_Tsne::whatWasStoppedGoesOnWithTheSameBits_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("stoppedAt");
    QTest::newRow("exact, while exaggerated") << 700 << 30;
    QTest::newRow("exact, later") << 700 << 90;
    QTest::newRow("on the grid") << 6000 << 55;
    QTest::newRow("before it began") << 700 << 0;
    QTest::newRow("a single row") << 1 << 30;
}

void tst_Tsne::whatWasStoppedGoesOnWithTheSameBits()
{
    QFETCH(int, rows);
    QFETCH(int, stoppedAt);
    const LatentTable table = groupedTable(static_cast<std::size_t>(rows));
    const TsneOptions options{.iterations = 120, .exaggerated = 60};
    TsneState stopped;
    {
        TsneRun run(table, options);
        for (int i = 0; i < stoppedAt; ++i) {
            run.step();
            if (i % 10 == 0) {
                (void)run.divergence(); // it is asked for on the way
            }
        }
        stopped = run.state();
    }
    QCOMPARE(stopped.iteration, stoppedAt);
    TsneRun run(table, options, stopped);
    QCOMPARE(run.iteration(), stoppedAt);
    while (run.iteration() < options.iterations) {
        run.step();
    }
    const std::vector<float> positions(run.positions().begin(), run.positions().end());
    QVERIFY(positions == mapOf(table, options));
}

void tst_Tsne::aWholeRunGoesOnWithTheSameBits()
{
    const LatentTable table = groupedTable(500);
    const auto quiet = [](const TsneProgress&) {};
    const TsneMap shorter = runTsne(table, {.iterations = 300}, {}, {}, quiet);
    std::vector<TsneProgress> told;
    const TsneMap longer = runTsne(table, {.iterations = 450}, shorter.state(), {},
                                   [&](const TsneProgress& progress) { told.push_back(progress); });
    const TsneMap whole = runTsne(table, {.iterations = 450}, {}, {}, quiet);
    QVERIFY(longer.positions == whole.positions);
    QVERIFY(longer.motion == whole.motion);
    QCOMPARE(longer.iterations, 450);
    QCOMPARE(longer.divergence, whole.divergence);
    QVERIFY(std::ranges::all_of(told, [](const TsneProgress& progress) {
        const bool isPreparing = progress.positions.empty();
        return progress.fraction <= 1 && (isPreparing || progress.iteration >= 300);
    }));
}

void tst_Tsne::placesAloneGoOnFromRest()
{
    const LatentTable table = groupedTable(700);
    const TsneMap before = runTsne(table, {.iterations = 500}, {}, {}, [](const TsneProgress&) {});
    TsneState places{.iteration = 0, .positions = before.positions, .motion = {}};
    TsneRun run(table, {}, places);
    run.step();
    double farthest = 0;
    for (std::size_t i = 0; i < 2 * table.rows(); ++i) {
        farthest = std::max(farthest, static_cast<double>(std::abs(run.positions()[i] - before.positions[i])));
    }
    QVERIFY2(farthest < 1, "exaggeration, or a velocity, would have torn it apart");
    while (run.iteration() < 200) {
        run.step();
    }
    QVERIFY2(run.divergence() < before.divergence, qPrintable(QString::number(run.divergence())));
}

void tst_Tsne::aStartThatDoesNotFitIsRefused_data()
{
    QTest::addColumn<TsneState>("start");
    QTest::addColumn<QString>("part");
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("fewer") << TsneState{9, {1, 2, 3, 4}, {}} << "has 2 places, and there are 3 samples";
    QTest::newRow("not a number") << TsneState{9, {1, 2, 3, 4, nan, 6}, {}} << "is damaged";
    QTest::newRow("too far") << TsneState{9, {1, 2, 3, 4, 1e30F, 6}, {}} << "is damaged";
    QTest::newRow("motion of others") << TsneState{9, {1, 2, 3, 4, 5, 6}, {1, 2}} << "is damaged";
    QTest::newRow("all the same") << TsneState{9, {1, 2, 1, 2, 1, 2}, {}} << "none would move";
}

void tst_Tsne::aStartThatDoesNotFitIsRefused()
{
    QFETCH(TsneState, start);
    QFETCH(QString, part);
    const QString sentence = sentenceOf([&] { TsneRun(groupedTable(3), {}, start); });
    COMPARE_PART(sentence, part);
}

void tst_Tsne::fewRowsHaveADefinedMap_data()
{
    QTest::addColumn<int>("rows");
    for (const int rows : {0, 1, 2, 3, 4, 10, 50, 91}) {
        QTest::addRow("%d", rows) << rows;
    }
}

void tst_Tsne::fewRowsHaveADefinedMap()
{
    QFETCH(int, rows);
    TsneRun run(groupedTable(static_cast<std::size_t>(rows)), {.iterations = 300});
    for (int i = 0; i < 300; ++i) {
        run.step();
    }
    QCOMPARE(run.rows(), static_cast<std::size_t>(rows));
    QVERIFY(areFinite(run.positions()));
    QVERIFY(std::isfinite(run.divergence()));
    QVERIFY(run.perplexity() <= std::max(1.0, (rows - 1) / 3.0));
    if (rows == 2) {
        QVERIFY(squaredDistance(run.positions(), 0, 1) > 0);
    }
}

void tst_Tsne::dullTablesHaveADefinedMap_data()
{
    QTest::addColumn<LatentTable>("table");
    QTest::newRow("all the same") << LatentTable(400, 5);
    QTest::newRow("one column") << groupedTable(400, 6);
    LatentTable column(300, 1);
    std::iota(column.values().begin(), column.values().end(), 0.0F);
    QTest::newRow("a line") << column;
    LatentTable doubles = groupedTable(400);
    for (std::size_t i = 200; i < 400; ++i) {
        std::ranges::copy(doubles.row(i - 200), doubles.row(i).begin());
    }
    QTest::newRow("each twice") << doubles;
    LatentTable few(600, 4); // three places
    for (std::size_t i = 0; i < 600; ++i) {
        few.row(i)[0] = static_cast<float>(i % 3);
    }
    QTest::newRow("three places") << few;
    LatentTable huge = groupedTable(400);
    for (float& value : huge.values()) {
        value *= 1e29F;
    }
    QTest::newRow("1e30") << huge;
    LatentTable outlier = groupedTable(400);
    outlier.row(17)[2] = 1e30F;
    QTest::newRow("one at 1e30") << outlier;
    QTest::newRow("no columns") << LatentTable(50, 0);
}

void tst_Tsne::dullTablesHaveADefinedMap()
{
    QFETCH(LatentTable, table);
    TsneRun run(table, {.iterations = 300});
    for (int i = 0; i < 300; ++i) {
        run.step();
    }
    QCOMPARE(run.rows(), table.rows());
    QVERIFY(areFinite(run.positions()));
    QVERIFY(std::isfinite(run.divergence()));
}

void tst_Tsne::refusesNotANumber()
{
    LatentTable table = groupedTable(50);
    table.row(3)[1] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(UserError, TsneRun(table, {}));
}

void tst_Tsne::refusesOptionsOutOfBounds()
{
    const LatentTable table = groupedTable(50);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const TsneOptions& options :
         {TsneOptions{.perplexity = 0.5}, TsneOptions{.perplexity = nan}, TsneOptions{.perplexity = 1001},
          TsneOptions{.iterations = -1}, TsneOptions{.exaggerated = -1}, TsneOptions{.exaggeration = 0},
          TsneOptions{.exaggeration = nan}, TsneOptions{.learningRate = -1}, TsneOptions{.learningRate = nan}}) {
        QVERIFY_THROWS_EXCEPTION(UserError, TsneRun(table, options));
    }
}

void tst_Tsne::stopsWhileItLooksForNeighbours()
{
    std::stop_source stop;
    JobControl control;
    control.stop = stop.get_token();
    control.report = [&](double) { stop.request_stop(); };
    TsneRun run(groupedTable(4000), {}, {}, control);
    QCOMPARE(run.rows(), std::size_t{0});
}

void tst_Tsne::stopsWhileItLooksForTheStart()
{
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(tsneStart(groupedTable(100), {}, {stop.get_token()}).size(), std::size_t{200});
}

void tst_Tsne::aRunTellsWhereItStandsAndHowGoodItIs()
{
    std::vector<TsneProgress> told;
    const TsneMap map = runTsne(groupedTable(3500), {.iterations = 120, .exaggerated = 60}, {}, {},
                                [&](const TsneProgress& progress) { told.push_back(progress); });
    QCOMPARE(map.iterations, 120);
    QCOMPARE(map.positions.size(), std::size_t{7000});
    QCOMPARE(map.perplexity, 30.0);
    QVERIFY(map.divergence > 0);
    QVERIFY(map.neighboursKept > 0 && map.neighboursKept <= 1);
    QVERIFY(told.size() > 3);
    QVERIFY(std::ranges::is_sorted(told, {}, &TsneProgress::fraction));
    QVERIFY(told.back().iteration > 20);
    QCOMPARE(told.back().positions.size(), std::size_t{7000});
    QVERIFY(told.back().secondsLeft >= 0);
}

void tst_Tsne::aRunStopsWhenTold()
{
    std::stop_source stop;
    const TsneMap map =
        runTsne(groupedTable(1000), {.iterations = 100'000}, {}, stop.get_token(), [&](const auto& progress) {
            if (progress.iteration > 5) {
                stop.request_stop();
            }
        });
    QVERIFY(map.iterations > 5 && map.iterations < 100'000);
    QCOMPARE(map.positions.size(), std::size_t{2000});
}

/// Samples that are left out are placed by their neighbours: where the second ring is large, the place is farther off.
void tst_Tsne::theDoubtOfAPlaceFollowsItsError()
{
    std::mt19937 random(4);
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> turn(0, 6.2831853F);
    LatentTable table(4000, 8); // rings of several sizes, blurred: dense and thin places
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const float angle = turn(random);
        const float radius = static_cast<float>(1 + i % 4);
        for (float& value : table.row(i)) {
            value = 0.25F * normal(random);
        }
        table.row(i)[i % 4] += radius * std::cos(angle);
        table.row(i)[(i + 1) % 4] += radius * std::sin(angle);
    }
    const TsneMap map = runTsne(table, {.iterations = 500}, {}, {}, [](const TsneProgress&) {});
    const LatentTable positions(table.rows(), 2, map.positions);
    const NearestSamples all(std::make_shared<const LatentTable>(table), NearMetric::Euclidean);
    std::vector<std::pair<float, float>> doubtAndError;
    for (std::size_t i = 0; i < 4000; i += 4) {
        auto nearest = all.nearest(table.row(i), placingNeighbours + 1, 1);
        std::erase_if(nearest, [i](const NearSample& near) { return near.sample == i; });
        const PlacedPoint place = placeAmong(nearest, positions);
        doubtAndError.emplace_back(place.doubt,
                                   std::hypot(place.x - positions.row(i)[0], place.y - positions.row(i)[1]));
    }
    const auto ranksOf = [&](auto part) {
        std::vector<std::size_t> order(doubtAndError.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [&](std::size_t i) { return doubtAndError[i].*part; });
        std::vector<double> ranks(order.size());
        for (std::size_t rank = 0; rank < order.size(); ++rank) {
            ranks[order[rank]] = static_cast<double>(rank);
        }
        return ranks;
    };
    const std::vector<double> doubts = ranksOf(&std::pair<float, float>::first);
    const std::vector<double> errors = ranksOf(&std::pair<float, float>::second);
    double squares = 0;
    for (std::size_t i = 0; i < doubts.size(); ++i) {
        squares += std::pow(doubts[i] - errors[i], 2);
    }
    const auto n = static_cast<double>(doubts.size());
    const double correlation = 1 - 6 * squares / (n * (n * n - 1)); // Spearman's
    QVERIFY2(correlation >= 0.4, qPrintable(QString::number(correlation)));
}

void tst_Tsne::mostOfTheNeighboursMakeAboutTheSameMap()
{
    const LatentTable table = groupedTable(3000);
    const TsneOptions options{.iterations = 300};
    const auto mapOfUpTo = [&](std::size_t mostExact) {
        return runTsne(
            table, options, {}, {}, [](const TsneProgress&) {},
            [mostExact](const LatentTable& rows, const TsneOptions& asked, TsneState start,
                        const JobControl& control) -> std::unique_ptr<TsneSteps> {
                return std::make_unique<TsneRun>(rows, asked, std::move(start), control, mostExact);
            });
    };
    const TsneMap exact = mapOfUpTo(3000);
    const TsneMap approximate = mapOfUpTo(2999);
    QVERIFY(!exact.neighbourRecall);
    QVERIFY(approximate.neighbourRecall.has_value());
    QVERIFY(approximate.positions != exact.positions);
    QVERIFY2(std::abs(approximate.neighboursKept - exact.neighboursKept) < 0.03,
             qPrintable(QString::number(approximate.neighboursKept - exact.neighboursKept)));
}

void tst_Tsne::neighboursKeptIsAShare()
{
    BlockPool pool(2);
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    LatentTable plane(2000, 2);
    std::ranges::generate(plane.values(), [&] { return normal(random); });
    QCOMPARE(neighboursKept(plane, plane.values(), 10, 500, pool), 1.0);
    LatentTable other(2000, 2);
    std::ranges::generate(other.values(), [&] { return normal(random); });
    QVERIFY(neighboursKept(plane, other.values(), 10, 500, pool) < 0.05);
}

QTEST_GUILESS_MAIN(tst_Tsne)
#include "tst_Tsne.moc"
