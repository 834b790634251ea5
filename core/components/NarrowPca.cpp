// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/NarrowPca.h"

#include "base/BlockPool.h"
#include "components/Spectrum.h"
#include "components/TableKernels.h"

#include <Eigen/Core>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr std::size_t leastForThreads = std::size_t{1} << 18; ///< values; fewer are done before a thread is awake

/// X^T X of one block of the centred rows, in float.
class BlockScatter
{
public:
    explicit BlockScatter(const CentredBlocks& blocks)
        : m_blocks(blocks)
        , m_stride((blocks.mean().size() + 15) / 16 * 16)
        , m_values(blocks.blockRows() * m_stride) // beside the rows there are zeros
        , m_product(m_stride * m_stride)
    {
    }
    void compute(std::size_t block)
    {
        const std::size_t rows = m_blocks.read(block, m_values, m_stride);
        tableKernels().scatter(m_values.data(), rows, m_stride, m_product.data());
    }
    /// The lower triangle.
    void addTo(MatrixXd& scatter) const
    {
        for (Index i = 0; i < scatter.rows(); ++i) {
            const float* const row = m_product.data() + static_cast<std::size_t>(i) * m_stride;
            for (Index j = 0; j <= i; ++j) {
                scatter(i, j) += static_cast<double>(row[j]);
            }
        }
    }

private:
    const CentredBlocks& m_blocks;
    std::size_t m_stride;
    std::vector<float> m_values;
    std::vector<float> m_product;
};

/// X^T X of the centred rows: products of a block in float, summed in double, in the order of the blocks. None when
/// stopped.
std::optional<MatrixXd> scatterMatrix(const CentredBlocks& blocks, int threads, const JobControl& control)
{
    constexpr std::size_t blocksEach = 2; // between two looks at the control
    const auto d = static_cast<Index>(blocks.mean().size());
    MatrixXd scatter = MatrixXd::Zero(d, d);
    BlockPool pool(threads);
    std::vector<BlockScatter> some(std::min(blocks.count(), blocksEach * static_cast<std::size_t>(pool.threads())),
                                   BlockScatter(blocks));
    for (std::size_t first = 0; first < blocks.count(); first += some.size()) {
        if (control.stop.stop_requested()) {
            return std::nullopt;
        }
        const std::size_t count = std::min(some.size(), blocks.count() - first);
        pool.run(count, [&](std::size_t i) { some[i].compute(first + i); });
        std::for_each_n(some.begin(), count, [&](const BlockScatter& each) { each.addTo(scatter); });
        control.report(static_cast<double>(first + count) / static_cast<double>(blocks.count()));
    }
    return scatter;
}

} // namespace

std::size_t componentCount(const LatentTable& table, int wanted)
{
    const std::size_t most =
        table.isEmpty() ? 0 : std::max<std::size_t>(1, std::min(table.rows() - 1, table.columns()));
    return wanted > 0 ? std::min(most, static_cast<std::size_t>(wanted)) : most;
}

PrincipalComponents fitNarrowPca(const LatentTable& table, int wanted, const JobControl& control)
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
    const int threads = table.rows() * table.columns() < leastForThreads ? 1 : 0;
    const std::optional<MatrixXd> scatter = scatterMatrix(blocks, threads, control);
    return scatter
               ? componentsOf(blocks,
                              spectrumOf({scatter->data(), static_cast<std::size_t>(scatter->size())}, table.rows()),
                              count)
               : PrincipalComponents{};
}
