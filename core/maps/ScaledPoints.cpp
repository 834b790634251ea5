// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/ScaledPoints.h"

#include "components/CentredBlocks.h"

#include <cblas.h>

#include <array>

ScaledPoints scaledPoints(const LatentTable& table, const std::stop_token& stop)
{
    JobControl control;
    control.stop = stop;
    const CentredBlocks blocks(table, control);
    if (stop.stop_requested()) {
        return {};
    }
    ScaledPoints points;
    points.columns = table.columns();
    points.mean = blocks.mean();
    points.unit = blocks.scale() > 0 ? blocks.scale() : 1;
    points.values.reserve(table.rows() * table.columns());
    const bool finished = blocks.forEach(control, [&](const float* block, int rows) {
        points.values.insert(points.values.end(), block, block + static_cast<std::size_t>(rows) * points.columns);
    });
    if (!finished) {
        return {};
    }
    points.rows = table.rows();
    const std::vector<float> centre(points.columns);
    for (std::size_t i = 0; i < points.rows; ++i) {
        points.norms.push_back(squaredDistance(points.row(i), centre.data(), points.columns));
    }
    return points;
}

float squaredDistance(const float* a, const float* b, std::size_t columns)
{
    std::array<float, 8> sums{}; // the compiler keeps them in one register or two
    std::size_t i = 0;
    for (; i + 8 <= columns; i += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
            const float difference = a[i + k] - b[i + k];
            sums[k] += difference * difference;
        }
    }
    for (; i < columns; ++i) {
        sums[0] += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

void squaredDistances(const ScaledPoints& points, std::size_t first, std::size_t count, const float* others,
                      const float* norms, std::size_t n, float* distances)
{
    constexpr float nearEnough = 1e-3F; // of the squares: a product keeps three digits of what is farther
    const auto d = static_cast<int>(points.columns);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<int>(count), static_cast<int>(n), d, -2,
                points.row(first), d, others, d, 0, distances, static_cast<int>(n));
    for (std::size_t i = 0; i < count; ++i) {
        float* const row = distances + i * n;
        const float norm = points.norms[first + i];
        int near = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const float squares = norm + norms[j];
            row[j] += squares;
            near += static_cast<int>(row[j] <= nearEnough * squares);
        }
        for (std::size_t j = 0; near > 0 && j < n; ++j) {
            if (row[j] <= nearEnough * (norm + norms[j])) {
                row[j] = squaredDistance(points.row(first + i), others + j * points.columns, points.columns);
            }
        }
    }
}
