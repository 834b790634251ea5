// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/Training.h"

#include "base/UserError.h"
#include "nn/Autoencoder.h"
#include "nn/Checkpoint.h"
#include "nn/ThreadPlan.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

/// One of many independent seeds that follow from the run's.
std::uint64_t seedOf(std::uint64_t seed, std::uint64_t purpose)
{
    std::seed_seq sequence{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                           static_cast<std::uint32_t>(purpose)};
    std::array<std::uint32_t, 2> words{};
    sequence.generate(words.begin(), words.end());
    return (std::uint64_t{words[0]} << 32U) | words[1];
}
constexpr std::uint64_t splitPurpose = 0x5000'0000;
constexpr std::uint64_t weightsPurpose = 0x5000'0001;
constexpr std::uint64_t validationPurpose = 0x5000'0002;

/// Fisher-Yates, written out because std::shuffle differs between standard libraries.
void shuffle(std::vector<std::int64_t>& order, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
}

/// The pictures as one uint8 tensor; batches become float when they are asked for.
class PictureFeed
{
public:
    PictureFeed(const PictureBatch& pictures, at::Device device)
        : m_device(device)
    {
        const auto count = static_cast<std::int64_t>(pictures.count);
        const PictureShape& shape = pictures.shape;
        m_pictures = torch::from_blob(const_cast<std::uint8_t*>(pictures.pixels.data()),
                                      {count, shape.height, shape.width, shape.channels}, at::kByte);
        if (device.is_cuda()) {
            try {
                m_pictures = m_pictures.to(device);
            } catch (const c10::Error&) { // too large: each batch travels by itself
            }
        }
    }

    [[nodiscard]] at::Tensor batch(std::span<const std::int64_t> rows) const
    {
        const at::Tensor index = torch::tensor(at::ArrayRef<std::int64_t>(rows.data(), rows.size()));
        const at::Tensor bytes = m_pictures.index_select(0, index.to(m_pictures.device())).to(m_device);
        return bytes.permute({0, 3, 1, 2}).to(at::kFloat).contiguous().div_(255);
    }

private:
    at::Device m_device;
    at::Tensor m_pictures;
};

/// Kingma and Ba 2015, algorithm 1, with its default constants.
class Adam
{
public:
    explicit Adam(const std::vector<at::Tensor>& weights)
    {
        const torch::NoGradGuard noGradients;
        for (const at::Tensor& weight : weights) {
            m_first.push_back(torch::zeros_like(weight));
            m_second.push_back(torch::zeros_like(weight));
        }
    }

    void step(std::vector<at::Tensor>& weights, double rate)
    {
        const torch::NoGradGuard noGradients;
        ++steps;
        const double firstBias = 1 - std::pow(0.9, steps);
        const double secondBias = std::sqrt(1 - std::pow(0.999, steps));
        for (std::size_t i = 0; i < weights.size(); ++i) {
            at::Tensor& gradient = weights[i].mutable_grad();
            m_first[i].mul_(0.9).add_(gradient, 0.1);
            m_second[i].mul_(0.999).addcmul_(gradient, gradient, 0.001);
            const at::Tensor spread = m_second[i].sqrt().div_(secondBias).add_(1e-8);
            weights[i].addcdiv_(m_first[i], spread, -rate / firstBias);
            gradient.reset();
        }
    }

    std::int64_t steps = 0;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
};

class TrainingRun
{
public:
    TrainingRun(const PictureBatch& pictures, const TrainingOptions& options, const AutoencoderShape& shape,
                const TrainingControl& control)
        : m_options(options)
        , m_control(control)
        , m_device(options.device)
        , m_feed(pictures, m_device)
        , m_network(shape, seedOf(options.seed, weightsPurpose), m_device)
        , m_adam(m_network.weights())
    {
        std::vector<std::int64_t> all(pictures.count);
        std::iota(all.begin(), all.end(), 0);
        shuffle(all, seedOf(options.seed, splitPurpose));
        const double share = options.validationShare * static_cast<double>(all.size());
        const auto validation = static_cast<std::ptrdiff_t>(share > 0 ? std::max(1.0, std::round(share)) : 0);
        m_validation.assign(all.begin(), all.begin() + validation);
        m_training.assign(all.begin() + validation, all.end());
        m_state.run = runDescription(pictures, options, shape.channels);
    }

    void resume(std::span<const std::byte> checkpoint)
    {
        m_state = readCheckpoint(checkpoint, m_state.run);
        m_network.setValues(m_state.weights);
        m_adam.steps = m_state.adamSteps;
        assignFlattened(m_adam.m_first, m_state.firstMoments);
        assignFlattened(m_adam.m_second, m_state.secondMoments);
    }

