// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes/LinearFits.h"

#include <Eigen/Cholesky>
#include <cblas.h>

#include <algorithm>
#include <cmath>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t blockRows = 2048;

/// Mean and standard deviation of each latent, and the rows by them, a block at a time.
class StandardisedRows
{
public:
    explicit StandardisedRows(const LatentTable& rows)
        : m_rows(rows)
        , m_mean(rows.columns())
        , m_inverse(rows.columns())
    {
        const auto n = static_cast<double>(rows.rows());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            for (std::size_t k = 0; k < m_mean.size(); ++k) {
                m_mean[k] += static_cast<double>(rows.row(i)[k]) / n;
            }
        }
        std::vector<double> squares(rows.columns());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            for (std::size_t k = 0; k < m_mean.size(); ++k) {
                const double deviation = static_cast<double>(rows.row(i)[k]) - m_mean[k];
                squares[k] += deviation * deviation / n;
            }
        }
        for (std::size_t k = 0; k < m_mean.size(); ++k) { // a latent that does not vary takes no part
            m_inverse[k] = squares[k] > 0 ? 1 / std::sqrt(squares[k]) : 0;
        }
    }

    [[nodiscard]] Index columns() const { return static_cast<Index>(m_mean.size()); }

    /// Calls `use` with the first row's number and the rows of each block.
    template <class Use> void forEach(const Use& use) const
    {
        RowMajor block;
        for (std::size_t first = 0; first < m_rows.rows(); first += blockRows) {
            const std::size_t count = std::min(blockRows, m_rows.rows() - first);
            block.resize(static_cast<Index>(count), columns());
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t k = 0; k < m_mean.size(); ++k) {
                    block(static_cast<Index>(i), static_cast<Index>(k)) =
                        static_cast<float>((static_cast<double>(m_rows.row(first + i)[k]) - m_mean[k]) * m_inverse[k]);
                }
            }
            use(first, block);
        }
    }

    /// Weights for the standardised rows as weights for the rows as they are.
    [[nodiscard]] LatentVector weightsForRows(const VectorXd& weights) const
    {
        LatentVector result(m_mean.size());
        for (std::size_t k = 0; k < result.size(); ++k) {
            result[k] = static_cast<float>(weights[static_cast<Index>(k)] * m_inverse[k]);
        }
        return result;
    }
    [[nodiscard]] double inverse(Index k) const { return m_inverse[static_cast<std::size_t>(k)]; }

private:
    const LatentTable& m_rows;
    std::vector<double> m_mean;
    std::vector<double> m_inverse; ///< of the standard deviation; 0 where there is none
};

/// Adds the lower triangle of B^T B.
void addScatter(MatrixXd& scatter, const RowMajor& block, RowMajor& product)
{
    const auto d = static_cast<int>(block.cols());
    product.resize(d, d);
    cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, d, static_cast<int>(block.rows()), 1, block.data(), d, 0,
                product.data(), d);
    for (Index i = 0; i < d; ++i) {
        for (Index j = 0; j <= i; ++j) {
            scatter(i, j) += static_cast<double>(product(i, j));
        }
    }
}

VectorXd solved(const MatrixXd& lower, const VectorXd& right)
{
    const MatrixXd whole = lower.selfadjointView<Eigen::Lower>();
    return whole.ldlt().solve(right);
}

/// Loss, gradient and curvature of the logistic loss; the last coordinate is the offset.
struct LogisticStep
{
    double loss = 0;
    VectorXd gradient;
    MatrixXd curvature;
};

