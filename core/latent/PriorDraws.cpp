// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/PriorDraws.h"

#include "base/UserError.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

namespace {

constexpr std::array<std::pair<Distribution, const char*>, 6> names = {{
    {Distribution::Normal, "normal"},
    {Distribution::Cube, "cube"},
    {Distribution::Ball, "ball"},
    {Distribution::Shell, "shell"},
    {Distribution::Ellipsoid, "ellipsoid"},
    {Distribution::Neighbours, "neighbours"},
}};

constexpr std::size_t rowsBetweenReports = 64;

/// A normal draw of `extra` more coordinates than `point` has, brought to the length `radius`.
void drawOnSphere(std::span<float> point, std::size_t extra, double radius, PortableRandom& random)
{
    std::vector<double> coordinates(point.size() + extra);
    double square = 0;
    for (double& value : coordinates) {
        value = random.normal();
        square += value * value;
    }
    const double scale = square > 0 ? radius / std::sqrt(square) : 0;
    std::transform(coordinates.begin(), coordinates.begin() + static_cast<std::ptrdiff_t>(point.size()), point.begin(),
                   [scale](double value) { return static_cast<float>(value * scale); });
}

/// In float and four sums: the compiler may then take four at once, and the sum is the same everywhere.
float squaredDistance(LatentView a, LatentView b)
{
    std::array<float, 4> sums{};
    std::size_t i = 0;
    for (; i + 4 <= a.size(); i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const float difference = a[i + lane] - b[i + lane];
            sums[lane] += difference * difference;
        }
    }
    for (; i < a.size(); ++i) {
        sums[0] += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// At most mostBlended rows, evenly spaced.
LatentTable thinned(const LatentTable& given)
{
    if (given.rows() <= mostBlended) {
        return given;
    }
    LatentTable some(mostBlended, given.columns());
    for (std::size_t row = 0; row < mostBlended; ++row) {
        const LatentView from = given.row(row * given.rows() / mostBlended);
        std::copy(from.begin(), from.end(), some.row(row).begin());
    }
    return some;
}

void requireGiven(Distribution distribution, std::size_t dimensions, const LatentTable* given)
{
    if (given == nullptr || given->rows() < 2) {
        throw UserError(std::string("The distribution `") + nameOf(distribution) +
                        "` draws around latents that are there, at least two of them. Give some, or choose normal, "
                        "cube, ball or shell.");
    }
    if (given->columns() != dimensions) {
        throw UserError("The given latents have " + std::to_string(given->columns()) +
                        " dimensions, the decoder takes " + std::to_string(dimensions) +
                        ". Give latents of this decoder.");
    }
    requireFinite(*given, "The given latents");
}

using Draw = std::function<void(std::span<float> point, PortableRandom& random)>;

/// Neighbours are looked for once for each sample that is chosen.
Draw blendsOf(const LatentTable& given, int neighbours)
{
    return [table = thinned(given), neighbours, found = std::map<std::uint32_t, std::vector<std::uint32_t>>()](
               std::span<float> point, PortableRandom& random) mutable {
        const auto chosen = static_cast<std::uint32_t>(random.below(table.rows()));
        std::vector<std::uint32_t>& rows = found[chosen];
        if (rows.empty()) {
            rows = nearestRows(table, chosen, static_cast<std::size_t>(std::max(neighbours, 1)));
            rows.insert(rows.begin(), chosen);
        }
        drawBlend(point, table, rows, random);
    };
}

Draw drawOf(const DrawRecipe& recipe, std::size_t dimensions, const LatentTable* given, const JobControl& control)
{
    const double radius = recipe.radius > 0 ? recipe.radius : std::sqrt(static_cast<double>(dimensions));
    switch (recipe.distribution) {
    case Distribution::Normal:
        return drawNormal;
    case Distribution::Cube:
        return drawFromCube;
    case Distribution::Ball:
        return [radius](std::span<float> point, PortableRandom& random) { drawFromBall(point, radius, random); };
    case Distribution::Shell:
        return [radius](std::span<float> point, PortableRandom& random) { drawFromShell(point, radius, random); };
    case Distribution::Ellipsoid:
        requireGiven(recipe.distribution, dimensions, given);
        return [statistics = latentStatistics(*given, {.bins = 0}, {control.stop})](
                   std::span<float> point, PortableRandom& random) { drawFromEllipsoid(point, statistics, random); };
    case Distribution::Neighbours:
        requireGiven(recipe.distribution, dimensions, given);
        return blendsOf(*given, recipe.neighbours);
    }
    throw std::logic_error("an unknown distribution");
}

} // namespace

const char* nameOf(Distribution distribution)
{
    return std::find_if(names.begin(), names.end(), [=](const auto& entry) { return entry.first == distribution; })
        ->second;
}

std::optional<Distribution> distributionNamed(std::string_view name)
{
    const auto* found =
        std::find_if(names.begin(), names.end(), [=](const auto& entry) { return entry.second == name; });
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

void drawNormal(std::span<float> point, PortableRandom& random)
{
    for (float& value : point) {
        value = static_cast<float>(random.normal());
    }
}

void drawFromCube(std::span<float> point, PortableRandom& random)
{
    for (float& value : point) {
        value = static_cast<float>(2 * random.uniform() - 1);
    }
}

void drawFromBall(std::span<float> point, double radius, PortableRandom& random)
{
    drawOnSphere(point, 2, radius, random);
}

void drawFromShell(std::span<float> point, double radius, PortableRandom& random)
{
    drawOnSphere(point, 0, radius, random);
}

void drawFromEllipsoid(std::span<float> point, const LatentStatistics& statistics, PortableRandom& random)
{
    LatentVector noise(point.size());
    drawNormal(noise, random);
    for (std::size_t i = 0; i < point.size(); ++i) {
        const double offset =
            statistics.covarianceFactor.isEmpty()
                ? static_cast<double>(statistics.standardDeviation[i]) * static_cast<double>(noise[i])
                : dot(statistics.covarianceFactor.row(i).first(i + 1), LatentView(noise).first(i + 1));
        point[i] = static_cast<float>(static_cast<double>(statistics.mean[i]) + offset);
    }
}

void drawBlend(std::span<float> point, const LatentTable& table, std::span<const std::uint32_t> rows,
               PortableRandom& random)
{
    std::vector<double> weights(rows.size());
    std::generate(weights.begin(), weights.end(), [&random] { return random.exponential(); });
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < point.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            sum += weights[k] * static_cast<double>(table.row(rows[k])[i]);
        }
        point[i] = static_cast<float>(sum / all);
    }
}

