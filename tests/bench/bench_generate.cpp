// SPDX-License-Identifier: GPL-3.0-or-later
// Generated samples: decodes a second of the whole job, files included, against a bare batched LibTorch forward.
#include "BareDecoder.h"
#include "BenchReport.h"
#include "base/BlasKernels.h"
#include "create/GenerateSamples.h"
#include "engine/EngineProcess.h"

#include <filesystem>

namespace {

struct Decoder
{
    const char* name;
    std::vector<int> channels;
};
const std::vector<Decoder> decoders = {{"20 MFLOP", {128, 64, 32, 32}}, {"208 MFLOP", {512, 256, 128, 64}}};
constexpr int latentSize = 32;
constexpr std::size_t samples = 1000;
constexpr int rounds = 5;

double bareRate(BareDecoder& bare, const LatentTable& points, std::size_t batch)
{
    volatile float touched = 0;
    const Stopwatch watch;
    for (std::size_t done = 0; done < points.rows(); done += batch) {
        const std::size_t count = std::min(batch, points.rows() - done);
        touched = touched + bare.forward(points.values().subspan(done * latentSize, count * latentSize), count);
    }
    return static_cast<double>(points.rows()) / watch.ms() * 1000;
}

void bench(BenchReport& report, const Decoder& decoder, const std::filesystem::path& program,
           const std::filesystem::path& folder)
{
    Space space;
    space.decoderFile = folder / "decoder.pt";
    writeConvolutionalDecoder(space.decoderFile, decoder.channels);
    EngineProcess engine(program, EngineRole::Job);
    LoadRequest request;
    request.decoder = space.decoderFile;
    request.device = "cpu";
    const LoadedModel model = engine.client().load(request);
    BareDecoder bare(space.decoderFile, latentSize, model.atenThreads, model.blasThreads);
    GenerationRecipe recipe;
    recipe.draws.count = samples;
    const LatentTable points = drawPoints(recipe.draws, latentSize, nullptr);
    std::vector<double> ours;
    std::vector<double> bares;
    for (int round = 0; round < rounds; ++round) { // in turns: both sides see the same neighbours
        const Stopwatch watch;
        (void)generateSamples(engine.client(), model, space, recipe, folder);
        ours.push_back(static_cast<double>(samples) / watch.ms() * 1000);
        double best = 0;
        for (const std::size_t batch : {1, 4, 16, 64}) {
            best = std::max(best, bareRate(bare, points, batch));
        }
        bares.push_back(best);
    }
    const std::string name = decoder.name;
    report.add("Generate", name + ", 64x64 RGB: bare forward, the best of batches of 1, 4, 16 and 64",
               quantile(bares, 0.5), "decodes/s");
    report.add("Generate", name + ": generated samples, drawing and files included", quantile(ours, 0.5), "decodes/s");
    report.add("Generate", name + ": of the bare forward", quantile(ours, 0.5) / quantile(bares, 0.5), "x");
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: bench_generate BIN-FOLDER\n";
        return 2;
    }
    restartWithBlasKernels(argv); // both sides use the same kernels
    const auto folder = std::filesystem::temp_directory_path() / ("bench_generate." + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    BenchReport report("Generated samples");
    for (const Decoder& decoder : decoders) {
        bench(report, decoder, std::filesystem::path(argv[1]) / "morphoscope-engine", folder);
    }
    std::filesystem::remove_all(folder);
    report.print();
    return 0;
}
