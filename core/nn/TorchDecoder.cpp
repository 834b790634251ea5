// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/TorchDecoder.h"

#include "latent/Prior.h"
#include "nn/DecoderProbe.h"
#include "nn/PictureConversion.h"
#include "nn/ThreadPlan.h"
#include "nn/TorchModule.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>

namespace {

constexpr auto decoding = "decoding a point";
constexpr int warmUpCalls = 3;
constexpr double warmUpSeconds = 0.3; ///< after which a slow decoder is warm enough

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string sizeText(const PictureShape& shape)
{
    return std::to_string(shape.width) + " x " + std::to_string(shape.height) +
           (shape.channels == 1 ? " grey" : " RGB");
}

/// The rule of the file formats: mostly within [0, 1], else within [-1, 1], else somebody has to say.
class RangeFinder
{
public:
    void add(const at::Tensor& pictures)
    {
        const at::Tensor finite = pictures.masked_select(pictures.isfinite());
        if (finite.numel() > 0) {
            m_low = std::min(m_low, finite.min().item<float>());
            m_high = std::max(m_high, finite.max().item<float>());
        }
    }
    /// No further picture can change the answer.
    [[nodiscard]] bool isDecided() const { return m_low < -1.1F || m_high > 1.1F; }
    [[nodiscard]] ValueRange range() const
    {
        if (isDecided()) {
            throw ModelError(ModelProblem::NeedsRange,
                             "The decoder's values go from " + std::to_string(m_low) + " to " + std::to_string(m_high) +
                                 " or further, which is neither [0, 1] nor [-1, 1]: the range "
                                 "has to be given.");
        }
        return m_low >= -0.1F ? ValueRange{0, 1} : ValueRange{-1, 1};
    }

private:
    float m_low = std::numeric_limits<float>::infinity(); // NaN and infinite values count for nothing
    float m_high = -std::numeric_limits<float>::infinity();
};

} // namespace

struct TorchDecoder::Impl
{
    Impl(std::span<const std::byte> file, const DecoderOptions& options)
        : module(file, options.device)
        , known(options.picture)
        , order(options.order)
    {
        const c10::InferenceMode inference;
        module.setBeforeRun(options.alive);
        form = findLatentForm(module, options.latentSize, known, inputsOf(file, options));
        beside = DecoderInputs(form.layout, module.inputOptions());
        setMean(options.mappedMean);
        guardedTorch(decoding, [&] {
            const LatentTable row = rowsWithTail(LatentTable(1, latents()), usualTail());
            const std::vector<float> origin(row.values().begin(), row.values().end());
            module.chooseFaster(inputOf(origin, 1));
            findPicture(origin);
            findRange(options);
            const auto decodeOnce = [&] { static_cast<void>(pictures(origin, 1)); };
            const auto start = Clock::now();
            for (int call = 0; call < warmUpCalls && secondsSince(start) < warmUpSeconds; ++call) {
                decodeOnce();
            }
            if (options.threads) {
                threads = *options.threads;
                applyThreads(threads);
            } else if (module.isOnCpu()) {
                threads = measureThreads(decodeOnce);
            }
        });
        module.setBeforeRun({});
    }

    [[nodiscard]] std::size_t latents() const { return static_cast<std::size_t>(form.size); }
    [[nodiscard]] std::size_t rowSize() const { return latents() + beside.count() + (mean.defined() ? 1 : 0); }

    /// What the options say of the inputs. On a GPU an index beyond a table ends everything: those that have to be
    /// found are tried on the CPU.
    [[nodiscard]] std::optional<std::vector<ModelInput>> inputsOf(std::span<const std::byte> file,
                                                                  const DecoderOptions& options) const
    {
        if (options.inputs || module.isOnCpu() || module.arguments().size() < 2) {
            return options.inputs;
        }
        TorchModule apart(file, "cpu");
        apart.setBeforeRun(options.alive);
        return findLatentForm(apart, options.latentSize, known).layout.inputs;
    }

    void setMean(const LatentVector& mappedMean)
    {
        if (mappedMean.empty()) {
            return;
        }
        if (mappedMean.size() != latents()) {
            throw std::logic_error("TorchDecoder: the mean of w has another size than the latents");
        }
        mean = at::empty({1, form.size}, at::kFloat);
        std::memcpy(mean.data_ptr<float>(), mappedMean.data(), mappedMean.size() * sizeof(float));
    }

