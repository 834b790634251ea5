// SPDX-License-Identifier: GPL-3.0-or-later
// The 90 nearest of each of Fashion-MNIST's pictures on their first 50 principal components: exact for all 70,000, and
// approximate with mirrored and shifted ones among 200,000. `bench_graph BIN [N [M]]`: other numbers of them. With a
// Python that has hnswlib in MORPHOSCOPE_PEERS (a program), it looks for the same 70,000.
#include "BenchReport.h"
#include "FashionTable.h"
#include "base/UserError.h"
#include "latent/MapTrust.h"
#include "maps/ApproximateNeighbours.h"
#include "maps/NeighbourCells.h"
#include "maps/Trustworthiness.h"
#include "space/NpyFile.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t neighbours = 90;
constexpr std::size_t judged = 1000;
constexpr double hnswRecall = 0.99;
constexpr int hnswEf = 100; ///< less than 91 it cannot take; its recall is 0.998 then

struct Taken
{
    double cpu = 0;
    double wall = 0;
};

template <class Work> Taken timed(int who, const Work& work)
{
    const double before = usedSeconds(who);
    const Stopwatch watch;
    work();
    return {usedSeconds(who) - before, watch.ms() / 1e3};
}

/// The share of the true ones among `idsOf`, over some rows.
template <class IdsOf> double recallOf(const LatentTable& table, BlockPool& pool, const IdsOf& idsOf)
{
    const std::vector<std::uint32_t> rows = drawnRows(table.rows(), judged, 17);
    const NeighbourTable exact = exactNeighboursOf(rows, table, neighbours, pool);
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::set<std::uint32_t> truth(exact.idsOf(i).begin(), exact.idsOf(i).end());
        for (const auto id : idsOf(rows[i])) {
            right += truth.count(static_cast<std::uint32_t>(id));
        }
    }
    return static_cast<double>(right) / static_cast<double>(rows.size() * neighbours);
}

void benchExact(BenchReport& report, const LatentTable& table, const fs::path& folder)
{
    BlockPool pool(0);
    const std::string size = std::to_string(table.rows()) + " pictures: ";
    const Taken ours = timed(RUSAGE_SELF, [&] { (void)exactNeighbours(table, neighbours, pool); });
    report.add("G20", size + "exact, processor time", ours.cpu, "s");
    report.add("G20", size + "exact, wall time", ours.wall, "s");
    FoundNeighbours found;
    const Taken close =
        timed(RUSAGE_SELF, [&] { found = approximateNeighbours(table, neighbours, pool, {}, hnswRecall); });
    report.add("G20", size + "approximate as well as hnswlib is to be, processor time", close.cpu, "s");
    report.add("G20", size + "approximate as well as hnswlib is to be, recall",
               recallOf(table, pool, [&](std::size_t row) { return found.table.idsOf(row); }), "", ">= 0.99");
    const char* const peers = std::getenv("MORPHOSCOPE_PEERS");
    if (peers == nullptr) {
        return;
    }
    writeLatents(folder / "x.npy", table);
    const std::string command = std::string(peers) + " " MORPHOSCOPE_SOURCE_DIR "/tests/bench/peer_neighbours.py " +
                                (folder / "x.npy").string() + " " + std::to_string(neighbours) + " " +
                                std::to_string(hnswEf) + " " + (folder / "ids.npy").string();
    const Taken theirs = timed(RUSAGE_CHILDREN, [&] {
        if (std::system(command.c_str()) != 0) {
            throw UserError("hnswlib did not run: " + command);
        }
    });
    const LatentTable ids = readLatents(folder / "ids.npy");
    const double recall = recallOf(table, pool, [&](std::size_t row) { return ids.row(row); });
    report.add("G20", size + "hnswlib (M 16, efC 200, ef " + std::to_string(hnswEf) + "), processor time", theirs.cpu,
               "s");
    report.add("G20", size + "hnswlib, recall (ours: 1)", recall, "", ">= 0.99", recall >= 0.99);
    report.add("G20", size + "hnswlib / exact, processor time", theirs.cpu / ours.cpu, "x", ">= 5 x",
               theirs.cpu / ours.cpu >= 5);
    report.add("G20", size + "hnswlib / exact, wall time", theirs.wall / ours.wall, "x");
    report.add("G20", size + "hnswlib / approximate, processor time", theirs.cpu / close.cpu, "x", ">= 5 x",
               theirs.cpu / close.cpu >= 5);
}

void benchApproximate(BenchReport& report, const LatentTable& table)
{
    BlockPool pool(0);
    const std::string size = std::to_string(table.rows()) + " pictures: ";
    FoundNeighbours found;
    const Taken approximate = timed(RUSAGE_SELF, [&] { found = approximateNeighbours(table, neighbours, pool); });
    const double recall = recallOf(table, pool, [&](std::size_t row) { return found.table.idsOf(row); });
    const Taken exact = timed(RUSAGE_SELF, [&] { (void)exactNeighbours(table, neighbours, pool); });
    report.add("G20", size + "approximate, processor time", approximate.cpu, "s");
    report.add("G20", size + "approximate, recall", recall, "", ">= 0.95", recall >= 0.95);
    report.add("G20", size + "exact, processor time", exact.cpu, "s");
    report.add("G20", size + "exact / approximate, processor time", exact.cpu / approximate.cpu, "x");
}

/// Of the first two components as a map.
void benchTrust(BenchReport& report, const LatentTable& table)
{
    std::vector<float> places;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        places.insert(places.end(), {table.row(i)[0], table.row(i)[1]});
    }
    MapTrust trust;
    const Taken taken = timed(RUSAGE_SELF, [&] { trust = mapTrust(table, places, {}); });
    const std::string size = std::to_string(table.rows()) + " pictures, PCA: ";
    report.add("trust", size + "trustworthiness", trust.mean());
    report.add("trust", size + "processor time for that of each", taken.cpu, "s");
}

} // namespace

int main(int argc, char** argv)
{
    BenchReport report("Neighbours of all samples, k = 90, 50 dimensions");
    if (!hasFashionPictures()) {
        report.print();
        return 0;
    }
    const fs::path folder = fs::temp_directory_path() / ("bench_graph." + std::to_string(::getpid()));
    fs::create_directories(folder);
    const auto number = [&](int place, std::size_t otherwise) { // the first is the folder BIN
        const unsigned long given = argc > place ? std::strtoul(argv[place], nullptr, 10) : 0;
        return given > 0 ? given : otherwise;
    };
    const LatentTable all = fashionVariants();
    const LatentTable originals = fashionTable();
    benchExact(report, firstRows(originals, number(2, 70'000)), folder);
    benchApproximate(report, firstRows(all, number(3, 200'000)));
    benchTrust(report, originals);
    fs::remove_all(folder);
    report.print();
    return 0;
}
