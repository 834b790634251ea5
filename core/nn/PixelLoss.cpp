// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/PixelLoss.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr std::int64_t smallestSide = 4; ///< of the coarsest level
constexpr double levelWeight = 0.5;

at::Tensor halved(const at::Tensor& values)
{
    return at::avg_pool2d(values, {2, 2});
}

} // namespace

PixelLoss::PixelLoss(std::span<const std::uint8_t> pixels, PictureShape shape, at::Device device)
{
    at::Tensor bytes = at::empty({1, shape.height, shape.width, shape.channels}, at::kByte);
    std::copy(pixels.begin(), pixels.end(), bytes.data_ptr<std::uint8_t>());
    m_levels.push_back(bytes.permute({0, 3, 1, 2}).to(at::kFloat).div_(255).contiguous().to(device));
    while (std::min(m_levels.back().size(2), m_levels.back().size(3)) >= 2 * smallestSide) {
        m_levels.push_back(halved(m_levels.back()));
    }
}

at::Tensor PixelLoss::of(at::Tensor values) const
{
    at::Tensor sum;
    double weight = 1;
    double weights = 0;
    for (const at::Tensor& level : m_levels) {
        const at::Tensor term = (values - level).square().mean() * weight;
        sum = sum.defined() ? sum + term : term;
        weights += weight;
        weight *= levelWeight;
        if (&level != &m_levels.back()) {
            values = halved(values);
        }
    }
    return sum / weights;
}

double PixelLoss::errorOf(const at::Tensor& values) const
{
    const at::Tensor shown = at::where(values.isfinite(), values, at::zeros({}, values.options())).clamp(0, 1);
    const at::Tensor difference = (shown * 255).round() / 255 - m_levels.front();
    return std::sqrt(difference.square().mean().item<double>());
}
