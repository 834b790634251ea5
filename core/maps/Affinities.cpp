// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Affinities.h"

#include "maps/MapKernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

constexpr std::size_t rowsAtOnce = 512;

/// 1 / (2 sigma^2) for distances of which the smallest is `distances[0]`. Newton's method on the logarithm, kept inside
/// the bounds that are known.
float precisionFor(std::span<const float> distances, double entropy, const MapKernels& kernels)
{
    constexpr int mostSteps = 60;
    constexpr double tolerance = 1e-5;
    const float smallest = distances.front();
    const double spread =
        std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size()) -
        static_cast<double>(smallest);
    if (!(spread > 0)) {
        return 0; // all equally near
    }
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    double beta = 1 / spread;
    for (int step = 0; step < mostSteps; ++step) {
        std::array<float, 3> sums{};
        kernels.gaussianSums(distances.data(), distances.size(), smallest, static_cast<float>(beta), sums.data());
        const double mean = static_cast<double>(sums[1]) / static_cast<double>(sums[0]);
        const double difference = std::log(static_cast<double>(sums[0])) + beta * mean - entropy;
        if (std::abs(difference) < tolerance) {
            break;
        }
        (difference > 0 ? low : high) = beta;
        const double variance = static_cast<double>(sums[2]) / static_cast<double>(sums[0]) - mean * mean;
        const double slope = beta * beta * variance; // of -entropy over log(beta)
        double next = slope > 0 ? beta * std::exp(std::clamp(difference / slope, -3.0, 3.0)) : low;
        if (!(next > low && next < high)) {
            next = std::isinf(high) ? 2 * beta : (low + high) / 2;
        }
        beta = next;
    }
    return static_cast<float>(std::min(beta, 1e30));
}

/// Conditional probabilities in place of the distances, and both sorted by id.
void toProbabilities(NeighbourTable& table, double perplexity, BlockPool& pool)
{
    const MapKernels& kernels = mapKernels();
    const std::size_t k = table.count;
    const double entropy = std::log(std::min(perplexity, static_cast<double>(k)));
    pool.runRanges(table.rows, rowsAtOnce, [&](std::size_t first, std::size_t last) {
        std::vector<std::size_t> order(k);
        std::vector<std::uint32_t> ids(k);
        std::vector<float> values(k);
        for (std::size_t row = first; row < last; ++row) {
            const std::span<std::uint32_t> rowIds(&table.ids[row * k], k);
            const std::span<float> rowValues(&table.squaredDistances[row * k], k);
            const float beta = precisionFor(rowValues, entropy, kernels);
            std::array<float, 3> sums{};
            kernels.gaussianSums(rowValues.data(), k, rowValues.front(), beta, sums.data());
            kernels.gaussian(rowValues.data(), k, rowValues.front(), beta, 1 / sums[0], values.data());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::ranges::sort(order, {}, [&](std::size_t i) { return rowIds[i]; });
            for (std::size_t i = 0; i < k; ++i) {
                ids[i] = rowIds[order[i]];
                rowValues[i] = values[order[i]];
            }
            std::ranges::copy(ids, rowIds.begin());
        }
    });
}

/// Where `id` stands among the sorted neighbours of `row`; none: the end.
std::size_t placeOf(const NeighbourTable& table, std::size_t row, std::uint32_t id)
{
    const auto ids = table.idsOf(row);
    const auto found = std::ranges::lower_bound(ids, id);
    return found != ids.end() && *found == id ? static_cast<std::size_t>(found - ids.begin()) : ids.size();
}

} // namespace

Affinities gaussianAffinities(NeighbourTable table, double perplexity, BlockPool& pool)
{
    Affinities result;
    const std::size_t n = table.rows;
    const std::size_t k = table.count;
    if (n == 0) {
        return result;
    }
    toProbabilities(table, perplexity, pool);
    // An edge of both directions stands in both rows as it is; one of a single direction is added to the other row. The
    // latter have a sign: it needs no memory.
    std::vector<float>& probabilities = table.squaredDistances;
    pool.runRanges(n, rowsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first * k; i < last * k; ++i) {
            if (placeOf(table, table.ids[i], static_cast<std::uint32_t>(i / k)) == k) {
                probabilities[i] = -probabilities[i];
            }
        }
    });
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::size_t at = i * k; at < (i + 1) * k; ++at) {
            if (const std::uint32_t other = table.ids[at]; other > i && !std::signbit(probabilities[at])) {
                float& back = probabilities[other * k + placeOf(table, other, i)];
                probabilities[at] += back;
                back = probabilities[at];
            }
        }
    }
    std::vector<std::uint64_t> added(n, 0);
    for (std::size_t i = 0; i < n * k; ++i) {
        added[table.ids[i]] += std::signbit(probabilities[i]) ? 1 : 0;
    }
    result.begins.resize(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        result.begins[i + 1] = result.begins[i] + k + added[i];
    }
    // First all numbers, then all weights: what they are made of goes in between, so that not all is there at once.
    std::vector<std::uint64_t>& next = added; // place of a row's next added edge
    const auto restart = [&] {
        std::ranges::transform(std::span(result.begins).first(n), next.begin(), [k](auto begin) { return begin + k; });
    };
    restart();
    result.ids.resize(result.begins[n]);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t at = i * k; at < (i + 1) * k; ++at) {
            result.ids[result.begins[i] + at - i * k] = table.ids[at];
            if (std::signbit(probabilities[at])) {
                result.ids[next[table.ids[at]]++] = static_cast<std::uint32_t>(i);
            }
        }
    }
    std::vector<std::uint32_t>().swap(table.ids);
    restart();
    result.weights.resize(result.begins[n]);
    const float half = 0.5F / static_cast<float>(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t at = i * k; at < (i + 1) * k; ++at) {
            const std::size_t edge = result.begins[i] + at - i * k;
            result.weights[edge] = std::abs(probabilities[at]) * half;
            if (std::signbit(probabilities[at])) {
                result.weights[next[result.ids[edge]]++] = result.weights[edge];
            }
        }
    }
    return result;
}
