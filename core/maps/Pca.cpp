// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Pca.h"

#include "maps/BlockPool.h"
#include "maps/CentredBlocks.h"
#include "maps/OneBlasThread.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace {

constexpr std::size_t leastForThreads = std::size_t{1} << 18; ///< values; fewer are done before a thread is awake

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Directions in columns with the variance along each, largest first, still in units of CentredBlocks::scale.
struct Spectrum
{
    MatrixXd vectors;
    VectorXd variances;
    double total = 0;
};

/// X^T X of one block of the centred rows, in float; the lower triangle.
class BlockScatter
{
public:
    BlockScatter(const CentredBlocks& blocks, int d)
        : m_blocks(blocks)
        , m_values(blocks.blockRows() * static_cast<std::size_t>(d))
        , m_product(d, d)
    {
    }
    void compute(std::size_t block)
    {
        const auto d = static_cast<int>(m_product.rows());
        const auto rows = static_cast<int>(m_blocks.read(block, m_values));
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, d, rows, 1, m_values.data(), d, 0, m_product.data(), d);
    }
    void addTo(MatrixXd& scatter) const
    {
        for (Index i = 0; i < scatter.rows(); ++i) {
            for (Index j = 0; j <= i; ++j) {
                scatter(i, j) += static_cast<double>(m_product(i, j));
            }
        }
    }

private:
    const CentredBlocks& m_blocks;
    std::vector<float> m_values;
    RowMajor m_product;
};

/// X^T X of the centred rows: products of a block in float, summed in double, in the order of the blocks.
MatrixXd scatterMatrix(const CentredBlocks& blocks, int d, BlockPool& pool, const JobControl& control, bool& finished)
{
    constexpr std::size_t blocksEach = 2; // between two looks at the control
    MatrixXd scatter = MatrixXd::Zero(d, d);
    std::vector<BlockScatter> some(std::min(blocks.count(), blocksEach * static_cast<std::size_t>(pool.threads())),
                                   BlockScatter(blocks, d));
    for (std::size_t first = 0; first < blocks.count(); first += some.size()) {
        if (control.stop.stop_requested()) {
            finished = false;
            return scatter;
        }
        const std::size_t count = std::min(some.size(), blocks.count() - first);
        pool.run(count, [&](std::size_t i) { some[i].compute(first + i); });
        for (std::size_t i = 0; i < count; ++i) {
            some[i].addTo(scatter);
        }
        control.report(static_cast<double>(first + count) / static_cast<double>(blocks.count()));
    }
    finished = true;
    return scatter;
}

Spectrum exactSpectrum(const CentredBlocks& blocks, int d, std::size_t rows, BlockPool& pool, const JobControl& control,
                       bool& finished)
{
    const OneBlasThread oneThread; // else the bits would depend on how many there are
    const MatrixXd scatter = scatterMatrix(blocks, d, pool, control, finished);
    if (!finished) {
        return {};
    }
    const double divisor = static_cast<double>(std::max<std::size_t>(rows, 2) - 1);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(scatter / divisor); // reads the lower triangle, sorts upwards
    return {solver.eigenvectors().rowwise().reverse(), solver.eigenvalues().reverse(), scatter.trace() / divisor};
}

MatrixXd orthonormal(const MatrixXd& columns)
{
    const Eigen::HouseholderQR<MatrixXd> decomposition(columns);
    return decomposition.householderQ() * MatrixXd::Identity(columns.rows(), columns.cols());
}

/// X^T (X Q), one pass over the rows, and the sum of all squares.
MatrixXd scatterTimes(const CentredBlocks& blocks, const MatrixXd& q, const JobControl& control, bool& finished,
                      double& squares)
{
    const auto d = static_cast<int>(q.rows());
    const auto k = static_cast<int>(q.cols());
    const RowMajor directions = q.cast<float>();
    RowMajor product(d, k);
    MatrixXd result = MatrixXd::Zero(d, k);
    squares = 0;
    finished = blocks.forEach(control, [&](const float* block, int rows) {
        RowMajor along(rows, k);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, k, d, 1, block, d, directions.data(), k, 0,
                    along.data(), k);
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, k, rows, 1, block, d, along.data(), k, 0,
                    product.data(), k);
        result += product.cast<double>();
        const auto length = static_cast<std::size_t>(rows) * static_cast<std::size_t>(d);
        for (std::size_t i = 0; i < length; ++i) {
            squares += static_cast<double>(block[i]) * static_cast<double>(block[i]);
        }
    });
    return result;
}

