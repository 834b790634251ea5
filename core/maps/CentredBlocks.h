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
    explicit CentredBlocks(const LatentTable& table);

    [[nodiscard]] const LatentVector& mean() const { return m_mean; }
    [[nodiscard]] double scale() const { return m_scale; } ///< the largest deviation; 0 when all rows are equal

    /// Calls `use` with rows x d floats and their number, block after block. False when stopped.
    bool forEach(const JobControl& control, const std::function<void(const float* block, int rows)>& use) const;

private:
    const LatentTable& m_table;
    LatentVector m_mean;
    double m_scale = 0;
};
