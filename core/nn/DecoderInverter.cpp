// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DecoderInverter.h"

#include "nn/DecoderProbe.h"
#include "nn/PixelLoss.h"
#include "nn/TorchModule.h"

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <random>

namespace {

constexpr auto inverting = "while a picture was inverted";
constexpr float firstDecay = 0.9F;
constexpr float secondDecay = 0.999F;
constexpr int patience = 40;             ///< steps without a gain that counts
constexpr double gainThatCounts = 0.002; ///< share of the loss
constexpr int mostStumbles = 8;          ///< steps onto values that are not finite, in a row

using Clock = std::chrono::steady_clock;

/// Adam on one point; the rate is given with each step.
class PointAdam
{
public:
    explicit PointAdam(std::size_t size)
        : m_first(size)
        , m_second(size)
    {
    }
    void step(LatentVector& u, const LatentVector& gradient, double rate)
    {
        ++m_steps;
        const auto firstScale = static_cast<float>(1 / (1 - std::pow(firstDecay, m_steps)));
        const auto secondScale = static_cast<float>(1 / (1 - std::pow(secondDecay, m_steps)));
        for (std::size_t i = 0; i < u.size(); ++i) {
            m_first[i] = firstDecay * m_first[i] + (1 - firstDecay) * gradient[i];
            m_second[i] = secondDecay * m_second[i] + (1 - secondDecay) * gradient[i] * gradient[i];
            u[i] -=
                static_cast<float>(rate) * m_first[i] * firstScale / (std::sqrt(m_second[i] * secondScale) + 1e-12F);
        }
    }

private:
    LatentVector m_first;
    LatentVector m_second;
    int m_steps = 0;
};

/// A point with what its picture is worth.
struct Rated
{
    LatentVector u;
    double loss = std::numeric_limits<double>::infinity();
    double error = 0;
};

ModelError withoutGradients(const std::string& why)
{
    return {ModelProblem::Unusable, "The decoder gives no gradients (" + why +
                                        "), so a picture cannot be inverted with it. Export it with a forward that "
                                        "stays differentiable, in floats, and without torch.no_grad."};
}

/// The decoder, run for the gradients of its pictures by the point.
class DifferentiableDecoder
{
public:
    DifferentiableDecoder(std::span<const std::byte> file, KnownDecoder known)
        : m_known(std::move(known))
        , m_module(file, m_known.device, ModuleUse::Gradients)
    {
        const c10::InferenceMode off(false);
        const at::NoGradGuard noGradients;
        guardedTorch(inverting, [this] {
            m_form = findLatentForm(m_module, m_known.latentSize, m_known.picture, m_known.inputs);
            m_beside = DecoderInputs(m_form.layout, m_module.inputOptions());
            setTail(usualTail());
            m_module.takeFasterGradients(argumentsOf(inputOf(LatentVector(latentSize()), 1)));
        });
    }

    [[nodiscard]] std::size_t latentSize() const { return static_cast<std::size_t>(m_known.latentSize); }
    [[nodiscard]] PictureShape picture() const { return m_known.picture; }
    [[nodiscard]] at::Device device() const { return m_module.inputOptions().device(); }

    void requireFit(const InversionTask& task) const
    {
        const auto isScale = [&](const LatentVector& v) { return v.empty() || v.size() == latentSize(); };
        if (task.pixels.size() != m_known.picture.bytes()) {
            throw UserError("The picture has another size than the decoder's. Bring it to that size first.");
        }
        if (task.tail.size() != usualTail().size()) {
            throw UserError("There is not one value for each input of the decoder. Give all of them.");
        }
        const auto isAboveZero = [](float spread) { return std::isfinite(spread) && spread > 0; };
        if (!allFinite(task.starts.values()) || !allFinite(task.scale.centre) ||
            !std::ranges::all_of(task.scale.spread, isAboveZero)) {
            throw UserError("The starts hold NaN or infinite numbers. Give points whose numbers are finite.");
        }
        if ((task.starts.rows() > 0 && task.starts.columns() != latentSize()) || !isScale(task.scale.centre) ||
            task.scale.centre.size() != task.scale.spread.size()) {
            throw UserError("The starts have another number of latents than the decoder takes, " +
                            std::to_string(latentSize()) + ". Use those that belong to it.");
        }
    }

