// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/Pca.h"

#include "maps/CentredBlocks.h"

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

/// Directions in columns with the variance along each, largest first, still in units of CentredBlocks::scale.
struct Spectrum
{
    MatrixXd vectors;
    VectorXd variances;
    double total = 0;
};

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
    requireFinite(table, "The latents");
    const auto d = static_cast<int>(table.columns());
    const std::size_t most = std::max<std::size_t>(1, std::min(table.rows() - 1, table.columns()));
    const std::size_t count =
        options.components > 0 ? std::min(most, static_cast<std::size_t>(options.components)) : most;
    const CentredBlocks blocks(table);
    if (blocks.scale() == 0) {
        return componentsOf(blocks, axes(d, count), count);
    }
    bool finished = false;
    const bool exact = table.columns() <= options.largestExact || count + 16 >= table.columns();
    const Spectrum spectrum =
        exact ? exactSpectrum(blocks, d, table.rows(), control, finished)
              : randomisedSpectrum(blocks, d, table.rows(), static_cast<int>(count), options.seed, control, finished);
    return finished ? componentsOf(blocks, spectrum, count) : PrincipalComponents{};
}

LatentTable projectOnto(const PrincipalComponents& components, const LatentTable& table, const JobControl& control)
{
    const std::size_t d = table.columns();
    const std::size_t count = components.components.rows();
    if (d != components.mean.size()) {
        throw std::logic_error("projectOnto: the points are of another size than the principal components");
    }
    // The same sums in the same order as PrincipalComponents::coordinates; all components of a latent go on together,
    // which makes vector instructions of them.
    std::vector<double> directions(d * count);
    for (std::size_t k = 0; k < count; ++k) {
        const LatentView direction = components.components.row(k);
        for (std::size_t i = 0; i < d; ++i) {
            directions[i * count + k] = static_cast<double>(direction[i]);
        }
    }
    std::vector<double> sums(count);
    LatentTable result(table.rows(), count);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (row % 4096 == 0) {
            if (control.stop.stop_requested()) {
                return {};
            }
            control.report(static_cast<double>(row) / static_cast<double>(table.rows()));
        }
        const LatentView point = table.row(row);
        std::ranges::fill(sums, 0.0);
        for (std::size_t i = 0; i < d; ++i) {
            const double deviation = static_cast<double>(point[i]) - static_cast<double>(components.mean[i]);
            const double* const along = directions.data() + i * count;
            for (std::size_t k = 0; k < count; ++k) {
                sums[k] += deviation * along[k];
            }
        }
        std::ranges::transform(sums, result.row(row).begin(), [](double sum) { return static_cast<float>(sum); });
    }
    return result;
}
