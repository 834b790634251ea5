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

    /// Coordinates of as many latents, one after the other, as `coordinates` has rows.
    void project(const float* latents, LatentTable& coordinates) const
    {
        std::size_t row = 0;
        for (; row + 4 <= coordinates.rows(); row += 4) {
            projectRows<4>(latents + row * m_mean.size(), coordinates.row(row).data());
        }
        for (; row < coordinates.rows(); ++row) {
            projectRows<1>(latents + row * m_mean.size(), coordinates.row(row).data());
        }
    }

private:
    template <std::size_t Rows> void projectRows(const float* latents, float* coordinates) const
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

/// Few enough for a look at the control several times a second, whatever the width; four go on side by side.
std::size_t rowsBetweenLooks(std::size_t productsPerRow)
{
    constexpr std::size_t products = std::size_t{1} << 24;
    return std::clamp<std::size_t>(products / std::max<std::size_t>(productsPerRow, 1), 4, 1024) / 4 * 4;
}

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

std::size_t componentCount(const LatentTable& table, int wanted)
{
    const std::size_t most =
        table.isEmpty() ? 0 : std::max<std::size_t>(1, std::min(table.rows() - 1, table.columns()));
    return wanted > 0 ? std::min(most, static_cast<std::size_t>(wanted)) : most;
}

bool forEachCoordinates(const PrincipalComponents& components, std::span<const float> latents, std::size_t count,
                        const JobControl& control, const std::function<void(const LatentTable& some)>& use)
{
    const std::size_t d = components.mean.size();
    if (d == 0 ? !latents.empty() : latents.size() % d != 0) {
        throw std::logic_error("Latents of another size than the principal components were projected.");
    }
    const std::size_t columns = std::min(count, components.components.rows());
    const std::size_t rows = d > 0 ? latents.size() / d : 0;
    const std::size_t rowsAtOnce = rowsBetweenLooks(d * columns);
    const Directions directions(components, columns);
    for (std::size_t first = 0; first < rows; first += rowsAtOnce) {
        if (control.stop.stop_requested()) {
            return false;
        }
        control.report(static_cast<double>(first) / static_cast<double>(rows));
        LatentTable some(std::min(rowsAtOnce, rows - first), columns);
        directions.project(latents.data() + first * d, some);
        use(some);
    }
    return true;
}

LatentTable coordinatesOf(const PrincipalComponents& components, std::span<const float> latents, std::size_t count,
                          const JobControl& control)
{
    const std::size_t d = components.mean.size();
    LatentTable all(d > 0 ? latents.size() / d : 0, std::min(count, components.components.rows()));
    auto next = all.values().begin();
    const bool isDone = forEachCoordinates(components, latents, count, control, [&next](const LatentTable& some) {
        next = std::ranges::copy(some.values(), next).out;
    });
    return isDone ? std::move(all) : LatentTable();
}

LatentTable coordinatesOf(const PrincipalComponents& components, const LatentTable& table, const JobControl& control)
{
    if (table.columns() != components.mean.size()) {
        throw std::logic_error("Latents of another size than the principal components were projected.");
    }
    return coordinatesOf(components, table.values(), components.components.rows(), control);
}