    TrainedModel run()
    {
        m_start = Clock::now();
        while (epochsDone() < m_options.epochs && !isOver()) {
            TrainingEpoch epoch = trainEpoch();
            if (isOver() && m_batchesOfEpoch == 0) {
                break;
            }
            finishEpoch(epoch);
        }
        TrainedModel model;
        if (!m_state.bestWeights.empty()) {
            m_network.setValues(m_state.bestWeights);
        }
        model.decoder = m_network.decoderFile();
        model.encoder = m_network.encoderFile();
        model.history = m_state.history;
        model.bestEpoch = m_state.bestEpoch;
        model.stoppedEarly = m_wasCut || epochsDone() < m_options.epochs;
        return model;
    }

private:
    [[nodiscard]] int epochsDone() const { return static_cast<int>(m_state.history.size()); }
    [[nodiscard]] std::size_t batchSize() const { return static_cast<std::size_t>(m_options.batchSize); }
    [[nodiscard]] double seconds() const
    {
        return m_state.seconds + std::chrono::duration<double>(Clock::now() - m_start).count();
    }
    /// `minutes` are those of this call: who resumes gives it as many more.
    [[nodiscard]] double secondsAllowed() const { return m_state.seconds + *m_options.minutes * 60; }
    [[nodiscard]] bool isOver() const
    {
        return m_control.stop.stop_requested() || (m_options.minutes && seconds() >= secondsAllowed());
    }

    /// Of the whole run, in [0, 1]: by epochs or by time, whichever is further, so that the learning rate always ends
    /// near 0.
    [[nodiscard]] double progress(std::size_t batchesDone, std::size_t batches) const
    {
        const double epochs = epochsDone() + static_cast<double>(batchesDone) / static_cast<double>(batches);
        double fraction = epochs / m_options.epochs;
        if (m_options.minutes) {
            fraction = std::max(fraction, seconds() / secondsAllowed());
        }
        return std::min(1.0, fraction);
    }

    at::Tensor noise(std::size_t rows, at::Generator& generator) const
    {
        // Drawn on the CPU on every device: the same numbers everywhere.
        return torch::empty({static_cast<std::int64_t>(rows), m_options.latentSize}, at::kFloat)
            .normal_(0, 1, generator)
            .to(m_device);
    }

    TrainingEpoch trainEpoch()
    {
        const auto started = Clock::now();
        const auto number = static_cast<std::uint64_t>(epochsDone());
        std::vector<std::int64_t> order = m_training;
        shuffle(order, seedOf(m_options.seed, 2 * number));
        at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seedOf(m_options.seed, 2 * number + 1));
        const std::size_t batches = (order.size() + batchSize() - 1) / batchSize();
        at::Tensor sums = torch::zeros({2}, at::TensorOptions(at::kDouble).device(m_device));
        std::size_t seen = 0;
        m_batchesOfEpoch = 0;
        while (m_batchesOfEpoch < batches && !isOver()) {
            const auto rows = std::span(order).subspan(seen, std::min(batchSize(), order.size() - seen));
            const AutoencoderLoss loss = m_network.loss(m_feed.batch(rows), noise(rows.size(), generator));
            const double rate =
                0.5 * m_options.learningRate * (1 + std::cos(std::numbers::pi * progress(m_batchesOfEpoch, batches)));
            ((loss.reconstruction + loss.kl * m_options.beta) / static_cast<double>(rows.size())).backward();
            m_adam.step(m_network.weights(), rate);
            sums += torch::stack({loss.reconstruction.detach(), loss.kl.detach()}).to(at::kDouble);
            seen += rows.size();
            ++m_batchesOfEpoch;
            report(m_batchesOfEpoch, batches);
        }
        m_wasCut = m_batchesOfEpoch < batches;
        TrainingEpoch epoch{epochsDone() + 1, 0, 0, 0, 0, 0};
        const at::Tensor means = (sums / static_cast<double>(std::max<std::size_t>(1, seen))).cpu();
        epoch.reconstruction = means[0].item<double>();
        epoch.kl = means[1].item<double>();
        epoch.seconds = std::chrono::duration<double>(Clock::now() - started).count();
        return epoch;
    }

    /// Fills in the validation loss, always with the same noise. Without validation pictures the training loss stands
    /// in for it.
    void validate(TrainingEpoch& epoch)
    {
        epoch.validationReconstruction = epoch.reconstruction;
        epoch.validationKl = epoch.kl;
        if (m_validation.empty()) {
            return;
        }
        const torch::NoGradGuard noGradients;
        at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seedOf(m_options.seed, validationPurpose));
        double reconstruction = 0;
        double kl = 0;
        for (std::size_t first = 0; first < m_validation.size(); first += batchSize()) {
            const auto rows =
                std::span(m_validation).subspan(first, std::min(batchSize(), m_validation.size() - first));
            const AutoencoderLoss loss = m_network.loss(m_feed.batch(rows), noise(rows.size(), generator));
            reconstruction += loss.reconstruction.item<double>();
            kl += loss.kl.item<double>();
        }
        epoch.validationReconstruction = reconstruction / static_cast<double>(m_validation.size());
        epoch.validationKl = kl / static_cast<double>(m_validation.size());
    }

    [[nodiscard]] double objective(const TrainingEpoch& epoch) const
    {
        return epoch.validationReconstruction + m_options.beta * epoch.validationKl;
    }

    void finishEpoch(TrainingEpoch epoch)
    {
        validate(epoch);
        if (!std::isfinite(objective(epoch))) {
            throw UserError("Training diverged in epoch " + std::to_string(epoch.epoch) +
                            ": the loss is no longer a number. Use a smaller learning rate.");
        }
        m_state.history.push_back(epoch);
        const auto best = static_cast<std::size_t>(m_state.bestEpoch);
        if (best == 0 || objective(epoch) < objective(m_state.history[best - 1])) {
            m_state.bestEpoch = epoch.epoch;
            m_state.bestWeights = m_network.values();
        }
        report(0, 1);
        if (!m_wasCut) { // an epoch that was cut short is done again on resuming, and ends as if nothing had happened
            saveCheckpoint();
        }
    }

    void saveCheckpoint()
    {
        Checkpoint state = m_state;
        state.seconds = seconds();
        state.weights = m_network.values();
        state.adamSteps = m_adam.steps;
        state.firstMoments = flattened(m_adam.m_first);
        state.secondMoments = flattened(m_adam.m_second);
        m_control.checkpoint(writeCheckpoint(state));
    }

    void report(std::size_t batchesDone, std::size_t batches)
    {
        const auto now = Clock::now();
        if (batchesDone < batches && batchesDone > 0 && now - m_reported < std::chrono::milliseconds(200)) {
            return;
        }
        m_reported = now;
        const double fraction = progress(batchesDone, batches);
        const double left = fraction > 0 ? seconds() * (1 - fraction) / fraction : 0;
        m_control.report({fraction, left, m_state.history});
    }

    TrainingOptions m_options;
    TrainingControl m_control;
    at::Device m_device;
    PictureFeed m_feed;
    Autoencoder m_network;
    Adam m_adam;
    std::vector<std::int64_t> m_training;
    std::vector<std::int64_t> m_validation;
    Checkpoint m_state;
    Clock::time_point m_start;
    Clock::time_point m_reported;
    std::size_t m_batchesOfEpoch = 0;
    bool m_wasCut = false;
};

