// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <cstddef>
#include <string>

/// n latent vectors of d dimensions, row after row (C order, float32): row i is sample i.
class LatentTable
{
public:
    LatentTable() = default;
    LatentTable(std::size_t rows, std::size_t columns)
        : m_rows(rows)
        , m_columns(columns)
        , m_values(rows * columns)
    {
    }
    /// Takes over `values`; their number must be rows * columns (std::logic_error otherwise).
    LatentTable(std::size_t rows, std::size_t columns, std::vector<float> values);

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    [[nodiscard]] bool isEmpty() const { return m_rows == 0; }
    [[nodiscard]] LatentView row(std::size_t i) const { return {m_values.data() + i * m_columns, m_columns}; }
    [[nodiscard]] std::span<float> row(std::size_t i) { return {m_values.data() + i * m_columns, m_columns}; }
    [[nodiscard]] std::span<const float> values() const { return m_values; }
    [[nodiscard]] std::span<float> values() { return m_values; }
    bool operator==(const LatentTable&) const = default;

private:
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::vector<float> m_values;
};

/// Throws UserError naming `what` (a file, "The latents") and the row and column of the first value that is NaN or
/// infinite.
void requireFinite(const LatentTable& table, const std::string& what);
