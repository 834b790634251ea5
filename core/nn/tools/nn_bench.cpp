// SPDX-License-Identifier: GPL-3.0-or-later
// A request to finished 8-bit pixels against LibTorch's forward alone, for three decoders of 64 x 64 RGB, in turns and
// with the same threads. Prints what tests/bench/bench.py reads.
#include "base/BlasKernels.h"
#include "nn/Autoencoder.h"
#include "nn/TorchDecoder.h"

#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <numeric>
#include <sstream>

namespace {

constexpr PictureShape picture{3, 64, 64};
constexpr int latentSize = 32;
constexpr int calls = 300;

struct Figures
{
    double p50 = 0;
    double p95 = 0;
};

Figures figuresOf(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[times.size() * 95 / 100]};
}

double milliseconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// What somebody who knows LibTorch writes: load, freeze, no gradients, warm.
torch::jit::Module bareModule(const std::vector<std::byte>& file, const std::string& device)
{
    torch::jit::getProfilingMode() = true; // LibTorch's default, which TorchDecoder leaves
    std::istringstream stream(std::string(reinterpret_cast<const char*>(file.data()), file.size()));
    torch::jit::Module module = torch::jit::load(stream, at::Device(device));
    module.eval();
    module = torch::jit::freeze(module);
    for (int call = 0; call < 20; ++call) {
        module.forward({torch::zeros({1, latentSize}, at::Device(device))});
    }
    return module;
}

/// The median over ten rounds of the ratio within a round: a neighbour's burst spoils one round, not the figure.
double steadyRatio(const std::vector<double>& ours, const std::vector<double>& bare, double Figures::*share)
{
    constexpr std::size_t rounds = 10;
    const std::size_t size = ours.size() / rounds;
    std::vector<double> ratios;
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto part = [&](const std::vector<double>& times) {
            const auto start = times.begin() + static_cast<std::ptrdiff_t>(round * size);
            return figuresOf({start, start + static_cast<std::ptrdiff_t>(size)});
        };
        ratios.push_back(part(ours).*share / (part(bare).*share));
    }
    return figuresOf(ratios).p50;
}

std::string figure(const char* id, const std::string& what, double value, const char* unit, const char* goal = "",
                   const char* met = "")
{
    std::ostringstream text;
    text << "  {\"id\": \"" << id << "\", \"what\": \"" << what << "\", \"value\": " << value << ", \"unit\": \""
         << unit << "\", \"goal\": \"" << goal << '"' << met << '}';
    return text.str();
}

/// Times one decoder and returns its figures as JSON objects.
std::vector<std::string> measure(const std::string& name, const std::vector<int>& channels, const std::string& device)
{
    const std::vector<std::byte> file = Autoencoder({picture, latentSize, true, channels}, 1, at::kCPU).decoderFile();
    DecoderOptions options;
    options.device = device;
    options.latentSize = latentSize;
    TorchDecoder decoder(file, options);
    const c10::InferenceMode inference;
    torch::jit::Module bare = bareModule(file, device);
    std::vector<float> point(latentSize, 0.3F);
    std::vector<std::uint8_t> pixels(picture.bytes());
    std::vector<double> share(1);
    const auto decodeOurs = [&] { decoder.decode(point, 1, pixels, share); };
    const at::Tensor input = torch::full({1, latentSize}, 0.3, at::Device(device));
    const auto decodeBare = [&] { static_cast<void>(bare.forward({input}).toTensor().cpu()); };
    std::vector<double> ours;
    std::vector<double> bares;
    for (int call = -20; call < calls; ++call) {
        point[0] = 0.001F * static_cast<float>(call);
        const double a = milliseconds(decodeOurs);
        const double b = milliseconds(decodeBare);
        if (call >= 0) {
            ours.push_back(a);
            bares.push_back(b);
        }
    }
    const Figures our = figuresOf(ours);
    const Figures their = figuresOf(bares);
    std::vector<std::string> lines;
    const auto compare = [&](const char* share50, double Figures::*which) {
        const std::string what = name + ", " + share50;
        const double ratio = steadyRatio(ours, bares, which);
        const bool met = ratio <= 1.05 || our.*which <= their.*which + 0.3;
        lines.push_back(figure("in one process", what + ": ours / bare forward", ratio, "x", "at most 1.05 or +0.3 ms",
                               met ? ", \"met\": true" : ", \"met\": false"));
        lines.push_back(figure("", what + ": ours", our.*which, "ms"));
        lines.push_back(figure("", what + ": bare forward", their.*which, "ms"));
    };
    compare("p50", &Figures::p50);
    compare("p95", &Figures::p95);
    return lines;
}

} // namespace

int main(int, char** arguments)
try {
    restartWithBlasKernels(arguments);
    const DeviceChoice device = chooseDevice("auto");
    std::vector<std::string> lines;
    for (const auto& [name, channels] : {std::pair<const char*, std::vector<int>>{"20 MFLOP", {32, 32, 64, 128}},
                                         {"54 MFLOP", {32, 64, 128, 256}},
                                         {"208 MFLOP", {64, 128, 256, 512}}}) {
        const auto some = measure(name, channels, device.name);
        lines.insert(lines.end(), some.begin(), some.end());
    }
    double load = 0;
    getloadavg(&load, 1);
    lines.push_back(figure("", "load average at the end", load, ""));
    std::cout << "{\"title\": \"Decoding within one process, against LibTorch " << libTorchVersion() << " alone, on "
              << device.name << ", " << calls << " calls each in turns\",\n \"figures\": [\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::cout << lines[i] << (i + 1 < lines.size() ? ",\n" : "\n");
    }
    std::cout << " ]}\n";
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
