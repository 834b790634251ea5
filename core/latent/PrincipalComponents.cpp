// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/PrincipalComponents.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace {

double coordinate(const PrincipalComponents& basis, LatentView point, std::size_t component)
{
    const LatentView direction = basis.components.row(component);
    double sum = 0;
    for (std::size_t i = 0; i < point.size(); ++i) {
        sum += (static_cast<double>(point[i]) - static_cast<double>(basis.mean[i])) * static_cast<double>(direction[i]);
    }
    return sum;
}

void requireSize(const PrincipalComponents& basis, LatentView point)
{
    if (point.size() != basis.mean.size()) {
        throw std::logic_error("A point of another size than the principal components was projected.");
    }
}

/// Every value as a double, a column for each component, so that one row of it goes with one dimension.
class Directions
{
public:
    Directions(const PrincipalComponents& basis, std::size_t count)
        : m_count(count)
        , m_mean(basis.mean.begin(), basis.mean.end())
        , m_values(basis.mean.size() * count)
    {
        for (std::size_t k = 0; k < count; ++k) {
            const LatentView direction = basis.components.row(k);
            for (std::size_t i = 0; i < direction.size(); ++i) {
                m_values[i * count + k] = static_cast<double>(direction[i]);
            }
        }
    }

    /// Coordinates of `Rows` latents, one after the other, along all components.
    template <std::size_t Rows> void project(const float* latents, float* coordinates) const
    {
        std::size_t k = 0;
        for (; k + 8 <= m_count; k += 8) {
            projectAlong<Rows, 8>(latents, coordinates, k);
        }
        for (; k + 2 <= m_count; k += 2) {
            projectAlong<Rows, 2>(latents, coordinates, k);
        }
        for (; k < m_count; ++k) {
            projectAlong<Rows, 1>(latents, coordinates, k);
        }
    }

private:
    /// Each sum in the order of `coordinate`; several go on side by side, for none waits for another.
    template <std::size_t Rows, std::size_t Width>
    void projectAlong(const float* latents, float* coordinates, std::size_t k) const
    {
        const std::size_t d = m_mean.size();
        std::array<std::array<double, Width>, Rows> sums{};
        for (std::size_t i = 0; i < d; ++i) {
            const double* const along = m_values.data() + i * m_count + k;
            for (std::size_t row = 0; row < Rows; ++row) {
                const double deviation = static_cast<double>(latents[row * d + i]) - m_mean[i];
                for (std::size_t w = 0; w < Width; ++w) {
                    sums[row][w] += deviation * along[w];
                }
            }
        }
        for (std::size_t row = 0; row < Rows; ++row) {
            for (std::size_t w = 0; w < Width; ++w) {
                coordinates[row * m_count + k + w] = static_cast<float>(sums[row][w]);
            }
        }
    }

    std::size_t m_count;
    std::vector<double> m_mean;
    std::vector<double> m_values; ///< d x count
};

} // namespace

LatentVector PrincipalComponents::coordinates(LatentView point) const
{
    requireSize(*this, point);
    LatentVector result(components.rows());
    for (std::size_t k = 0; k < result.size(); ++k) {
        result[k] = static_cast<float>(coordinate(*this, point, k));
    }
    return result;
}

std::array<float, 2> PrincipalComponents::planeCoordinates(LatentView point) const
{
    requireSize(*this, point);
    std::array<float, 2> result{};
    for (std::size_t k = 0; k < std::min<std::size_t>(2, components.rows()); ++k) {
        result[k] = static_cast<float>(coordinate(*this, point, k));
    }
    return result;
}

LatentTable coordinatesOf(const PrincipalComponents& components, std::span<const float> latents, std::size_t count,
                          const JobControl& control)
{
    const std::size_t d = components.mean.size();
    if (d == 0 ? !latents.empty() : latents.size() % d != 0) {
        throw std::logic_error("Latents of another size than the principal components were projected.");
    }
    constexpr std::size_t rowsAtOnce = 1024; // between two looks at the control
    const Directions directions(components, std::min(count, components.components.rows()));
    LatentTable result(d > 0 ? latents.size() / d : 0, std::min(count, components.components.rows()));
    for (std::size_t first = 0; first < result.rows(); first += rowsAtOnce) {
        if (control.stop.stop_requested()) {
            return {};
        }
        control.report(static_cast<double>(first) / static_cast<double>(result.rows()));
        const std::size_t end = std::min(first + rowsAtOnce, result.rows());
        std::size_t row = first;
        for (; row + 4 <= end; row += 4) {
            directions.project<4>(latents.data() + row * d, result.row(row).data());
        }
        for (; row < end; ++row) {
            directions.project<1>(latents.data() + row * d, result.row(row).data());
        }
    }
    return result;
}

LatentTable coordinatesOf(const PrincipalComponents& components, const LatentTable& table, const JobControl& control)
{
    if (table.columns() != components.mean.size()) {
        throw std::logic_error("Latents of another size than the principal components were projected.");
    }
    return coordinatesOf(components, table.values(), components.components.rows(), control);
}