std::vector<std::uint32_t> nearestRows(const LatentTable& table, std::uint32_t row, std::size_t count)
{
    std::vector<std::pair<float, std::uint32_t>> others;
    others.reserve(table.rows());
    for (std::size_t other = 0; other < table.rows(); ++other) {
        if (other != row) {
            others.emplace_back(squaredDistance(table.row(row), table.row(other)), static_cast<std::uint32_t>(other));
        }
    }
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(std::min(count, others.size()));
    std::partial_sort(others.begin(), end, others.end());
    std::vector<std::uint32_t> nearest;
    std::transform(others.begin(), end, std::back_inserter(nearest), [](const auto& entry) { return entry.second; });
    return nearest;
}

LatentTable drawPoints(const DrawRecipe& recipe, std::size_t dimensions, const LatentTable* given,
                       const JobControl& control)
{
    const Draw draw = drawOf(recipe, dimensions, given, control);
    LatentTable points(recipe.count, dimensions);
    for (std::size_t row = 0; row < recipe.count; ++row) {
        if (row % rowsBetweenReports == 0) {
            if (control.stop.stop_requested()) {
                const auto done = points.values().first(row * dimensions);
                return {row, dimensions, {done.begin(), done.end()}};
            }
            control.report(static_cast<double>(row) / static_cast<double>(recipe.count));
        }
        PortableRandom random(recipe.seed, row);
        draw(points.row(row), random);
    }
    return points;
}
