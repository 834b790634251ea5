// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Tsne.h"

#include "base/UserError.h"
#include "latent/TsneRules.h"
#include "maps/Affinities.h"
#include "maps/GridRepulsion.h"
#include "maps/MapKernels.h"
#include "maps/TsneStart.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

constexpr std::size_t pointsAtOnce = 512;   ///< a block of work
constexpr std::size_t fewForThreads = 3000; ///< points; below, threads cost more than they bring

} // namespace

struct TsneRun::Impl
{
    Impl(const LatentTable& table, const TsneOptions& asked)
        : options(asked)
        , pool(table.rows() < fewForThreads ? 1 : asked.threads)
        , grid(pool)
    {
    }

    TsneOptions options;
    BlockPool pool;
    GridRepulsion grid;
    const MapKernels& kernels = mapKernels();
    Affinities affinities;
    double perplexity = 0;
    std::optional<double> neighbourRecall;
    std::size_t n = 0;
    std::vector<float> positions; ///< n x 2, as all that follow
    std::vector<float> attraction;
    std::vector<float> repulsion;
    std::vector<float> velocity;
    std::vector<float> gains;
    std::vector<float> padded; ///< all x, then all y, for the exact repulsion
    int iteration = 0;

    void prepare(const LatentTable& table, TsneState before, const JobControl& control, std::size_t mostExact)
    {
        perplexity = tsnePerplexity(options, table.rows());
        const std::size_t count = tsneNeighbours(perplexity, table.rows());
        FoundNeighbours found = nearestNeighbours(table, count, pool, control, mostExact);
        neighbourRecall = found.recall;
        affinities = gaussianAffinities(std::move(found.table), perplexity, pool);
        if (control.stop.stop_requested()) {
            return;
        }
        velocity.assign(2 * table.rows(), 0);
        gains.assign(2 * table.rows(), 1);
        if (before.positions.empty()) {
            positions = tsneStart(table, options, control);
        } else {
            goOn(std::move(before));
        }
        if (control.stop.stop_requested()) {
            positions.clear();
            return;
        }
        n = table.rows();
        attraction.resize(2 * n);
        repulsion.resize(2 * n);
#ifdef __GLIBC__
        ::malloc_trim(0); // what the neighbours and the start took: what follows has no use for holes of that size
#endif
    }

    void goOn(TsneState before)
    {
        iteration = before.iteration;
        positions = std::move(before.positions);
        if (before.motion.empty()) {
            options.exaggerated = 0; // it would pull apart what is found
        }
        for (std::size_t i = 0; i < before.motion.size(); ++i) {
            (i % 4 < 2 ? velocity : gains)[2 * (i / 4) + i % 2] = before.motion[i];
        }
    }

    [[nodiscard]] TsneState state() const
    {
        TsneState now{iteration, positions, std::vector<float>(4 * n)};
        for (std::size_t i = 0; i < now.motion.size(); ++i) {
            now.motion[i] = (i % 4 < 2 ? velocity : gains)[2 * (i / 4) + i % 2];
        }
        return now;
    }

    /// Fills `repulsion`; gives Z.
    double repel()
    {
        if (n > tsneMostExact) {
            return grid.repel(positions, repulsion);
        }
        constexpr std::size_t lanes = 16;
        constexpr float far = 1e15F; // its q is 0 beside all others
        const std::size_t all = (n + lanes - 1) / lanes * lanes;
        padded.assign(2 * all, far);
        for (std::size_t i = 0; i < n; ++i) {
            padded[i] = positions[2 * i];
            padded[all + i] = positions[2 * i + 1];
        }
        const double sum = sumOverBlocks([&](std::size_t first, std::size_t last) {
            return kernels.repel(padded.data(), padded.data() + all, all, first, last, repulsion.data());
        });
        // Of few points that lie far apart, float keeps nothing beside the 1 of each with itself: but no q is smaller
        // than that of the corners.
        const auto count = static_cast<double>(n);
        return std::max(sum - count, count * (count - 1) / (1 + squaredExtent()));
    }

    /// Of the map, from corner to corner.
    [[nodiscard]] double squaredExtent() const
    {
        std::array<float, 2> low = {positions[0], positions[1]};
        std::array<float, 2> high = low;
        for (std::size_t i = 0; i < positions.size(); ++i) {
            low[i % 2] = std::min(low[i % 2], positions[i]);
            high[i % 2] = std::max(high[i % 2], positions[i]);
        }
        const double width = static_cast<double>(high[0]) - static_cast<double>(low[0]);
        const double height = static_cast<double>(high[1]) - static_cast<double>(low[1]);
        return width * width + height * height;
    }

    /// In the order of the blocks, whoever works on them.
    template <class Work> double sumOverBlocks(const Work& work)
    {
        std::vector<double> sums((n + pointsAtOnce - 1) / pointsAtOnce);
        pool.runRanges(n, pointsAtOnce,
                       [&](std::size_t first, std::size_t last) { sums[first / pointsAtOnce] = work(first, last); });
        double total = 0;
        for (const double sum : sums) {
            total += sum;
        }
        return total;
    }

