// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/CentredBlocks.h"

#include "base/UserError.h"
#include "components/TableKernels.h"

#include <algorithm>
#include <cmath>
#include <limits>

CentredBlocks::CentredBlocks(const LatentTable& table, const JobControl& control)
    : m_table(table)
    , m_mean(table.columns())
{
    constexpr std::size_t valuesAtOnce = std::size_t{1} << 20; // between two looks at the control
    const std::size_t d = table.columns();
    const std::size_t rowsAtOnce = std::max<std::size_t>(1, valuesAtOnce / std::max<std::size_t>(d, 1));
    std::vector<double> sums(d);
    std::vector<float> lowest(d, std::numeric_limits<float>::max());
    std::vector<float> highest(d, std::numeric_limits<float>::lowest());
    for (std::size_t first = 0; first < table.rows(); first += rowsAtOnce) {
        if (control.stop.stop_requested()) {
            return;
        }
        control.report(0);
        const std::size_t end = std::min(first + rowsAtOnce, table.rows());
        tableKernels().addColumns(table.row(first).data(), end - first, d, sums.data(), lowest.data(), highest.data());
    }
    for (std::size_t k = 0; k < d && !table.isEmpty(); ++k) {
        m_mean[k] = static_cast<float>(sums[k] / static_cast<double>(table.rows()));
        const auto mean = static_cast<double>(m_mean[k]);
        m_scale = std::max({m_scale, static_cast<double>(highest[k]) - mean, mean - static_cast<double>(lowest[k])});
    }
    if (!allFinite(m_mean)) { // then a value is not
        requireFinite(table, "The latents");
    }
    const double farthest = m_scale * std::sqrt(static_cast<double>(d)); // that a row may be from the mean
    if (farthest > static_cast<double>(std::numeric_limits<float>::max())) {
        throw UserError("The latents lie too far apart to be computed with (values up to 1e30 always can be). Divide "
                        "all of them by the same number.");
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

std::size_t CentredBlocks::read(std::size_t block, std::span<float> into, std::size_t stride) const
{
    const std::size_t d = m_table.columns();
    const double factor = m_scale > 0 ? 1 / m_scale : 0;
    const std::size_t first = block * blockRows();
    const std::size_t rows = std::min(blockRows(), m_table.rows() - first);
    tableKernels().centre(m_table.row(first).data(), rows, d, m_mean.data(), factor, into.data(), stride);
    return rows;
}

bool CentredBlocks::forEach(const JobControl& control, const std::function<void(const float*, int)>& use) const
{
    std::vector<float> values(blockRows() * m_table.columns());
    for (std::size_t block = 0; block < count(); ++block) {
        if (control.stop.stop_requested()) {
            return false;
        }
        use(values.data(), static_cast<int>(read(block, values, m_table.columns())));
        control.report(static_cast<double>(block + 1) / static_cast<double>(count()));
    }
    return true;
}
