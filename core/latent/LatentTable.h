// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/SharedBuffer.h"
#include "latent/LatentVector.h"

#include <cstddef>
#include <memory>
#include <string>

/// n latent vectors of d dimensions, row after row (C order, float32): row i is sample i. The values lie in memory of
/// its own, or in memory that other processes see too and nobody can write; they are copied from there when they are to
/// be changed. So look at a large one through a const table.
class LatentTable
{
public:
    /// Values from which on it is worth sharing them: below, a copy is faster than a mapping.
    static constexpr std::size_t leastShared = std::size_t{1} << 18;

    LatentTable() = default;
    LatentTable(std::size_t rows, std::size_t columns)
        : m_rows(rows)
        , m_columns(columns)
        , m_values(rows * columns)
    {
    }
    /// Takes over `values`; their number must be rows * columns (std::logic_error otherwise).
    LatentTable(std::size_t rows, std::size_t columns, std::vector<float> values);
    /// Shows a sealed table of as many floats (std::logic_error otherwise).
    [[nodiscard]] static LatentTable of(std::shared_ptr<const SharedBuffer> shared, std::size_t rows,
                                        std::size_t columns);

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    [[nodiscard]] bool isEmpty() const { return m_rows == 0; }
    [[nodiscard]] LatentView row(std::size_t i) const { return values().subspan(i * m_columns, m_columns); }
    [[nodiscard]] std::span<float> row(std::size_t i) { return values().subspan(i * m_columns, m_columns); }
    [[nodiscard]] std::span<const float> values() const
    {
        return m_shared ? std::span(reinterpret_cast<const float*>(m_shared->bytes().data()), m_rows * m_columns)
                        : std::span<const float>(m_values);
    }
    [[nodiscard]] std::span<float> values()
    {
        if (m_shared) {
            unshare();
        }
        return m_values;
    }
    /// Where the values lie, if other processes can see them; else null.
    [[nodiscard]] const std::shared_ptr<const SharedBuffer>& shared() const { return m_shared; }
    bool operator==(const LatentTable& other) const;

private:
    void unshare();

    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::vector<float> m_values; ///< empty while they are shared
    std::shared_ptr<const SharedBuffer> m_shared;
};

/// Throws UserError naming `what` (a file, "The latents") and the row and column of the first value that is NaN or
/// infinite.
void requireFinite(const LatentTable& table, const std::string& what);