void check(const PictureBatch& pictures, const TrainingOptions& options)
{
    constexpr std::size_t fewest = 10;
    if (pictures.count < fewest) {
        throw UserError("There are " + std::to_string(pictures.count) + " pictures to train on; at least " +
                        std::to_string(fewest) + " are needed.");
    }
    if (pictures.pixels.size() != pictures.count * pictures.shape.bytes()) {
        throw std::logic_error("trainAutoencoder: the pixels do not fit the shape");
    }
    const auto isPositive = [](double value) { return std::isfinite(value) && value > 0; };
    if (options.epochs < 1 || options.batchSize < 1 || !isPositive(options.learningRate) ||
        !(options.beta >= 0 && std::isfinite(options.beta)) ||
        !(options.validationShare >= 0 && options.validationShare <= 0.9) ||
        (options.minutes && !isPositive(*options.minutes))) {
        throw UserError("Training needs at least 1 epoch and pictures by 1 or more a batch, a positive learning rate "
                        "and time, beta of 0 or more, and a validation share from 0 to 0.9.");
    }
}

/// All cores, but for batches so small that threads would wait for each other most of the time. A rule rather than a
/// measurement, because the number of threads changes how sums are rounded.
int threadsFor(const PictureShape& shape, const TrainingOptions& options)
{
    constexpr std::size_t smallBatch = 32768;
    const std::size_t values = shape.bytes() * static_cast<std::size_t>(options.batchSize);
    return values < smallBatch ? 1 : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

TrainedModel trainAutoencoder(const PictureBatch& pictures, const TrainingOptions& options,
                              std::span<const std::byte> resume, const TrainingControl& control)
try {
    check(pictures, options);
    const int threads = threadsFor(pictures.shape, options);
    applyThreads({threads, threads});
    TrainingRun run(pictures, options, autoencoderFor(pictures.shape, options), control);
    if (!resume.empty()) {
        run.resume(resume);
    }
    return run.run();
} catch (const UserError&) {
    throw;
} catch (const std::logic_error&) {
    throw;
} catch (const std::bad_alloc&) {
    throw UserError("There is not enough memory to train on these pictures. Use fewer or smaller ones.");
} catch (const std::exception& error) {
    const std::string text = error.what();
    throw UserError("Training failed inside LibTorch: " + text.substr(0, text.find('\n')));
}
