// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// A table in 8 bits: row i is about scale_i * codes_i, and no farther from it than error_i. In blocks of 16 rows; in
/// a block the codes lie in groups of four columns, row after row.
struct CodedRows
{
    const std::int8_t* codes; ///< groups x 16 rows x 4 columns for each block, -127 to 127
    const float* scales;      ///< 16 a block
    const float* errors;      ///< 16 a block
    std::size_t groups;
};

/// A vector in the same unit: scale * codes is no farther from it than `error`.
struct CodedPoint
{
    const std::int16_t* codes; ///< groups x 4, in each group columns 0, 2, 1, 3
    float scale;
    float square; ///< of the length of scale * codes
    float error;
};

/// The inner loop of NearestSamples, once for each instruction set.
struct NearKernels
{
    const char* name; ///< of the instruction set

    /// Of the rows of blocks [first, last), in order, the numbers of those that may lie within `reach` of the point:
    /// none that does is missing. There is room for all of them. Gives how many they are.
    std::size_t (*within)(const CodedRows& rows, std::size_t first, std::size_t last, const CodedPoint& point,
                          float reach, std::uint32_t* numbers);
};

/// How far rounding may carry the square of a distance between |x| and |y|, as a share of |x|^2 + |y|^2: eleven times
/// half a unit in the last place, and some more.
inline constexpr float roundingShare = 1.0F / (1 << 19);

/// Those of the best instruction set that this processor has.
[[nodiscard]] const NearKernels& nearKernels();

/// All that this processor can run, the plain ones first.
[[nodiscard]] const NearKernels* const* allNearKernels(std::size_t* count);
