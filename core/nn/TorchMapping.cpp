// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/TorchMapping.h"

#include "latent/LatentStatistics.h"
#include "latent/PortableRandom.h"
#include "latent/PriorDraws.h"
#include "nn/TorchModule.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace {

constexpr auto mapping = "mapping a draw";
constexpr std::size_t drawsAtOnce = 500;
constexpr std::size_t fewDraws = 64;

ModelError unusable(const std::string& message)
{
    return {ModelProblem::Unusable, message};
}

} // namespace

struct TorchMapping::Impl
{
    Impl(std::span<const std::byte> file, const MappingOptions& asked)
        : module(file, asked.device)
        , size(static_cast<std::size_t>(asked.size))
        , latentSize(static_cast<std::size_t>(asked.latentSize))
    {
        const c10::InferenceMode inference;
        module.requireOneInput();
        module.setBeforeRun(asked.alive);
        guardedTorch(mapping, [&] { measure(asked.prior); });
        module.setBeforeRun({});
    }

    void measure(Prior prior)
    {
        PortableRandom random(1, 0);
        LatentTable all(draws, latentSize);
        for (std::size_t first = 0; first < draws; first += drawsAtOnce) {
            LatentTable drawn(drawsAtOnce, size);
            (prior == Prior::Uniform ? drawFromCube : drawNormal)(drawn.values(), random);
            const LatentTable mapped = run(drawn);
            std::copy(mapped.values().begin(), mapped.values().end(), all.row(first).begin());
        }
        const LatentStatistics statistics = latentStatistics(all, {.bins = 1, .largestCovariance = 0});
        mean = statistics.mean;
        deviation = statistics.standardDeviation;
        const auto few = all.values().first(fewDraws * latentSize);
        some = LatentTable(fewDraws, latentSize, {few.begin(), few.end()});
    }

    [[nodiscard]] LatentTable run(const LatentTable& points)
    {
        const auto rows = static_cast<std::int64_t>(points.rows());
        at::Tensor input = at::empty({rows, static_cast<std::int64_t>(points.columns())}, at::kFloat);
        std::memcpy(input.data_ptr<float>(), points.values().data(), points.values().size_bytes());
        const at::Tensor output = module.forward(input.to(module.inputOptions()), mapping);
        if (!output.defined() || output.layout() != at::kStrided || !output.is_floating_point() || output.dim() < 2 ||
            output.size(0) != rows || output.numel() != rows * output.size(1)) {
            throw unusable("The mapping does not give one row of float numbers for each draw, n x " +
                           std::to_string(latentSize) + ". Wrap it in a module that does.");
        }
        if (output.size(1) != static_cast<std::int64_t>(latentSize)) {
            throw unusable("The mapping gives " + std::to_string(output.size(1)) + " latents, but the decoder takes " +
                           std::to_string(latentSize) +
                           ". They do not belong together, or `latent.size` in space.json is wrong.");
        }
        const at::Tensor latents = output.flatten(1).to(at::kCPU, at::kFloat).contiguous();
        LatentTable table(points.rows(), latentSize);
        std::memcpy(table.values().data(), latents.data_ptr<float>(), table.values().size_bytes());
        if (!allFinite(table.values())) {
            throw unusable("The mapping gives values that are NaN or infinite. Check that its weights are whole, and "
                           "that `mapping.prior` in space.json is what it was trained on.");
        }
        return table;
    }

    TorchModule module;
    std::size_t size;
    std::size_t latentSize;
    LatentVector mean;
    LatentVector deviation;
    LatentTable some;
};

TorchMapping::TorchMapping(std::span<const std::byte> file, const MappingOptions& options)
    : m_impl(std::make_unique<Impl>(file, options))
{
}

TorchMapping::~TorchMapping() = default;
TorchMapping::TorchMapping(TorchMapping&&) noexcept = default;

LatentTable TorchMapping::map(const LatentTable& points)
{
    if (points.columns() != m_impl->size) {
        throw std::logic_error("TorchMapping::map: the draws have another size than the mapping's");
    }
    const c10::InferenceMode inference;
    return guardedTorch(mapping, [&] { return m_impl->run(points); });
}

const LatentVector& TorchMapping::mean() const
{
    return m_impl->mean;
}

const LatentVector& TorchMapping::deviation() const
{
    return m_impl->deviation;
}

const LatentTable& TorchMapping::someLatents() const
{
    return m_impl->some;
}