    void step()
    {
        if (n < 2) {
            ++iteration;
            return;
        }
        const double z = std::max(repel(), 1e-30);
        const auto push = static_cast<float>(1 / z);
        const auto [pull, rate, momentum] = tsnePace(options, n, iteration);
        const std::size_t blocks = (n + pointsAtOnce - 1) / pointsAtOnce;
        std::vector<std::array<double, 3>> sums(blocks); // of x, of y, of both squared
        // The forces of all points are known only when all blocks are done: then they move.
        pool.runRanges(n, pointsAtOnce, [&](std::size_t first, std::size_t last) {
            kernels.attract(positions.data(), affinities.begins.data(), affinities.ids.data(),
                            affinities.weights.data(), first, last, attraction.data());
        });
        pool.runRanges(n, pointsAtOnce, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = 2 * first; i < 2 * last; ++i) {
                const float gradient = pull * attraction[i] - push * repulsion[i];
                const bool agree = (gradient > 0) == (velocity[i] > 0);
                gains[i] = std::max(agree ? gains[i] * 0.8F : gains[i] + 0.2F, tsneSmallestGain);
                velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient;
                positions[i] += velocity[i];
            }
            std::array<double, 3> sum{};
            for (std::size_t i = first; i < last; ++i) {
                const auto x = static_cast<double>(positions[2 * i]);
                const auto y = static_cast<double>(positions[2 * i + 1]);
                sum[0] += x;
                sum[1] += y;
                sum[2] += x * x + y * y;
            }
            sums[first / pointsAtOnce] = sum;
        });
        std::array<double, 3> mean{};
        for (const auto& sum : sums) {
            for (std::size_t k = 0; k < mean.size(); ++k) {
                mean[k] += sum[k] / static_cast<double>(n);
            }
        }
        if (!std::isfinite(mean[2])) {
            throw UserError(
                "The map ran away from itself. Choose another perplexity or seed, or leave far outliers out.");
        }
        centre(mean);
        ++iteration;
    }

    /// Around 0 again. Exaggerated, a map without groups shrinks without end; while it is that small, all that happens
    /// is linear, so it may be enlarged.
    void centre(const std::array<double, 3>& mean)
    {
        const double deviation = std::sqrt(std::max(mean[2] - mean[0] * mean[0] - mean[1] * mean[1], 0.0));
        const bool isTooSmall = deviation < tsneStartDeviation / 100 && deviation > 0;
        const auto factor = static_cast<float>(isTooSmall ? tsneStartDeviation / deviation : 1.0);
        const std::array<float, 2> shift = {static_cast<float>(mean[0]), static_cast<float>(mean[1])};
        for (std::size_t i = 0; i < n; ++i) {
            positions[2 * i] = (positions[2 * i] - shift[0]) * factor;
            positions[2 * i + 1] = (positions[2 * i + 1] - shift[1]) * factor;
        }
        if (isTooSmall) {
            for (float& value : velocity) {
                value *= factor;
            }
        }
    }

    double divergence()
    {
        if (n < 2) {
            return 0;
        }
        const double z = std::max(repel(), 1e-30);
        const double logs = sumOverBlocks([&](std::size_t first, std::size_t last) {
            return kernels.edgeLogs(positions.data(), affinities.begins.data(), affinities.ids.data(),
                                    affinities.weights.data(), first, last);
        });
        if (!hasEntropy) {
            entropy = sumOverBlocks([&](std::size_t first, std::size_t last) {
                double total = 0;
                for (std::uint64_t e = affinities.begins[first]; e < affinities.begins[last]; ++e) {
                    const auto weight = static_cast<double>(affinities.weights[e]);
                    total += weight > 0 ? weight * std::log(weight) : 0;
                }
                return total;
            });
            hasEntropy = true;
        }
        return entropy + logs + std::log(z);
    }

    bool hasEntropy = false;
    double entropy = 0; ///< of the affinities: sum of p log p
};

TsneRun::TsneRun(const LatentTable& table, const TsneOptions& options, TsneState start, const JobControl& control,
                 std::size_t mostExact)
{
    requireSound(options);
    requireFinite(table, "The latents");
    if (!start.positions.empty()) {
        requireSound(start, table.rows());
    }
    m_impl = std::make_unique<Impl>(table, options);
    m_impl->prepare(table, std::move(start), control, mostExact);
}

TsneRun::~TsneRun() = default;

void TsneRun::step()
{
    m_impl->step();
}

int TsneRun::iteration() const
{
    return m_impl->iteration;
}

std::size_t TsneRun::rows() const
{
    return m_impl->positions.size() / 2;
}

double TsneRun::perplexity() const
{
    return m_impl->perplexity;
}

std::span<const float> TsneRun::positions() const
{
    return m_impl->positions;
}

std::optional<double> TsneRun::neighbourRecall() const
{
    return m_impl->neighbourRecall;
}

TsneState TsneRun::state() const
{
    return m_impl->state();
}

double TsneRun::divergence()
{
    return m_impl->divergence();
}

std::unique_ptr<TsneSteps> prepareOnProcessor(const LatentTable& table, const TsneOptions& options, TsneState start,
                                              const JobControl& control)
{
    return std::make_unique<TsneRun>(table, options, std::move(start), control);
}
