// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/WorkFolder.h"
#include "cli/PictureInput.h"
#include "cli/TrainedSpace.h"
#include "cli/Verbs.h"
#include "space/LabelJoin.h"
#include "space/LabelText.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostCheckpointBytes = std::size_t{4} << 30;

struct TrainOptions
{
    TrainingOptions training;
    std::string pictures;
    std::string labels;
    std::string out;
    std::string kind = "vae";
    std::string size; ///< WxH, or empty: as the first picture has it
    std::string name;
    double minutes = 0;
    bool resume = false;
    bool force = false;
};

/// Nothing is ever replaced but a space, and that only when it was said.
void requireFreeName(const Path& out, const TrainOptions& options)
{
    std::error_code ignored;
    if (!std::filesystem::exists(out, ignored) || std::filesystem::is_empty(out, ignored)) {
        return;
    }
    if (!std::filesystem::exists(out / "space.json", ignored)) {
        throw UserError(out.string() + ": this is there already and is no space, so it is not replaced. Choose another "
                                       "name for --out.");
    }
    if (!options.force && !options.resume) {
        throw UserError(out.string() +
                        ": this space is there already. Replace it with --force, go on with --resume, or "
                        "choose another name for --out.");
    }
}

std::string checkpointToResume(const Path& out, const Path& checkpoint, const TrainOptions& options)
{
    std::error_code ignored;
    if (!options.resume) {
        return {};
    }
    if (std::filesystem::exists(checkpoint, ignored)) {
        say("going on from " + checkpoint.string());
        return readWholeFile(checkpoint, mostCheckpointBytes);
    }
    if (std::filesystem::exists(out / "space.json", ignored)) {
        throw UserError(out.string() + ": this training is complete (there is no " + checkpoint.string() +
                        " to go on from). Train anew with --force.");
    }
    say("there is nothing to go on from: beginning with the first epoch");
    return {};
}

/// The labels' file as it stands, or without the rows of pictures that were left out.
std::string readLabels(const TrainOptions& options, const GivenPictures& given)
{
    if (options.labels.empty()) {
        return {};
    }
    std::string text = readWholeFile(options.labels, std::size_t{4} << 30);
    const LabelTable labels = LabelTable::parse(text, options.labels);
    const std::size_t pictures = given.count() + given.leftOut.size();
    if (labels.rows != pictures) {
        throw UserError(options.labels + ": there are " + std::to_string(labels.rows) + " rows after the header for " +
                        std::to_string(pictures) +
                        " pictures. Row i is picture i, in byte order of name: add or remove rows, and check that the "
                        "first line is a header.");
    }
    if (given.leftOut.empty()) {
        return text;
    }
    const std::vector<std::uint32_t> rows(given.places.begin(), given.places.end());
    return labelText(takeRows(labels, rows));
}