    /// Each input as a space opens with it, and no truncation.
    [[nodiscard]] LatentVector usualTail() const
    {
        LatentVector tail = initialValues(form.layout.inputs);
        tail.resize(rowSize() - latents(), 1);
        return tail;
    }

    /// count x latents floats out of rows, truncated where they say so.
    [[nodiscard]] at::Tensor pointsOf(std::span<const float> rows, std::size_t count) const
    {
        at::Tensor points = at::empty({static_cast<std::int64_t>(count), form.size}, at::kFloat);
        auto* const data = points.data_ptr<float>();
        if (rowSize() == latents()) {
            std::memcpy(data, rows.data(), count * latents() * sizeof(float));
            return points;
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::span<const float> row = rows.subspan(i * rowSize(), rowSize());
            std::memcpy(data + i * latents(), row.data(), latents() * sizeof(float));
            const float truncation = mean.defined() ? row.back() : 1;
            if (!(std::abs(truncation) <= largestTruncation)) {
                throw UserError("The truncation is not a number from -2 to 2. Choose one between 0, the mean of w, and "
                                "1, which changes nothing.");
            }
            if (truncation != 1) {
                at::Tensor point = points.slice(0, static_cast<std::int64_t>(i), static_cast<std::int64_t>(i) + 1);
                point.copy_(mean + truncation * (point - mean));
            }
        }
        return points;
    }

    /// Rows as the module wants them, on its device.
    [[nodiscard]] std::vector<c10::IValue> inputOf(std::span<const float> rows, std::size_t count)
    {
        std::vector<std::int64_t> sizes{static_cast<std::int64_t>(count), form.size};
        if (form.isMap) {
            sizes.insert(sizes.end(), {1, 1});
        }
        std::vector<c10::IValue> arguments{pointsOf(rows, count).view(sizes).to(module.inputOptions())};
        if (beside.count() > 0) {
            beside.append(arguments, rows.subspan(latents()), rowSize(), count);
        }
        return arguments;
    }

    /// count x c x h x w, float or byte, on the device; checked to be of the shape found at loading.
    [[nodiscard]] at::Tensor pictures(std::span<const float> points, std::size_t count)
    {
        if (beside.count() > 0) {
            const std::size_t some = beside.together(points.subspan(latents()), rowSize(), count);
            if (some < count) {
                return at::cat({pictures(points, some), pictures(points.subspan(some * rowSize()), count - some)});
            }
        }
        const auto rows = static_cast<std::int64_t>(count);
        at::Tensor output = asPictures(module.forward(inputOf(points, count), decoding), rows, known);
        if (shape.channels > 0 && pictureShapeOf(output) != shape) {
            throw ModelError(ModelProblem::Unusable, "The decoder changed the size of its pictures from " +
                                                         sizeText(shape) + " to " + sizeText(pictureShapeOf(output)) +
                                                         ". It must give one size.");
        }
        if (output.scalar_type() != at::kByte) {
            output = output.to(at::kFloat);
        }
        if (order == ChannelOrder::Bgr && output.size(1) == 3) {
            output = output.flip(1);
        }
        return output.contiguous();
    }

    /// As many points a call as the model takes and memory bears.
    [[nodiscard]] std::size_t batchSize() const
    {
        constexpr std::size_t mostBytes = std::size_t{4} << 20U;
        return form.isSingle ? 1 : std::clamp<std::size_t>(mostBytes / shape.bytes(), 1, 64);
    }

    void findPicture(const std::vector<float>& origin)
    {
        const at::Tensor first = pictures(origin, 1);
        const PictureShape found = pictureShapeOf(first);
        if (known && *known != found) {
            throw ModelError(ModelProblem::Unusable, "The decoder gives pictures of " + sizeText(found) + ", but " +
                                                         sizeText(*known) +
                                                         " is expected. Correct the size in "
                                                         "space.json.");
        }
        shape = found;
        isBytes = first.scalar_type() == at::kByte;
    }

