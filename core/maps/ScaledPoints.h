// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

#include <stop_token>
#include <vector>

/// The rows of a table minus their mean, divided by `unit`, so that values as large as 1e30 can be squared.
struct ScaledPoints
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> values; ///< rows x columns
    std::vector<float> norms;  ///< the square of each row
    LatentVector mean;
    double unit = 1; ///< the largest deviation of a value from its column's mean

    [[nodiscard]] const float* row(std::size_t i) const { return values.data() + i * columns; }
};

/// Has no rows when it was stopped. Throws UserError if a value is not finite.
[[nodiscard]] ScaledPoints scaledPoints(const LatentTable& table, const std::stop_token& stop = {});

[[nodiscard]] float squaredDistance(const float* a, const float* b, std::size_t columns);

/// Squared distances of points [first, first + count) to `others` (n x columns, of squares `norms`): count x n into
/// `distances`. By products, and one by one where the two lie so near each other that a product would leave few digits.
void squaredDistances(const ScaledPoints& points, std::size_t first, std::size_t count, const float* others,
                      const float* norms, std::size_t n, float* distances);
