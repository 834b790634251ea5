// SPDX-License-Identifier: GPL-3.0-or-later
// G1: request to finished RGB through the engine against a bare LibTorch forward. G3: decoding beside two busy loops.
#include "BareDecoder.h"
#include "BenchReport.h"
#include "base/BlasKernels.h"
#include "engine/EngineProcess.h"

#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

namespace {

struct Decoder
{
    const char* name;
    std::vector<int> channels;
};
const std::vector<Decoder> decoders = {
    {"20 MFLOP", {128, 64, 32, 32}}, {"54 MFLOP", {256, 128, 64, 32}}, {"208 MFLOP", {512, 256, 128, 64}}};
constexpr int latentSize = 32;
constexpr int calls = 300;
constexpr int rounds = 5;

/// Runs the engine's process and one bare module side by side.
class SideBySide
{
public:
    SideBySide(const std::filesystem::path& program, const std::filesystem::path& file)
        : m_engine(program, EngineRole::Live)
    {
        LoadRequest request;
        request.decoder = file;
        request.device = "cpu";
        m_model = m_engine.client().load(request);
        m_stream = m_engine.client().openStream();
        m_bare = std::make_unique<BareDecoder>(file, latentSize, m_model.atenThreads, m_model.blasThreads);
    }

    double engineMs()
    {
        drawPoint();
        const Stopwatch watch;
        m_engine.client().decode(*m_stream, m_point, m_picture);
        return watch.ms();
    }
    double bareMs()
    {
        drawPoint();
        const Stopwatch watch;
        m_touched = m_touched + m_bare->forward(m_point);
        return watch.ms();
    }
    [[nodiscard]] const LoadedModel& model() const { return m_model; }

private:
    void drawPoint()
    {
        for (auto& value : m_point) {
            value = m_normal(m_random);
        }
    }

    EngineProcess m_engine;
    LoadedModel m_model;
    std::unique_ptr<DecodeStream> m_stream;
    std::unique_ptr<BareDecoder> m_bare;
    Picture m_picture;
    LatentVector m_point = LatentVector(latentSize);
    std::mt19937 m_random{1};
    std::normal_distribution<float> m_normal;
    volatile float m_touched = 0;
};

void benchOverhead(BenchReport& report, const Decoder& decoder, SideBySide& sides)
{
    std::vector<double> ratios50;
    std::vector<double> ratios95;
    std::vector<double> added50;
    std::vector<double> added95;
    std::vector<double> bare50;
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> engine;
        std::vector<double> bare;
        for (int i = 0; i < calls; ++i) { // A B A B: both sides see the same neighbours
            engine.push_back(sides.engineMs());
            bare.push_back(sides.bareMs());
        }
        ratios50.push_back(quantile(engine, 0.5) / quantile(bare, 0.5));
        ratios95.push_back(quantile(engine, 0.95) / quantile(bare, 0.95));
        added50.push_back(quantile(engine, 0.5) - quantile(bare, 0.5));
        added95.push_back(quantile(engine, 0.95) - quantile(bare, 0.95));
        bare50.push_back(quantile(bare, 0.5));
    }
    const std::string name = decoder.name;
    const auto& model = sides.model();
    report.add("G1",
               name + ": bare forward, p50 (" + std::to_string(model.atenThreads) + " ATen, " +
                   std::to_string(model.blasThreads) + " BLAS threads)",
               quantile(bare50, 0.5), "ms");
    const double p50 = quantile(ratios50, 0.5);
    const double p95 = quantile(ratios95, 0.5);
    report.add("G1", name + ": request to finished RGB / bare forward, p50", p50, "x", "<= 1.05 x or + 0.3 ms",
               p50 <= 1.05 || quantile(added50, 0.5) <= 0.3);
    report.add("G1", name + ": the same added, p50", quantile(added50, 0.5), "ms");
    report.add("G1", name + ": request to finished RGB / bare forward, p95", p95, "x", "<= 1.05 x or + 0.3 ms",
               p95 <= 1.05 || quantile(added95, 0.5) <= 0.3);
    report.add("G1", name + ": the same added, p95", quantile(added95, 0.5), "ms");
}

void benchPressure(BenchReport& report, SideBySide& sides)
{
    const auto p95 = [&] {
        std::vector<double> times;
        for (int i = 0; i < calls; ++i) {
            times.push_back(sides.engineMs());
            std::this_thread::sleep_for(std::chrono::milliseconds(4)); // a hand moves, it does not hammer
        }
        return quantile(times, 0.95);
    };
    std::vector<double> ratios;
    std::vector<double> idle;
    std::vector<double> busy;
    for (int round = 0; round < rounds; ++round) {
        idle.push_back(p95());
        std::atomic<bool> stop = false;
        const auto loop = [&stop] {
            while (!stop.load(std::memory_order_relaxed)) {
            }
        };
        std::jthread first(loop);
        std::jthread second(loop);
        busy.push_back(p95());
        stop = true;
        ratios.push_back(busy.back() / idle.back());
    }
    report.add("G3", "54 MFLOP: decode alone, p95", quantile(idle, 0.5), "ms");
    report.add("G3", "54 MFLOP: decode beside two busy loops, p95", quantile(busy, 0.5), "ms");
    report.add("G3", "54 MFLOP: beside two busy loops / alone, p95", quantile(ratios, 0.5), "x", "<= 2 x",
               quantile(ratios, 0.5) <= 2);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: bench_decode BIN-FOLDER\n";
        return 2;
    }
    restartWithBlasKernels(argv); // both sides use the same kernels
    const auto program = std::filesystem::path(argv[1]) / "morphoscope-engine";
    const auto folder = std::filesystem::temp_directory_path() / ("bench_decode." + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    BenchReport report("Decoding");
    for (const auto& decoder : decoders) {
        const auto file = folder / (std::string(decoder.name).substr(0, 2) + ".pt");
        writeConvolutionalDecoder(file, decoder.channels);
        SideBySide sides(program, file);
        benchOverhead(report, decoder, sides);
        if (decoder.channels[0] == 256) {
            benchPressure(report, sides);
        }
    }
    std::filesystem::remove_all(folder);
    report.print();
    return 0;
}
