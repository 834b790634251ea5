// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// The inner loops over tables of latents, once for each instruction set. A table is rows x columns floats.
struct TableKernels
{
    const char* name; ///< of the instruction set

    /// Of each column: adds to its sum, in the order of the rows, and widens its range. The same bits with every
    /// instruction set.
    void (*addColumns)(const float* table, std::size_t rows, std::size_t columns, double* sums, float* lowest,
                       float* highest);
    /// centred = (table - mean) * factor, in double; its rows are `stride` apart. The same bits likewise.
    void (*centre)(const float* table, std::size_t rows, std::size_t columns, const float* mean, double factor,
                   float* centred, std::size_t stride);
    /// product = X^T X of a table whose rows are `columns` long, a multiple of 16; nothing above the diagonal is to be
    /// used.
    void (*scatter)(const float* table, std::size_t rows, std::size_t columns, float* product);
};

/// Those of the best instruction set that this processor has.
[[nodiscard]] const TableKernels& tableKernels();

/// All that this processor can run, the plain ones first.
[[nodiscard]] const TableKernels* const* allTableKernels(std::size_t* count);