Spectrum randomisedSpectrum(const CentredBlocks& blocks, int d, std::size_t rows, int wanted, std::uint64_t seed,
                            const JobControl& control, bool& finished)
{
    constexpr int powerIterations = 3;
    const int k = std::min(d, wanted + 16);
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    MatrixXd q = orthonormal(MatrixXd::NullaryExpr(d, k, [&] { return normal(random); }));
    double squares = 0;
    for (int i = 0; i < powerIterations; ++i) {
        q = orthonormal(scatterTimes(blocks, q, control, finished, squares));
        if (!finished) {
            return {};
        }
    }
    const MatrixXd image = scatterTimes(blocks, q, control, finished, squares);
    if (!finished) {
        return {};
    }
    const double divisor = static_cast<double>(std::max<std::size_t>(rows, 2) - 1);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(q.transpose() * image / divisor);
    return {q * solver.eigenvectors().rowwise().reverse(), solver.eigenvalues().reverse(), squares / divisor};
}

/// The largest entry positive; of equally large ones, the first.
double signOf(const VectorXd& direction)
{
    const double largest = direction.cwiseAbs().maxCoeff();
    for (const double entry : direction) {
        if (std::abs(entry) > largest * (1 - 1e-6)) {
            return entry < 0 ? -1 : 1;
        }
    }
    return 1;
}

PrincipalComponents componentsOf(const CentredBlocks& blocks, const Spectrum& spectrum, std::size_t count)
{
    const std::size_t d = blocks.mean().size();
    const double scaleSquared = blocks.scale() * blocks.scale();
    PrincipalComponents result{.mean = blocks.mean(), .components = LatentTable(count, d)};
    result.totalVariance = spectrum.total * scaleSquared;
    for (std::size_t i = 0; i < count; ++i) {
        const VectorXd direction = spectrum.vectors.col(static_cast<Index>(i));
        const double sign = signOf(direction);
        std::ranges::transform(direction, result.components.row(i).begin(),
                               [sign](double entry) { return static_cast<float>(sign * entry); });
        const double variance = spectrum.variances[static_cast<Index>(i)];
        result.explainedVariance.push_back(std::max(0.0, variance) * scaleSquared);
    }
    return result;
}

Spectrum axes(int d, std::size_t count)
{
    return {MatrixXd::Identity(d, static_cast<Index>(count)), VectorXd::Zero(static_cast<Index>(count)), 0};
}

} // namespace

PrincipalComponents fitPca(const LatentTable& table, const PcaOptions& options, const JobControl& control)
{
    if (table.isEmpty() || table.columns() == 0) {
        return {};
    }
    const auto d = static_cast<int>(table.columns());
    const std::size_t most = std::max<std::size_t>(1, std::min(table.rows() - 1, table.columns()));
    const std::size_t count =
        options.components > 0 ? std::min(most, static_cast<std::size_t>(options.components)) : most;
    BlockPool pool(table.rows() * table.columns() < leastForThreads ? 1 : 0);
    const CentredBlocks blocks(table, control);
    if (control.stop.stop_requested()) {
        return {};
    }
    if (!allFinite(blocks.mean())) {
        requireFinite(table, "The latents"); // says where
    }
    if (blocks.scale() == 0) {
        return componentsOf(blocks, axes(d, count), count);
    }
    bool finished = false;
    const bool exact = table.columns() <= options.largestExact || count + 16 >= table.columns();
    const Spectrum spectrum =
        exact ? exactSpectrum(blocks, d, table.rows(), pool, control, finished)
              : randomisedSpectrum(blocks, d, table.rows(), static_cast<int>(count), options.seed, control, finished);
    return finished ? componentsOf(blocks, spectrum, count) : PrincipalComponents{};
}
