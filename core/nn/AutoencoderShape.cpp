// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/AutoencoderShape.h"

#include "base/UserError.h"

#include <algorithm>
#include <numeric>

namespace {

constexpr int kernel = 4;

int paddingTo(int side, std::size_t steps)
{
    const int unit = 1 << steps;
    return (unit - side % unit) % unit;
}

void addLayer(std::vector<WeightShape>& weights, const std::string& name, const std::vector<std::int64_t>& sizes,
              std::int64_t outputs, std::int64_t fanIn)
{
    weights.push_back({name + "_weight", sizes, fanIn});
    weights.push_back({name + "_bias", {outputs}, fanIn});
}

std::string layerCall(const std::string& function, const std::string& layer, bool isConvolution)
{
    return "torch." + function + "(x, self." + layer + "_weight, self." + layer + "_bias" +
           (isConvolution ? ", [2, 2], [1, 1])" : ")");
}

void require(bool holds, const std::string& sentence)
{
    if (!holds) {
        throw UserError(sentence);
    }
}

} // namespace

std::int64_t WeightShape::values() const
{
    return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
}

int AutoencoderShape::padBottom() const
{
    return paddingTo(picture.height, channels.size());
}

int AutoencoderShape::padRight() const
{
    return paddingTo(picture.width, channels.size());
}

int AutoencoderShape::innerHeight() const
{
    return (picture.height + padBottom()) >> channels.size();
}

int AutoencoderShape::innerWidth() const
{
    return (picture.width + padRight()) >> channels.size();
}

std::vector<WeightShape> AutoencoderShape::encoderWeights() const
{
    std::vector<WeightShape> weights;
    std::int64_t input = picture.channels;
    for (std::size_t step = 0; step < channels.size(); ++step) {
        const std::int64_t output = channels[step];
        addLayer(weights, "conv" + std::to_string(step), {output, input, kernel, kernel}, output,
                 input * kernel * kernel);
        input = output;
    }
    const std::int64_t features = input * innerHeight() * innerWidth();
    const std::int64_t outputs = isVariational ? 2 * latentSize : latentSize;
    addLayer(weights, "latent", {outputs, features}, outputs, features);
    return weights;
}

std::vector<WeightShape> AutoencoderShape::decoderWeights() const
{
    std::vector<WeightShape> weights;
    std::int64_t input = channels.back();
    const std::int64_t features = input * innerHeight() * innerWidth();
    addLayer(weights, "latent", {features, latentSize}, features, latentSize);
    for (std::size_t step = channels.size(); step-- > 0;) {
        const std::int64_t output = step > 0 ? channels[step - 1] : picture.channels;
        // A stride of 2 lets a quarter of the kernel's taps reach each output pixel.
        addLayer(weights, "conv" + std::to_string(step), {input, output, kernel, kernel}, output,
                 input * kernel * kernel / 4);
        input = output;
    }
    return weights;
}

std::string AutoencoderShape::encoderScript() const
{
    std::string text = isVariational ? "def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:\n"
                                     : "def forward(self, x: Tensor) -> Tensor:\n";
    if (padRight() + padBottom() > 0) {
        text += "    x = torch.constant_pad_nd(x, [0, " + std::to_string(padRight()) + ", 0, " +
                std::to_string(padBottom()) + "])\n";
    }
    for (std::size_t step = 0; step < channels.size(); ++step) {
        text += "    x = torch.relu(" + layerCall("conv2d", "conv" + std::to_string(step), true) + ")\n";
    }
    text += "    x = torch.flatten(x, 1)\n    x = " + layerCall("linear", "latent", false) + "\n";
    const std::string size = std::to_string(latentSize);
    text += isVariational ? "    return x[:, :" + size + "], x[:, " + size + ":]\n" : "    return x\n";
    return text;
}

std::string AutoencoderShape::decoderScript() const
{
    std::string text = "def forward(self, x: Tensor) -> Tensor:\n    x = " + layerCall("linear", "latent", false) +
                       "\n    x = torch.relu(torch.reshape(x, [-1, " + std::to_string(channels.back()) + ", " +
                       std::to_string(innerHeight()) + ", " + std::to_string(innerWidth()) + "]))\n";
    for (std::size_t step = channels.size(); step-- > 0;) {
        text += std::string("    x = torch.") + (step > 0 ? "relu(" : "sigmoid(") +
                layerCall("conv_transpose2d", "conv" + std::to_string(step), true) + ")\n";
    }
    if (padRight() + padBottom() > 0) {
        return text + "    return x[:, :, :" + std::to_string(picture.height) + ", :" + std::to_string(picture.width) +
               "]\n";
    }
    return text + "    return x\n";
}

AutoencoderShape autoencoderFor(PictureShape picture, const TrainingOptions& options)
{
    require((picture.channels == 1 || picture.channels == 3) && picture.height >= 1 && picture.width >= 1 &&
                std::max(picture.height, picture.width) <= maxPictureSide,
            "The pictures are " + std::to_string(picture.width) + " x " + std::to_string(picture.height) + " with " +
                std::to_string(picture.channels) + " channels. Training takes grey or RGB pictures of 1 to " +
                std::to_string(maxPictureSide) + " pixels a side.");
    require(options.latentSize >= 1 && options.latentSize <= maxLatentSize,
            "A latent size of " + std::to_string(options.latentSize) + " cannot be trained: choose 1 to " +
                std::to_string(maxLatentSize) + ".");
    AutoencoderShape shape{picture, options.latentSize, options.kind == AutoencoderKind::Variational, options.channels};
    const auto isSensible = [](int maps) { return maps >= 1 && maps <= 4096; };
    require(shape.channels.size() <= 8 && std::all_of(shape.channels.begin(), shape.channels.end(), isSensible),
            "The numbers of feature maps must be 1 to 8 numbers between 1 and 4096.");
    if (shape.channels.empty()) {
        int side = std::min(picture.height, picture.width);
        do {
            shape.channels.push_back(32 * static_cast<int>(shape.channels.size() + 1));
            side = (side + 1) / 2;
        } while (side > 4);
    }
    return shape;
}
