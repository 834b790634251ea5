// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/Autoencoder.h"

#include "base/UserError.h"
#include "nn/UpConvolution.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <cstring>
#include <sstream>

namespace {

/// upConvolution with its gradients, for the CPU, where it makes a training step take a third of the time.
struct TrainableUpConvolution : torch::autograd::Function<TrainableUpConvolution>
{
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                              const at::Tensor& bias)
    {
        context->save_for_backward({x, weight});
        return upConvolution(x, weight, bias, {2, 2}, {1, 1}, {0, 0}, 1, {1, 1});
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list arriving)
    {
        const torch::autograd::variable_list saved = context->get_saved_variables();
        const at::Tensor gradient = arriving[0].contiguous();
        const auto ofWeight = at::convolution_backward(saved[0], gradient, saved[1], at::OptionalIntArrayRef(), {2, 2},
                                                       {1, 1}, {1, 1}, false, {0, 0}, 1, {false, true, false});
        return {at::conv2d(gradient, saved[1], {}, {2, 2}, {1, 1}), std::get<1>(ofWeight), gradient.sum({0, 2, 3})};
    }
};

at::Tensor doubled(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    return x.is_cuda() ? at::conv_transpose2d(x, weight, bias, {2, 2}, {1, 1})
                       : TrainableUpConvolution::apply(x, weight, bias);
}

/// A module with these weights and this `forward`, as a file.
std::vector<std::byte> scriptFile(const std::string& name, const std::string& script,
                                  std::span<const WeightShape> layout, std::span<const at::Tensor> weights)
{
    torch::jit::Module module(name);
    for (std::size_t i = 0; i < layout.size(); ++i) {
        module.register_parameter(layout[i].name, weights[i].detach().cpu().clone(), false);
    }
    module.define(script);
    module.eval();
    std::ostringstream stream;
    module.save(stream);
    const std::string text = stream.str();
    std::vector<std::byte> bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

} // namespace

Autoencoder::Autoencoder(AutoencoderShape shape, std::uint64_t seed, at::Device device)
    : m_shape(std::move(shape))
    , m_layout(m_shape.encoderWeights())
    , m_encoderWeights(m_layout.size())
{
    for (WeightShape& weight : m_shape.decoderWeights()) {
        m_layout.push_back(std::move(weight));
    }
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    for (const WeightShape& weight : m_layout) {
        const double bound = 1 / std::sqrt(static_cast<double>(weight.fanIn));
        at::Tensor values = torch::empty(weight.sizes, at::kFloat).uniform_(-bound, bound, generator);
        m_weights.push_back(values.to(device).detach().set_requires_grad(true));
    }
}

at::Tensor Autoencoder::encode(at::Tensor x) const
{
    x = at::constant_pad_nd(x, {0, m_shape.padRight(), 0, m_shape.padBottom()});
    std::size_t i = 0;
    for (; i + 2 < m_encoderWeights; i += 2) {
        x = at::relu(at::conv2d(x, m_weights[i], m_weights[i + 1], {2, 2}, {1, 1}));
    }
    return at::linear(at::flatten(x, 1), m_weights[i], m_weights[i + 1]);
}

at::Tensor Autoencoder::decodeLogits(at::Tensor z) const
{
    std::size_t i = m_encoderWeights;
    at::Tensor x = at::linear(z, m_weights[i], m_weights[i + 1])
                       .reshape({-1, m_shape.channels.back(), m_shape.innerHeight(), m_shape.innerWidth()});
    for (i += 2; i < m_weights.size(); i += 2) {
        x = doubled(at::relu(x), m_weights[i], m_weights[i + 1]);
    }
    return x.slice(2, 0, m_shape.picture.height).slice(3, 0, m_shape.picture.width);
}

AutoencoderLoss Autoencoder::loss(const at::Tensor& pictures, const at::Tensor& noise) const
{
    at::Tensor z = encode(pictures);
    at::Tensor kl = torch::zeros({}, z.options());
    if (m_shape.isVariational) {
        const at::Tensor mean = z.slice(1, 0, m_shape.latentSize);
        const at::Tensor logVariance = z.slice(1, m_shape.latentSize);
        const at::Tensor variance = logVariance.exp();
        kl = (mean.square() + variance - logVariance - 1).sum() * 0.5;
        z = mean + variance.sqrt() * noise;
    }
    const at::Tensor logits = decodeLogits(z);
    return {(at::softplus(logits) - logits * pictures).sum(), kl}; // cross-entropy of sigmoid(logits), stable
}

std::vector<float> Autoencoder::values() const
{
    return flattened(m_weights);
}

void Autoencoder::setValues(std::span<const float> values)
{
    assignFlattened(m_weights, values);
}

std::vector<std::byte> Autoencoder::encoderFile() const
{
    return scriptFile("Encoder", m_shape.encoderScript(), std::span(m_layout).first(m_encoderWeights),
                      std::span(m_weights).first(m_encoderWeights));
}

std::vector<std::byte> Autoencoder::decoderFile() const
{
    return scriptFile("Decoder", m_shape.decoderScript(), std::span(m_layout).subspan(m_encoderWeights),
                      std::span(m_weights).subspan(m_encoderWeights));
}

std::vector<float> flattened(const std::vector<at::Tensor>& tensors)
{
    std::vector<float> values;
    for (const at::Tensor& tensor : tensors) {
        const at::Tensor plain = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
        values.insert(values.end(), plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
    }
    return values;
}

void assignFlattened(const std::vector<at::Tensor>& tensors, std::span<const float> values)
{
    const torch::NoGradGuard noGradients;
    std::size_t used = 0;
    for (const at::Tensor& tensor : tensors) {
        const auto count = static_cast<std::size_t>(tensor.numel());
        if (count > values.size() - used) {
            throw UserError("The checkpoint holds too few weights for this architecture.");
        }
        tensor.copy_(torch::tensor(at::ArrayRef<float>(values.data() + used, count)).reshape(tensor.sizes()));
        used += count;
    }
    if (used != values.size()) {
        throw UserError("The checkpoint holds too many weights for this architecture.");
    }
}
