// SPDX-License-Identifier: GPL-3.0-or-later
#include "BareDecoder.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <dlfcn.h>

struct BareDecoder::Impl
{
    torch::jit::Module module;
    std::vector<float> point;
};

BareDecoder::BareDecoder(const std::filesystem::path& file, int latentSize, int atenThreads, int blasThreads)
    : m_impl(std::make_unique<Impl>())
{
    at::set_num_threads(atenThreads);
    if (auto* set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
        set(blasThreads);
    }
    const c10::InferenceMode guard;
    auto module = torch::jit::load(file.string());
    module.eval();
    m_impl->module = torch::jit::freeze(module);
    m_impl->point.assign(static_cast<std::size_t>(latentSize), 0.0F);
    for (int i = 0; i < 10; ++i) {
        forward(m_impl->point);
    }
}

BareDecoder::~BareDecoder() = default;

float BareDecoder::forward(std::span<const float> points, std::size_t count)
{
    const c10::InferenceMode guard;
    m_impl->point.assign(points.begin(), points.end());
    const auto rows = static_cast<std::int64_t>(count);
    const auto input = torch::from_blob(m_impl->point.data(), {rows, static_cast<std::int64_t>(points.size()) / rows});
    const auto output = m_impl->module.forward({input}).toTensor();
    return output.data_ptr<float>()[output.numel() / 2];
}

void writeConvolutionalDecoder(const std::filesystem::path& file, const std::vector<int>& channels)
{
    torch::manual_seed(1);
    torch::jit::Module module("ConvolutionalDecoder");
    const auto scaled = [](std::vector<std::int64_t> shape, double fan) {
        return torch::randn(shape) * std::sqrt(2.0 / fan);
    };
    module.register_parameter("w0", scaled({channels[0] * 16, 32}, 32), false);
    std::string body =
        "    h = torch.relu(torch.linear(z, self.w0)).view(-1, " + std::to_string(channels[0]) + ", 4, 4)\n";
    for (std::size_t i = 1; i <= channels.size(); ++i) {
        const int in = channels[i - 1];
        const int out = i < channels.size() ? channels[i] : 3;
        const auto name = "w" + std::to_string(i);
        module.register_parameter(name, scaled({in, out, 4, 4}, 4.0 * in), false);
        body += "    h = torch.conv_transpose2d(h, self." + name + ", None, [2, 2], [1, 1])\n";
        body += i < channels.size() ? "    h = torch.relu(h)\n" : "    return torch.sigmoid(h)\n";
    }
    module.define("def forward(self, z):\n" + body);
    module.save(file.string());
}
