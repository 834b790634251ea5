// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DeviceAffinities.h"

#include "nn/DeviceNeighbours.h"

#include <cmath>
#include <limits>

namespace {

constexpr std::int64_t edgesAtOnce = std::int64_t{1} << 23;

/// Conditional probabilities for rows of squared distances, nearest first. Newton's method on the logarithm of the
/// precision 1 / (2 sigma^2), kept inside the bounds that are known, for all rows at once.
at::Tensor probabilities(const at::Tensor& distances, double entropy)
{
    constexpr int mostSteps = 60;
    constexpr double tolerance = 1e-5;
    constexpr double steepest = 1e30;
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const at::Tensor apart = distances - distances.narrow(1, 0, 1);
    const at::Tensor spread = apart.mean(1, true).to(at::kDouble);
    at::Tensor active = spread > 0; // else all are equally near
    at::Tensor beta = at::where(active, spread.reciprocal().clamp_max_(steepest), 0.0);
    at::Tensor low = at::zeros_like(beta);
    at::Tensor high = at::full_like(beta, infinite);
    for (int step = 0; step < mostSteps; ++step) {
        const at::Tensor e = (apart * beta.to(at::kFloat).neg()).exp_();
        const at::Tensor sum = e.sum(1, true).to(at::kDouble);
        const at::Tensor first = e * apart;
        const at::Tensor mean = first.sum(1, true).to(at::kDouble) / sum;
        const at::Tensor difference = sum.log() + beta * mean - entropy;
        active = active & (difference.abs() >= tolerance);
        if (step % 4 == 3 && !active.any().item<bool>()) { // asking costs a GPU more than a step
            break;
        }
        const at::Tensor isWide = difference > 0;
        low = at::where(active & isWide, beta, low);
        high = at::where(active & ~isWide, beta, high);
        const at::Tensor variance = (first * apart).sum(1, true).to(at::kDouble) / sum - mean * mean;
        const at::Tensor slope = beta * beta * variance; // of -entropy over log(beta)
        at::Tensor next = at::where(slope > 0, beta * (difference / slope).clamp_(-3, 3).exp_(), low);
        const at::Tensor middle = at::where(high == infinite, 2 * beta, (low + high) / 2);
        next = at::where((next > low) & (next < high), next, middle).clamp_max_(steepest);
        beta = at::where(active, next, beta);
    }
    const at::Tensor e = (apart * beta.to(at::kFloat).neg()).exp_();
    return e / e.sum(1, true);
}

/// Each row's neighbours in the order of the table, and how likely they are.
struct Directed
{
    at::Tensor ids;           ///< n x k, 32 bits
    at::Tensor probabilities; ///< n x k
};

Directed directed(const LatentTable& table, std::int64_t k, double perplexity, at::Device device,
                  const JobControl& control)
{
    const auto n = static_cast<std::int64_t>(table.rows());
    const double entropy = std::log(std::min(perplexity, static_cast<double>(k)));
    const DeviceNeighbours neighbours(table, device);
    const at::TensorOptions options = at::TensorOptions(device);
    Directed all{at::empty({n, k}, options.dtype(at::kInt)), at::empty({n, k}, options.dtype(at::kFloat))};
    for (std::int64_t first = 0; first < n && !control.stop.stop_requested();) {
        const std::int64_t rows = std::min(neighbours.rowsAtOnce(), n - first);
        const DeviceNeighbours::Some some = neighbours.nearest(first, rows, k);
        const auto [ids, order] = some.ids.sort(1);
        all.ids.narrow(0, first, rows).copy_(ids);
        all.probabilities.narrow(0, first, rows).copy_(probabilities(some.squaredDistances, entropy).gather(1, order));
        first += rows;
        control.report(static_cast<double>(first) / static_cast<double>(n));
    }
    return all;
}

/// Edges of one direction alone, which the point at their other end lacks, ordered by that.
struct Added
{
    at::Tensor to;
    at::Tensor from;
    at::Tensor weights;
};

/// Turns probabilities into weights of both directions, and finds the edges that are to be added.
Added makeSymmetric(Directed& all)
{
    const std::int64_t n = all.ids.size(0);
    const std::int64_t k = all.ids.size(1);
    const at::Tensor before = all.probabilities.view(-1).clone();
    const at::TensorOptions whole = all.ids.options().dtype(at::kLong);
    const at::Tensor keys = (at::arange(n, whole).unsqueeze(1) * n + all.ids).view(-1); // ascending
    std::vector<at::Tensor> to;
    std::vector<at::Tensor> from;
    std::vector<at::Tensor> weights;
    const std::int64_t rowsAtOnce = std::max<std::int64_t>(1, edgesAtOnce / k);
    for (std::int64_t first = 0; first < n; first += rowsAtOnce) {
        const std::int64_t rows = std::min(rowsAtOnce, n - first);
        const at::Tensor ids = all.ids.narrow(0, first, rows);
        const at::Tensor own = at::arange(first, first + rows, whole).unsqueeze(1);
        const at::Tensor reverse = (ids.to(at::kLong) * n + own).view(-1);
        const at::Tensor place = at::searchsorted(keys, reverse).clamp_max_(n * k - 1);
        const at::Tensor isMutual = keys.index_select(0, place) == reverse;
        at::Tensor weight = all.probabilities.narrow(0, first, rows).view(-1);
        weight += at::where(isMutual, before.index_select(0, place), 0.0F);
        weight *= 0.5 / static_cast<double>(n);
        const at::Tensor single = isMutual.logical_not().nonzero().view(-1);
        to.push_back(ids.reshape(-1).index_select(0, single));
        from.push_back((at::div(single, k, "floor") + first).to(at::kInt));
        weights.push_back(weight.index_select(0, single));
    }
    const auto [ordered, order] = at::sort(at::cat(to), true, 0, false);
    return {ordered, at::cat(from).index_select(0, order), at::cat(weights).index_select(0, order)};
}

std::vector<DeviceEdges::Block> blocksOf(const at::Tensor& counts)
{
    const at::Tensor host = counts.cpu();
    const auto* const count = host.data_ptr<std::int64_t>();
    std::vector<DeviceEdges::Block> blocks;
    for (std::int64_t i = 0; i < host.size(0); ++i) {
        if (blocks.empty() || blocks.back().edges + count[i] > edgesAtOnce) {
            const DeviceEdges::Block last = blocks.empty() ? DeviceEdges::Block{} : blocks.back();
            blocks.push_back({.firstPoint = i, .firstEdge = last.firstEdge + last.edges});
        }
        ++blocks.back().points;
        blocks.back().edges += count[i];
    }
    return blocks;
}

} // namespace

