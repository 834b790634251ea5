// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/MapAgreement.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace {

using Near = std::pair<float, std::uint32_t>; ///< squared distance, sample

/// Numbers of the `count` samples nearest to `sample`, ascending; `nearest` is room for them.
std::vector<std::uint32_t> nearestOn(const LatentTable& map, std::uint32_t sample, std::size_t count,
                                     std::vector<Near>& nearest)
{
    nearest.clear(); // a heap, the farthest first
    const LatentView here = map.row(sample);
    for (std::uint32_t i = 0; i < map.rows(); ++i) {
        const LatentView there = map.row(i);
        const float dx = there[0] - here[0];
        const float dy = there[1] - here[1];
        const Near near = {dx * dx + dy * dy, i};
        if (i == sample || (nearest.size() == count && near >= nearest.front())) {
            continue;
        }
        if (nearest.size() == count) {
            std::ranges::pop_heap(nearest);
            nearest.back() = near;
        } else {
            nearest.push_back(near);
        }
        std::ranges::push_heap(nearest);
    }
    std::vector<std::uint32_t> numbers;
    for (const Near& near : nearest) {
        numbers.push_back(near.second);
    }
    std::ranges::sort(numbers);
    return numbers;
}

} // namespace

double mapAgreement(const LatentTable& one, const LatentTable& other, std::size_t count, std::size_t most,
                    const JobControl& control)
{
    const std::size_t n = one.rows();
    if (other.rows() != n || (n > 0 && (one.columns() != 2 || other.columns() != 2))) {
        throw std::logic_error("mapAgreement: the maps are not of the same samples");
    }
    const std::size_t some = std::min(n, most);
    std::size_t same = 0;
    std::size_t all = 0;
    std::vector<Near> room;
    for (std::size_t k = 0; k < some; ++k) {
        if (control.stop.stop_requested()) {
            return 0;
        }
        const auto sample = static_cast<std::uint32_t>(k * n / some);
        const std::vector<std::uint32_t> here = nearestOn(one, sample, count, room);
        const std::vector<std::uint32_t> there = nearestOn(other, sample, count, room);
        std::vector<std::uint32_t> both;
        std::ranges::set_intersection(here, there, std::back_inserter(both));
        same += both.size();
        all += here.size();
    }
    return all == 0 ? 1 : static_cast<double>(same) / static_cast<double>(all);
}
