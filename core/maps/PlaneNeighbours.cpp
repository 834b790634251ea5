// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/PlaneNeighbours.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <numeric>

namespace {

constexpr std::size_t leafPoints = 16;
constexpr std::size_t pointsAtOnce = 1024;

struct Place
{
    std::array<float, 2> at{};
    std::uint32_t id = 0;
};

struct Near
{
    float squared = std::numeric_limits<float>::infinity();
    std::uint32_t id = 0;
};

/// Points in the order of a balanced tree: each range of more than a leaf is cut at its middle, across its longer side.
class PlaneTree
{
public:
    explicit PlaneTree(std::span<const float> places)
        : m_places(places.size() / 2)
    {
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            m_places[i] = {{places[2 * i], places[2 * i + 1]}, static_cast<std::uint32_t>(i)};
        }
        cut(0, m_places.size(), 0);
    }

    [[nodiscard]] const Place& place(std::size_t i) const { return m_places[i]; }

    /// Fills `found`, which is sorted, with the others that are nearest to `asked`.
    void search(const Place& asked, std::span<Near> found) const { search(0, m_places.size(), 0, asked, found); }

private:
    struct Cut
    {
        float value = 0;
        std::uint8_t axis = 0;
    };

    void cut(std::size_t first, std::size_t last, std::size_t node)
    {
        if (last - first <= leafPoints) {
            return;
        }
        const auto from = m_places.begin() + static_cast<std::ptrdiff_t>(first);
        const auto to = m_places.begin() + static_cast<std::ptrdiff_t>(last);
        std::array<double, 2> extents{};
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const auto [low, high] =
                std::minmax_element(from, to, [&](const Place& a, const Place& b) { return a.at[axis] < b.at[axis]; });
            extents[axis] = static_cast<double>(high->at[axis]) - static_cast<double>(low->at[axis]);
        }
        const std::size_t axis = extents[1] > extents[0] ? 1 : 0;
        const auto middle = from + (to - from) / 2;
        std::nth_element(from, middle, to, [&](const Place& a, const Place& b) {
            return a.at[axis] < b.at[axis] || (a.at[axis] == b.at[axis] && a.id < b.id);
        });
        m_cuts.resize(std::max(m_cuts.size(), node + 1));
        m_cuts[node] = {middle->at[axis], static_cast<std::uint8_t>(axis)};
        const std::size_t half = first + (last - first) / 2;
        cut(first, half, 2 * node + 1);
        cut(half, last, 2 * node + 2);
    }

    void search(std::size_t first, std::size_t last, std::size_t node, const Place& asked, std::span<Near> found) const
    {
        if (last - first <= leafPoints) {
            for (std::size_t i = first; i < last; ++i) {
                const float x = m_places[i].at[0] - asked.at[0];
                const float y = m_places[i].at[1] - asked.at[1];
                if (m_places[i].id != asked.id) {
                    insert({x * x + y * y, m_places[i].id}, found);
                }
            }
            return;
        }
        const Cut& cut = m_cuts[node];
        const float beyond = asked.at[cut.axis] - cut.value;
        const std::size_t half = first + (last - first) / 2;
        const auto low = [&] { search(first, half, 2 * node + 1, asked, found); };
        const auto high = [&] { search(half, last, 2 * node + 2, asked, found); };
        beyond < 0 ? low() : high();
        if (beyond * beyond < found.back().squared) {
            beyond < 0 ? high() : low();
        }
    }

    static void insert(Near next, std::span<Near> found)
    {
        if (!(next.squared < found.back().squared)) {
            return;
        }
        std::size_t at = found.size() - 1;
        for (; at > 0 && next.squared < found[at - 1].squared; --at) {
            found[at] = found[at - 1];
        }
        found[at] = next;
    }

    std::vector<Place> m_places;
    std::vector<Cut> m_cuts; ///< of node i; its halves are nodes 2 i + 1 and 2 i + 2
};

} // namespace

std::vector<std::uint32_t> planeNeighbours(std::span<const float> places, std::size_t count, BlockPool& pool,
                                           const JobControl& control)
{
    const std::size_t n = places.size() / 2;
    const std::size_t wanted = n < 2 ? 0 : std::min(count, n - 1);
    std::vector<std::uint32_t> ids(n * wanted);
    if (wanted == 0) {
        return ids;
    }
    const PlaneTree tree(places);
    std::atomic<std::size_t> done = 0;
    const std::thread::id caller = std::this_thread::get_id();
    pool.runRanges(n, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        if (control.stop.stop_requested()) {
            return;
        }
        std::vector<Near> found(wanted);
        for (std::size_t i = first; i < last; ++i) { // in the tree's order: what follows lies near
            std::ranges::fill(found, Near());
            tree.search(tree.place(i), found);
            std::ranges::transform(found, &ids[tree.place(i).id * wanted], &Near::id);
        }
        done += last - first;
        if (std::this_thread::get_id() == caller) {
            control.report(static_cast<double>(done) / static_cast<double>(n));
        }
    });
    return control.stop.stop_requested() ? std::vector<std::uint32_t>() : ids;
}
