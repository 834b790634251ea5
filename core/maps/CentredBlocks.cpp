// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/CentredBlocks.h"

#include <algorithm>
#include <limits>

namespace {

/// What is known of each column after some rows.
struct Columns
{
    std::vector<double> sums;
    std::vector<float> lowest;
    std::vector<float> highest;

    explicit Columns(std::size_t count)
        : sums(count)
        , lowest(count, std::numeric_limits<float>::max())
        , highest(count, std::numeric_limits<float>::lowest())
    {
    }

    /// Columns first to last - 1 of one more row. That none of these overlap lets the compiler make vectors of it.
    void add(const float* __restrict row, std::size_t first, std::size_t last)
    {
        double* const __restrict sum = sums.data();
        float* const __restrict low = lowest.data();
        float* const __restrict high = highest.data();
        for (std::size_t k = first; k < last; ++k) {
            sum[k] += static_cast<double>(row[k]);
            low[k] = row[k] < low[k] ? row[k] : low[k];
            high[k] = row[k] > high[k] ? row[k] : high[k];
        }
    }
};

} // namespace

CentredBlocks::CentredBlocks(const LatentTable& table, BlockPool& pool, const JobControl& control)
    : m_table(table)
    , m_mean(table.columns())
{
    // Threads share the columns, not the rows: so each sum has one order.
    constexpr std::size_t valuesAtOnce = std::size_t{1} << 20; // between two looks at the control
    const std::size_t d = table.columns();
    const std::size_t rowsAtOnce = std::max<std::size_t>(1, valuesAtOnce / std::max<std::size_t>(d, 1));
    const std::size_t share = std::max<std::size_t>(16, d / static_cast<std::size_t>(pool.threads()));
    Columns columns(d);
    for (std::size_t first = 0; first < table.rows(); first += rowsAtOnce) {
        if (control.stop.stop_requested()) {
            return;
        }
        control.report(0);
        const std::size_t end = std::min(first + rowsAtOnce, table.rows());
        pool.runRanges(d, share, [&](std::size_t left, std::size_t right) {
            for (std::size_t row = first; row < end; ++row) {
                columns.add(table.row(row).data(), left, right);
            }
        });
    }
    for (std::size_t k = 0; k < d && !table.isEmpty(); ++k) {
        m_mean[k] = static_cast<float>(columns.sums[k] / static_cast<double>(table.rows()));
        const auto mean = static_cast<double>(m_mean[k]);
        m_scale = std::max(
            {m_scale, static_cast<double>(columns.highest[k]) - mean, mean - static_cast<double>(columns.lowest[k])});
    }
}

std::size_t CentredBlocks::blockRows() const
{
    return std::clamp<std::size_t>((std::size_t{1} << 20) / std::max<std::size_t>(m_table.columns(), 1), 64, 4096);
}

std::size_t CentredBlocks::count() const
{
    return (m_table.rows() + blockRows() - 1) / blockRows();
}

std::size_t CentredBlocks::read(std::size_t block, std::span<float> into) const
{
    const std::size_t d = m_table.columns();
    const double factor = m_scale > 0 ? 1 / m_scale : 0;
    const std::size_t first = block * blockRows();
    const std::size_t rows = std::min(blockRows(), m_table.rows() - first);
    const float* const __restrict mean = m_mean.data();
    for (std::size_t r = 0; r < rows; ++r) {
        const float* const __restrict from = m_table.row(first + r).data();
        float* const __restrict to = into.data() + r * d;
        for (std::size_t k = 0; k < d; ++k) {
            const double deviation = static_cast<double>(from[k]) - static_cast<double>(mean[k]);
            to[k] = static_cast<float>(deviation * factor);
        }
    }
    return rows;
}

bool CentredBlocks::forEach(const JobControl& control, const std::function<void(const float*, int)>& use) const
{
    std::vector<float> values(blockRows() * m_table.columns());
    for (std::size_t block = 0; block < count(); ++block) {
        if (control.stop.stop_requested()) {
            return false;
        }
        use(values.data(), static_cast<int>(read(block, values)));
        control.report(static_cast<double>(block + 1) / static_cast<double>(count()));
    }
    return true;
}
