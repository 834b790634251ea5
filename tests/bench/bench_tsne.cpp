// SPDX-License-Identifier: GPL-3.0-or-later
// t-SNE of Fashion-MNIST's pixels on their first 50 principal components, perplexity 30, 1000 iterations; neighbours
// included in the times. `bench_tsne BIN [N…]`: sizes, 5000 and 10000 unless said (above
// 70,000 with mirrored and shifted pictures, at most 1,260,000). One judge measures the map, that of approximate
// neighbours, and with a Python that has openTSNE in MORPHOSCOPE_PEERS (a program) its map of the same table.
#include "BenchReport.h"
#include "FashionTable.h"
#include "base/UserError.h"
#include "engine/EngineProcess.h"
#include "maps/NearestNeighbours.h"
#include "maps/RunTsne.h"
#include "maps/Tsne.h"
#include "space/NpyFile.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>

namespace {

namespace fs = std::filesystem;

constexpr double perplexity = 30;
constexpr std::size_t neighbours = 90;

struct Judgement
{
    double divergence = 0;
    double kept = 0; ///< of the 10 nearest
};

/// In double, with all pairs: of any map, whoever made it.
class Judge
{
public:
    explicit Judge(const LatentTable& table)
        : m_table(table)
        , m_neighbours(exactNeighbours(table, neighbours, m_pool))
        , m_conditional(m_neighbours.ids.size())
    {
        for (std::size_t i = 0; i < table.rows(); ++i) {
            fitRow(i);
        }
    }

    Judgement judge(std::span<const float> map)
    {
        const std::size_t n = m_table.rows();
        std::vector<double> sums(n);
        m_pool.runRanges(n, 64, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                for (std::size_t j = 0; j < n; ++j) {
                    sums[i] += i != j ? 1 / (1 + squared(map, i, j)) : 0;
                }
            }
        });
        const double z = std::accumulate(sums.begin(), sums.end(), 0.0);
        // Each unordered pair once per direction: p_ij = (p_j|i + p_i|j) / 2n.
        double divergence = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < neighbours; ++k) {
                const std::size_t j = m_neighbours.idsOf(i)[k];
                const double back = conditional(j, i);
                const double p = (m_conditional[i * neighbours + k] + back) / (2 * static_cast<double>(n));
                const double term = p > 0 ? p * std::log(p * z * (1 + squared(map, i, j))) : 0;
                divergence += back > 0 ? term : 2 * term; // the other direction has no entry of its own
            }
        }
        return {divergence, neighboursKept(m_table, map, 10, n, m_pool)};
    }

private:
    static double squared(std::span<const float> map, std::size_t i, std::size_t j)
    {
        const double dx = static_cast<double>(map[2 * i]) - static_cast<double>(map[2 * j]);
        const double dy = static_cast<double>(map[2 * i + 1]) - static_cast<double>(map[2 * j + 1]);
        return dx * dx + dy * dy;
    }

    [[nodiscard]] double conditional(std::size_t i, std::size_t j) const
    {
        const auto ids = m_neighbours.idsOf(i);
        const auto found = std::ranges::find(ids, static_cast<std::uint32_t>(j));
        return found == ids.end() ? 0 : m_conditional[i * neighbours + static_cast<std::size_t>(found - ids.begin())];
    }

    /// Bisection to 1e-6 of the entropy.
    void fitRow(std::size_t i)
    {
        const auto distances = m_neighbours.distancesOf(i);
        double low = 0;
        double high = 1e12;
        for (int step = 0; step < 100; ++step) {
            const double beta = step == 0                          ? 1
                                : std::isinf(high) || high == 1e12 ? 2 * std::max(low, 1.0)
                                                                   : (low + high) / 2;
            double sum = 0;
            double mean = 0;
            for (std::size_t k = 0; k < neighbours; ++k) {
                const double d = static_cast<double>(distances[k]) - static_cast<double>(distances[0]);
                const double e = std::exp(-beta * d);
                m_conditional[i * neighbours + k] = e;
                sum += e;
                mean += e * d;
            }
            for (std::size_t k = 0; k < neighbours; ++k) {
                m_conditional[i * neighbours + k] /= sum;
            }
            const double difference = std::log(sum) + beta * mean / sum - std::log(perplexity);
            if (std::abs(difference) < 1e-6) {
                return;
            }
            (difference > 0 ? low : high) = beta;
        }
    }

    const LatentTable& m_table;
    BlockPool m_pool{0};
    NeighbourTable m_neighbours;
    std::vector<double> m_conditional;
};

