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
#include <filesystem>
#include <future>
#include <random>
#include <thread>

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
        (void)job.client().tsne(table, {}, {}, [](const TsneProgress&) {});
        isRunning = false;
    });
    const double beside = quantile(hand.decodeWhile([&] { return isRunning.load(); }), 0.95);
    report.add("G3", "the hand's decodes, idle: p95", idle, "ms");
    report.add("G3", "the same while t-SNE of 70,000 runs: p95", beside, "ms", "<= 16.7 ms", beside <= 16.7);
    report.add("G3", "beside t-SNE / idle", beside / idle, "x", "<= 2 x", beside <= 2 * idle);
}

/// Pictures of 480 x 480 (the room that the window gives the map at first) painted from what comes, and how fast the
/// run goes that sends it.
void benchView(BenchReport& report, const fs::path& engine, const LatentTable& table, int iterations, double least)
{
    const TsneOptions options{.iterations = iterations};
    using Clock = std::chrono::steady_clock;
    struct Span
    {
        Clock::time_point first;
        int firstIteration = 0;
        Clock::time_point last;
        int lastIteration = 0;
        void note(int iteration)
        {
            last = Clock::now();
            lastIteration = iteration;
            if (firstIteration == 0) {
                first = last;
                firstIteration = iteration;
            }
        }
        [[nodiscard]] double seconds() const { return std::chrono::duration<double>(last - first).count(); }
        [[nodiscard]] double rate() const { return (lastIteration - firstIteration) / seconds(); }
    };
    Span alone;
    (void)runTsne(table, options, {}, [&](const TsneProgress& progress) {
        if (progress.iteration > 0) {
            alone.note(progress.iteration);
        }
    });
    Span watched;
    int pictures = 0;
    UpdatePacer pacer; // as the window has it
    CloudRaster raster;
    PointPalette palette{};
    palette[0] = {0x4080c0, 0, PointShape::Disc, true, false};
    EngineProcess job(engine, EngineRole::Job);
    job.client().setDeadline(3600, {});
    std::vector<std::uint32_t> pixels(std::size_t{side} * side);
    (void)job.client().tsne(table, options, {}, [&](const TsneProgress& progress) {
        if (progress.positions.empty()) {
            return;
        }
        watched.note(progress.iteration);
        const auto start = Clock::now();
        if (pacer.wait(start) > Clock::duration::zero()) {
            return;
        }
        std::vector<MapPosition> places(table.rows());
        for (std::size_t i = 0; i < places.size(); ++i) {
            places[i] = {progress.positions[2 * i], progress.positions[2 * i + 1]};
        }
        const PointCloud cloud(places);
        raster.paint(pixels, cloud, palette, {cloud.bounds(), side, side, 1}, CloudRaster::shapesWhileMoving);
        ++pictures;
        pacer.done(start, Clock::now() - start);
    });
    const std::string size = std::to_string(table.rows()) + " points: ";
    const double perSecond = pictures / watched.seconds();
    const double kept = watched.rate() / alone.rate();
    report.add("G11", size + "pictures a second while it runs", perSecond, "", ">= " + std::to_string(int(least)),
               perSecond >= least);
    report.add("G11", size + "iterations a second, watched", watched.rate());
    report.add("G11", size + "of the rate that it has alone", kept, "x", ">= 0.9 x", kept >= 0.9);
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
    benchView(report, engine, all, 300, 10);
    report.print();
    return 0;
}
