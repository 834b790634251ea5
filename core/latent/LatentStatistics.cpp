// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/LatentStatistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

constexpr std::size_t blockRows = 256; ///< summed in float, then added to double
constexpr std::size_t tileSide = 64;   ///< 64 x 64 floats stay in the first-level cache

/// First pass: mean, minimum, maximum.
void measureCentres(const LatentTable& table, LatentStatistics& result)
{
    const std::size_t d = table.columns();
    std::vector<double> sums(d);
    result.minimum.assign(d, std::numeric_limits<float>::max());
    result.maximum.assign(d, std::numeric_limits<float>::lowest());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const LatentView x = table.row(row);
        for (std::size_t k = 0; k < d; ++k) {
            sums[k] += static_cast<double>(x[k]);
            result.minimum[k] = std::min(result.minimum[k], x[k]);
            result.maximum[k] = std::max(result.maximum[k], x[k]);
        }
    }
    result.mean.resize(d);
    for (std::size_t k = 0; k < d; ++k) {
        result.mean[k] = static_cast<float>(sums[k] / static_cast<double>(table.rows()));
    }
}

/// Second pass: deviations and histograms.
void measureSpreads(const LatentTable& table, std::size_t bins, LatentStatistics& result)
{
    const std::size_t d = table.columns();
    std::vector<double> squares(d);
    std::vector<double> binsPerUnit(d);
    result.histograms.resize(d);
    for (std::size_t k = 0; k < d; ++k) {
        const double width = static_cast<double>(result.maximum[k]) - static_cast<double>(result.minimum[k]);
        binsPerUnit[k] = width > 0 ? static_cast<double>(bins) / width : 0;
        result.histograms[k] = {result.minimum[k], result.maximum[k], std::vector<std::uint32_t>(bins)};
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const LatentView x = table.row(row);
        for (std::size_t k = 0; k < d; ++k) {
            const double deviation = static_cast<double>(x[k]) - static_cast<double>(result.mean[k]);
            squares[k] += deviation * deviation;
            if (bins > 0) {
                const double offset = static_cast<double>(x[k]) - static_cast<double>(result.minimum[k]);
                const auto bin = static_cast<std::size_t>(offset * binsPerUnit[k]);
                ++result.histograms[k].counts[std::min(bin, bins - 1)];
            }
        }
    }
    result.standardDeviation.resize(d);
    const double divisor = static_cast<double>(std::max<std::size_t>(table.rows(), 2) - 1);
    for (std::size_t k = 0; k < d; ++k) {
        result.standardDeviation[k] = static_cast<float>(std::sqrt(squares[k] / divisor));
    }
}

/// sums(i, j) += block(r, i) * block(r, j) over the rows of one tile pair, lower triangle of tiles.
void addTile(const std::vector<float>& block, std::size_t rows, std::size_t d, std::size_t i0, std::size_t j0,
             std::vector<double>& sums)
{
    const std::size_t iCount = std::min(tileSide, d - i0);
    const std::size_t jCount = std::min(tileSide, d - j0);
    alignas(64) float tile[tileSide * tileSide] = {};
    for (std::size_t r = 0; r < rows; ++r) {
        const float* left = block.data() + r * d + i0;
        const float* right = block.data() + r * d + j0;
        for (std::size_t i = 0; i < iCount; ++i) {
            float* const to = tile + i * tileSide;
            const float factor = left[i];
            for (std::size_t j = 0; j < jCount; ++j) {
                to[j] += factor * right[j];
            }
        }
    }
    for (std::size_t i = 0; i < iCount; ++i) {
        for (std::size_t j = 0; j < jCount; ++j) {
            sums[(i0 + i) * d + j0 + j] += static_cast<double>(tile[i * tileSide + j]);
        }
    }
}

