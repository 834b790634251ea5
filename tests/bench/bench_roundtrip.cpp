// SPDX-License-Identifier: GPL-3.0-or-later
#include "BenchReport.h"

#include "engine/EngineProcess.h"

#include <fstream>
#include <thread>

// What a decode costs beside the decoding: a 64 x 64 RGB picture from an engine whose decoder does next to nothing.

namespace {

constexpr int calls = 3000;
constexpr int callsOfTheHand = 500;
constexpr auto handInterval = std::chrono::milliseconds(8);

/// Milliseconds of each call without those the engine decoded for.
std::vector<double> measure(EngineClient& client, int count, bool atHandSpeed)
{
    const auto stream = client.openStream();
    Picture picture;
    LatentVector point(64);
    std::vector<double> overhead;
    for (int i = -100; i < count; ++i) {
        if (atHandSpeed) {
            std::this_thread::sleep_for(handInterval);
        }
        point[0] = static_cast<float>(i % 10);
        const Stopwatch watch;
        const double decodeMs = client.decode(*stream, point, picture);
        if (i >= 0) {
            overhead.push_back(watch.ms() - decodeMs);
        }
    }
    return overhead;
}

} // namespace

int main()
{
    const std::filesystem::path decoder = std::filesystem::temp_directory_path() / "morphoscope-roundtrip.txt";
    std::ofstream(decoder) << "64 3 64 64";
    EngineProcess engine(SMALL_ENGINE, EngineRole::Live);
    LoadRequest request;
    request.decoder = decoder;
    (void)engine.client().load(request);
    std::filesystem::remove(decoder);

    BenchReport report("Round trip to the engine, 64x64 RGB");
    const std::vector<double> busy = measure(engine.client(), calls, false);
    report.add("G1", "request to picture beside the decoding, one after the other, p50", quantile(busy, 0.5), "ms");
    report.add("G1", "the same, p95", quantile(busy, 0.95), "ms");
    const std::vector<double> hand = measure(engine.client(), callsOfTheHand, true);
    report.add("G1", "the same at 125 a second, p50", quantile(hand, 0.5), "ms");
    report.add("G1", "the same at 125 a second, p95", quantile(hand, 0.95), "ms");
    report.print();
}
