// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapPlacement.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

struct Weighed
{
    double x = 0;
    double y = 0;
    double weight = 0;
};

/// Gaussians as wide as the neighbours lie apart; all weights make 1.
std::vector<Weighed> weighed(std::span<const NearSample> nearest, const LatentTable& positions)
{
    const auto square = [](double value) { return value * value; };
    const double smallest = square(nearest.front().distance);
    double spread = 0;
    for (const NearSample& sample : nearest) {
        spread += (square(sample.distance) - smallest) / static_cast<double>(nearest.size());
    }
    std::vector<Weighed> all;
    double total = 0;
    for (const NearSample& sample : nearest) {
        const double weight = spread > 0 ? std::exp(-(square(sample.distance) - smallest) / spread) : 1;
        const LatentView place = positions.row(sample.sample);
        all.push_back({static_cast<double>(place[0]), static_cast<double>(place[1]), weight});
        total += weight;
    }
    for (Weighed& one : all) {
        one.weight /= total;
    }
    return all;
}

} // namespace

PlacedPoint placeAmong(std::span<const NearSample> nearest, const LatentTable& positions)
{
    if (nearest.front().distance == 0) {
        const LatentView place = positions.row(nearest.front().sample);
        return {place[0], place[1], 0};
    }
    const std::vector<Weighed> all = weighed(nearest, positions);
    double x = 0;
    double y = 0;
    double reach = 0; ///< of the places, to know what is near
    for (const Weighed& one : all) {
        x += one.weight * one.x;
        y += one.weight * one.y;
        reach = std::max({reach, std::abs(one.x), std::abs(one.y)});
    }
    constexpr int steps = 30; // of Weiszfeld's; they settle long before
    double doubt = 0;
    for (int step = 0; step <= steps; ++step) {
        double total = 0;
        double nextX = 0;
        double nextY = 0;
        doubt = 0;
        for (const Weighed& one : all) {
            const double distance = std::hypot(one.x - x, one.y - y);
            const double pull = one.weight / std::max(distance, 1e-6 * reach + 1e-30);
            doubt += one.weight * distance;
            total += pull;
            nextX += pull * one.x;
            nextY += pull * one.y;
        }
        if (step < steps) {
            x = nextX / total;
            y = nextY / total;
        }
    }
    return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(doubt)};
}

LatentVector blendAt(const LatentTable& latents, const LatentTable& positions, float x, float y, std::size_t count)
{
    struct Near
    {
        double squared = 0; ///< a float holds no square of 1e20
        std::uint32_t sample = 0;
        bool operator<(const Near& other) const
        {
            return squared < other.squared || (squared == other.squared && sample < other.sample);
        }
    };
    const std::size_t wanted = std::min(count + 1, positions.rows()); // the last one says how far the others reach
    std::vector<Near> near;                                           // a heap, the farthest on top
    for (std::uint32_t i = 0; i < positions.rows(); ++i) {
        const LatentView place = positions.row(i);
        const double dx = static_cast<double>(place[0]) - static_cast<double>(x);
        const double dy = static_cast<double>(place[1]) - static_cast<double>(y);
        const Near one{dx * dx + dy * dy, i};
        if (std::isnan(one.squared)) {
            continue;
        }
        if (near.size() < wanted) {
            near.push_back(one);
            std::ranges::push_heap(near, std::less());
        } else if (one < near.front()) {
            std::ranges::pop_heap(near, std::less());
            near.back() = one;
            std::ranges::push_heap(near, std::less());
        }
    }
    if (near.empty()) {
        return {};
    }
    const double reach = near.front().squared;
    std::vector<double> blend(latents.columns());
    double total = 0;
    for (const Near& one : near) {
        const double left = reach > 0 ? 1 - one.squared / reach : 1;
        const double weight = left * left;
        total += weight;
        for (std::size_t k = 0; k < blend.size(); ++k) {
            blend[k] += weight * static_cast<double>(latents.row(one.sample)[k]);
        }
    }
    if (total == 0) { // all equally far
        const LatentView only = latents.row(near.front().sample);
        return {only.begin(), only.end()};
    }
    LatentVector result(blend.size());
    std::ranges::transform(blend, result.begin(), [total](double value) { return static_cast<float>(value / total); });
    return result;
}
