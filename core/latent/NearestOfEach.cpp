// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearestOfEach.h"

#include <cmath>
#include <limits>
#include <stdexcept>

static double squaredDistance(LatentView a, LatentView b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double difference = static_cast<double>(a[k]) - static_cast<double>(b[k]);
        sum += difference * difference;
    }
    return sum;
}

std::vector<NearSample> nearestOfEach(const LatentTable& table, const LatentTable& points, const JobControl& control)
{
    if (table.columns() != points.columns() || table.isEmpty()) {
        throw std::logic_error("Points and samples differ in width, or there are no samples.");
    }
    std::vector<NearSample> nearest(points.rows(), {0, std::numeric_limits<double>::infinity()});
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (row % 4096 == 0 && control.stop.stop_requested()) {
            return {};
        }
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            const double squares = squaredDistance(table.row(row), points.row(i));
            if (squares < nearest[i].distance) {
                nearest[i] = {static_cast<std::uint32_t>(row), squares};
            }
        }
    }
    for (NearSample& each : nearest) {
        each.distance = std::sqrt(each.distance);
    }
    return nearest;
}
