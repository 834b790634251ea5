// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DeviceTsne.h"

#include "base/DeviceProblem.h"
#include "base/UserError.h"
#include "latent/TsneRules.h"
#include "nn/DeviceAffinities.h"
#include "nn/DeviceRepulsion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace {

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

/// Runs `work`; what LibTorch throws becomes a DeviceProblem.
template <class Work> auto onDevice(const std::string& device, const Work& work)
{
    const std::string full = "the memory of " + device + " is full";
    try {
        const c10::InferenceMode guard;
        return work();
    } catch (const c10::OutOfMemoryError&) {
        throw DeviceProblem(full);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        const bool isFull = text.find("ALLOC_FAILED") != std::string::npos ||
                            text.find("out of memory") != std::string::npos ||
                            text.find("can't allocate memory") != std::string::npos;
        throw DeviceProblem(isFull ? full : device + " failed: " + firstLine(text));
    } catch (const UserError&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw DeviceProblem(full);
    } catch (const std::exception& error) {
        throw DeviceProblem(device + " failed: " + firstLine(error.what()));
    }
}

} // namespace

struct DeviceTsne::Impl
{
    std::string device;
    TsneOptions options;
    double perplexity = 0;
    std::int64_t n = 0;
    int iteration = 0;
    DeviceEdges edges;
    DeviceGrid grid;
    at::Tensor places; ///< 2 x n, as all that follow
    at::Tensor velocity;
    at::Tensor gains;
    MapExtent extent;
    std::optional<double> entropy; ///< of the affinities: sum of p log p

    void prepare(const LatentTable& table, std::span<const float> start, const JobControl& control)
    {
        perplexity = tsnePerplexity(options, table.rows());
        const auto count = static_cast<std::int64_t>(tsneNeighbours(perplexity, table.rows()));
        if (count > 0) {
            edges = deviceAffinities(table, count, perplexity, at::Device(device), control);
        }
        if (control.stop.stop_requested()) {
            return;
        }
        n = static_cast<std::int64_t>(table.rows());
        const at::Tensor host = at::from_blob(const_cast<float*>(start.data()), {n, 2}, at::kFloat);
        places = at::empty({2, n}, host.options().device(at::Device(device)));
        places.copy_(host.t());
        velocity = at::zeros_like(places);
        gains = at::ones_like(places);
        measure();
    }

    struct Sums
    {
        std::array<double, 2> mean{};
        double squares = 0; ///< their mean, of x and y together
    };

    /// The extent and the sums of the map: the one thing that an iteration waits for.
    Sums measure()
    {
        if (n == 0) {
            return {};
        }
        const auto wide = [](const at::Tensor& values) { return values.to(at::kDouble); };
        const at::Tensor answer =
            at::cat({places.sum(at::IntArrayRef{1}, false, at::kDouble), wide(places.square().sum(at::kDouble).view(1)),
                     wide(places.amin(1)), wide(places.amax(1))})
                .cpu();
        const auto* const value = answer.data_ptr<double>();
        for (std::size_t axis = 0; axis < 2; ++axis) {
            extent.low[axis] = static_cast<float>(value[3 + axis]);
            extent.high[axis] = static_cast<float>(value[5 + axis]);
        }
        const auto count = static_cast<double>(n);
        return {{value[0] / count, value[1] / count}, value[2] / count};
    }

    DeviceRepulsion repel()
    {
        DeviceRepulsion repulsion =
            static_cast<std::size_t>(n) > tsneMostExact ? grid.repel(places, extent) : exactRepulsion(places, extent);
        repulsion.z.clamp_min_(1e-30);
        return repulsion;
    }

    /// Calls `use` with a block of edges, and how far its points lie apart, in x and in y.
    template <class Use> void forEdges(const Use& use) const
    {
        for (const DeviceEdges::Block& block : edges.blocks) {
            const at::Tensor points = edges.points.narrow(0, block.firstEdge, block.edges);
            const at::Tensor others = edges.others.narrow(0, block.firstEdge, block.edges);
            const at::Tensor dx = places[0].index_select(0, points).sub_(places[0].index_select(0, others));
            const at::Tensor dy = places[1].index_select(0, points).sub_(places[1].index_select(0, others));
            use(block, edges.weights.narrow(0, block.firstEdge, block.edges), dx, dy);
        }
    }

    [[nodiscard]] at::Tensor attract() const
    {
        at::Tensor forces = at::empty_like(places);
        forEdges([&](const DeviceEdges::Block& block, const at::Tensor& weights, at::Tensor dx, at::Tensor dy) {
            const at::Tensor pull = weights / (dx * dx).addcmul_(dy, dy).add_(1);
            const at::Tensor counts = edges.counts.narrow(0, block.firstPoint, block.points);
            const auto sum = [&](at::Tensor apart, std::int64_t axis) {
                forces[axis]
                    .narrow(0, block.firstPoint, block.points)
                    .copy_(at::segment_reduce(apart.mul_(pull), "sum", counts, {}, {}, 0, true, 0));
            };
            sum(dx, 0);
            sum(dy, 1);
        });
        return forces;
    }

