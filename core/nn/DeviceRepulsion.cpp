// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DeviceRepulsion.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace {

constexpr std::int64_t pairsAtOnce = std::int64_t{1} << 24;
constexpr std::int64_t pointsAtOnce = std::int64_t{1} << 18;

// The grid's measures are GridRepulsion's.
constexpr double widestSpacing = 0.4;
constexpr double fewestNodes = 48;
constexpr double mostNodes = 4096;
constexpr std::int64_t splineWidth = 6;

/// What one is worth as a whole number: 2^24 points can lie on one node, and each loses less than 2^-40.
constexpr double wholeOne = 1099511627776.0;

/// What a B-spline of degree 5 gives the six nodes around a place that lies t spacings behind the third of them: a row
/// for each, coefficients of 1 to t^5.
constexpr std::array<std::array<double, 6>, 6> splines = {{
    {1 / 120.0, -1 / 24.0, 1 / 12.0, -1 / 12.0, 1 / 24.0, -1 / 120.0},
    {13 / 60.0, -5 / 12.0, 1 / 6.0, 1 / 6.0, -1 / 6.0, 1 / 24.0},
    {11 / 20.0, 0, -1 / 2.0, 0, 1 / 4.0, -1 / 12.0},
    {13 / 60.0, 5 / 12.0, 1 / 6.0, -1 / 6.0, -1 / 6.0, 1 / 12.0},
    {1 / 120.0, 1 / 24.0, 1 / 12.0, 1 / 12.0, 1 / 24.0, -1 / 24.0},
    {0, 0, 0, 0, 0, 1 / 120.0},
}};

/// Rows of `splines`, then of their derivatives.
at::Tensor splineTable(const at::TensorOptions& options)
{
    std::vector<float> table;
    for (const auto& row : splines) {
        table.insert(table.end(), row.begin(), row.end());
    }
    for (const auto& row : splines) {
        for (std::size_t power = 1; power < row.size(); ++power) {
            table.push_back(static_cast<float>(static_cast<double>(power) * row[power]));
        }
        table.push_back(0);
    }
    return at::tensor(table).view({2 * splineWidth, splineWidth}).to(options.device());
}

/// Sizes that are transformed fast.
std::int64_t goodSize(std::int64_t least)
{
    for (std::int64_t size = (least + 15) / 16 * 16;; size += 16) {
        std::int64_t rest = size;
        for (const std::int64_t factor : {2, 3, 5}) {
            while (rest % factor == 0) {
                rest /= factor;
            }
        }
        if (rest == 1) {
            return size;
        }
    }
}

double powerOfTwoBelow(double value)
{
    return std::exp2(std::floor(std::log2(value)));
}

/// What spreading and reading a wave with splines does to it, for the first `count` frequencies of `size`.
at::Tensor smoothing(std::int64_t count, std::int64_t size, const at::TensorOptions& options)
{
    std::vector<float> waves;
    for (std::int64_t frequency = 0; frequency < count; ++frequency) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(frequency) / static_cast<double>(size);
        const double wave = (33 + 26 * std::cos(angle) + std::cos(2 * angle)) / 60;
        waves.push_back(static_cast<float>(wave * wave));
    }
    return at::tensor(waves).to(options.device());
}

/// Squared distances of `size` nodes from the first, around the end.
at::Tensor squares(std::int64_t size, double spacing, const at::TensorOptions& options)
{
    const at::Tensor node = at::arange(size, options.dtype(at::kDouble));
    return (at::minimum(node, size - node) * spacing).square_().to(at::kFloat);
}

} // namespace

DeviceRepulsion exactRepulsion(const at::Tensor& places, const MapExtent& extent)
{
    const std::int64_t n = places.size(1);
    const at::Tensor x = places[0];
    const at::Tensor y = places[1];
    DeviceRepulsion result{at::empty_like(places), at::zeros({}, places.options().dtype(at::kDouble))};
    const std::int64_t rowsAtOnce = std::max<std::int64_t>(1, pairsAtOnce / n);
    for (std::int64_t first = 0; first < n; first += rowsAtOnce) {
        const std::int64_t rows = std::min(rowsAtOnce, n - first);
        at::Tensor dx = x.narrow(0, first, rows).unsqueeze(1) - x;
        at::Tensor dy = y.narrow(0, first, rows).unsqueeze(1) - y;
        at::Tensor q = (dx * dx).addcmul_(dy, dy).add_(1).reciprocal_();
        result.z += q.sum(1).sum(at::kDouble);
        q.square_();
        result.forces[0].narrow(0, first, rows).copy_(dx.mul_(q).sum(1));
        result.forces[1].narrow(0, first, rows).copy_(dy.mul_(q).sum(1));
    }
    // Of few points that lie far apart, float keeps nothing beside the 1 of each with itself: but no q is smaller than
    // that of the corners.
    const double width = static_cast<double>(extent.high[0]) - static_cast<double>(extent.low[0]);
    const double height = static_cast<double>(extent.high[1]) - static_cast<double>(extent.low[1]);
    const auto count = static_cast<double>(n);
    result.z = (result.z - count).clamp_min_(count * (count - 1) / (1 + width * width + height * height));
    return result;
}

