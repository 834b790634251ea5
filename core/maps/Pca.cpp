// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Pca.h"

#include "components/NarrowPca.h"
#include "components/Spectrum.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// X^T X of the centred rows: products of a block in float, summed in double.
MatrixXd scatterMatrix(const CentredBlocks& blocks, int d, const JobControl& control, bool& finished)
{
    MatrixXd scatter = MatrixXd::Zero(d, d);
    RowMajor product(d, d);
    finished = blocks.forEach(control, [&](const float* block, int rows) {
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, d, rows, 1, block, d, 0, product.data(), d);
        for (Index i = 0; i < d; ++i) {
            for (Index j = 0; j <= i; ++j) {
                scatter(i, j) += static_cast<double>(product(i, j));
            }
        }
    });
    return scatter;
}

Spectrum exactSpectrum(const CentredBlocks& blocks, int d, std::size_t rows, const JobControl& control, bool& finished)
{
    const MatrixXd scatter = scatterMatrix(blocks, d, control, finished);
    return finished ? spectrumOf({scatter.data(), static_cast<std::size_t>(scatter.size())}, rows) : Spectrum{};
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
    const MatrixXd vectors = q * solver.eigenvectors().rowwise().reverse();
    const VectorXd variances = solver.eigenvalues().reverse();
    return {{vectors.data(), vectors.data() + vectors.size()}, {variances.begin(), variances.end()}, squares / divisor};
}

} // namespace

PrincipalComponents fitPca(const LatentTable& table, const PcaOptions& options, const JobControl& control)
{
    if (table.isEmpty() || table.columns() == 0) {
        return {};
    }
    const std::size_t count = componentCount(table, options.components);
    const bool exact = table.columns() <= options.largestExact || count + 16 >= table.columns();
    if (exact && table.columns() <= widestNarrow) {
        return fitNarrowPca(table, options.components, options.threads, control);
    }
    const auto d = static_cast<int>(table.columns());
    const CentredBlocks blocks(table, control);
    if (control.stop.stop_requested()) {
        return {};
    }
    if (blocks.scale() == 0) {
        return unitAxes(blocks, count);
    }
    bool finished = false;
    const Spectrum spectrum =
        exact ? exactSpectrum(blocks, d, table.rows(), control, finished)
              : randomisedSpectrum(blocks, d, table.rows(), static_cast<int>(count), options.seed, control, finished);
    return finished ? componentsOf(blocks, spectrum, count) : PrincipalComponents{};
}
