// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/KeepFixed.h"

#include <algorithm>
#include <cmath>

namespace {

using Row = std::vector<double>;

double product(const Row& a, const Row& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

void subtract(Row& from, double factor, const Row& what)
{
    for (std::size_t i = 0; i < from.size(); ++i) {
        from[i] -= factor * what[i];
    }
}

} // namespace

LatentTable orthonormalBasis(const LatentTable& directions)
{
    constexpr double leastShare = 1e-5; // of its length; what is left of a row that the others span is rounding
    std::vector<Row> basis;
    for (std::size_t k = 0; k < directions.rows() && basis.size() < directions.columns(); ++k) {
        const LatentView direction = directions.row(k);
        if (!allFinite(direction)) {
            continue;
        }
        Row row(direction.begin(), direction.end());
        const double length = std::sqrt(product(row, row));
        for (int round = 0; round < 2; ++round) {
            for (const Row& other : basis) {
                subtract(row, product(row, other), other);
            }
        }
        const double left = std::sqrt(product(row, row));
        if (length > 0 && left > leastShare * length) {
            std::ranges::for_each(row, [left](double& value) { value /= left; });
            basis.push_back(std::move(row));
        }
    }
    LatentTable table(basis.size(), directions.columns());
    for (std::size_t k = 0; k < basis.size(); ++k) {
        std::ranges::transform(basis[k], table.row(k).begin(), [](double value) { return static_cast<float>(value); });
    }
    return table;
}

double takeOut(std::span<float> vector, const LatentTable& basis)
{
    Row left(vector.begin(), vector.end());
    const double squares = product(left, left);
    double taken = 0;
    double sign = 1;
    for (std::size_t k = 0; k < basis.rows(); ++k) {
        const LatentView direction = basis.row(k);
        const Row row(direction.begin(), direction.end());
        const double along = product(left, row);
        taken += along * along;
        sign = basis.rows() == 1 && along < 0 ? -1 : 1;
        subtract(left, along, row);
    }
    std::ranges::transform(left, vector.begin(), [](double value) { return static_cast<float>(value); });
    return squares > 0 ? sign * std::clamp(std::sqrt(taken / squares), 0.0, 1.0) : 0;
}