DeviceEdges deviceAffinities(const LatentTable& table, std::int64_t count, double perplexity, at::Device device,
                             const JobControl& control)
{
    DeviceEdges edges;
    Directed all = directed(table, count, perplexity, device, control);
    if (control.stop.stop_requested()) {
        return edges;
    }
    const Added added = makeSymmetric(all);
    const std::int64_t n = all.ids.size(0);
    const std::int64_t k = all.ids.size(1);
    const at::TensorOptions whole = all.ids.options().dtype(at::kLong);
    const at::Tensor each = at::arange(n, all.ids.options());
    const at::Tensor firstAdded = at::searchsorted(added.to, each);
    const at::Tensor addedTo = at::searchsorted(added.to, each, false, true) - firstAdded;
    edges.counts = addedTo + k;
    const at::Tensor begins = edges.counts.cumsum(0) - edges.counts;
    const std::int64_t total = n * k + added.to.size(0);
    edges.points = at::empty({total}, all.ids.options());
    edges.others = at::empty({total}, all.ids.options());
    edges.weights = at::empty({total}, all.probabilities.options());
    const auto put = [&](const at::Tensor& place, const at::Tensor& points, const at::Tensor& others,
                         const at::Tensor& weights) {
        edges.points.scatter_(0, place, points);
        edges.others.scatter_(0, place, others);
        edges.weights.scatter_(0, place, weights);
    };
    put((begins.unsqueeze(1) + at::arange(k, whole)).view(-1), each.unsqueeze(1).expand({n, k}).reshape(-1),
        all.ids.view(-1), all.probabilities.view(-1));
    const at::Tensor behind = begins + k - firstAdded; // of the own ones
    put(behind.index_select(0, added.to) + at::arange(added.to.size(0), whole), added.to, added.from, added.weights);
    edges.blocks = blocksOf(edges.counts);
    return edges;
}
