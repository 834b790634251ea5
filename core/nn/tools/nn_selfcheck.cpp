// SPDX-License-Identifier: GPL-3.0-or-later
// Trains a tiny autoencoder and uses what was written, on every device that LibTorch finds: for machines that have a
// compiler and LibTorch alone. `--devices` lists the devices.
#include "base/BlasKernels.h"
#include "base/UserError.h"
#include "nn/TorchDecoder.h"
#include "nn/TorchEncoder.h"
#include "nn/Training.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>

namespace {

int failures = 0;

void check(const std::string& what, bool holds, const std::string& detail = "")
{
    std::cout << (holds ? "ok      " : "FAILED  ") << what << (detail.empty() ? "" : ": " + detail) << '\n';
    failures += holds ? 0 : 1;
}

/// Grey pictures of one bright bar each, at one of 16 heights.
PictureBatch bars()
{
    constexpr std::size_t count = 320;
    constexpr std::size_t side = 20;
    PictureBatch pictures{count, {1, side, side}, std::vector<std::uint8_t>(count * side * side, 20), {}};
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = i * 7 % 16;
        std::fill_n(pictures.pixels.begin() + static_cast<std::ptrdiff_t>((i * side + row) * side), 4 * side, 230);
    }
    return pictures;
}

TrainedModel trainOn(const std::string& device, const PictureBatch& pictures)
{
    TrainingOptions options;
    options.latentSize = 6;
    options.epochs = 10;
    options.batchSize = 16;
    options.channels = {16, 16};
    options.learningRate = 5e-3;
    options.device = device;
    return trainAutoencoder(pictures, options, {}, {});
}

struct Results
{
    LatentTable latents;
    std::vector<std::uint8_t> pixels;
};

Results runOn(const std::string& device, const TrainedModel& model, const PictureBatch& pictures)
{
    DecoderOptions options;
    options.device = device;
    TorchDecoder decoder(model.decoder, options);
    check("decoder probed on " + device,
          decoder.latentSize() == 6 && decoder.picture() == pictures.shape && decoder.range() == ValueRange{0, 1});
    EncoderOptions encoderOptions;
    encoderOptions.device = device;
    encoderOptions.latentSize = 6;
    encoderOptions.picture = pictures.shape;
    TorchEncoder encoder(model.encoder, encoderOptions);
    Results results{encoder.encode(pictures.pixels, pictures.count), std::vector<std::uint8_t>(pictures.pixels.size())};
    std::vector<double> nonFinite(pictures.count, 1);
    decoder.decode(results.latents.values(), pictures.count, results.pixels, nonFinite);
    check("all pixels are numbers on " + device, std::count(nonFinite.begin(), nonFinite.end(), 0.0) == 320);
    const auto influence = decoder.influence(LatentTable(4, 6), std::vector<float>(6, 1.0F), {}, 0, 6);
    check("influence measured on " + device, *std::max_element(influence.begin(), influence.end()) > 0.01F);
    return results;
}

double meanDifference(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += std::abs(int(a[i]) - int(b[i]));
    }
    return sum / static_cast<double>(a.size());
}

void checkDevice(const std::string& device, const TrainedModel& reference, const PictureBatch& pictures)
{
    const TrainedModel model = trainOn(device, pictures);
    check("loss falls on " + device,
          model.history.back().validationReconstruction < 0.9 * model.history.front().validationReconstruction,
          std::to_string(model.history.front().validationReconstruction) + " to " +
              std::to_string(model.history.back().validationReconstruction));
    const Results own = runOn(device, model, pictures);
    const double error = meanDifference(own.pixels, pictures.pixels);
    check("pictures come back on " + device, error < 35,
          std::to_string(error) + " of 255 away"); // the mean picture: 63
    if (device == "cpu") {
        return;
    }
    const Results here = runOn("cpu", reference, pictures);
    const Results there = runOn(device, reference, pictures);
    check(device + " and cpu decode the same", meanDifference(here.pixels, there.pixels) < 0.5);
}

} // namespace

int main(int argc, char** argv)
try {
    restartWithBlasKernels(argv);
    const std::vector<std::string> devices = availableDevices();
    if (argc > 1 && std::strcmp(argv[1], "--devices") == 0) {
        for (const std::string& device : devices) {
            std::cout << device << '\n';
        }
        return 0;
    }
    std::cout << "LibTorch " << libTorchVersion() << '\n';
    const PictureBatch pictures = bars();
    const TrainedModel reference = trainOn("cpu", pictures);
    check("same seed, same weights", reference.decoder == trainOn("cpu", pictures).decoder);
    for (const std::string& device : devices) {
        checkDevice(device, reference, pictures);
    }
    if (devices.size() == 1) {
        std::cout << "skipped everything that needs CUDA: LibTorch finds no CUDA device\n";
    }
    std::cout << (failures == 0 ? "all is well\n" : "something is wrong\n");
    return failures == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
