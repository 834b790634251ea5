// SPDX-License-Identifier: GPL-3.0-or-later
// What the wall costs: an engine's start until a model is open, with and without it, in turns.
#include "BenchReport.h"

#include "engine/EngineProcess.h"
#include "space/Space.h"

namespace {

double openMs(const std::filesystem::path& engine, const LoadRequest& request, SandboxLevel most)
{
    const Stopwatch watch;
    EngineProcess process(engine, EngineRole::Live, {most});
    (void)process.client().load(request);
    return watch.ms();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: bench_sandbox BIN-FOLDER\n";
        return 2;
    }
    const std::filesystem::path bin = argv[1];
    LoadRequest request;
    request.decoder = openSpace(resolveSpace("arrows", bin / "morphoscope"))->decoderFile;
    request.threads = 1;
    request.range = ValueRange{0, 1};
    const std::filesystem::path engine = bin / "morphoscope-engine";
    EngineProcess first(engine, EngineRole::Live);
    const Sandbox sandbox = first.client().describe().sandbox;
    std::vector<double> with;
    std::vector<double> without;
    std::vector<double> more;
    for (int round = 0; round < 11; ++round) {
        without.push_back(openMs(engine, request, SandboxLevel::None));
        with.push_back(openMs(engine, request, SandboxLevel::Bubblewrap));
        more.push_back(with.back() - without.back());
    }
    BenchReport report("Sandbox (" + std::string(nameOf(sandbox.level)) + ": " + sandbox.reason + ")");
    report.add("", "an engine's start until a model is open, nothing walled in", quantile(without, 0.5), "ms");
    report.add("", "the same, walled in", quantile(with, 0.5), "ms");
    report.add("", "walled in / not", quantile(with, 0.5) / quantile(without, 0.5), "x");
    report.add("", "what the wall costs", quantile(more, 0.5), "ms", "<= 50 ms", quantile(more, 0.5) <= 50);
    report.print();
    return 0;
}
