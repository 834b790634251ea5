// SPDX-License-Identifier: GPL-3.0-or-later
#include "BareEncoder.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <dlfcn.h>

struct BareEncoder::Impl
{
    torch::jit::Module module;
    PictureShape shape;
    std::size_t batch = 1;
};

BareEncoder::BareEncoder(const std::filesystem::path& file, PictureShape shape, std::size_t batch, int atenThreads,
                         int blasThreads)
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
    m_impl->shape = shape;
    m_impl->batch = batch;
    encode(std::vector<std::uint8_t>(4 * batch * shape.bytes()));
}

BareEncoder::~BareEncoder() = default;

std::vector<float> BareEncoder::encode(std::span<const std::uint8_t> pixels)
{
    const c10::InferenceMode guard;
    const PictureShape& shape = m_impl->shape;
    std::vector<float> latents;
    for (std::size_t at = 0; at < pixels.size(); at += m_impl->batch * shape.bytes()) {
        const auto some = static_cast<std::int64_t>(std::min(m_impl->batch, (pixels.size() - at) / shape.bytes()));
        auto* const first = const_cast<std::uint8_t*>(pixels.data() + at);
        const auto bytes = torch::from_blob(first, {some, shape.height, shape.width, shape.channels}, torch::kByte);
        const auto input = bytes.permute({0, 3, 1, 2}).to(torch::kFloat).contiguous().div_(255);
        const auto output = m_impl->module.forward({input}).toTensor().contiguous();
        latents.insert(latents.end(), output.data_ptr<float>(), output.data_ptr<float>() + output.numel());
    }
    return latents;
}

namespace {

at::Tensor scaled(std::vector<std::int64_t> sizes, double fan)
{
    return torch::randn(sizes) * std::sqrt(2.0 / fan);
}

} // namespace

void writeConvolutionalEncoder(const std::filesystem::path& file, PictureShape shape, int latentSize)
{
    torch::manual_seed(1);
    torch::jit::Module module("ConvolutionalEncoder");
    std::string body = "    h = x\n";
    int in = shape.channels;
    int side = shape.height;
    int step = 0;
    for (const int out : {32, 32, 64, 64}) {
        if (side % 2 != 0) {
            break;
        }
        const auto name = "w" + std::to_string(step++);
        module.register_parameter(name, scaled({out, in, 4, 4}, 16.0 * in), false);
        body += "    h = torch.relu(torch.conv2d(h, self." + name + ", None, [2, 2], [1, 1]))\n";
        in = out;
        side /= 2;
    }
    const std::int64_t flat = std::int64_t{in} * side * side * shape.width / shape.height;
    module.register_parameter("last", scaled({latentSize, flat}, static_cast<double>(flat)), false);
    module.define("def forward(self, x):\n" + body + "    return torch.linear(h.flatten(1), self.last)\n");
    module.save(file.string());
}

void writeLinearDecoder(const std::filesystem::path& file, PictureShape shape, int latentSize)
{
    torch::manual_seed(2);
    torch::jit::Module module("LinearDecoder");
    module.register_parameter("w", scaled({static_cast<std::int64_t>(shape.bytes()), latentSize}, latentSize), false);
    module.define("def forward(self, z):\n    return torch.sigmoid(torch.linear(z, self.w)).view(-1, " +
                  std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
                  std::to_string(shape.width) + ")\n");
    module.save(file.string());
}
