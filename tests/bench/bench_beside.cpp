// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on beside a t-SNE run of Fashion-MNIST: the hand's decodes, and the map that is watched meanwhile.
// `bench_beside BIN`, BIN being the folder of the programs.
#include "BenchReport.h"
#include "FashionTable.h"
#include "base/UpdatePacer.h"
#include "engine/EngineProcess.h"
#include "maps/RunTsne.h"
#include "raster/CloudRaster.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

namespace {

namespace fs = std::filesystem;

constexpr auto frame = std::chrono::microseconds(16'667);
constexpr int idleDecodes = 300;
constexpr int side = 480;

/// Decodes as a hand asks for them, one each frame, and notes how long each took.
class Hand
{
public:
    explicit Hand(const fs::path& engine)
        : m_engine(engine, EngineRole::Live)
    {
        LoadRequest request;
        request.decoder = fs::path(MORPHOSCOPE_SOURCE_DIR) / "models/clothes/decoder.pt";
        request.device = "cpu";
        m_model = m_engine.client().load(request);
        m_stream = m_engine.client().openStream();
    }

    /// While `goesOn`; milliseconds.
    std::vector<double> decodeWhile(const std::function<bool()>& goesOn)
    {
        std::vector<double> times;
        auto next = std::chrono::steady_clock::now();
        while (goesOn()) {
            LatentVector point(m_model.rowSize());
            std::ranges::generate(point, [this] { return m_normal(m_random); });
            const Stopwatch watch;
            m_engine.client().decode(*m_stream, point, m_picture);
            times.push_back(watch.ms());
            next = std::max(next + frame, std::chrono::steady_clock::now());
            std::this_thread::sleep_until(next);
        }
        return times;
    }

private:
    EngineProcess m_engine;
    LoadedModel m_model;
    std::unique_ptr<DecodeStream> m_stream;
    Picture m_picture;
    std::mt19937 m_random{1};
    std::normal_distribution<float> m_normal;
};

void benchHand(BenchReport& report, const fs::path& engine, const LatentTable& table)
{
    Hand hand(engine);
    int left = idleDecodes;
    const double idle = quantile(hand.decodeWhile([&] { return left-- > 0; }), 0.95);
    std::atomic<bool> isRunning = true;
    EngineProcess job(engine, EngineRole::Job);
    job.client().setDeadline(3600, {});
    const auto run = std::async(std::launch::async, [&] {
        (void)job.client().tsne(table, {}, {}, {}, [](const TsneProgress&) {});
        isRunning = false;
    });
    const double beside = quantile(hand.decodeWhile([&] { return isRunning.load(); }), 0.95);
    report.add("G3", "the hand's decodes, idle: p95", idle, "ms");
    report.add("G3", "the same while t-SNE of 70,000 runs: p95", beside, "ms", "<= 16.7 ms", beside <= 16.7);
    report.add("G3", "beside t-SNE / idle", beside / idle, "x", "<= 2 x", beside <= 2 * idle);
}

/// Iterations of a run, from its first report to its last.
class Rate
{
public:
    void note(int iteration)
    {
        m_last = Clock::now();
        m_lastIteration = iteration;
        if (m_firstIteration == 0) {
            m_first = m_last;
            m_firstIteration = iteration;
        }
    }
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(m_last - m_first).count(); }
    [[nodiscard]] double perSecond() const { return (m_lastIteration - m_firstIteration) / seconds(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_first;
    int m_firstIteration = 0;
    Clock::time_point m_last;
    int m_lastIteration = 0;
};

/// The map as the window paints it, on a thread of its own: 480 x 480, the room that it has at first, the newest places
/// as often as the window does.
class View
{
public:
    explicit View(std::size_t points)
        : m_places(points)
    {
        m_palette[0] = {0x4080c0, 0, PointShape::Disc, true, false};
    }
    void show(const std::vector<float>& positions)
    {
        const std::lock_guard lock(m_mutex);
        m_newest = positions;
        m_changed.notify_one();
    }
    [[nodiscard]] int pictures() const { return m_pictures; }

private:
    void run(const std::stop_token& stop)
    {
        using Clock = UpdatePacer::Clock;
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(m_pacer.wait(Clock::now()));
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return !m_newest.empty(); })) {
                return;
            }
            const std::vector<float> positions = std::exchange(m_newest, {});
            lock.unlock();
            const auto start = Clock::now();
            paint(positions);
            m_pacer.done(Clock::now(), Clock::now() - start);
        }
    }
    void paint(const std::vector<float>& positions)
    {
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            m_places[i] = {positions[2 * i], positions[2 * i + 1]};
        }
        const PointCloud cloud(m_places);
        m_raster.paint(m_pixels, cloud, m_palette, {cloud.bounds(), side, side, 1}, CloudRaster::shapesWhileMoving);
        ++m_pictures;
    }

    UpdatePacer m_pacer;
    CloudRaster m_raster;
    PointPalette m_palette{};
    std::vector<MapPosition> m_places;
    std::vector<std::uint32_t> m_pixels = std::vector<std::uint32_t>(std::size_t{side} * side);
    std::atomic<int> m_pictures = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<float> m_newest;
    std::jthread m_thread{[this](const std::stop_token& stop) { run(stop); }}; // last
};

/// How many pictures there are while the run goes on, and how fast it goes; by turns with the bare run, of which nobody
/// is told anything.
void benchView(BenchReport& report, const fs::path& engine, const LatentTable& table, int iterations, double least)
{
    constexpr int rounds = 5;
    const TsneOptions options{.iterations = iterations};
    EngineProcess job(engine, EngineRole::Job);
    job.client().setDeadline(3600, {});
    std::vector<double> pictures;
    std::vector<double> rates;
    std::vector<double> kept;
    for (int round = 0; round < rounds; ++round) {
        Rate alone;
        (void)runTsne(table, options, {}, {}, [&](const TsneProgress& progress) {
            if (progress.iteration > 0) {
                alone.note(progress.iteration);
            }
        });
        Rate watched;
        View view(table.rows());
        (void)job.client().tsne(table, options, {}, {}, [&](const TsneProgress& progress) {
            if (!progress.positions.empty()) {
                watched.note(progress.iteration);
                view.show(progress.positions);
            }
        });
        pictures.push_back(view.pictures() / watched.seconds());
        rates.push_back(watched.perSecond());
        kept.push_back(watched.perSecond() / alone.perSecond());
    }
    const std::string size = std::to_string(table.rows()) + " points: ";
    const double perSecond = quantile(pictures, 0.5);
    report.add("G11", size + "pictures a second while it runs", perSecond, "", ">= " + std::to_string(int(least)),
               perSecond >= least);
    report.add("G11", size + "iterations a second, watched", quantile(rates, 0.5));
    report.add("G11", size + "of the rate that it has alone, median of 5 rounds", quantile(kept, 0.5), "x", ">= 0.9 x",
               quantile(kept, 0.5) >= 0.9);
}

} // namespace

int main(int argc, char** argv)
{
    BenchReport report("Beside t-SNE");
    if (argc < 2 || !hasFashionPictures()) {
        report.print();
        return 0;
    }
    const fs::path engine = fs::path(argv[1]) / "morphoscope-engine";
    const LatentTable all = fashionTable();
    benchHand(report, engine, all);
    benchView(report, engine, firstRows(all, 10'000), 1000, 30);
    benchView(report, engine, all, 200, 10);
    report.print();
    return 0;
}
