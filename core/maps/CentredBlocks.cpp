// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/CentredBlocks.h"

#include <algorithm>
#include <cmath>

CentredBlocks::CentredBlocks(const LatentTable& table)
    : m_table(table)
    , m_mean(table.columns())
{
    std::vector<double> sums(table.columns());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const LatentView x = table.row(row);
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums[k] += static_cast<double>(x[k]);
        }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        m_mean[k] = static_cast<float>(sums[k] / static_cast<double>(std::max<std::size_t>(table.rows(), 1)));
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const LatentView x = table.row(row);
        for (std::size_t k = 0; k < sums.size(); ++k) {
            m_scale = std::max(m_scale, std::abs(static_cast<double>(x[k]) - static_cast<double>(m_mean[k])));
        }
    }
}

bool CentredBlocks::forEach(const JobControl& control, const std::function<void(const float*, int)>& use) const
{
    const std::size_t d = m_table.columns();
    const std::size_t blockRows =
        std::clamp<std::size_t>((std::size_t{1} << 20) / std::max<std::size_t>(d, 1), 64, 4096);
    const double factor = m_scale > 0 ? 1 / m_scale : 0;
    std::vector<float> block(blockRows * d);
    for (std::size_t first = 0; first < m_table.rows(); first += blockRows) {
        if (control.stop.stop_requested()) {
            return false;
        }
        const std::size_t rows = std::min(blockRows, m_table.rows() - first);
        for (std::size_t r = 0; r < rows; ++r) {
            const LatentView x = m_table.row(first + r);
            for (std::size_t k = 0; k < d; ++k) {
                const double deviation = static_cast<double>(x[k]) - static_cast<double>(m_mean[k]);
                block[r * d + k] = static_cast<float>(deviation * factor);
            }
        }
        use(block.data(), static_cast<int>(rows));
        control.report(static_cast<double>(first + rows) / static_cast<double>(m_table.rows()));
    }
    return true;
}