/// From the beginning until the judge sees `divergence`: looked at every 50 iterations, while no clock runs, once the
/// run's own figure is near. None when it is never reached.
std::optional<double> secondsUntil(double divergence, const LatentTable& table, Judge& judge)
{
    constexpr int between = 50;
    constexpr double near = 0.02;
    const TsneOptions options{.perplexity = perplexity};
    Stopwatch watch;
    TsneRun run(table, options);
    double seconds = watch.ms() / 1e3;
    while (run.iteration() < options.iterations) {
        watch = Stopwatch();
        for (int i = 0; i < between; ++i) {
            run.step();
        }
        seconds += watch.ms() / 1e3;
        if (run.divergence() < divergence + near && judge.judge(run.positions()).divergence <= divergence) {
            return seconds;
        }
    }
    return {};
}

struct Run
{
    TsneMap map;
    double wall = 0; ///< seconds
    double cpu = 0;
};

Run layOut(const LatentTable& table, const PrepareTsne& prepare = prepareOnProcessor)
{
    const double before = usedSeconds(RUSAGE_SELF);
    const Stopwatch watch;
    TsneMap map = runTsne(
        table, {.perplexity = perplexity}, {}, {}, [](const TsneProgress&) {}, prepare);
    return {std::move(map), watch.ms() / 1e3, usedSeconds(RUSAGE_SELF) - before};
}

/// In an engine of its own, as a user's run is: what was freed by others before is none of its memory.
Run layOutInEngine(const fs::path& engine, const LatentTable& table)
{
    const double before = usedSeconds(RUSAGE_CHILDREN);
    const Stopwatch watch;
    EngineProcess job(engine, EngineRole::Job);
    job.client().setDeadline(24 * 3600, {});
    TsneMap map = job.client().tsne(table, {.perplexity = perplexity}, {}, {}, [](const TsneProgress&) {});
    const double wall = watch.ms() / 1e3;
    job.finish();
    return {std::move(map), wall, usedSeconds(RUSAGE_CHILDREN) - before};
}

void addMemory(BenchReport& report, const std::string& size, const TsneMap& map)
{
    const double perPoint = static_cast<double>(map.peakBytes) / (static_cast<double>(map.positions.size()) / 2);
    report.add("G12", size + "memory beyond the table a point, in an engine", perPoint, "B", "<= 2253 B",
               perPoint <= 2253);
}

/// More than the judge can take: the run judges itself.
void benchLarge(BenchReport& report, const fs::path& engine, const LatentTable& table)
{
    const std::string size = std::to_string(table.rows()) + " pictures: ";
    const Run ours = layOutInEngine(engine, table);
    report.add("tsne", size + "processor time, with the start of an engine", ours.cpu, "s");
    report.add("tsne", size + "wall time", ours.wall, "s");
    report.add("tsne", size + "KL, of its own approximate neighbours", ours.map.divergence);
    report.add("tsne", size + "10 nearest neighbours kept, of 2,000 samples", ours.map.neighboursKept);
    report.add("tsne", size + "recall of its neighbours", ours.map.neighbourRecall.value_or(1));
    addMemory(report, size, ours.map);
}

/// The map that the same table would have were it too large for exact neighbours.
void benchApproximate(BenchReport& report, const LatentTable& table, Judge& judge, const Judgement& exact)
{
    const std::string size = std::to_string(table.rows()) + " pictures, approximate neighbours: ";
    const Run approximate = layOut(table,
                                   [](const LatentTable& rows, const TsneOptions& options, TsneState start,
                                      const JobControl& control) -> std::unique_ptr<TsneSteps> {
                                       return std::make_unique<TsneRun>(rows, options, std::move(start), control, 0);
                                   });
    const Judgement found = judge.judge(approximate.map.positions);
    report.add("tsne", size + "recall", approximate.map.neighbourRecall.value_or(1));
    report.add("tsne", size + "processor time", approximate.cpu, "s");
    report.add("tsne", size + "KL of the exact affinities", found.divergence);
    report.add("tsne", size + "the same less that with exact neighbours", found.divergence - exact.divergence);
    report.add("tsne", size + "10 nearest neighbours kept", found.kept);
    report.add("tsne", size + "the same less that with exact neighbours", found.kept - exact.kept, "", ">= -0.005",
               found.kept - exact.kept >= -0.005);
}

