// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/TorchEncoder.h"

#include "nn/TorchModule.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace {

constexpr auto encoding = "encoding a picture";

ModelError unusable(const std::string& message)
{
    return {ModelProblem::Unusable, message};
}

} // namespace

struct TorchEncoder::Impl
{
    Impl(std::span<const std::byte> file, const EncoderOptions& asked)
        : module(file, asked.device)
        , options(asked)
    {
        const c10::InferenceMode inference;
        module.requireOneInput();
        // Two pictures: an encoder that folds the batch into the latents is found out here.
        const std::vector<std::uint8_t> black(2 * options.picture.bytes());
        LatentTable latents(2, static_cast<std::size_t>(options.latentSize));
        guardedTorch(encoding, [&] {
            encodeBatch(black, 2, latents.values());
            chooseBatchSize();
        });
    }

    void chooseBatchSize()
    {
        const auto fitting = [this](std::size_t mostBytes, std::size_t most) {
            return std::bit_floor(std::clamp<std::size_t>(mostBytes / options.picture.bytes(), 1, most));
        };
        if (!module.isOnCpu()) {
            batchSize = fitting(std::size_t{4} << 20U, 64);
            return;
        }
        batchSize = fitting(std::size_t{256} << 10U, 16);
        if (batchSize > 1 && !isSameInAnyOrder()) {
            batchSize = 1;
        }
    }

    /// Whether a picture's latent is the same, bit for bit, at every place of a full batch.
    [[nodiscard]] bool isSameInAnyOrder()
    {
        const std::size_t bytes = options.picture.bytes();
        const auto size = static_cast<std::size_t>(options.latentSize);
        std::vector<std::uint8_t> pictures(batchSize * bytes);
        std::uint32_t state = 1;
        for (std::uint8_t& value : pictures) { // Knuth's constants; any noise will do
            state = state * 1664525U + 1013904223U;
            value = static_cast<std::uint8_t>(state >> 24U);
        }
        std::vector<std::uint8_t> turned;
        for (std::size_t i = batchSize; i-- > 0;) {
            const auto first = pictures.begin() + static_cast<std::ptrdiff_t>(i * bytes);
            turned.insert(turned.end(), first, first + static_cast<std::ptrdiff_t>(bytes));
        }
        LatentTable forwards(batchSize, size);
        LatentTable backwards(batchSize, size);
        encodeBatch(pictures, batchSize, forwards.values());
        encodeBatch(turned, batchSize, backwards.values());
        for (std::size_t i = 0; i < batchSize; ++i) {
            if (std::memcmp(forwards.row(i).data(), backwards.row(batchSize - 1 - i).data(), size * sizeof(float)) !=
                0) {
                return false;
            }
        }
        return true;
    }

    /// Up to a batch, padded on the CPU so that it has always the same size.
    void encodePadded(std::span<const std::uint8_t> pixels, std::size_t count, std::span<float> latents)
    {
        if (count == batchSize || !module.isOnCpu()) {
            encodeBatch(pixels, count, latents);
            return;
        }
        std::vector<std::uint8_t> padded(pixels.begin(), pixels.end());
        padded.resize(batchSize * options.picture.bytes());
        LatentTable all(batchSize, static_cast<std::size_t>(options.latentSize));
        encodeBatch(padded, batchSize, all.values());
        std::copy_n(all.values().begin(), latents.size(), latents.begin());
    }

    void encodeBatch(std::span<const std::uint8_t> pixels, std::size_t count, std::span<float> latents)
    {
        const PictureShape& shape = options.picture;
        const auto rows = static_cast<std::int64_t>(count);
        const at::Tensor bytes = at::from_blob(const_cast<std::uint8_t*>(pixels.data()),
                                               {rows, shape.height, shape.width, shape.channels}, at::kByte);
        at::Tensor input = bytes.to(module.inputOptions().device()).permute({0, 3, 1, 2}).to(at::kFloat).contiguous();
        if (options.order == ChannelOrder::Bgr && shape.channels == 3) {
            input = input.flip(1);
        }
        input = input.mul_((options.range.high - options.range.low) / 255);
        if (options.range.low != 0) {
            input = input.add_(options.range.low);
        }
        const at::Tensor z = latentsOf(module.forward(input.to(module.inputOptions()), encoding), rows);
        std::memcpy(latents.data(), z.data_ptr<float>(), latents.size_bytes());
    }

    /// `output` as rows x latentSize floats on the CPU.
    [[nodiscard]] at::Tensor latentsOf(const at::Tensor& output, std::int64_t rows) const
    {
        if (!output.defined() || output.layout() != at::kStrided || !output.is_floating_point()) {
            throw unusable("The encoder gives no plain tensor of float numbers.");
        }
        if (output.dim() < 2 || output.size(0) != rows || output.numel() != rows * output.size(1)) {
            std::string sizes;
            for (const std::int64_t size : output.sizes()) {
                sizes += (sizes.empty() ? "" : " x ") + std::to_string(size);
            }
            throw unusable("The encoder gives a tensor of " + sizes + " for " + std::to_string(rows) +
                           " pictures, not one row of latents each.");
        }
        if (output.size(1) != options.latentSize) {
            throw unusable("The encoder gives " + std::to_string(output.size(1)) + " latents, but the decoder takes " +
                           std::to_string(options.latentSize) + ". They do not belong together.");
        }
        return output.flatten(1).to(at::kCPU, at::kFloat).contiguous();
    }

    TorchModule module;
    EncoderOptions options;
    std::size_t batchSize = 1;
};

TorchEncoder::TorchEncoder(std::span<const std::byte> file, const EncoderOptions& options)
    : m_impl(std::make_unique<Impl>(file, options))
{
}

TorchEncoder::~TorchEncoder() = default;
TorchEncoder::TorchEncoder(TorchEncoder&&) noexcept = default;

std::size_t TorchEncoder::batchSize() const
{
    return m_impl->batchSize;
}

LatentTable TorchEncoder::encode(std::span<const std::uint8_t> pixels, std::size_t count)
{
    const std::size_t bytes = m_impl->options.picture.bytes();
    if (pixels.size() < count * bytes) {
        throw std::logic_error("TorchEncoder::encode: fewer pixels than pictures");
    }
    const c10::InferenceMode inference;
    const auto size = static_cast<std::size_t>(m_impl->options.latentSize);
    LatentTable latents(count, size);
    return guardedTorch(encoding, [&] {
        for (std::size_t first = 0; first < count; first += m_impl->batchSize) {
            const std::size_t some = std::min(m_impl->batchSize, count - first);
            m_impl->encodePadded(pixels.subspan(first * bytes, some * bytes), some,
                                 latents.values().subspan(first * size, some * size));
        }
        return latents;
    });
}