    /// What stands behind every point until it is set again.
    void setTail(const LatentVector& tail) { m_tail = tail; }
    [[nodiscard]] LatentVector usualTail() const
    {
        LatentVector tail = initialValues(m_known.inputs);
        tail.resize(tail.size() + (m_known.mappedMean.empty() ? 0 : 1), 1);
        return tail;
    }

    /// Points (count rows of z) as the module wants them, on its device.
    [[nodiscard]] at::Tensor inputOf(const LatentVector& points, std::size_t count) const
    {
        std::vector<std::int64_t> sizes{static_cast<std::int64_t>(count), m_form.size};
        if (m_form.isMap) {
            sizes.insert(sizes.end(), {1, 1});
        }
        at::Tensor input = at::empty(sizes, at::kFloat);
        std::memcpy(input.data_ptr<float>(), points.data(), points.size() * sizeof(float));
        return input.to(m_module.inputOptions());
    }

    /// Pictures of `input`, in units of the range.
    [[nodiscard]] at::Tensor valuesOf(const at::Tensor& input)
    {
        const at::Tensor output =
            asPictures(m_module.forward(argumentsOf(input), inverting), input.size(0), m_known.picture);
        if (pictureShapeOf(output) != m_known.picture) {
            throw ModelError(ModelProblem::Unusable, "The decoder changed the size of its pictures. It must give one.");
        }
        if (output.scalar_type() == at::kByte) {
            throw withoutGradients("its pictures are whole numbers, uint8");
        }
        return (output.to(at::kFloat) - m_known.range.low) / (m_known.range.high - m_known.range.low);
    }

    [[nodiscard]] std::size_t batchSize() const
    {
        constexpr std::size_t mostBytes = std::size_t{4} << 20U;
        return m_form.isSingle ? 1 : std::clamp<std::size_t>(mostBytes / m_known.picture.bytes(), 1, 64);
    }

private:
    /// `points`, truncated, and what goes in beside them.
    [[nodiscard]] std::vector<c10::IValue> argumentsOf(at::Tensor points)
    {
        if (!m_known.mappedMean.empty() && m_tail.back() != 1) {
            const at::Tensor mean = inputOf(m_known.mappedMean, 1);
            points = mean + m_tail.back() * (points - mean);
        }
        const auto rows = static_cast<std::size_t>(points.size(0));
        std::vector<c10::IValue> arguments{std::move(points)};
        m_beside.append(arguments, m_tail, 0, rows); // one tail for all rows
        return arguments;
    }

    KnownDecoder m_known;
    TorchModule m_module;
    LatentForm m_form;
    DecoderInputs m_beside;
    LatentVector m_tail;
};

/// One inversion.
class Descent
{
public:
    Descent(DifferentiableDecoder& model, const InversionTask& task, const InversionControl& control)
        : m_model(model)
        , m_task(task)
        , m_control(control)
        , m_loss(task.pixels, model.picture(), model.device())
        , m_random(task.options.seed)
    {
    }

    Inversion run()
    {
        m_best = bestStart();
        Inversion result;
        result.startError = m_best.error;
        descend();
        result.point = pointOf(m_best.u);
        result.loss = m_best.loss;
        result.error = m_best.error;
        result.steps = m_steps;
        result.stoppedEarly = m_isStopped;
        return result;
    }

private:
    [[nodiscard]] bool isUniform() const { return m_task.options.prior == Prior::Uniform; }
    [[nodiscard]] bool isScaled() const { return !m_task.scale.centre.empty(); }

    [[nodiscard]] LatentVector pointOf(const LatentVector& u) const
    {
        LatentVector z = u;
        for (std::size_t i = 0; isScaled() && i < z.size(); ++i) {
            z[i] = m_task.scale.centre[i] + m_task.scale.spread[i] * u[i];
        }
        return z;
    }
    [[nodiscard]] LatentVector unitsOf(LatentView z) const
    {
        LatentVector u(z.begin(), z.end());
        for (std::size_t i = 0; isScaled() && i < u.size(); ++i) {
            u[i] = (z[i] - m_task.scale.centre[i]) / m_task.scale.spread[i];
        }
        return u;
    }