/// Third pass: the lower triangle of the correlation matrix. Standardised values keep floats in range whatever the
/// data's scale.
std::vector<double> correlations(const LatentTable& table, const LatentStatistics& result, const JobControl& control)
{
    const std::size_t d = table.columns();
    std::vector<double> sums(d * d);
    std::vector<float> block(blockRows * d);
    for (std::size_t first = 0; first < table.rows(); first += blockRows) {
        if (control.stop.stop_requested()) {
            return {};
        }
        const std::size_t rows = std::min(blockRows, table.rows() - first);
        for (std::size_t r = 0; r < rows; ++r) {
            const LatentView x = table.row(first + r);
            for (std::size_t k = 0; k < d; ++k) {
                const double deviation = static_cast<double>(x[k]) - static_cast<double>(result.mean[k]);
                const float sd = result.standardDeviation[k];
                block[r * d + k] = sd > 0 ? static_cast<float>(deviation / static_cast<double>(sd)) : 0;
            }
        }
        for (std::size_t i0 = 0; i0 < d; i0 += tileSide) {
            for (std::size_t j0 = 0; j0 <= i0; j0 += tileSide) {
                addTile(block, rows, d, i0, j0, sums);
            }
        }
        control.report(0.2 + 0.7 * static_cast<double>(first) / static_cast<double>(table.rows()));
    }
    const double divisor = static_cast<double>(std::max<std::size_t>(table.rows(), 2) - 1);
    for (double& sum : sums) {
        sum /= divisor;
    }
    return sums;
}

/// Lower Cholesky factor of `matrix` + ridge * identity; empty when that is not positive definite.
std::vector<double> choleskyFactor(const std::vector<double>& matrix, std::size_t d, double ridge)
{
    std::vector<double> factor(d * d);
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = matrix[i * d + j] + (i == j ? ridge : 0);
            for (std::size_t k = 0; k < j; ++k) {
                sum -= factor[i * d + k] * factor[j * d + k];
            }
            if (i == j) {
                if (!(sum > ridge * 1e-3) || !(sum > 1e-12)) {
                    return {};
                }
                factor[i * d + i] = std::sqrt(sum);
            } else {
                factor[i * d + j] = sum / factor[j * d + j];
            }
        }
    }
    return factor;
}

LatentTable covarianceFactor(const LatentTable& table, const LatentStatistics& result, const JobControl& control)
{
    const std::size_t d = table.columns();
    const std::vector<double> correlation = correlations(table, result, control);
    if (correlation.empty()) {
        return {};
    }
    std::vector<double> factor;
    for (double ridge = 0; factor.empty() && !control.stop.stop_requested(); ridge = std::max(ridge * 10, 1e-6)) {
        factor = choleskyFactor(correlation, d, ridge);
    }
    LatentTable scaled(d, d);
    for (std::size_t i = 0; i < d && !factor.empty(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            scaled.row(i)[j] = static_cast<float>(factor[i * d + j] * static_cast<double>(result.standardDeviation[i]));
        }
    }
    return scaled;
}

} // namespace

LatentStatistics latentStatistics(const LatentTable& table, const LatentStatisticsOptions& options,
                                  const JobControl& control)
{
    LatentStatistics result{.samples = table.rows()};
    if (table.isEmpty() || table.columns() == 0) {
        return result;
    }
    requireFinite(table, "The latents");
    measureCentres(table, result);
    control.report(0.1);
    if (control.stop.stop_requested()) {
        return result;
    }
    measureSpreads(table, options.bins, result);
    control.report(0.2);
    if (table.columns() <= options.largestCovariance) {
        result.covarianceFactor = covarianceFactor(table, result, control);
    }
    control.report(1);
    return result;
}

LatentVector drawFromSamples(const LatentStatistics& statistics, std::mt19937_64& random)
{
    std::normal_distribution<float> normal;
    LatentVector noise(statistics.mean.size());
    for (float& value : noise) {
        value = normal(random);
    }
    LatentVector point = statistics.mean;
    for (std::size_t i = 0; i < point.size(); ++i) {
        if (statistics.covarianceFactor.isEmpty()) {
            point[i] += statistics.standardDeviation[i] * noise[i];
        } else {
            point[i] += static_cast<float>(
                dot(statistics.covarianceFactor.row(i).first(i + 1), LatentView(noise).first(i + 1)));
        }
    }
    return point;
}