    void step()
    {
        if (n < 2) {
            ++iteration;
            return;
        }
        const DeviceRepulsion repulsion = repel();
        const TsnePace pace = tsnePace(options, static_cast<std::size_t>(n), iteration);
        const at::Tensor push = repulsion.z.reciprocal().to(at::kFloat);
        const at::Tensor gradient = attract().mul_(pace.pull).sub_(repulsion.forces * push);
        const at::Tensor agree = (gradient > 0) == (velocity > 0);
        gains = at::where(agree, gains * 0.8, gains + 0.2).clamp_min_(tsneSmallestGain);
        velocity.mul_(pace.momentum).sub_((gains * gradient).mul_(pace.rate));
        places += velocity;
        const Sums sums = measure();
        if (!std::isfinite(sums.squares)) {
            throw UserError(
                "The map ran away from itself. Choose another perplexity or seed, or leave far outliers out.");
        }
        centre(sums);
        ++iteration;
    }

    /// Around 0 again. Exaggerated, a map without groups shrinks without end; while it is that small, all that happens
    /// is linear, so it may be enlarged.
    void centre(const Sums& sums)
    {
        const double variance = sums.squares - sums.mean[0] * sums.mean[0] - sums.mean[1] * sums.mean[1];
        const double deviation = std::sqrt(std::max(variance, 0.0));
        const bool isTooSmall = deviation < tsneStartDeviation / 100 && deviation > 0;
        const auto factor = static_cast<float>(isTooSmall ? tsneStartDeviation / deviation : 1.0);
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const auto shift = static_cast<float>(sums.mean[axis]);
            places[static_cast<std::int64_t>(axis)].sub_(shift).mul_(factor);
            extent.low[axis] = (extent.low[axis] - shift) * factor;
            extent.high[axis] = (extent.high[axis] - shift) * factor;
        }
        if (isTooSmall) {
            velocity *= factor;
        }
    }

    double divergence()
    {
        if (n < 2) {
            return 0;
        }
        const at::Tensor z = repel().z;
        at::Tensor logs = at::zeros_like(z);
        forEdges([&](const DeviceEdges::Block&, const at::Tensor& weights, const at::Tensor& dx, const at::Tensor& dy) {
            logs += (dx * dx).addcmul_(dy, dy).log1p_().mul_(weights).sum(at::kDouble);
        });
        if (!entropy) {
            entropy = at::xlogy(edges.weights, edges.weights).sum(at::kDouble).item<double>();
        }
        return *entropy + (logs + z.log()).item<double>();
    }
};

DeviceTsne::DeviceTsne(const LatentTable& table, std::span<const float> start, const TsneOptions& options,
                       const std::string& device, const JobControl& control)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->device = device;
    m_impl->options = options;
    onDevice(device, [&] { m_impl->prepare(table, start, control); });
}

DeviceTsne::~DeviceTsne() = default;

void DeviceTsne::step()
{
    onDevice(m_impl->device, [this] { m_impl->step(); });
}

int DeviceTsne::iteration() const
{
    return m_impl->iteration;
}

std::size_t DeviceTsne::rows() const
{
    return static_cast<std::size_t>(m_impl->n);
}

double DeviceTsne::perplexity() const
{
    return m_impl->perplexity;
}

std::vector<float> DeviceTsne::positions() const
{
    return onDevice(m_impl->device, [this] {
        std::vector<float> positions(2 * rows());
        if (!positions.empty()) {
            const at::Tensor host = m_impl->places.cpu(); // turned here: a full device could not
            at::from_blob(positions.data(), {m_impl->n, 2}, at::kFloat).copy_(host.t());
        }
        return positions;
    });
}

TsneState DeviceTsne::state() const
{
    TsneState now{iteration(), positions(), std::vector<float>(4 * rows())};
    onDevice(m_impl->device, [&] {
        if (!now.motion.empty()) {
            const at::Tensor motion = at::from_blob(now.motion.data(), {m_impl->n, 4}, at::kFloat);
            motion.narrow(1, 0, 2).copy_(m_impl->velocity.cpu().t());
            motion.narrow(1, 2, 2).copy_(m_impl->gains.cpu().t());
        }
    });
    return now;
}

void DeviceTsne::goOn(const TsneState& before)
{
    onDevice(m_impl->device, [&] {
        const auto table = [n = m_impl->n](const std::vector<float>& values, std::int64_t columns) {
            return at::from_blob(const_cast<float*>(values.data()), {n, columns}, at::kFloat);
        };
        if (m_impl->n == 0) {
            return;
        }
        m_impl->iteration = before.iteration;
        m_impl->places.copy_(table(before.positions, 2).t());
        if (!before.motion.empty()) {
            const at::Tensor motion = table(before.motion, 4);
            m_impl->velocity.copy_(motion.narrow(1, 0, 2).t());
            m_impl->gains.copy_(motion.narrow(1, 2, 2).t());
        }
        m_impl->measure();
    });
}

double DeviceTsne::divergence()
{
    return onDevice(m_impl->device, [this] { return m_impl->divergence(); });
}

DeviceTsne::Edges DeviceTsne::edges() const
{
    return onDevice(m_impl->device, [this] {
        Edges edges;
        edges.begins.assign(1, 0);
        const at::Tensor counts = m_impl->edges.counts.cpu();
        for (std::int64_t i = 0; i < counts.size(0); ++i) {
            edges.begins.push_back(edges.begins.back() +
                                   static_cast<std::uint64_t>(counts.data_ptr<std::int64_t>()[i]));
        }
        const at::Tensor others = m_impl->edges.others.cpu();
        const at::Tensor weights = m_impl->edges.weights.cpu();
        edges.ids.assign(others.data_ptr<int>(), others.data_ptr<int>() + others.numel());
        edges.weights.assign(weights.data_ptr<float>(), weights.data_ptr<float>() + weights.numel());
        return edges;
    });
}