    void findRange(const DecoderOptions& options)
    {
        const std::optional<ValueRange>& given = options.range;
        if (isBytes) {
            range = {0, 255};
        } else if (given) {
            if (!(given->low < given->high) || !std::isfinite(given->high - given->low)) {
                throw ModelError(ModelProblem::Unusable, "The range's low end must be below its high end.");
            }
            range = *given;
        } else {
            range = rangeOfDraws(options);
        }
    }

    /// Of up to 64 draws of the prior: fewer when that takes too long, and in batches that grow, so that a slow model
    /// gives signs of life.
    [[nodiscard]] ValueRange rangeOfDraws(const DecoderOptions& options)
    {
        constexpr std::size_t fewest = 4;
        std::mt19937_64 random(1);
        const LatentTable drawn = options.rangeDraws.isEmpty()
                                      ? LatentTable(64, latents(), drawFromPrior(Prior::Normal, 64 * latents(), random))
                                      : options.rangeDraws;
        const LatentTable rows = rowsWithTail(drawn, usualTail());
        const std::span<const float> points = rows.values();
        const std::size_t draws = rows.rows();
        RangeFinder finder;
        std::size_t count = 1;
        const auto start = Clock::now();
        for (std::size_t first = 0; first < draws && !finder.isDecided(); first += count) {
            if (first >= fewest) {
                if (secondsSince(start) >= options.rangeSeconds) {
                    break;
                }
                count = std::min({first, batchSize(), draws - first});
            }
            finder.add(pictures(std::span(points).subspan(first * rowSize(), count * rowSize()), count));
        }
        return finder.range();
    }

    void decodeBatch(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                     std::span<double> nonFinite)
    {
        const at::Tensor output = pictures(points, count);
        if (!output.device().is_cpu()) {
            fetch(output, pixels, nonFinite);
            return;
        }
        const std::size_t bytes = shape.bytes();
        for (std::size_t i = 0; i < count; ++i) {
            const std::span<std::uint8_t> target = pixels.subspan(i * bytes, bytes);
            double share = 0;
            if (isBytes) {
                toPixels(std::span(output.data_ptr<std::uint8_t>() + i * bytes, bytes), shape, target);
            } else {
                share = toPixels(std::span(output.data_ptr<float>() + i * bytes, bytes), shape, range, target);
            }
            if (!nonFinite.empty()) {
                nonFinite[i] = share;
            }
        }
    }

    /// Converts on the device and brings the bytes back through pinned memory that is kept.
    void fetch(const at::Tensor& output, std::span<std::uint8_t> pixels, std::span<double> nonFinite)
    {
        at::Tensor bytes = output;
        if (!isBytes) {
            const at::Tensor finite = output.isfinite();
            const at::Tensor scaled =
                (output.clamp(range.low, range.high) - range.low) * 255 / (range.high - range.low);
            bytes = at::where(finite, scaled.round(), at::zeros({}, scaled.options())).to(at::kByte);
            if (!nonFinite.empty()) {
                const at::Tensor shares = (1 - finite.flatten(1).to(at::kDouble).mean(1)).cpu();
                std::copy_n(shares.data_ptr<double>(), nonFinite.size(), nonFinite.begin());
            }
        } else {
            std::fill(nonFinite.begin(), nonFinite.end(), 0.0);
        }
        bytes = bytes.permute({0, 2, 3, 1}).contiguous().flatten();
        if (!staging.defined() || staging.numel() < bytes.numel()) {
            staging = at::empty({bytes.numel()}, at::TensorOptions(at::kByte).pinned_memory(true));
        }
        staging.slice(0, 0, bytes.numel()).copy_(bytes); // waits for the device
        std::memcpy(pixels.data(), staging.data_ptr<std::uint8_t>(), static_cast<std::size_t>(bytes.numel()));
    }

    /// decode(base + step) - decode(base - step) for `count` bases from `first` on; what is not finite counts as 0.
    [[nodiscard]] at::Tensor bothSides(const LatentTable& bases, std::size_t first, std::size_t count,
                                       const LatentTable& directions, std::size_t axis, float scale)
    {
        std::vector<float> plus(bases.row(first).data(), bases.row(first).data() + count * rowSize());
        std::vector<float> minus = plus;
        for (std::size_t i = 0; i < count * rowSize(); ++i) {
            const std::size_t column = i % rowSize();
            const float along = directions.isEmpty() ? (column == axis ? 1.0F : 0.0F) : directions.row(axis)[column];
            plus[i] += scale * along;
            minus[i] -= scale * along;
        }
        plus.insert(plus.end(), minus.begin(), minus.end());
        at::Tensor both;
        if (form.isSingle) {
            both = at::cat({pictures(plus, 1), pictures(minus, 1)});
        } else {
            both = pictures(plus, 2 * count);
        }
        both = both.to(at::kFloat).clamp(range.low, range.high);
        const auto rows = static_cast<std::int64_t>(count);
        return (both.slice(0, 0, rows) - both.slice(0, rows)).nan_to_num(0, 0, 0);
    }