void benchPeer(BenchReport& report, const LatentTable& table, Judge& judge, const Run& run, const Judgement& ours,
               const fs::path& folder)
{
    const std::size_t n = table.rows();
    const std::string size = std::to_string(n) + " pictures: ";
    const char* const peers = std::getenv("MORPHOSCOPE_PEERS");
    if (peers == nullptr) {
        return;
    }
    writeLatents(folder / "x.npy", table);
    const double childBefore = usedSeconds(RUSAGE_CHILDREN);
    const Stopwatch theirWatch;
    const std::string command = std::string(peers) + " " MORPHOSCOPE_SOURCE_DIR "/tests/bench/peer_tsne.py " +
                                (folder / "x.npy").string() + " " + (folder / "y.npy").string();
    if (std::system(command.c_str()) != 0) {
        throw UserError("openTSNE did not run: " + command);
    }
    const double theirWall = theirWatch.ms() / 1e3;
    const double theirCpu = usedSeconds(RUSAGE_CHILDREN) - childBefore;
    const LatentTable theirMap = readLatents(folder / "y.npy");
    const Judgement theirs = judge.judge(theirMap.values());
    const bool isAsGood = ours.divergence <= theirs.divergence && ours.kept >= theirs.kept - 0.005;
    report.add("G8", size + "openTSNE, processor time", theirCpu, "s");
    report.add("G8", size + "openTSNE, KL", theirs.divergence);
    report.add("G8", size + "openTSNE, 10 nearest neighbours kept", theirs.kept);
    report.add("G8", size + "KL less openTSNE's, neighbours kept within 0.005", ours.divergence - theirs.divergence, "",
               "<= 0", isAsGood);
    const double least = n >= 50'000 ? 5 : 7;
    report.add("G8", size + "openTSNE / ours, processor time", theirCpu / run.cpu, "x",
               ">= " + std::to_string(static_cast<int>(least)) + " x", theirCpu / run.cpu >= least && isAsGood);
    report.add("G8", size + "openTSNE / ours, wall time", theirWall / run.wall, "x", n >= 50'000 ? ">= 5 x" : "",
               n >= 50'000 ? std::optional(theirWall / run.wall >= 5) : std::nullopt);
    const double reached = secondsUntil(theirs.divergence, table, judge).value_or(INFINITY);
    report.add("G10", size + "wall time until openTSNE's final KL", reached, "s");
    report.add("G10", size + "openTSNE's whole time / until its final KL", theirWall / reached, "x", ">= 6 x",
               theirWall / reached >= 6);
}

void benchJudged(BenchReport& report, const fs::path& engine, const LatentTable& table, const fs::path& folder)
{
    const std::string size = std::to_string(table.rows()) + " pictures: ";
    Judge judge(table);
    const Run ours = layOut(table);
    const Judgement judgement = judge.judge(ours.map.positions);
    report.add("tsne", size + "processor time", ours.cpu, "s");
    report.add("tsne", size + "wall time", ours.wall, "s");
    report.add("tsne", size + "KL", judgement.divergence);
    report.add("tsne", size + "10 nearest neighbours kept", judgement.kept);
    addMemory(report, size, layOutInEngine(engine, table).map);
    benchApproximate(report, table, judge, judgement);
    benchPeer(report, table, judge, ours, judgement, folder);
}

LatentTable tableOf(std::size_t n)
{
    constexpr std::size_t ofEach = 70'000;
    return n > ofEach ? firstRows(fashionVariants(std::min((n + ofEach - 1) / ofEach, std::size_t{18})), n)
                      : firstRows(fashionTable(), n);
}

void benchSize(BenchReport& report, const fs::path& engine, const LatentTable& table)
{
    if (table.rows() > mostExactRows) {
        benchLarge(report, engine, table);
        return;
    }
    const fs::path folder = fs::temp_directory_path() / ("bench_tsne." + std::to_string(::getpid()));
    fs::create_directories(folder);
    benchJudged(report, engine, table, folder);
    fs::remove_all(folder);
}

} // namespace

int main(int argc, char** argv)
{
    BenchReport report("t-SNE");
    if (argc < 2 || !hasFashionPictures()) {
        report.print();
        return 0;
    }
    std::vector<std::size_t> sizes;
    for (int i = 2; i < argc; ++i) {
        sizes.push_back(std::stoul(argv[i]));
    }
    for (const std::size_t n : sizes.empty() ? std::vector<std::size_t>{5000, 10'000} : sizes) {
        benchSize(report, fs::path(argv[1]) / "morphoscope-engine", tableOf(n));
    }
    report.print();
    return 0;
}