    [[nodiscard]] bool isTimeUp() const
    {
        return m_control.stop.stop_requested() ||
               (m_task.options.seconds &&
                std::chrono::duration<double>(Clock::now() - m_began).count() >= *m_task.options.seconds);
    }

    /// w |u|^2 / values
    [[nodiscard]] double priorTerm(const LatentVector& u) const { return isUniform() ? 0 : priorFactor() * dot(u, u); }
    [[nodiscard]] double priorFactor() const
    {
        return m_task.options.priorWeight / static_cast<double>(m_model.picture().bytes());
    }

    /// The given starts, then the draws; the origin where there are neither.
    [[nodiscard]] std::vector<LatentVector> candidates()
    {
        std::vector<LatentVector> all;
        for (std::size_t i = 0; i < m_task.starts.rows(); ++i) {
            all.push_back(unitsOf(m_task.starts.row(i)));
        }
        for (int i = 0; i < m_task.options.draws; ++i) {
            all.push_back(drawFromPrior(m_task.options.prior, m_model.latentSize(), m_random));
        }
        if (all.empty()) {
            all.emplace_back(m_model.latentSize());
        }
        return all;
    }

    [[nodiscard]] Rated bestStart()
    {
        const at::NoGradGuard noGradients;
        const std::vector<LatentVector> all = candidates();
        Rated best;
        for (std::size_t first = 0; first < all.size() && (first == 0 || !isTimeUp());) {
            const std::size_t count = std::min(m_model.batchSize(), all.size() - first);
            LatentVector points;
            for (std::size_t i = first; i < first + count; ++i) {
                const LatentVector z = pointOf(all[i]);
                points.insert(points.end(), z.begin(), z.end());
            }
            const at::Tensor values = m_model.valuesOf(m_model.inputOf(points, count));
            for (std::size_t i = 0; i < count; ++i) {
                const auto row = static_cast<std::int64_t>(i);
                const at::Tensor one = values.slice(0, row, row + 1);
                Rated rated{all[first + i], m_loss.of(one).item<double>(), 0};
                rated.loss += priorTerm(rated.u);
                if (rated.loss < best.loss) { // never true of NaN
                    best = std::move(rated);
                    best.error = m_loss.errorOf(one);
                }
            }
            first += count;
            tell(best, 0);
        }
        if (best.u.empty()) {
            throw ModelError(ModelProblem::Unusable,
                             "The decoder gives NaN or infinite values at every one of " + std::to_string(all.size()) +
                                 " starts, so there is nowhere to begin. Begin at a point whose picture is whole.");
        }
        return best;
    }

    void tell(const Rated& best, int step) const
    {
        if (!best.u.empty()) {
            m_control.report({step, step / static_cast<double>(std::max(1, m_task.options.steps)), best.loss,
                              best.error, pointOf(best.u)});
        }
    }

    /// The point rated, and the gradient of its loss by u; empty where something is not finite.
    [[nodiscard]] LatentVector gradientAt(Rated& at)
    {
        const at::AutoGradMode gradients(true);
        const at::Tensor leaf = m_model.inputOf(pointOf(at.u), 1).set_requires_grad(true);
        const at::Tensor values = m_model.valuesOf(leaf.clone()); // the model may write into its input
        const at::Tensor loss = m_loss.of(values);
        if (!loss.requires_grad()) {
            throw withoutGradients("its pictures do not depend on the point by operations that have any");
        }
        at.loss = loss.item<double>() + priorTerm(at.u);
        at.error = m_loss.errorOf(values.detach());
        const at::Tensor byPoint = torch::autograd::grad({loss}, {leaf}, {}, {}, false, true).at(0);
        if (!byPoint.defined()) {
            throw withoutGradients("its pictures do not depend on the point by operations that have any");
        }
        const at::Tensor flat = byPoint.detach().to(at::kCPU, at::kFloat).contiguous();
        const auto* const first = flat.data_ptr<float>();
        LatentVector gradient(first, first + m_model.latentSize());
        if (!std::isfinite(at.loss) || !allFinite(gradient)) {
            return {};
        }
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            gradient[i] *= isScaled() ? m_task.scale.spread[i] : 1.0F;
            gradient[i] += isUniform() ? 0.0F : static_cast<float>(2 * priorFactor()) * at.u[i];
        }
        m_hasMoved = m_hasMoved || flat.count_nonzero().item<std::int64_t>() > 0;
        return gradient;
    }