    TorchModule module;
    std::optional<PictureShape> known;
    ChannelOrder order;
    LatentForm form;
    DecoderInputs beside;
    at::Tensor mean; ///< of w, 1 x latents on the CPU; undefined where nothing is truncated
    PictureShape shape;
    ValueRange range;
    bool isBytes = false;
    ThreadPlan threads;
    at::Tensor staging;
};

TorchDecoder::TorchDecoder(std::span<const std::byte> file, const DecoderOptions& options)
    : m_impl(std::make_unique<Impl>(file, options))
{
}

TorchDecoder::~TorchDecoder() = default;
TorchDecoder::TorchDecoder(TorchDecoder&&) noexcept = default;

int TorchDecoder::latentSize() const
{
    return m_impl->form.size;
}

const std::vector<ModelInput>& TorchDecoder::inputs() const
{
    return m_impl->form.layout.inputs;
}

std::size_t TorchDecoder::rowSize() const
{
    return m_impl->rowSize();
}

PictureShape TorchDecoder::picture() const
{
    return m_impl->shape;
}

ValueRange TorchDecoder::range() const
{
    return m_impl->range;
}

bool TorchDecoder::isByteOutput() const
{
    return m_impl->isBytes;
}

ThreadPlan TorchDecoder::threads() const
{
    return m_impl->threads;
}

void TorchDecoder::decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                          std::span<double> nonFinite)
{
    const std::size_t row = m_impl->rowSize();
    const std::size_t bytes = m_impl->shape.bytes();
    if (points.size() < count * row || pixels.size() < count * bytes ||
        (!nonFinite.empty() && nonFinite.size() < count)) {
        throw std::logic_error("TorchDecoder::decode: the buffers are too small");
    }
    const c10::InferenceMode inference;
    guardedTorch(decoding, [&] {
        for (std::size_t first = 0; first < count; first += m_impl->batchSize()) {
            const std::size_t some = std::min(m_impl->batchSize(), count - first);
            m_impl->decodeBatch(points.subspan(first * row, some * row), some,
                                pixels.subspan(first * bytes, some * bytes),
                                nonFinite.empty() ? nonFinite : nonFinite.subspan(first, some));
        }
    });
}

std::vector<float> TorchDecoder::influence(const LatentTable& bases, std::span<const float> scale,
                                           const LatentTable& directions, std::size_t first, std::size_t count)
{
    const std::size_t row = m_impl->rowSize();
    const std::size_t total = directions.isEmpty() ? m_impl->latents() : directions.rows();
    if (bases.columns() != row || bases.isEmpty() || scale.size() != total || first + count > total ||
        (!directions.isEmpty() && directions.columns() != row)) {
        throw std::logic_error("TorchDecoder::influence: sizes do not fit together");
    }
    const c10::InferenceMode inference;
    const ValueRange range = m_impl->range;
    return guardedTorch("measuring influence", [&] {
        const std::size_t pairs = std::max<std::size_t>(1, m_impl->batchSize() / 2);
        std::vector<float> result;
        for (std::size_t i = first; i < first + count; ++i) {
            double sum = 0;
            for (std::size_t base = 0; base < bases.rows(); base += pairs) {
                const std::size_t some = std::min(pairs, bases.rows() - base);
                const at::Tensor difference = m_impl->bothSides(bases, base, some, directions, i, scale[i]);
                sum += difference.square().sum().item<double>();
            }
            const double mean = sum / static_cast<double>(bases.rows() * m_impl->shape.bytes());
            result.push_back(static_cast<float>(std::sqrt(mean) / 2 / static_cast<double>(range.high - range.low)));
        }
        return result;
    });
}
