// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/RidingLabels.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

namespace {

using Order = std::vector<std::uint32_t>; // samples, the lowest along the vector first

/// Rank sums of the values of one column, equal positions sharing their mean rank.
class ValueRanks
{
public:
    ValueRanks(std::size_t values, const Order& order, const std::vector<float>& positions, auto&& valueOf)
        : m_counts(values)
        , m_sums(values)
    {
        constexpr auto none = LabelColumn::unknown;
        for (std::size_t first = 0; first < order.size();) {
            std::size_t last = first;
            double known = 0;
            for (; last < order.size() && positions[order[last]] == positions[order[first]]; ++last) {
                known += valueOf(order[last]) != none ? 1 : 0;
            }
            const double rank = m_known + (known + 1) / 2;
            for (; first < last; ++first) {
                if (const std::uint32_t value = valueOf(order[first]); value != none) {
                    m_counts[value] += 1;
                    m_sums[value] += rank;
                }
            }
            m_known += known;
        }
    }

    /// Of `value` against all others that are known (Mann and Whitney 1947).
    [[nodiscard]] double auc(std::size_t value) const
    {
        const double with = m_counts[value];
        const double without = m_known - with;
        return with > 0 && without > 0 ? (m_sums[value] - with * (with + 1) / 2) / with / without : 0.5;
    }
    /// How far from 0.5 it surely is: three standard errors less than it seems, so that a value of few samples does not
    /// stand before what really rides along.
    [[nodiscard]] double surely(std::size_t value) const
    {
        const double with = m_counts[value];
        const double without = m_known - with;
        const double error = with > 0 && without > 0 ? std::sqrt((m_known + 1) / (12 * with * without)) : 1;
        return std::max(0.0, std::abs(auc(value) - 0.5) - 3 * error);
    }
    [[nodiscard]] double count(std::size_t value) const { return m_counts[value]; }

private:
    std::vector<double> m_counts;
    std::vector<double> m_sums;
    double m_known = 0;
};

std::string shortNumber(float number)
{
    std::array<char, 32> text{};
    const auto [end, problem] =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 4);
    return problem == std::errc() ? std::string(text.data(), end) : std::string();
}

struct Ranked
{
    RidingLabel label;
    double surely = 0;
};

Ranked numbersAlong(const LabelColumn& column, const Order& order, const std::vector<float>& positions)
{
    std::vector<float> known;
    std::ranges::copy_if(column.numbers, std::back_inserter(known), [](float number) { return !std::isnan(number); });
    if (known.empty()) {
        return {{column.name, {}, 0.5}};
    }
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
    std::ranges::nth_element(known, middle);
    const float median = *middle;
    const ValueRanks ranks(2, order, positions, [&](std::uint32_t sample) {
        const float number = column.numbers[sample];
        return std::isnan(number) ? LabelColumn::unknown : number > median ? 1U : 0U;
    });
    return {{column.name, "> " + shortNumber(median), ranks.auc(1)}, ranks.surely(1)};
}

Ranked valuesAlong(const LabelColumn& column, const Order& order, const std::vector<float>& positions)
{
    constexpr std::size_t most = 64;
    const ValueRanks ranks(column.values.size(), order, positions,
                           [&](std::uint32_t sample) { return column.codes[sample]; });
    std::vector<std::size_t> values(column.values.size());
    std::iota(values.begin(), values.end(), std::size_t{0});
    std::ranges::stable_sort(values, [&](std::size_t a, std::size_t b) { return ranks.count(a) > ranks.count(b); });
    values.resize(std::min(values.size(), most));
    Ranked farthest{{column.name, {}, 0.5}};
    for (const std::size_t value : values) {
        const double auc = ranks.auc(value);
        // Of two values the one that rides along is named, not the one that goes the other way.
        const double lead = ranks.surely(value) - farthest.surely;
        if (farthest.label.value.empty() || lead > 1e-9 || (lead > -1e-9 && auc > farthest.label.auc)) {
            farthest = {{column.name, column.values[value], auc}, ranks.surely(value)};
        }
    }
    return farthest;
}

} // namespace

std::vector<RidingLabel> ridingLabels(const LabelTable& labels, const LatentTable& latents, LatentView vector,
                                      const std::vector<std::string>& except, const JobControl& control)
{
    std::vector<float> positions(latents.rows());
    for (std::size_t i = 0; i < latents.rows(); ++i) {
        positions[i] = static_cast<float>(dot(latents.row(i), vector));
        if (i % 16384 == 0 && control.stop.stop_requested()) {
            return {};
        }
    }
    Order order(latents.rows());
    std::iota(order.begin(), order.end(), 0U);
    std::erase_if(order, [&](std::uint32_t i) { return std::isnan(positions[i]); });
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return positions[i]; });
    std::vector<Ranked> ranked;
    for (const Shared<LabelColumn>& column : labels.columns) {
        if (control.stop.stop_requested()) {
            return {};
        }
        const bool isAsked = std::ranges::find(except, column->name) == except.end();
        if (isAsked && column->codes.size() == latents.rows() && column->values.size() > 1) {
            ranked.push_back(column->isNumeric ? numbersAlong(*column, order, positions)
                                               : valuesAlong(*column, order, positions));
        }
    }
    std::ranges::stable_sort(ranked, std::greater(), &Ranked::surely);
    std::vector<RidingLabel> riding;
    std::ranges::transform(ranked, std::back_inserter(riding), &Ranked::label);
    return riding;
}
