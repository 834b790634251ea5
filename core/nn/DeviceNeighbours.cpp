// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/DeviceNeighbours.h"

#include <algorithm>
#include <limits>

namespace {

constexpr std::int64_t spare = 16;  ///< neighbours that rounding may have pushed back
constexpr double nearEnough = 1e-3; ///< of the squares: those that are nearer are measured one by one
constexpr std::int64_t valuesAtOnce = std::int64_t{1} << 22; ///< of the table, in double
constexpr std::int64_t mostPairs = std::int64_t{1} << 24;    ///< that may turn out to be near ones, at once

/// Distances of a block: enough to keep a GPU busy, few enough for a processor's cache.
std::int64_t distancesAtOnce(at::Device device)
{
    return std::int64_t{1} << (device.is_cpu() ? 22 : 26);
}

/// Calls `use` with pieces of [0, count).
template <class Use> void inPieces(std::int64_t count, std::int64_t size, const Use& use)
{
    for (std::int64_t first = 0; first < count; first += size) {
        use(first, std::min(size, count - first));
    }
}

/// Minus the mean of each column, by the largest deviation: values as large as 1e30 can then be squared.
at::Tensor scaled(const LatentTable& table, at::Device device)
{
    const auto n = static_cast<std::int64_t>(table.rows());
    const auto d = static_cast<std::int64_t>(table.columns());
    const at::Tensor host = at::from_blob(const_cast<float*>(table.values().data()), {n, d}, at::kFloat);
    at::Tensor points = at::empty({n, d}, host.options().device(device));
    points.copy_(host);
    if (n == 0 || d == 0) {
        return points;
    }
    const std::int64_t rows = std::max<std::int64_t>(1, valuesAtOnce / d);
    at::Tensor mean = at::zeros({d}, points.options().dtype(at::kDouble));
    inPieces(n, rows, [&](std::int64_t first, std::int64_t count) {
        mean += points.narrow(0, first, count).to(at::kDouble).sum(0);
    });
    mean /= n;
    at::Tensor largest = at::zeros({}, mean.options());
    inPieces(n, rows, [&](std::int64_t first, std::int64_t count) {
        largest = at::maximum(largest, (points.narrow(0, first, count).to(at::kDouble) - mean).abs_().max());
    });
    const double unit = largest.item<double>() > 0 ? largest.item<double>() : 1.0;
    inPieces(n, rows, [&](std::int64_t first, std::int64_t count) {
        at::Tensor some = points.narrow(0, first, count);
        some.copy_((some.to(at::kDouble) - mean).div_(unit));
    });
    return points;
}

/// Next to nothing, and another for each pair: of points that are equal each one chooses others. If all named the same
/// few as their neighbours, those would draw a whole map to themselves.
at::Tensor turns(const at::Tensor& query, const at::Tensor& other)
{
    constexpr std::int64_t prime = 65'521;
    const at::Tensor mixed = (query * std::int64_t{0x9e3779b1} + other) * std::int64_t{0x7feb352d};
    return (mixed.remainder(prime) + 1).to(at::kFloat) * std::numeric_limits<float>::min();
}

} // namespace

DeviceNeighbours::DeviceNeighbours(const LatentTable& table, at::Device device)
    : m_points(scaled(table, device))
    , m_squares(m_points.square().sum(1))
{
}

std::int64_t DeviceNeighbours::rowsAtOnce() const
{
    return std::max<std::int64_t>(1, distancesAtOnce(m_points.device()) / std::max<std::int64_t>(1, m_points.size(0)));
}

DeviceNeighbours::Some DeviceNeighbours::nearest(std::int64_t first, std::int64_t rows, std::int64_t count) const
{
    const std::int64_t n = m_points.size(0);
    at::Tensor distances = m_squares.narrow(0, first, rows).unsqueeze(1) + m_squares;
    const at::Tensor limits = distances * nearEnough;
    distances.addmm_(m_points.narrow(0, first, rows), m_points.t(), 1, -2);
    distances.diagonal(first).fill_(std::numeric_limits<float>::infinity()); // each with itself
    measureNearOnes(distances, limits, first);
    const std::int64_t wanted = std::min(count + spare, n - 1);
    at::Tensor ids = std::get<1>(distances.topk(wanted, 1, false, false));
    ids = std::get<0>(ids.sort(1)); // those that are chosen in the order of the table, else as a device likes
    const auto [ordered, order] = at::sort(measured(ids, first), true, 1, false);
    return {ids.gather(1, order.narrow(1, 0, count)), ordered.narrow(1, 0, count).contiguous()};
}

/// Those below their limit: few, unless the table has groups that are much tighter than it is wide.
void DeviceNeighbours::measureNearOnes(at::Tensor& distances, const at::Tensor& limits, std::int64_t first) const
{
    const std::int64_t n = distances.size(1);
    const std::int64_t pairs = std::max<std::int64_t>(1, mostPairs / std::max<std::int64_t>(1, m_points.size(1)));
    inPieces(distances.size(0), std::max<std::int64_t>(1, mostPairs / n), [&](std::int64_t from, std::int64_t rows) {
        at::Tensor some = distances.narrow(0, from, rows).view(-1);
        const at::Tensor places = (some < limits.narrow(0, from, rows).view(-1)).nonzero().view(-1);
        inPieces(places.size(0), pairs, [&](std::int64_t firstPair, std::int64_t count) {
            const at::Tensor place = places.narrow(0, firstPair, count);
            const at::Tensor query = at::div(place, n, "floor") + (first + from);
            at::Tensor apart = m_points.index_select(0, query);
            const at::Tensor other = place.remainder(n);
            apart -= m_points.index_select(0, other);
            some.scatter_(0, place, at::maximum(apart.square_().sum(1), turns(query, other)));
        });
    });
}

/// The squared distances of rows `first` and on to `ids` (rows x m).
at::Tensor DeviceNeighbours::measured(const at::Tensor& ids, std::int64_t first) const
{
    const std::int64_t others = ids.size(1);
    at::Tensor result = at::empty(ids.sizes(), m_points.options());
    const std::int64_t values = std::max<std::int64_t>(1, others * m_points.size(1));
    inPieces(ids.size(0), std::max<std::int64_t>(1, mostPairs / values), [&](std::int64_t from, std::int64_t rows) {
        at::Tensor apart = m_points.index_select(0, ids.narrow(0, from, rows).reshape(-1));
        apart = apart.view({rows, others, m_points.size(1)});
        apart -= m_points.narrow(0, first + from, rows).unsqueeze(1);
        result.narrow(0, from, rows).copy_(apart.square_().sum(2));
    });
    return result;
}
