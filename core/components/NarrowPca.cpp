// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/NarrowPca.h"

#include "base/BlockPool.h"
#include "components/Spectrum.h"
#include "components/TableKernels.h"

#include <Eigen/Core>

#include <algorithm>
#include <atomic>
#include <optional>
#include <stdexcept>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr std::size_t leastForThreads = std::size_t{1} << 18; ///< values; fewer are done before a thread is awake

/// X^T X of some blocks of the centred rows, each in float. A thread has rows of its own, which it makes itself; a
/// product for each block waits until it is its turn to be summed.
class BlockScatters
{
public:
    BlockScatters(const CentredBlocks& blocks, int threads)
        : m_blocks(blocks)
        , m_stride((blocks.mean().size() + 15) / 16 * 16)
        , m_pool(threads)
        , m_rows(std::min(blocks.count(), static_cast<std::size_t>(m_pool.threads())))
        , m_products(std::min(blocks.count(), blocksEach * m_rows.size()))
    {
    }
    [[nodiscard]] std::size_t most() const { return m_products.size(); } ///< blocks at once

    void compute(std::size_t first, std::size_t count)
    {
        std::atomic<std::size_t> next = 0;
        m_pool.run(m_rows.size(), [&](std::size_t thread) {
            for (std::size_t i = next++; i < count; i = next++) {
                computeBlock(first + i, m_rows[thread], m_products[i]);
            }
        });
    }
    /// The lower triangle of that of the block first + i.
    void addTo(MatrixXd& scatter, std::size_t i) const
    {
        for (Index row = 0; row < scatter.rows(); ++row) {
            const float* const values = m_products[i].data() + static_cast<std::size_t>(row) * m_stride;
            for (Index column = 0; column <= row; ++column) {
                scatter(row, column) += static_cast<double>(values[column]);
            }
        }
    }

private:
    void computeBlock(std::size_t block, std::vector<float>& rows, std::vector<float>& product) const
    {
        rows.resize(m_blocks.blockRows() * m_stride); // beside the values there are zeros
        product.resize(m_stride * m_stride);
        const std::size_t count = m_blocks.read(block, rows, m_stride);
        tableKernels().scatter(rows.data(), count, m_stride, product.data());
    }

    static constexpr std::size_t blocksEach = 2; ///< for each thread, between two looks at the control

    const CentredBlocks& m_blocks;
    std::size_t m_stride;
    BlockPool m_pool;
    std::vector<std::vector<float>> m_rows; ///< of each thread
    std::vector<std::vector<float>> m_products;
};

/// X^T X of the centred rows: products of a block in float, summed in double, in the order of the blocks. None when
/// stopped.
std::optional<MatrixXd> scatterMatrix(const CentredBlocks& blocks, int threads, const JobControl& control)
{
    const auto d = static_cast<Index>(blocks.mean().size());
    MatrixXd scatter = MatrixXd::Zero(d, d);
    BlockScatters some(blocks, threads);
    for (std::size_t first = 0; first < blocks.count(); first += some.most()) {
        if (control.stop.stop_requested()) {
            return std::nullopt;
        }
        const std::size_t count = std::min(some.most(), blocks.count() - first);
        some.compute(first, count);
        for (std::size_t i = 0; i < count; ++i) {
            some.addTo(scatter, i);
        }
        control.report(static_cast<double>(first + count) / static_cast<double>(blocks.count()));
    }
    return scatter;
}

} // namespace

PrincipalComponents fitNarrowPca(const LatentTable& table, int wanted, int threads, const JobControl& control)
{
    if (table.columns() > widestNarrow) {
        throw std::logic_error("Principal components of a wide table were asked for as of a narrow one.");
    }
    if (table.isEmpty() || table.columns() == 0) {
        return {};
    }
    const CentredBlocks blocks(table, control);
    if (control.stop.stop_requested()) {
        return {};
    }
    const std::size_t count = componentCount(table, wanted);
    if (blocks.scale() == 0) {
        return unitAxes(blocks, count);
    }
    const bool isSmall = table.rows() * table.columns() < leastForThreads;
    const std::optional<MatrixXd> scatter = scatterMatrix(blocks, isSmall ? 1 : threads, control);
    return scatter
               ? componentsOf(blocks,
                              spectrumOf({scatter->data(), static_cast<std::size_t>(scatter->size())}, table.rows()),
                              count)
               : PrincipalComponents{};
}
