// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/CodedTable.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

constexpr std::size_t groupColumns = 4;
constexpr std::size_t samplesForCentre = 1024;
constexpr double largestCode = 127;
/// Beyond these, in units of a typical row, floats could overflow or vanish: such rows are kept without codes.
constexpr double farthest = 1e6;
constexpr double nearest = 1e-12;
constexpr float infinite = std::numeric_limits<float>::infinity();

/// What rounding may take away from a number that bounds something.
float roundedUp(double value)
{
    return static_cast<float>(value * (1 + 1e-6));
}

double largestOf(const std::vector<double>& values)
{
    double largest = 0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

template <class T> T medianOf(std::vector<T>& values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

CodedTable::CodedTable(const LatentTable& table, NearMetric metric, const JobControl& control)
    : m_metric(metric)
    , m_columns(table.columns())
    , m_groups((table.columns() + groupColumns - 1) / groupColumns)
    , m_centre(table.columns(), 0.0F)
{
    if (table.isEmpty()) {
        return;
    }
    choose(table);
    const std::size_t rows = (table.rows() + blockRows - 1) / blockRows * blockRows;
    m_codes.resize(rows * m_groups * groupColumns);
    m_scales.resize(rows);
    m_errors.resize(rows);
    std::vector<double> relative(m_columns);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (row % 4096 == 0) {
            if (control.stop.stop_requested()) {
                *this = CodedTable();
                return;
            }
            control.report(static_cast<double>(row) / static_cast<double>(table.rows()));
        }
        takeRelative(table.row(row), relative);
        code(row, relative);
    }
}

/// Centre and unit: medians over some rows, which a few wild ones do not move.
void CodedTable::choose(const LatentTable& table)
{
    const std::size_t step = (table.rows() + samplesForCentre - 1) / samplesForCentre;
    std::vector<std::vector<double>> some;
    for (std::size_t row = 0; row < table.rows(); row += step) {
        takeRelative(table.row(row), some.emplace_back(m_columns));
    }
    std::vector<double> values(some.size());
    for (std::size_t column = 0; column < m_columns; ++column) {
        std::ranges::transform(some, values.begin(), [column](const auto& row) { return row[column]; });
        m_centre[column] = static_cast<float>(medianOf(values));
    }
    std::vector<double> reaches;
    for (std::vector<double>& row : some) {
        for (std::size_t column = 0; column < m_columns; ++column) {
            row[column] -= static_cast<double>(m_centre[column]);
        }
        if (const double reach = largestOf(row); reach > 0) {
            reaches.push_back(reach);
        }
    }
    m_unit = reaches.empty() ? 1 : medianOf(reaches);
}

void CodedTable::takeRelative(LatentView row, std::vector<double>& relative) const
{
    double length = 1;
    if (m_metric == NearMetric::Cosine) {
        const double own = norm(row);
        length = own > 0 ? own : 1;
    }
    for (std::size_t column = 0; column < m_columns; ++column) {
        relative[column] = (static_cast<double>(row[column]) / length - static_cast<double>(m_centre[column])) / m_unit;
    }
}

void CodedTable::code(std::size_t row, const std::vector<double>& relative)
{
    const double largest = largestOf(relative);
    if (!(largest <= farthest)) {
        m_errors[row] = infinite; // near any point for all we know
        return;
    }
    const double scale = largest < nearest ? 0 : static_cast<double>(static_cast<float>(largest / largestCode));
    std::int8_t* const block = m_codes.data() + row / blockRows * blockRows * m_groups * groupColumns;
    double error = 0;
    for (std::size_t column = 0; column < m_columns; ++column) {
        const double wanted = scale > 0 ? std::round(relative[column] / scale) : 0;
        const double code = std::clamp(wanted, -largestCode, largestCode);
        const double rest = relative[column] - scale * code;
        error += rest * rest;
        const std::size_t group = column / groupColumns;
        block[(group * blockRows + row % blockRows) * groupColumns + column % groupColumns] =
            static_cast<std::int8_t>(code);
    }
    m_scales[row] = static_cast<float>(scale);
    m_errors[row] = roundedUp(std::sqrt(error));
}

std::size_t CodedTable::memoryBytes() const
{
    return m_codes.size() + sizeof(float) * (m_scales.size() + m_errors.size());
}

CodedQuery CodedTable::coded(LatentView point) const
{
    CodedQuery query;
    std::vector<double> relative(m_columns);
    takeRelative(point, relative);
    const double largest = largestOf(relative);
    if (isEmpty() || !(largest <= farthest)) {
        return query;
    }
    query.isCoded = true;
    query.codes.resize(m_groups * groupColumns);
    // so that sums of products with the rows' codes stay within 31 bits
    const double room = 2147483647.0 / (largestCode * static_cast<double>(m_groups * groupColumns));
    const double most = std::max(1.0, std::min(32767.0, std::floor(room)));
    const double scale = largest < nearest ? 0 : static_cast<double>(static_cast<float>(largest / most));
    double square = 0;
    double error = 0;
    constexpr std::size_t places[groupColumns] = {0, 2, 1, 3};
    for (std::size_t column = 0; column < m_columns; ++column) {
        const double code = scale > 0 ? std::clamp(std::round(relative[column] / scale), -most, most) : 0;
        query.codes[column / groupColumns * groupColumns + places[column % groupColumns]] =
            static_cast<std::int16_t>(code);
        square += scale * scale * code * code;
        error += (relative[column] - scale * code) * (relative[column] - scale * code);
    }
    query.scale = static_cast<float>(scale);
    query.square = static_cast<float>(square);
    query.error = roundedUp(std::sqrt(error));
    return query;
}

std::size_t CodedTable::within(const CodedQuery& point, std::size_t first, std::size_t last, double distance,
                               std::uint32_t* numbers, const NearKernels& kernels) const
{
    // Between unit vectors |a - b|^2 = 2 (1 - cos), of which double knows so much; a zero row seems nearer than its
    // distance of 1, which does no harm.
    const bool isAngle = m_metric == NearMetric::Cosine;
    const double unsure = isAngle ? 4e-16 * static_cast<double>(m_columns + 16) : 0;
    const double length = std::sqrt(isAngle ? 2 * distance + unsure : distance) + (isAngle ? 1e-14 : 0);
    const float reach = length / m_unit < 1e18 ? roundedUp(length / m_unit) + 1e-9F : infinite;
    const CodedRows rows{m_codes.data(), m_scales.data(), m_errors.data(), m_groups};
    const std::size_t lastBlock = (last + blockRows - 1) / blockRows;
    std::size_t count = kernels.within(rows, first / blockRows, lastBlock,
                                       {point.codes.data(), point.scale, point.square, point.error}, reach, numbers);
    while (count > 0 && numbers[count - 1] >= last) { // the last block may be longer than the table
        --count;
    }
    return count;
}