    void descend()
    {
        const InversionOptions& options = m_task.options;
        PointAdam adam(m_model.latentSize());
        Rated now = m_best;
        double rateFactor = 1;
        int stumbles = 0;
        while (m_steps < options.steps && !hasSettled()) {
            if (isTimeUp()) {
                m_isStopped = true;
                return;
            }
            const LatentVector gradient = gradientAt(now);
            if (gradient.empty()) { // back to where all was well, and on with smaller steps
                if (++stumbles == mostStumbles && !m_hasMoved) {
                    throw withoutGradients("they are NaN or infinite");
                }
                if (stumbles == mostStumbles) {
                    return;
                }
                rateFactor /= 2;
                adam = PointAdam(m_model.latentSize());
                now = m_best;
                now.u = shaken(now.u, rateFactor);
                ++m_steps;
                continue;
            }
            if (!m_hasMoved) {
                throw withoutGradients("they are zero: it may round its values");
            }
            stumbles = 0;
            keep(now);
            const double share = m_steps / static_cast<double>(options.steps);
            adam.step(now.u, gradient,
                      rateFactor * options.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * share)));
            clip(now.u);
            ++m_steps;
            tell(m_best, m_steps);
        }
    }

    /// A little beside it: at the very same point the same would happen.
    [[nodiscard]] LatentVector shaken(LatentVector u, double amount)
    {
        std::normal_distribution<float> normal(0, static_cast<float>(0.05 * amount));
        for (float& value : u) {
            value += normal(m_random);
        }
        clip(u);
        return u;
    }

    void keep(const Rated& now)
    {
        if (now.loss < m_lastGain * (1 - gainThatCounts)) {
            m_lastGain = now.loss;
            m_gainStep = m_steps;
        }
        if (now.loss < m_best.loss) {
            m_best = now;
        }
    }

    /// Nothing is gained any more. The first steps may lead uphill.
    [[nodiscard]] bool hasSettled() const { return m_steps - m_gainStep > patience; }

    /// Stochastic clipping: what left the cube is drawn anew.
    void clip(LatentVector& u)
    {
        std::uniform_real_distribution<float> uniform(-1, 1);
        for (float& value : u) {
            if (isUniform() && !(std::abs(value) <= 1)) {
                value = uniform(m_random);
            }
        }
    }

    DifferentiableDecoder& m_model;
    const InversionTask& m_task;
    const InversionControl& m_control;
    const PixelLoss m_loss;
    std::mt19937_64 m_random;
    const Clock::time_point m_began = Clock::now();
    Rated m_best;
    double m_lastGain = std::numeric_limits<double>::infinity();
    int m_gainStep = 0;
    int m_steps = 0;
    bool m_hasMoved = false; ///< a gradient was not zero
    bool m_isStopped = false;
};

} // namespace

struct DecoderInverter::Impl
{
    DifferentiableDecoder decoder;
};

DecoderInverter::DecoderInverter(std::span<const std::byte> file, KnownDecoder decoder)
    : m_impl(new Impl{DifferentiableDecoder(file, std::move(decoder))})
{
}

DecoderInverter::~DecoderInverter() = default;
DecoderInverter::DecoderInverter(DecoderInverter&&) noexcept = default;

Inversion DecoderInverter::invert(const InversionTask& task, const InversionControl& control)
{
    m_impl->decoder.requireFit(task);
    const c10::InferenceMode off(false);
    m_impl->decoder.setTail(task.tail);
    return guardedTorch(inverting, [&] { return Descent(m_impl->decoder, task, control).run(); });
}
