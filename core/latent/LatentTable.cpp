// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/LatentTable.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

LatentTable::LatentTable(std::size_t rows, std::size_t columns, std::vector<float> values)
    : m_rows(rows)
    , m_columns(columns)
    , m_values(std::move(values))
{
    if (m_values.size() != rows * columns) {
        throw std::logic_error("A latent table got another number of values than rows times columns.");
    }
}

LatentTable LatentTable::of(std::shared_ptr<const SharedBuffer> shared, std::size_t rows, std::size_t columns)
{
    if (!shared || shared->size() != rows * columns * sizeof(float)) {
        throw std::logic_error("A latent table got another number of shared values than rows times columns.");
    }
    LatentTable table;
    table.m_rows = rows;
    table.m_columns = columns;
    table.m_shared = std::move(shared);
    return table;
}

bool LatentTable::operator==(const LatentTable& other) const
{
    return m_rows == other.m_rows && m_columns == other.m_columns && std::ranges::equal(values(), other.values());
}

void LatentTable::unshare()
{
    const std::span<const float> values = std::as_const(*this).values();
    m_values.assign(values.begin(), values.end());
    m_shared.reset();
}

void requireFinite(const LatentTable& table, const std::string& what)
{
    if (allFinite(table.values())) {
        return;
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t column = 0; column < table.columns(); ++column) {
            if (!std::isfinite(table.row(row)[column])) {
                throw UserError(what + ": the value in row " + std::to_string(row) + ", column " +
                                std::to_string(column) + " (both counted from 0) is " +
                                (std::isnan(table.row(row)[column]) ? "NaN" : "infinite") +
                                ". Remove or repair that row, or encode the data again.");
            }
        }
    }
}
