// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

#include <functional>

/// A table (n x d) minus its mean, divided by its largest deviation so that squares stay in range, a block of rows at a
/// time: it may be too large to hold twice.
class CentredBlocks
{
public:
    /// Keeps a reference to `table`, which it reads once. Throws UserError if a value is not finite, or if rows lie so
    /// far apart that a float cannot say how far. One that was stopped is not to be used.
    explicit CentredBlocks(const LatentTable& table, const JobControl& control = {});

    [[nodiscard]] const LatentVector& mean() const { return m_mean; }
    [[nodiscard]] double scale() const { return m_scale; } ///< the largest deviation; 0 when all rows are equal

    [[nodiscard]] std::size_t count() const;     ///< of blocks
    [[nodiscard]] std::size_t blockRows() const; ///< of all but the last, which may have fewer
    /// Writes rows x d floats, the rows `stride` apart, and gives their number. Any thread may ask for any block.
    std::size_t read(std::size_t block, std::span<float> into, std::size_t stride) const;

    /// Calls `use` with rows x d floats and their number, block after block. False when stopped.
    bool forEach(const JobControl& control, const std::function<void(const float* block, int rows)>& use) const;

private:
    const LatentTable& m_table;
    LatentVector m_mean;
    double m_scale = 0;
};
