// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/KMeansStart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>

namespace {

constexpr std::size_t pointsAtOnce = 1024;

/// Squared distances from all points to the nearest centre, with a sum for each block of them.
struct Nearest
{
    std::vector<float> squares;
    std::vector<double> sums;

    explicit Nearest(std::size_t rows)
        : squares(rows, std::numeric_limits<float>::infinity())
        , sums((rows + pointsAtOnce - 1) / pointsAtOnce)
    {
    }
    [[nodiscard]] double total() const
    {
        double all = 0;
        for (const double sum : sums) {
            all += sum;
        }
        return all;
    }
    /// The row at which the running sum of all squares passes `target`.
    [[nodiscard]] std::size_t rowAt(double target) const
    {
        std::size_t block = 0;
        for (; block + 1 < sums.size() && target >= sums[block]; ++block) {
            target -= sums[block];
        }
        std::size_t row = block * pointsAtOnce;
        const std::size_t last = std::min(squares.size(), row + pointsAtOnce) - 1;
        for (; row < last && target >= static_cast<double>(squares[row]); ++row) {
            target -= static_cast<double>(squares[row]);
        }
        return row;
    }
};

/// What `before` becomes with each of the rows `drawn` as a further centre. Empty when stopped.
std::vector<Nearest> withEach(const std::vector<std::size_t>& drawn, const Nearest& before, const ScaledPoints& points,
                              BlockPool& pool, const GoOn& goOn)
{
    const std::size_t d = points.columns;
    std::vector<float> rows(drawn.size() * d);
    std::vector<float> norms(drawn.size());
    for (std::size_t c = 0; c < drawn.size(); ++c) {
        std::copy_n(points.row(drawn[c]), d, &rows[c * d]);
        norms[c] = points.norms[drawn[c]];
    }
    std::vector<Nearest> after(drawn.size(), before);
    const bool finished = inRounds(pool, points.rows, pointsAtOnce, goOn, [&](std::size_t first, std::size_t last) {
        std::vector<float> distances((last - first) * drawn.size());
        squaredDistances(points, first, last - first, rows.data(), norms.data(), drawn.size(), distances.data());
        for (std::size_t c = 0; c < drawn.size(); ++c) {
            double sum = 0;
            for (std::size_t i = first; i < last; ++i) {
                float& nearest = after[c].squares[i];
                nearest = std::min(nearest, distances[(i - first) * drawn.size() + c]);
                sum += static_cast<double>(nearest);
            }
            after[c].sums[first / pointsAtOnce] = sum;
        }
    });
    return finished ? std::move(after) : std::vector<Nearest>();
}

} // namespace

bool inRounds(BlockPool& pool, std::size_t count, std::size_t size, const GoOn& goOn,
              const std::function<void(std::size_t, std::size_t)>& work)
{
    const std::size_t round = size * 8 * static_cast<std::size_t>(pool.threads());
    for (std::size_t first = 0; first < count; first += round) {
        if (!goOn()) {
            return false;
        }
        pool.runRanges(std::min(round, count - first), size,
                       [&](std::size_t begin, std::size_t end) { work(first + begin, first + end); });
    }
    return true;
}

std::size_t countDistinct(const ScaledPoints& points, std::size_t most)
{
    const std::size_t bytes = points.columns * sizeof(float);
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < points.rows && seen.size() < most; ++i) {
        seen.insert({reinterpret_cast<const char*>(points.row(i)), bytes});
    }
    return seen.size();
}

std::vector<std::size_t> plusPlusStart(const ScaledPoints& points, std::size_t clusters, PortableRandom& random,
                                       BlockPool& pool, const GoOn& goOn)
{
    const std::size_t draws = 2 + static_cast<std::size_t>(std::log(static_cast<double>(clusters)));
    Nearest nearest(points.rows);
    std::vector<std::size_t> chosen;
    while (chosen.size() < clusters) {
        std::vector<std::size_t> drawn;
        const double total = chosen.empty() ? 0 : nearest.total();
        if (total > 0) {
            for (std::size_t i = 0; i < draws; ++i) {
                drawn.push_back(nearest.rowAt(random.uniform() * total));
            }
        } else {
            drawn.push_back(random.below(points.rows));
        }
        std::vector<Nearest> after = withEach(drawn, nearest, points, pool, goOn);
        if (after.empty()) {
            return {};
        }
        const auto best = std::ranges::min_element(after, {}, &Nearest::total);
        chosen.push_back(drawn[static_cast<std::size_t>(best - after.begin())]);
        nearest = std::move(*best);
    }
    return chosen;
}