std::string formatted(const char* format, double value)
{
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string epochText(const TrainingEpoch& epoch, bool isVariational)
{
    const auto terms = [&](double reconstruction, double kl) {
        return formatted("%.2f", reconstruction) + (isVariational ? " + KL " + formatted("%.2f", kl) : "");
    };
    return "reconstruction " + terms(epoch.reconstruction, epoch.kl) + ", validation " +
           terms(epoch.validationReconstruction, epoch.validationKl);
}

/// A line at the end of each epoch, and one every ten seconds within.
std::function<void(const TrainingProgress&)> progressLines(const TrainingOptions& options)
{
    using Clock = std::chrono::steady_clock;
    return [options, told = std::size_t{0}, last = Clock::now()](const TrainingProgress& progress) mutable {
        const bool epochEnded = progress.history.size() > told;
        if (!epochEnded && Clock::now() - last < std::chrono::seconds(10)) {
            return;
        }
        last = Clock::now();
        const std::string left = formatted("%.0f s left", progress.secondsLeft);
        if (!epochEnded) {
            say(formatted("%.0f %% done, ", 100 * progress.fraction) + left);
            return;
        }
        told = progress.history.size();
        const TrainingEpoch& epoch = progress.history.back();
        say("epoch " + std::to_string(epoch.epoch) + " of " + std::to_string(options.epochs) + ": " +
            epochText(epoch, options.kind == AutoencoderKind::Variational) + ", " + left);
    };
}

std::function<void(std::vector<std::byte>)> checkpointWriter(const Path& file)
{
    return [file, failed = false](std::vector<std::byte> bytes) mutable {
        try {
            writeFileAtomically(file, std::span<const std::byte>(bytes));
        } catch (const UserError& error) { // training goes on; what it learns may still be saved
            if (!failed) {
                say(std::string("warning: ") + error.what());
            }
            failed = true;
        }
    };
}

nlohmann::json resultJson(const TrainOptions& options, const TrainedModel& model, const GivenPictures& given)
{
    nlohmann::json json = {{"space", options.out},
                           {"pictures", given.count()},
                           {"unreadable", leftOutJson(given.leftOut)},
                           {"latent", {{"size", options.training.latentSize}}},
                           {"epochs", model.history.size()},
                           {"best_epoch", model.bestEpoch},
                           {"stopped_early", model.stoppedEarly}};
    for (const TrainingEpoch& epoch : model.history) {
        if (epoch.epoch == model.bestEpoch) {
            json["reconstruction"] = epoch.reconstruction;
            json["kl"] = epoch.kl;
            json["validation_reconstruction"] = epoch.validationReconstruction;
            json["validation_kl"] = epoch.validationKl;
        }
    }
    return json;
}

void train(const CommandLine& commandLine, TrainOptions options)
{
    const std::stop_token stop = commandLine.stopSignal.stopSaying(
        "Stopping after the batch at hand; what was learned is kept. Ctrl+C again quits at once.");
    const Path out = withoutSlash(options.out);
    const Path checkpoint = out.string() + ".checkpoint";
    options.training.kind = options.kind == "vae" ? AutoencoderKind::Variational : AutoencoderKind::Plain;
    options.training.device = commandLine.common.device;
    if (options.minutes > 0) {
        options.training.minutes = options.minutes;
    }
    requireFreeName(out, options);
    const PictureShape shape = options.size.empty() ? PictureShape{} : sizeIn(options.size, "--size");
    const std::string resume = checkpointToResume(out, checkpoint, options);
    {
        const WorkFolder writable(out);
    } // better now than after hours

    const auto process = startEngine(wishOf(commandLine, EngineRole::Job), commandLine.common.device);
    const GivenPictures given = readPicturesFrom(options.pictures, shape, process->client());
    const PictureBatch& pictures = given.pictures;
    sayLeftOut(given.leftOut); // hours before the end
    TrainedSpace space{.name = options.name.empty() ? out.filename().string() : options.name,
                       .labels = readLabels(options, given)};
    say("training on " + std::to_string(pictures.count) + " pictures of " + pictureText(pictures.shape));
    const TrainedModel model =
        process->client().train(pictures, options.training, std::as_bytes(std::span(resume)), stop,
                                progressLines(options.training), checkpointWriter(checkpoint));
    space.options = options.training;
    space.model = &model;
    space.pictures = &pictures;
    space.record = trainingRecord(options.training, model, process->client().describe(), pictures.count);
    writeTrainedSpace(out, space, process->client(), commandLine.common.device);
    process->finish();
    if (!model.stoppedEarly) {
        std::error_code ignored;
        std::filesystem::remove(checkpoint, ignored);
    }
    report(commandLine, resultJson(options, model, given),
           "space written to " + options.out + " (best epoch " + std::to_string(model.bestEpoch) + ")" +
               (model.stoppedEarly ? "; go on with --resume" : ""));
}

} // namespace

void addTrain(CommandLine& commandLine)
{
    const auto options = std::make_shared<TrainOptions>();
    CLI::App* const verb = commandLine.addVerb("train", "Train an autoencoder and make a space of it",
                                               [&commandLine, options] { train(commandLine, *options); });
    TrainingOptions& training = options->training;
    verb->add_option("PICTURES", options->pictures, "A folder, or uint8 n x height x width x channels, .npy")
        ->required();
    verb->add_option("--labels", options->labels, "L.csv: a header, then row i for picture i");
    verb->add_option("--out", options->out, "The space folder to make")->required();
    verb->add_option("--kind", options->kind, "vae or plain")
        ->check(CLI::IsMember({"vae", "plain"}))
        ->default_str("vae");
    verb->add_option("--latent", training.latentSize, "Dimensions of the latent space")
        ->check(CLI::Range(1, maxLatentSize))
        ->default_str("64");
    verb->add_option("--beta", training.beta, "Weight of the KL term")->check(CLI::Range(0.0, 1e6))->default_str("1");
    verb->add_option("--epochs", training.epochs, "At most")->check(CLI::Range(1, 1000000))->default_str("20");
    verb->add_option("--minutes", options->minutes, "At most so many, of this call")->check(CLI::Range(0.001, 1e6));
    verb->add_option("--seed", training.seed, "Same seed, same weights")->default_str("1");
    verb->add_option("--batch", training.batchSize, "Pictures a step")->check(CLI::Range(1, 65536))->default_str("64");
    verb->add_option("--learning-rate", training.learningRate, "Adam's first")
        ->check(CLI::Range(1e-9, 10.0))
        ->default_str("0.001");
    verb->add_option("--validation", training.validationShare, "Share kept for validation")
        ->check(CLI::Range(0.0, 0.9))
        ->default_str("0.1");
    verb->add_option("--channels", training.channels, "Feature maps of each down-sampling step, e.g. 32,64,128")
        ->delimiter(',')
        ->check(CLI::Range(1, 4096));
    verb->add_option("--size", options->size,
                     "WIDTHxHEIGHT to bring picture files to; else all are as large as the first");
    verb->add_option("--name", options->name, "The space's name; else that of its folder");
    verb->add_flag("--resume", options->resume, "Go on from OUT.checkpoint");
    verb->add_flag("--force", options->force, "Replace a space of that name");
}
