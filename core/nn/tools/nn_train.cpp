// SPDX-License-Identifier: GPL-3.0-or-later
// A developer's trainer that needs nothing but LibTorch. The program for users is `morphoscope-cli train`.
#include "base/BlasKernels.h"
#include "base/UserError.h"
#include "nn/Training.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

namespace {

constexpr auto usage = "nn_train PICTURES.npy OUT_FOLDER [--kind vae|plain] [--latent N] [--beta X] [--epochs N] "
                       "[--minutes X] [--batch N]\n  [--rate X] [--seed N] [--validation X] [--channels 32,64,96] "
                       "[--device cpu|cuda:0] [--resume]\n";

std::stop_source stopSource;

template <class T> T number(const std::string& text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw UserError("'" + text + "' is not a number.\n" + usage);
    }
    return value;
}

std::vector<char> readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw UserError(path.string() + " cannot be read.");
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

void writeFile(const std::filesystem::path& path, const std::vector<std::byte>& bytes)
{
    const std::filesystem::path temporary = path.string() + ".new";
    std::ofstream file(temporary, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
        throw UserError(temporary.string() + " cannot be written.");
    }
    std::filesystem::rename(temporary, path);
}

/// uint8, n x h x w or n x h x w x c, C order.
PictureBatch readPictures(const std::filesystem::path& path)
{
    const std::vector<char> file = readFile(path);
    const std::string head(file.data(), std::min<std::size_t>(file.size(), 1000));
    const std::size_t shape = head.find("'shape': (");
    const std::size_t end = head.find('\n');
    if (head.compare(0, 6, "\x93NUMPY") != 0 || head.find("'|u1'") > end || shape > end ||
        head.find("'fortran_order': False") > end) {
        throw UserError(path.string() + " is not a .npy file of uint8 in C order.");
    }
    std::istringstream sizes(head.substr(shape + 10, head.find(')', shape) - shape - 10));
    std::vector<std::size_t> sides;
    for (std::size_t side = 0; sizes >> side; sizes.ignore(2, ',')) {
        sides.push_back(side);
    }
    if (sides.size() == 3) {
        sides.push_back(1);
    }
    if (sides.size() != 4 || sides[0] * sides[1] * sides[2] * sides[3] != file.size() - end - 1) {
        throw UserError(path.string() + " does not hold n x h x w or n x h x w x c bytes.");
    }
    PictureBatch pictures;
    pictures.count = sides[0];
    pictures.shape = {static_cast<int>(sides[3]), static_cast<int>(sides[1]), static_cast<int>(sides[2])};
    pictures.pixels.assign(file.begin() + static_cast<std::ptrdiff_t>(end) + 1, file.end());
    return pictures;
}

std::vector<int> readChannels(const std::string& text)
{
    std::vector<int> channels;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        channels.push_back(number<int>(part));
    }
    return channels;
}

TrainingOptions readOptions(const std::map<std::string, std::string>& given)
{
    TrainingOptions options;
    for (const auto& [name, text] : given) {
        if (name == "--kind") {
            options.kind = text == "plain" ? AutoencoderKind::Plain : AutoencoderKind::Variational;
        } else if (name == "--latent") {
            options.latentSize = number<int>(text);
        } else if (name == "--beta") {
            options.beta = number<double>(text);
        } else if (name == "--epochs") {
            options.epochs = number<int>(text);
        } else if (name == "--minutes") {
            options.minutes = number<double>(text);
        } else if (name == "--batch") {
            options.batchSize = number<int>(text);
        } else if (name == "--rate") {
            options.learningRate = number<double>(text);
        } else if (name == "--seed") {
            options.seed = number<std::uint64_t>(text);
        } else if (name == "--validation") {
            options.validationShare = number<double>(text);
        } else if (name == "--channels") {
            options.channels = readChannels(text);
        } else if (name == "--device") {
            options.device = text;
        } else {
            throw UserError("There is no option " + name + ".\n" + usage);
        }
    }
    return options;
}

void print(const TrainingEpoch& epoch)
{
    std::printf("epoch %d: reconstruction %.2f, KL %.2f; validation %.2f, %.2f; %.1f s\n", epoch.epoch,
                epoch.reconstruction, epoch.kl, epoch.validationReconstruction, epoch.validationKl, epoch.seconds);
    std::fflush(stdout);
}

void train(const std::filesystem::path& input, const std::filesystem::path& folder, const TrainingOptions& options,
           bool isResumed)
{
    const PictureBatch pictures = readPictures(input);
    std::filesystem::create_directories(folder);
    const std::filesystem::path checkpointFile = folder / "checkpoint.bin";
    const std::vector<char> checkpoint = isResumed ? readFile(checkpointFile) : std::vector<char>();
    std::size_t printed = 0;
    TrainingControl control;
    control.stop = stopSource.get_token();
    control.checkpoint = [&](const std::vector<std::byte>& bytes) { writeFile(checkpointFile, bytes); };
    control.report = [&](const TrainingProgress& progress) {
        for (; printed < progress.history.size(); ++printed) {
            print(progress.history[printed]);
        }
        std::fprintf(stderr, "\r%5.1f %%, %.0f s left   ", 100 * progress.fraction, progress.secondsLeft);
    };
    const TrainedModel model = trainAutoencoder(pictures, options, std::as_bytes(std::span(checkpoint)), control);
    writeFile(folder / "decoder.pt", model.decoder);
    writeFile(folder / "encoder.pt", model.encoder);
    std::printf("best epoch: %d%s\n", model.bestEpoch, model.stoppedEarly ? ", stopped early" : "");
}

} // namespace

int main(int argc, char** argv)
try {
    restartWithBlasKernels(argv);
    std::vector<std::string> places;
    std::map<std::string, std::string> given;
    bool isResumed = false;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--resume") {
            isResumed = true;
        } else if (word.starts_with("--") && i + 1 < argc) {
            given[word] = argv[++i];
        } else {
            places.push_back(word);
        }
    }
    if (places.size() != 2) {
        std::cerr << usage;
        return 2;
    }
    // The first Ctrl+C ends the run and keeps what was learned; a second one ends the program.
    sigset_t interrupts;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupts, nullptr);
    std::thread([interrupts] {
        int signal = 0;
        sigwait(&interrupts, &signal);
        stopSource.request_stop();
        sigwait(&interrupts, &signal);
        std::_Exit(130);
    }).detach();
    train(places[0], places[1], readOptions(given), isResumed);
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