LogisticStep stepAt(const StandardisedRows& rows, std::size_t withCount, const VectorXd& weights)
{
    const Index d = rows.columns();
    LogisticStep step{0, VectorXd::Zero(d + 1), MatrixXd::Zero(d + 1, d + 1)};
    const Eigen::VectorXf slopes = weights.head(d).cast<float>();
    RowMajor withOffset;
    RowMajor product;
    rows.forEach([&](std::size_t first, const RowMajor& block) {
        const Eigen::VectorXf scores = block * slopes;
        withOffset.resize(block.rows(), d + 1);
        for (Index i = 0; i < block.rows(); ++i) {
            const double score = static_cast<double>(scores[i]) + weights[d];
            const bool isWith = first + static_cast<std::size_t>(i) < withCount;
            const double margin = isWith ? score : -score;
            step.loss += margin > 0 ? std::log1p(std::exp(-margin)) : std::log1p(std::exp(margin)) - margin;
            const double chance = 1 / (1 + std::exp(-score));
            const double error = chance - (isWith ? 1 : 0);
            step.gradient.head(d) += error * block.row(i).transpose().cast<double>();
            step.gradient[d] += error;
            const auto root = static_cast<float>(std::sqrt(chance * (1 - chance)));
            withOffset.row(i).head(d) = root * block.row(i);
            withOffset(i, d) = root;
        }
        addScatter(step.curvature, withOffset, product);
    });
    step.loss += linearPenalty / 2 * weights.head(d).squaredNorm();
    step.gradient.head(d) += linearPenalty * weights.head(d);
    step.curvature.diagonal().head(d).array() += linearPenalty;
    step.curvature(d, d) += 1e-9; // of the offset: groups that are told apart for certain leave it free
    return step;
}

} // namespace

LatentVector logisticNormal(const LatentTable& rows, std::size_t withCount, const JobControl& control)
{
    constexpr int mostIterations = 30;
    constexpr double smallest = 1e-5;
    const StandardisedRows standardised(rows);
    VectorXd weights = VectorXd::Zero(standardised.columns() + 1);
    LogisticStep step = stepAt(standardised, withCount, weights);
    for (int iteration = 0; iteration < mostIterations; ++iteration) {
        control.report(static_cast<double>(iteration) / mostIterations);
        VectorXd change = -solved(step.curvature, step.gradient);
        LogisticStep next = stepAt(standardised, withCount, weights + change);
        for (int halved = 0; !(next.loss <= step.loss) && halved < 20; ++halved) {
            change /= 2;
            next = stepAt(standardised, withCount, weights + change);
        }
        if (!(next.loss <= step.loss)) {
            break;
        }
        weights += change;
        step = std::move(next);
        if (change.norm() <= smallest * weights.norm()) {
            break;
        }
    }
    return standardised.weightsForRows(weights);
}

LatentVector ridgeWeights(const LatentTable& rows, std::span<const float> numbers, const JobControl& control)
{
    const StandardisedRows standardised(rows);
    double mean = 0;
    for (const float number : numbers) {
        mean += static_cast<double>(number) / static_cast<double>(numbers.size());
    }
    const Index d = standardised.columns();
    MatrixXd scatter = MatrixXd::Zero(d, d);
    VectorXd products = VectorXd::Zero(d);
    RowMajor product;
    standardised.forEach([&](std::size_t first, const RowMajor& block) {
        control.report(static_cast<double>(first) / static_cast<double>(rows.rows()));
        addScatter(scatter, block, product);
        for (Index i = 0; i < block.rows(); ++i) {
            const double deviation = static_cast<double>(numbers[first + static_cast<std::size_t>(i)]) - mean;
            products += deviation * block.row(i).transpose().cast<double>();
        }
    });
    scatter.diagonal().array() += linearPenalty;
    return standardised.weightsForRows(solved(scatter, products));
}

LatentTable timesInverseCovariance(const LatentTable& rows)
{
    const StandardisedRows standardised(rows);
    const Index d = standardised.columns();
    MatrixXd scatter = MatrixXd::Zero(d, d);
    RowMajor product;
    standardised.forEach([&](std::size_t /*first*/, const RowMajor& block) { addScatter(scatter, block, product); });
    scatter.diagonal().array() += linearPenalty;
    const MatrixXd whole = scatter.selfadjointView<Eigen::Lower>();
    const MatrixXd inverse = whole.ldlt().solve(MatrixXd::Identity(d, d)) * static_cast<double>(rows.rows());
    RowMajor scaled(d, d); // of standardised rows to weights for the rows as they are
    for (Index i = 0; i < d; ++i) {
        for (Index j = 0; j < d; ++j) {
            scaled(i, j) = static_cast<float>(inverse(i, j) * standardised.inverse(j));
        }
    }
    LatentTable result(rows.rows(), rows.columns());
    standardised.forEach([&](std::size_t first, const RowMajor& block) {
        const auto n = static_cast<int>(d);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(block.rows()), n, n, 1, block.data(), n,
                    scaled.data(), n, 0, result.row(first).data(), n);
    });
    return result;
}