/// The grid around the map; its kernel where size or spacing changed.
void DeviceGrid::fit(const MapExtent& extent, const at::TensorOptions& options)
{
    std::array<double, 2> span{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
        span[axis] = static_cast<double>(extent.high[axis]) - static_cast<double>(extent.low[axis]);
    }
    const double wide = std::max({span[0], span[1], 1e-20});
    const double spacing =
        std::max(std::min(widestSpacing, powerOfTwoBelow(wide / fewestNodes)), powerOfTwoBelow(2 * wide / mostNodes));
    const bool isShifted = wide < 2;
    std::array<Axis, 2> axes;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const double middle = (static_cast<double>(extent.low[axis]) + static_cast<double>(extent.high[axis])) / 2;
        axes[axis].nodes = static_cast<std::int64_t>(std::ceil(span[axis] / spacing)) + splineWidth;
        axes[axis].size = goodSize(2 * axes[axis].nodes + 8);
        axes[axis].start = middle - spacing * (static_cast<double>(axes[axis].nodes) - 1) / 2;
    }
    const bool isNew = !m_kernel.defined() || spacing != m_spacing || isShifted != m_isShifted ||
                       axes[0].size != m_axes[0].size || axes[1].size != m_axes[1].size;
    m_spacing = spacing;
    m_isShifted = isShifted;
    m_axes = axes;
    if (isNew) {
        makeKernel(options);
    }
}

/// q at the nodes, transformed; divided by what the splines do to a wave when it is spread and read.
void DeviceGrid::makeKernel(const at::TensorOptions& options)
{
    const std::int64_t width = m_axes[0].size;
    const std::int64_t height = m_axes[1].size;
    m_kernel = at::Tensor(); // room for the next
    const at::Tensor square = squares(height, m_spacing, options).unsqueeze(1) + squares(width, m_spacing, options);
    const at::Tensor q = (m_isShifted ? square.neg() : at::ones_like(square)) / (1 + square);
    const std::int64_t columns = width / 2 + 1;
    const at::Tensor waves = smoothing(height, height, options).unsqueeze(1) * smoothing(columns, width, options);
    m_kernel = at::real(at::fft_rfft2(q)) / waves;
    const at::TensorOptions whole = options.dtype(at::kLong);
    const at::Tensor six = at::arange(splineWidth, whole);
    m_around = (six.unsqueeze(1) * width + six).view({-1, 1});
    m_splines = splineTable(options);
}

DeviceGrid::Placed DeviceGrid::placed(const at::Tensor& places) const
{
    const std::int64_t n = places.size(1);
    std::vector<at::Tensor> first;
    std::vector<at::Tensor> behind;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const at::Tensor at =
            (places[static_cast<std::int64_t>(axis)].to(at::kDouble) - m_axes[axis].start) / m_spacing;
        const at::Tensor whole = at.floor().clamp_(2.0, static_cast<double>(m_axes[axis].nodes - 4));
        first.push_back(whole.to(at::kLong) - 2);
        behind.push_back((at - whole).to(at::kFloat));
    }
    const at::Tensor power = at::arange(splineWidth, places.options()).unsqueeze(1);
    const at::Tensor splined = m_splines.mm(at::cat(behind).unsqueeze(0).pow(power)).view({2, splineWidth, 2, n});
    return {m_around + (first[1] * m_axes[0].size + first[0]), splined[0], splined[1]};
}

DeviceRepulsion DeviceGrid::repel(const at::Tensor& places, const MapExtent& extent)
{
    fit(extent, places.options());
    const std::int64_t n = places.size(1);
    const std::int64_t width = m_axes[0].size;
    const std::int64_t height = m_axes[1].size;
    std::vector<Placed> all;
    at::Tensor spread = at::zeros({m_axes[1].nodes * width}, places.options().dtype(at::kLong));
    for (std::int64_t first = 0; first < n; first += pointsAtOnce) {
        all.push_back(placed(places.narrow(1, first, std::min(pointsAtOnce, n - first))));
        const at::Tensor across = all.back().values.select(1, 0);
        const at::Tensor down = all.back().values.select(1, 1);
        const at::Tensor share = (down.unsqueeze(1) * (across * wholeOne)).to(at::kLong);
        spread.scatter_add_(0, all.back().nodes.view(-1), share.view(-1));
    }
    const at::Tensor field = spread.to(at::kFloat).mul_(1 / wholeOne).view({m_axes[1].nodes, width});
    const at::Tensor waves = at::fft_rfft2(field, at::IntArrayRef({height, width})).mul_(m_kernel);
    const at::Tensor potential = at::fft_irfft2(waves, at::IntArrayRef({height, width})).view(-1);

    DeviceRepulsion result{at::empty_like(places), at::zeros({}, places.options().dtype(at::kDouble))};
    std::int64_t first = 0;
    for (const Placed& some : all) {
        const std::int64_t count = some.nodes.size(1);
        const at::Tensor nodes = potential.index_select(0, some.nodes.view(-1)).view({splineWidth, splineWidth, count});
        const at::Tensor down = some.values.select(1, 1);
        const at::Tensor rows = (nodes * some.values.select(1, 0)).sum(1);
        result.z += (rows * down).sum(0).sum(at::kDouble);
        result.forces[0].narrow(0, first, count).copy_(((nodes * some.slopes.select(1, 0)).sum(1) * down).sum(0));
        result.forces[1].narrow(0, first, count).copy_((rows * some.slopes.select(1, 1)).sum(0));
        first += count;
    }
    result.forces *= -0.5 / m_spacing; // one field is enough: they are -1/2 times its gradient
    const auto count = static_cast<double>(n);
    result.z += (m_isShifted ? count * count : 0) - count;
    return result;
}
